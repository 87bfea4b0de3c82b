"""The worker: `python -m worker`. Builds the activities from the settings, and runs workflows and activities.

It ends in order on SIGTERM or Ctrl-C: takes nothing new, and gives activities time to finish. Whatever is cut
short is done by the next worker; every activity may be repeated.
"""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker

from activities.commands import WorkflowCommands
from activities.envelopes_under_way import EnvelopesUnderWay
from activities.evidence.certificate_seal import CertificateSeal
from activities.evidence.chain_stamp import ChainStamper
from activities.evidence.clerk import EvidenceClerk
from activities.evidence.holder import holder_from_settings
from activities.heartbeats import HeartbeatInterceptor
from activities.invoices.invoicer import Invoicer
from activities.mail.assembly import mailer_from_settings
from activities.mail.links import LinkTokens
from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway
from activities.payments.pages import PaymentPages
from activities.records.access_review_records import AccessReviewRecords
from activities.records.activity_retention import ActivityRetention
from activities.records.credential_records import CredentialRecords
from activities.records.departure_records import DepartureRecords
from activities.records.envelope_records import EnvelopeRecords
from activities.records.incident_records import IncidentRecords
from activities.records.invitation_records import InvitationRecords
from activities.records.misuse_effects import MisuseEffects
from activities.records.misuse_records import MisuseRecords
from activities.records.registration_records import RegistrationRecords
from activities.records.staff_key_records import StaffKeyRecords
from activities.records.staff_records import StaffRecords
from activities.records.subscription_choices import SubscriptionChoices
from activities.records.subscription_records import SubscriptionRecords
from activities.records.terms_change_records import TermsChangeRecords
from activities.records.transfer_records import TransferRecords
from activities.records.vat_number_records import VatNumberRecords
from activities.signing.document_signer import make_document_signer
from activities.signing.processes import SigningProcesses
from activities.signing.seal_credential import load_seal
from activities.signing.signatory import Signatory
from activities.signing.timestamps import TimestampClient
from activities.vault.factory import vault_from_settings
from activities.vault.vault import Vault
from activities.vies.client import Vies
from models.database import Database, make_engine
from settings import Settings
from workflows.access_review import AccessReviewRoundWorkflow, AccessReviewWorkflow
from workflows.account_letter import AccountLetterWorkflow
from workflows.activity_retention import ActivityRetentionWorkflow, ActivitySettlementWorkflow
from workflows.connection import connect
from workflows.credential_report import CredentialReportWorkflow
from workflows.departure import DepartureWorkflow
from workflows.envelope import EnvelopeWorkflow
from workflows.invitation import InvitationWorkflow
from workflows.key_change import KeyChangeWorkflow
from workflows.link_renewal import LinkRenewalWorkflow
from workflows.misuse import MisuseWorkflow
from workflows.ownership_transfer import OwnershipTransferWorkflow
from workflows.queues import charges_queue
from workflows.registration import RegistrationWorkflow
from workflows.sandbox import sandboxed_runner
from workflows.staff_decision import StaffDecisionWorkflow
from workflows.staff_joiner import StaffJoinerWorkflow
from workflows.staff_leaving import StaffLeavingWorkflow
from workflows.subscription import SubscriptionWorkflow
from workflows.terms_change import TermsChangeWorkflow
from workflows.vat_numbers import VatNumberCheckWorkflow

WORKFLOWS = (
    AccessReviewRoundWorkflow,
    AccessReviewWorkflow,
    ActivityRetentionWorkflow,
    ActivitySettlementWorkflow,
    CredentialReportWorkflow,
    AccountLetterWorkflow,
    DepartureWorkflow,
    EnvelopeWorkflow,
    InvitationWorkflow,
    KeyChangeWorkflow,
    LinkRenewalWorkflow,
    OwnershipTransferWorkflow,
    MisuseWorkflow,
    RegistrationWorkflow,
    SubscriptionWorkflow,
    TermsChangeWorkflow,
    VatNumberCheckWorkflow,
    StaffDecisionWorkflow,
    StaffJoinerWorkflow,
    StaffLeavingWorkflow,
)
GRACE = timedelta(seconds=30)
"""How long activities under way may take to finish once the worker is told to end."""
RECONNECT_SECONDS = 2
RETENTION_CONNECTIONS = 2
NEIGHBOUR_SECONDS = 20
"""Longest wait for one answer of CA, TSA, OCSP or CRL."""

logger = logging.getLogger(__name__)


def main() -> None:
    """Runs until told to end."""
    settings = Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs the address of each request
    asyncio.run(run(settings))


async def run(settings: Settings) -> None:
    """The worker's life. Waits for Temporal if it is away at the start."""
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    client = await _connect_patiently(settings, end)
    if client is None:
        return
    async with activities_of(settings) as activities, make_worker(client, settings, activities):
        with _ready(settings.worker_ready_file):
            logger.info("polling %s in %s", settings.temporal_task_queue, settings.temporal_namespace)
            await end.wait()
        logger.info("ending")


@asynccontextmanager
async def make_worker(
    client: Client, settings: Settings, activities: Sequence[Callable[..., Any]]
) -> AsyncIterator[None]:
    """The workers of the service's task queue, and of that of charges at the gateway's rate (contract S5)."""
    common: dict[str, Any] = {
        "activities": activities,
        "max_concurrent_activities": settings.worker_concurrency,
        "graceful_shutdown_timeout": GRACE,
        "interceptors": [HeartbeatInterceptor()],
    }
    queue = settings.temporal_task_queue
    main = Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        workflow_runner=sandboxed_runner(),
        max_concurrent_local_activities=settings.worker_concurrency,
        **common,
    )
    charges = Worker(
        client,
        task_queue=charges_queue(queue),
        max_task_queue_activities_per_second=settings.charges_per_second,
        **common,
    )
    async with main, charges:
        yield


@asynccontextmanager
async def activities_of(settings: Settings) -> AsyncIterator[Sequence[Callable[..., Any]]]:
    """All activities, with dependencies built from the settings and closed at the end.

    Raises `ValueError`, `SealCredentialError` or `OSError` when a setting cannot be used.
    """
    async with AsyncExitStack() as closing:
        database = Database(
            make_engine(_workers(settings, "worker_database_url"), pool_size=settings.worker_concurrency)
        )
        closing.push_async_callback(database.close)
        retention = Database(
            make_engine(_workers(settings, "retention_database_url"), pool_size=RETENTION_CONNECTIONS)
        )
        closing.push_async_callback(retention.close)
        neighbours = await closing.enter_async_context(httpx.AsyncClient(timeout=NEIGHBOUR_SECONDS))
        processes = await closing.enter_async_context(SigningProcesses(settings.signing_processes))
        vault = vault_from_settings(settings, database)
        records = EnvelopeRecords(database, settings.holder_zone)
        registrations = RegistrationRecords(database, LinkTokens.from_secret(settings.link_key))
        invitations = InvitationRecords(database, settings.holder_zone)
        departures = DepartureRecords(database)
        credentials = CredentialRecords(database)
        transfers = TransferRecords(database, settings.holder_zone)
        staff = StaffRecords(database)
        misuse = MisuseRecords(database, settings.holder_zone)
        signatory = Signatory(database, vault, make_document_signer(settings, neighbours, processes))
        clerk = _clerk(settings, database, vault, neighbours, processes)
        log = ActivityRetention(database, retention)
        mailer = mailer_from_settings(settings, database)
        commands = WorkflowCommands()
        reviews = AccessReviewRecords(database)
        staff_keys = StaffKeyRecords(database, settings.holder_zone)
        yield (
            log.destroy,
            log.settle,
            reviews.businesses,
            reviews.open,
            reviews.responsible,
            reviews.decide,
            reviews.sign_off,
            reviews.change,
            staff_keys.due,
            staff_keys.note_told,
            records.load_plan,
            records.record,
            *_payment_activities(settings, database, vault),
            registrations.load_registration,
            registrations.renew_link,
            registrations.unfinished_user,
            registrations.remove_unverified,
            invitations.load_invitation,
            invitations.record_invitation,
            invitations.admit,
            departures.load_departure,
            departures.close_departure,
            credentials.load_credential_report,
            credentials.close_without_effect,
            credentials.end_access,
            credentials.end_links,
            credentials.find_invitations,
            credentials.record_secured,
            commands.ask,
            EnvelopesUnderWay(database, commands).follow,
            misuse.find_reported,
            misuse.record_misuse,
            MisuseEffects(database).apply,
            IncidentRecords(database).open,
            transfers.load_transfer,
            transfers.record_transfer,
            transfers.hand_over,
            mailer.send,
            TermsChangeRecords(database, mailer).mail_page,
            VatNumberRecords(database, Vies(neighbours, settings.vies_url)).check_due,
            staff.load_invitation,
            staff.expire_invitation,
            staff.load_decision,
            staff.expire_decision,
            staff.load_leaving,
            staff.leave,
            signatory.sign,
            signatory.seal,
            clerk.issue_certificate,
        )


def _payment_activities(
    settings: Settings, database: Database, vault: Vault
) -> tuple[Callable[..., Any], ...]:
    gateway = Gateway(settings.stripe_api_key.get_secret_value(), settings.stripe_base_url)
    cashier = Cashier(database, gateway)
    pages = PaymentPages(database, gateway, cashier, settings.public_url)
    choices = SubscriptionChoices(database, settings.holder_zone)
    subscriptions = SubscriptionRecords(database, settings.holder_zone)
    invoicer = Invoicer(database, vault, holder_from_settings(settings), settings.holder_zone)
    return (
        invoicer.issue,
        invoicer.rectify,
        cashier.charge,
        cashier.close,
        cashier.look,
        cashier.refund,
        pages.open,
        pages.open_card,
        pages.look,
        choices.draft,
        subscriptions.close_bill,
        subscriptions.load_subscription,
        subscriptions.meter,
        subscriptions.open_bill,
        subscriptions.paid_bills,
        subscriptions.read_payment,
        subscriptions.record_subscription,
    )


def _workers(settings: Settings, name: str) -> str:
    """A setting that only the worker is given. Raises `ValueError` where it is not set."""
    value: str | None = getattr(settings, name)
    if not value:
        raise ValueError(f"Set {name.upper()}: the worker needs that role in the database.")
    return value


def _clerk(
    settings: Settings,
    database: Database,
    vault: Vault,
    neighbours: httpx.AsyncClient,
    processes: SigningProcesses,
) -> EvidenceClerk:
    password = settings.tsa_password.get_secret_value() if settings.tsa_password else ""
    auth = (settings.tsa_username, password) if settings.tsa_username else None
    tsa = TimestampClient(neighbours, settings.tsa_url, auth)
    anchors = settings.trust_anchors_file.read_bytes()
    return EvidenceClerk(
        database,
        vault,
        ChainStamper(tsa, anchors),
        CertificateSeal(load_seal(settings), tsa, anchors, processes),
        holder_from_settings(settings),
        settings.holder_zone,
    )


async def _connect_patiently(settings: Settings, end: asyncio.Event) -> Client | None:
    """Tries until Temporal answers; `None` when told to end before."""
    runtime = _runtime(settings)
    while not end.is_set():
        try:
            return await connect(settings, runtime=runtime)
        except RuntimeError as error:
            logger.warning("Temporal cannot be reached and is tried again: %s", error)
            with_timeout = asyncio.wait_for(end.wait(), RECONNECT_SECONDS)
            await asyncio.gather(with_timeout, return_exceptions=True)
    return None


def _runtime(settings: Settings) -> Runtime | None:
    """With metrics, a runtime that serves them; else the SDK's own."""
    if settings.metrics_bind is None:
        return None
    return Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=settings.metrics_bind)))


@contextmanager
def _ready(file: Path | None) -> Iterator[None]:
    """Keeps this process's id in `file` while the worker polls."""
    if file is None:
        yield
        return
    file.write_text(str(os.getpid()))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
