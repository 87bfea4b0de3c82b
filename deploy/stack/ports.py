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
    "messagesink": 8027,
    "temporal-ui": 8233,
    "temporal": 7233,
    "codec": 8234,
    "postgres": 5442,
    "pki": 9100,
}


_reserved: dict[int, socket.socket] = {}
"""Sockets bound but not listening, as long as this process lives: the kernel gives their ports to nobody
who asks for any port, be it to listen or to call from, while a server that allows reuse may still listen."""


def free_port(preferred: int | None = None, taken: frozenset[int] = frozenset()) -> int:
    """`preferred` when nobody listens there, else any free port; never one of `taken`.

    The port stays this process's own until it ends, so that no program gets it between now and the start of
    the server for which it is meant, nor while that server is being restarted.
    """
    if preferred is not None and preferred not in taken and _reserve(preferred):
        return preferred
    while True:
        port = _reserve(0)
        if port and port not in taken:
            return port


def _reserve(port: int) -> int:
    """The port now reserved, 0 where somebody listens on it; `port` 0 asks for any that nobody has bound."""
    if port in _reserved:
        return port if not _listens(port) else 0
    own = socket.socket()
    if port:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        own.bind((HOST, port))
    except OSError:
        own.close()
        return 0
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound = int(own.getsockname()[1])
    _reserved[bound] = own
    return bound


def _listens(port: int) -> bool:
    """Whether a server has the port, though it is reserved for one of this process's."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
        return False


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
