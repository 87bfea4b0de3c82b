"""TCP ports of this machine: free ones, and the ones a stack had before."""

import json
import socket
from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
NAME = "localhost"
"""What browsers call this machine: they take no IP address as the domain of passkeys."""

DEFAULTS: Mapping[str, int] = {
    "api": 8000,
    "mailsink": 8025,
    "gateway": 8026,
    "temporal-ui": 8233,
    "temporal": 7233,
    "codec": 8234,
    "postgres": 5442,
    "pki": 9100,
}


def is_free(port: int) -> bool:
    """Whether nothing listens on `port` of the loopback interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port(preferred: int | None = None, taken: frozenset[int] = frozenset()) -> int:
    """`preferred` when it is free, else any free port; never one of `taken`.

    The kernel hands out ephemeral ports in a scattered order, so that two stacks starting together hardly
    ever get the same one before binding it.
    """
    if preferred is not None and preferred not in taken and is_free(preferred):
        return preferred
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port


def accepts_connections(port: int) -> bool:
    """Whether somebody answers on `port` of the loopback interface."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


class PortBook:
    """The ports of one stack, written down in `file`, so that mailed links still work after a restart.

    `defaults` are taken where free, once; a test's stack has none and takes any.
    """

    def __init__(self, file: Path, defaults: Mapping[str, int]) -> None:
        self._file = file
        self._defaults = defaults
        self._ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        self._given: set[str] = set()

    def port(self, name: str) -> int:
        """The port of `name`: the one it had, if nobody else took it meanwhile."""
        if name not in self._given:
            taken = frozenset(port for other, port in self._ports.items() if other != name)
            self._ports[name] = free_port(self._ports.get(name, self._defaults.get(name)), taken)
            self._given.add(name)
            self._file.write_text(json.dumps(self._ports, indent=1))
        return self._ports[name]
