"""What activities are made of: the worker's neighbours, opened once and closed at its end."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from activities.commands import WorkflowCommands
from activities.evidence.certificate_seal import CertificateSeal
from activities.evidence.holder import holder_from_settings
from activities.mail.assembly import mailer_from_settings
from activities.mail.mailer import Mailer
from activities.records.deadlines import Seat
from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.processes import SigningProcesses
from activities.signing.seal_credential import load_seal
from activities.signing.timestamps import TimestampClient
from activities.vault.factory import vault_from_settings
from activities.vault.vault import Vault
from models.database import Database, make_engine
from models.scope import PUBLIC
from settings import Settings
from terms.texts import Holder
from terms.working_days import WorkingCalendar

Activities = tuple[Callable[..., Any], ...]
RETENTION_CONNECTIONS = 2
CONFINED_CONNECTIONS = 2
NEIGHBOUR_SECONDS = 20
"""Longest wait for one answer of CA, TSA, OCSP or CRL."""


@dataclass(frozen=True)
class Workshop:
    """The settings, and everything that more than one kind of activity works with."""

    settings: Settings
    database: Database
    retention: Database
    """The same database in the one role that may destroy (contract S18)."""
    confined: Database
    """The same database in the API's role, which sees what the scope of its transaction may."""
    neighbours: httpx.AsyncClient
    processes: SigningProcesses
    vault: Vault
    mailer: Mailer
    commands: WorkflowCommands
    seat: Seat
    holder: Holder
    anchors: bytes
    ca: CertificateAuthority
    tsa: TimestampClient
    seal: CertificateSeal

    @property
    def zone(self) -> str:
        """The holder's, in which dates are reckoned (contract C1)."""
        return self.settings.holder_zone


@asynccontextmanager
async def open_workshop(settings: Settings) -> AsyncIterator[Workshop]:
    """Raises `ValueError`, `SealCredentialError` or `OSError` when a setting cannot be used."""
    async with AsyncExitStack() as closing:
        database = Database(
            make_engine(_workers(settings, "worker_database_url"), pool_size=settings.worker_concurrency)
        )
        closing.push_async_callback(database.close)
        retention = Database(
            make_engine(_workers(settings, "retention_database_url"), pool_size=RETENTION_CONNECTIONS)
        )
        closing.push_async_callback(retention.close)
        confined = Database(make_engine(settings.database_url, pool_size=CONFINED_CONNECTIONS), PUBLIC)
        closing.push_async_callback(confined.close)
        neighbours = await closing.enter_async_context(httpx.AsyncClient(timeout=NEIGHBOUR_SECONDS))
        processes = await closing.enter_async_context(SigningProcesses(settings.signing_processes))
        anchors, tsa = settings.trust_anchors_file.read_bytes(), _tsa(settings, neighbours)
        yield Workshop(
            settings=settings,
            database=database,
            retention=retention,
            confined=confined,
            neighbours=neighbours,
            processes=processes,
            vault=vault_from_settings(settings, database),
            mailer=mailer_from_settings(settings, database),
            commands=WorkflowCommands(),
            seat=Seat(settings.holder_zone, WorkingCalendar(extra=settings.holder_holidays)),
            holder=holder_from_settings(settings),
            anchors=anchors,
            ca=_ca(settings, neighbours),
            tsa=tsa,
            seal=CertificateSeal(load_seal(settings), tsa, anchors, processes),
        )


def _workers(settings: Settings, name: str) -> str:
    """A setting that only the worker is given. Raises `ValueError` where it is not set."""
    value: str | None = getattr(settings, name)
    if not value:
        raise ValueError(f"Set {name.upper()}: the worker needs that role in the database.")
    return value


def _tsa(settings: Settings, neighbours: httpx.AsyncClient) -> TimestampClient:
    password = settings.tsa_password.get_secret_value() if settings.tsa_password else ""
    auth = (settings.tsa_username, password) if settings.tsa_username else None
    return TimestampClient(neighbours, settings.tsa_url, auth)


def _ca(settings: Settings, neighbours: httpx.AsyncClient) -> CertificateAuthority:
    password = settings.ca_password.get_secret_value() if settings.ca_password else ""
    auth = (settings.ca_username, password) if settings.ca_username else None
    return CertificateAuthority(neighbours, settings.ca_url, auth)
