"""The local Temporal server and its UI, as parts of the stack."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.setup.temporal import TemporalPrograms
from deploy.stack.part import Part
from deploy.stack.ports import HOST, accepts_connections, free_port

DYNAMIC_CONFIG: Mapping[str, Any] = {
    # A workflow's clock can be moved on demand (tests, demonstrations); nothing moves by itself.
    "frontend.WorkflowTimeSkippingEnabled": True,
    "frontend.WorkflowTimeSkippingMaxSkipPerSession": 10_000,
    "history.timerProcessorMaxTimeShift": "5ms",
    "frontend.enableUpdateWorkflowExecution": True,
}
_SERVICES = ("frontend", "history", "matching", "worker")


@dataclass(frozen=True)
class TemporalServer:
    """A server with one history shard on SQLite: in `database`, or in memory when that is `None`.

    `dynamic` adds to `DYNAMIC_CONFIG`.
    """

    programs: TemporalPrograms
    folder: Path
    port: int
    database: Path | None = None
    ui_port: int | None = None
    namespace: str = "rubrica"
    codec_endpoint: str | None = None
    dynamic: Mapping[str, Any] = field(default_factory=dict)
    _own_ports: dict[str, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """`host:port` of the frontend."""
        return f"{HOST}:{self.port}"

    def parts(self) -> tuple[Part, ...]:
        """The server, and the UI when it is a program of its own and has a port."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.programs.cli is not None:
            return (self._cli_part(self.programs.cli),)
        if self.programs.server is None:
            raise RuntimeError("Run `make setup`: no Temporal server was found.")
        server = self._server_part(self.programs.server)
        if self.ui_port is None or self.programs.ui is None:
            return (server,)
        return (server, self._ui_part(self.programs.ui, self.ui_port))

    def _cli_part(self, cli: Path) -> Part:
        command = [str(cli), "server", "start-dev", "--ip", HOST, "--port", str(self.port)]
        command += ["--headless"] if self.ui_port is None else ["--ui-port", str(self.ui_port)]
        command += ["--ui-codec-endpoint", self.codec_endpoint] if self.codec_endpoint else []
        command += ["--db-filename", str(self.database)] if self.database else []
        for key, value in {**DYNAMIC_CONFIG, **self.dynamic}.items():
            command += ["--dynamic-config-value", f"{key}={json.dumps(value)}"]
        return self._part("temporal", tuple(command), self.port)

    def _server_part(self, server: Path) -> Part:
        dynamic = self.folder / "dynamic.yaml"
        dynamic.write_text(
            json.dumps({key: [{"value": value}] for key, value in {**DYNAMIC_CONFIG, **self.dynamic}.items()})
        )
        (self.folder / "server.yaml").write_text(json.dumps(self._server_config(dynamic), indent=1))
        command = (str(server), "--root", str(self.folder), "--config", ".", "--env", "server")
        return self._part("temporal", (*command, "--allow-no-auth", "start"), self.port)

    def _ui_part(self, ui: Path, port: int) -> Part:
        config = {
            "temporalGrpcAddress": self.address,
            "host": HOST,
            "port": port,
            "enableUi": True,
            "defaultNamespace": self.namespace,
            "disableNewsFetch": True,
            "cors": {"allowOrigins": [f"http://{HOST}:{port}"]},
            "codec": {"endpoint": self.codec_endpoint or ""},
        }
        (self.folder / "ui.yaml").write_text(json.dumps(config, indent=1))
        command = (str(ui), "--root", str(self.folder), "--config", ".", "--env", "ui", "start")
        return self._part("temporal-ui", command, port)

    def _part(self, name: str, command: tuple[str, ...], port: int) -> Part:
        return Part(
            name=name,
            command=command,
            log_file=self.folder / f"{name}.log",
            ready=lambda: accepts_connections(port),
            cwd=self.folder,
        )

    def _port(self, name: str) -> int:
        """A port for the server's own use, the same each time this server is started."""
        if name not in self._own_ports:
            taken = frozenset({*self._own_ports.values(), self.port, self.ui_port or 0})
            self._own_ports[name] = free_port(taken=taken)
        return self._own_ports[name]

    def _store(self) -> dict[str, Any]:
        attributes: dict[str, Any] = {"cache": "private", "setup": True}
        if self.database is None:
            attributes |= {"mode": "memory", "cache": "shared"}
        else:
            attributes |= {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 10_000}
        return {
            "sql": {
                "pluginName": "sqlite",
                "databaseName": str(self.database) if self.database else "rubrica",
                "connectAddr": "localhost",
                "connectProtocol": "tcp",
                "connectAttributes": attributes,
                "maxConns": 1,
                "maxIdleConns": 1,
            }
        }

    def _services(self) -> dict[str, Any]:
        return {
            name: {
                "rpc": {
                    "grpcPort": self.port if name == "frontend" else self._port(name),
                    "membershipPort": self._port(f"{name}-membership"),
                    "bindOnLocalHost": True,
                }
            }
            for name in _SERVICES
        }

    def _server_config(self, dynamic: Path) -> dict[str, Any]:
        return {
            "log": {"stdout": True, "level": "warn"},
            "persistence": {
                "defaultStore": "sqlite",
                "visibilityStore": "sqlite",
                "numHistoryShards": 1,
                "datastores": {"sqlite": self._store()},
            },
            "global": {"membership": {"maxJoinDuration": "30s", "broadcastAddress": HOST}},
            "services": self._services(),
            "clusterMetadata": {
                "enableGlobalNamespace": False,
                "failoverVersionIncrement": 10,
                "masterClusterName": "active",
                "currentClusterName": "active",
                "clusterInformation": {
                    "active": {
                        "enabled": True,
                        "initialFailoverVersion": 1,
                        "rpcName": "frontend",
                        "rpcAddress": self.address,
                    }
                },
            },
            "dcRedirectionPolicy": {"policy": "noop"},
            "dynamicConfigClient": {"filepath": str(dynamic), "pollInterval": "60s"},
        }
