"""What the standing of a business does to its envelopes under way (contract S16)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from temporalio import activity

from activities.commands import Command, WorkflowCommands
from activities.records.business_standing import sharing_businesses
from activities.records.void_acts import void_act
from activities.subjects.blocked import is_restricted
from models import Business, Envelope
from models.database import Database
from terms.envelope import EnvelopeState
from terms.subscription import DownloadReason, EnvelopeEffect, Standing, envelope_effect

AT_ONCE = 50
"""Envelopes read within one transaction and asked one after the other."""
CONTRACT, MISUSE = "contract", "misuse"
"""What evidence says, which signers can read: the sender's contract, not how it fares, or a sanction (A8)."""


@dataclass(frozen=True)
class FollowOrder:
    """Lets the envelopes of a business follow its standing.

    `key` makes a repeated command the same update; `prefix` is that of envelopes' workflow ids. `ground` is
    that of whoever orders it; an interruption by a sanction is told as one, whoever orders it.
    """

    business_id: str
    key: str
    prefix: str
    ground: str = CONTRACT


class EnvelopesUnderWay:
    """Pauses, resumes and voids envelopes."""

    def __init__(self, database: Database, commands: WorkflowCommands) -> None:
        self._database = database
        self._commands = commands

    @activity.defn(name="Let envelopes follow standing")
    async def follow(self, order: FollowOrder) -> int:
        """Asks each envelope under way for what the standing of *now* means; answers how many took it.

        Repeated, it asks those alone that have not followed yet. One that is being sealed refuses, and is
        finished by itself.
        """
        taken = 0
        for business_id in await self._businesses(order.business_id):
            after, own = "", replace(order, business_id=business_id)
            while page := await self._page(own, after):
                taken += await self._commands.ask([command for _, command in page])
                after = page[-1][0]
        return taken

    async def _businesses(self, business_id: str) -> Sequence[str]:
        """The business, and those that share its plan (contract A4)."""
        async with self._database.transaction() as session:
            return [business_id, *await sharing_businesses(session, business_id)]

    async def _page(self, order: FollowOrder, after: str) -> Sequence[tuple[str, Command]]:
        async with self._database.transaction() as session:
            standing = (await session.get_one(Business, order.business_id)).current_standing
            effect = envelope_effect(standing)
            wanted = (
                select(Envelope)
                .where(
                    Envelope.business_id == order.business_id,
                    Envelope.state == EnvelopeState.SENT.value,
                    Envelope.id > after,
                )
                .order_by(Envelope.id)
                .limit(AT_ONCE)
            )
            if effect is not EnvelopeEffect.VOID:
                wanted = wanted.where(Envelope.paused == (effect is EnvelopeEffect.RESUME))
            if effect is EnvelopeEffect.RESUME:
                wanted = wanted.where(~is_restricted())
            rows = (await session.scalars(wanted)).all()
            acts: list[dict[str, str | None]]
            if effect is EnvelopeEffect.VOID:
                acts = [{"user_id": None, "act_id": await void_act(session, row)} for row in rows]
            else:
                acts = [{"ground": _ground(standing, effect, order), "act_id": None} for _ in rows]
        return [
            (row.id, Command(order.prefix + row.id, effect.value, f"{order.key}:{effect.value}", act))
            for row, act in zip(rows, acts, strict=True)
        ]


def _ground(standing: Standing, effect: EnvelopeEffect, order: FollowOrder) -> str:
    """Why they pause or go on: a pause has the ground of the standing, whoever noticed it."""
    if effect is EnvelopeEffect.RESUME:
        return order.ground
    return MISUSE if standing.reason is DownloadReason.MISUSE else CONTRACT
