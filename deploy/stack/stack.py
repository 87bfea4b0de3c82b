"""The local stack as an object: for the command, the tests and the benchmarks."""

import atexit
import fcntl
import json
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Self

from deploy.prepare import migrate, prepare_temporal
from deploy.setup.paths import ROOT
from deploy.setup.temporal import find_temporal
from deploy.stack import processes
from deploy.stack.environment import DATABASE, LocalEnvironment
from deploy.stack.part import Part, PartError, RunningPart
from deploy.stack.ports import DEFAULTS, HOST, PortBook
from deploy.stack.temporal import TemporalServer

WATCH_SECONDS = 0.5
DEFAULT_FOLDER = ROOT / ".local"


class StackBusyError(RuntimeError):
    """Another process runs a stack on the same folder."""


class Stack:
    """All parts of the service on this machine, less those whose setting is in the environment.

    Everything is kept in `folder` and survives a restart. With `restart_crashed` a part that ends by itself
    is started again. Not to be shared between threads, but may be used inside an event loop.
    """

    def __init__(
        self,
        folder: Path = DEFAULT_FOLDER,
        *,
        given: Mapping[str, str] | None = None,
        default_ports: bool = False,
        reload: bool = False,
        restart_crashed: bool = False,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = _take_lock(folder)
        self._reload = reload
        self._say = say
        ports = PortBook(folder / "ports.json", DEFAULTS if default_ports else {})
        self._local = LocalEnvironment(folder, os.environ if given is None else given, ports)
        self._parts: dict[str, Part] = {}
        self._running: dict[str, RunningPart] = {}
        self._changing = threading.RLock()
        self._watching = threading.Event() if restart_crashed else None

    @property
    def env(self) -> dict[str, str]:
        """All settings of the service's processes."""
        return self._local.settings()

    @property
    def addresses(self) -> dict[str, str]:
        """Where people look: `api`, `inbox` and `temporal-ui`, as far as they are the stack's own."""
        env = self.env
        known = {"api": env["PUBLIC_URL"], "temporal-ui": env.get("TEMPORAL_UI_URL", "")}
        if "mailsink" in self._parts:
            known["inbox"] = env["SENDGRID_HOST"]
        return known

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts it runs."""
        return tuple(self._parts)

    def pid(self, name: str) -> int:
        """Process id of a running part."""
        with self._changing:
            return self._running[name].pid

    def port(self, name: str) -> int:
        """Port of a part, or the one it would get."""
        return self._local.ports.port(name)

    def log(self, name: str) -> Path:
        """Log file of a part."""
        return self._parts[name].log_file

    def start(self) -> None:
        """Returns when all parts are ready. On failure everything is stopped and `PartError` raised."""
        atexit.register(self.stop)
        try:
            self._start_together(self._neighbours())
            self._prepare()
            self._start_together(self._service())
        except BaseException:
            self.stop()
            raise
        if self._watching is not None:
            threading.Thread(target=self._watch, name="stack-watch", daemon=True).start()

    def stop(self) -> None:
        """Ends all parts, the last started first."""
        if self._watching is not None:
            self._watching.set()
        with self._changing:
            for name in reversed(list(self._running)):
                self._running.pop(name).stop()
            self._write_state()
        atexit.unregister(self.stop)
        self._lock.close()

    def kill(self, name: str) -> None:
        """Ends a part with all its processes at once, as a power cut would."""
        with self._changing:
            self._running.pop(name).kill()
            self._write_state()

    def restart(self, name: str) -> None:
        """Starts a part that was killed, or stops and starts one that runs; returns when it is ready."""
        with self._changing:
            if name in self._running:
                self._running.pop(name).stop()
            self._launch(self._parts[name]).wait_ready()
            self._write_state()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _neighbours(self) -> list[Part]:
        local = self._local
        parts = []
        if local.lacks("DATABASE_URL"):
            parts.append(local.cluster().part())
        if local.lacks("TEMPORAL_ADDRESS"):
            parts += self._temporal().parts()
        if local.needs_pki():
            parts.append(processes.pki_part(local))
        if local.lacks("SENDGRID_API_KEY"):
            parts.append(processes.mailsink_part(local))
        if local.lacks("TWILIO_AUTH_TOKEN"):
            parts.append(processes.messagesink_part(local, self.env))
        if local.lacks("STRIPE_API_KEY"):
            parts.append(processes.gateway_part(local, self.env))
        return parts

    def _service(self) -> list[Part]:
        env = self.env
        parts = [
            processes.api_part(self._local, env, reload=self._reload),
            processes.worker_part(self._local, env, reload=self._reload),
        ]
        if self._local.lacks("TEMPORAL_ADDRESS"):
            parts.append(processes.codec_part(self._local, env))
        return parts

    def _temporal(self) -> TemporalServer:
        programs = find_temporal()
        if programs is None:
            raise PartError("No Temporal server was found: run `make setup`, or set TEMPORAL_ADDRESS.")
        ports = self._local.ports
        folder = self.folder / "temporal"
        return TemporalServer(
            programs,
            folder,
            ports.port("temporal"),
            database=folder / "temporal.sqlite",
            ui_port=ports.port("temporal-ui"),
            codec_endpoint=f"http://{HOST}:{ports.port('codec')}",
        )

    def _prepare(self) -> None:
        """The schema and the namespace, where their servers are the stack's own."""
        env = self.env
        with ThreadPoolExecutor(max_workers=1) as thread:  # both need an event loop of their own
            if "postgres" in self._parts:
                self._local.cluster().create_database(DATABASE)
                thread.submit(migrate, env["DATABASE_OWNER_URL"]).result()
            if "temporal" in self._parts:
                thread.submit(prepare_temporal, env).result()

    def _start_together(self, parts: list[Part]) -> None:
        with self._changing:
            started = [self._launch(part) for part in parts]
            self._write_state()
        for running in started:
            running.wait_ready()
            self._say(f"{running.part.name} is up")

    def _launch(self, part: Part) -> RunningPart:
        self._parts[part.name] = part
        self._running[part.name] = RunningPart(part)
        return self._running[part.name]

    def _watch(self) -> None:
        if self._watching is None:
            return
        while not self._watching.wait(WATCH_SECONDS):
            with self._changing:
                ended = [name for name, running in self._running.items() if running.exit_code is not None]
                for name in () if self._watching.is_set() else ended:
                    self._say(f"{name} ended by itself and is started again; its log: {self.log(name)}")
                    self._running.pop(name).kill()
                    self._launch(self._parts[name])
                    self._write_state()

    def _write_state(self) -> None:
        """Tells other programs of the same user what runs: `stack.json`."""
        state = {
            "pid": os.getpid(),
            "pids": {name: running.pid for name, running in self._running.items()},
            "logs": {name: str(part.log_file) for name, part in self._parts.items()},
            "env": self.env if self._running else {},
        }
        file = self.folder / "stack.json"
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(state, indent=1))
        fresh.replace(file)


def _take_lock(folder: Path) -> IO[str]:
    lock = (folder / "stack.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StackBusyError(f"A stack is running on {folder} already: stop it first.") from error
    return lock
