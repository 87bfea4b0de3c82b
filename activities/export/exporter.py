"""The activities of an export, as its workflow calls them (contract S16)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import NoResultFound
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.export.finishing import Finishing
from activities.export.gathering import Gathering
from activities.export.measuring import Measuring
from activities.export.messages import ExportReady, Measured
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from models.database import Database
from terms.texts import Holder

IMPOSSIBLE = "ExportImpossible"
"""Error type: what was to be exported is destroyed."""


class Exporter:
    """Each may be repeated, and goes on where the last attempt was. `zone` is the holder's."""

    def __init__(self, database: Database, vault: Vault, holder: Holder, zone: str) -> None:
        self._gathering = Gathering(database, vault, holder)
        self._measuring = Measuring(database, vault)
        self._finishing = Finishing(database, vault, zone)

    @activity.defn(name="Gather export")
    async def gather(self, export_id: str) -> None:
        """Writes the rows of one snapshot, and lists every object beside them."""
        with _final_when_destroyed():
            await self._gathering.gather(export_id)

    @activity.defn(name="Measure export")
    async def measure(self, export_id: str) -> Measured:
        """Measures members for some minutes, committed in small steps."""
        with _final_when_destroyed():
            return Measured(await self._measuring.measure(export_id))

    @activity.defn(name="Finish export")
    async def finish(self, export_id: str) -> ExportReady:
        """Adds the lists and makes it ready."""
        with _final_when_destroyed():
            return await self._finishing.finish(export_id)

    @activity.defn(name="Let export lapse")
    async def lapse(self, export_id: str) -> None:
        """Removes all that the export kept for itself."""
        await self._finishing.lapse(export_id)


@contextmanager
def _final_when_destroyed() -> Iterator[None]:
    try:
        yield
    except (KeyDestroyed, NoResultFound) as error:
        raise ApplicationError(
            "what was to be exported is destroyed", type=IMPOSSIBLE, non_retryable=True
        ) from error
