"""What workflows enter into the register of incidents (contract A7, M7)."""

from datetime import UTC, datetime

from temporalio import activity

from activities.records.incident_messages import IncidentOrder
from activities.records.incident_register import open_incident
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.incidents import IncidentKind, IncidentSource

_WORDS = {
    IncidentKind.CREDENTIAL_LOSS: "Loss of credentials reported",
    IncidentKind.CREDENTIAL_THEFT: "Theft of credentials reported",
    IncidentKind.IMPERSONATION: "Impersonation reported",
}
_STOPPED = (
    "An account's recovery was confirmed from its mailbox and then stopped from there. Nothing was reset. \
To be assessed: who asked, who was shown to the staff, and who else reads the mailbox."
)
_DONE = (
    "Confirmed by the account's holder. The service has ended sessions, API keys and links and asked for a \
new password. To be assessed: what was done with the credentials before."
)


class IncidentRecords:
    """Opens incidents for the service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Open incident")
    async def open(self, order: IncidentOrder) -> None:
        """Enters the incident; a repeated order finds it entered."""
        stopped = order.source is IncidentSource.ACCOUNT_RECOVERY
        async with self._database.transaction() as session:
            await open_incident(
                session,
                new_id(Prefix.INCIDENT),
                order.kind,
                order.source,
                title="Account recovery stopped" if stopped else _WORDS[order.kind],
                words=_STOPPED if stopped else _DONE,
                aware_at=order.aware_at,
                now=datetime.now(UTC),
                source_id=order.source_id,
                subject_ids=order.subject_ids,
            )
