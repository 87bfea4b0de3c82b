"""The worker: `python -m worker`. Runs workflows, and the activities that `activities/assembly` builds.

It ends in order on SIGTERM or Ctrl-C: takes nothing new, and gives activities time to finish. Whatever is cut
short is done by the next worker; every activity may be repeated.
"""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.assembly import activities_of
from activities.backup.scratch import sweep
from activities.clock import ClockInterceptor
from activities.heartbeats import HeartbeatInterceptor
from settings import Settings
from workflows.access_review import AccessReviewRoundWorkflow, AccessReviewWorkflow
from workflows.account_closing import AccountClosingWorkflow
from workflows.account_letter import AccountLetterWorkflow
from workflows.account_recovery import AccountRecoveryWorkflow
from workflows.activity_retention import ActivityRetentionWorkflow, ActivitySettlementWorkflow
from workflows.backup import BackupWorkflow
from workflows.breach import BreachWorkflow
from workflows.business_deletion import BusinessDeletionWorkflow
from workflows.channel_consent import ChannelConsentWorkflow
from workflows.channel_review import ChannelReviewWorkflow
from workflows.claim import ClaimWorkflow
from workflows.clearing import ClearingWorkflow
from workflows.commitment import CommitmentWorkflow
from workflows.connection import connect
from workflows.credential_report import CredentialReportWorkflow
from workflows.departure import DepartureWorkflow
from workflows.detection import DetectionWorkflow
from workflows.disclosure_notice import DisclosureNoticeWorkflow
from workflows.envelope import EnvelopeWorkflow
from workflows.erasure import ErasureWorkflow
from workflows.evidence_pack import EvidencePackWorkflow
from workflows.expiry import ExpiryWorkflow
from workflows.export import ExportWorkflow
from workflows.instruction import InstructionWorkflow
from workflows.invitation import InvitationWorkflow
from workflows.key_change import KeyChangeWorkflow
from workflows.link_renewal import LinkRenewalWorkflow
from workflows.log_seal import LogSealWorkflow
from workflows.misuse import MisuseWorkflow
from workflows.officer_change import OfficerChangeWorkflow
from workflows.ownership_transfer import OwnershipTransferWorkflow
from workflows.people import PeopleWorkflow
from workflows.queues import charges_queue
from workflows.rectification import RectificationWorkflow
from workflows.registration import RegistrationWorkflow
from workflows.restore_drill import RestoreDrillWorkflow
from workflows.restriction import RestrictionWorkflow
from workflows.retention import RetentionWorkflow
from workflows.retention_start import RetentionRoundWorkflow
from workflows.rights_request import RightsRequestWorkflow
from workflows.staff_decision import StaffDecisionWorkflow
from workflows.staff_joiner import StaffJoinerWorkflow
from workflows.staff_leaving import StaffLeavingWorkflow
from workflows.subject_export import SubjectExportWorkflow
from workflows.subprocessor_change import SubprocessorChangeWorkflow
from workflows.subscription import SubscriptionWorkflow
from workflows.terms_change import TermsChangeWorkflow
from workflows.timestamp_renewal import TimestampRenewalWorkflow
from workflows.vat_numbers import VatNumberCheckWorkflow
from workflows.watch import WatchWorkflow

WORKFLOWS = (
    ClaimWorkflow,
    AccessReviewRoundWorkflow,
    AccessReviewWorkflow,
    ActivityRetentionWorkflow,
    ActivitySettlementWorkflow,
    CredentialReportWorkflow,
    AccountLetterWorkflow,
    AccountRecoveryWorkflow,
    AccountClosingWorkflow,
    BackupWorkflow,
    BusinessDeletionWorkflow,
    BreachWorkflow,
    ChannelConsentWorkflow,
    ChannelReviewWorkflow,
    ClearingWorkflow,
    CommitmentWorkflow,
    DepartureWorkflow,
    DetectionWorkflow,
    EnvelopeWorkflow,
    ErasureWorkflow,
    ExpiryWorkflow,
    EvidencePackWorkflow,
    ExportWorkflow,
    InvitationWorkflow,
    KeyChangeWorkflow,
    LinkRenewalWorkflow,
    LogSealWorkflow,
    OfficerChangeWorkflow,
    OwnershipTransferWorkflow,
    MisuseWorkflow,
    PeopleWorkflow,
    RegistrationWorkflow,
    RectificationWorkflow,
    RestrictionWorkflow,
    SubjectExportWorkflow,
    SubprocessorChangeWorkflow,
    RestoreDrillWorkflow,
    RetentionRoundWorkflow,
    RetentionWorkflow,
    RightsRequestWorkflow,
    InstructionWorkflow,
    DisclosureNoticeWorkflow,
    SubscriptionWorkflow,
    TermsChangeWorkflow,
    TimestampRenewalWorkflow,
    VatNumberCheckWorkflow,
    WatchWorkflow,
    StaffDecisionWorkflow,
    StaffJoinerWorkflow,
    StaffLeavingWorkflow,
)
GRACE = timedelta(seconds=30)
"""How long activities under way may take to finish once the worker is told to end."""
RECONNECT_SECONDS = 2

logger = logging.getLogger(__name__)


def main() -> None:
    """Runs until told to end."""
    settings = Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs the address of each request
    gc.freeze()  # what was imported stays: it need not be gone through at each collection
    uvloop.run(run(settings))


async def run(settings: Settings) -> None:
    """The worker's life. Waits for Temporal if it is away at the start."""
    end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    if left := await asyncio.to_thread(sweep):
        logger.warning("%s folders of drills that broke off were removed", left)
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
        "interceptors": [ClockInterceptor(), HeartbeatInterceptor()],
    }
    queue = settings.temporal_task_queue
    main = Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        workflow_runner=UnsandboxedWorkflowRunner(),  # tests and replays have the sandbox: it costs memory
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
