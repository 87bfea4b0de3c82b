"""Departures from a business in PostgreSQL as their workflow reads and closes them (contract A5)."""

from datetime import UTC, datetime

from sqlalchemy import update
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.records.departure_messages import DeparturePlan
from models import Departure
from models.database import Database


class DepartureRecords:
    """Reads who left, and notes that those concerned were told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="Read departure")
    async def load_departure(self, departure_id: str) -> DeparturePlan:
        """Who left and whether by themselves. An unknown departure is a final failure."""
        async with self._database.transaction() as session:
            row = await session.get(Departure, departure_id)
            if row is None:
                raise ApplicationError("no such departure", type="UnknownDeparture", non_retryable=True)
            return DeparturePlan(row.id, withdrawn=row.ended_by != row.user_id)

    @activity.defn(name="Close departure")
    async def close_departure(self, departure_id: str) -> None:
        """Those concerned have been told."""
        async with self._database.transaction() as session:
            await session.execute(
                update(Departure)
                .where(Departure.id == departure_id, Departure.told_at.is_(None))
                .values(told_at=datetime.now(UTC))
            )
