"""Puts a review of the channels of messages on record (contract W4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.records.measure_records import digest
from api.frame.inputs import Making
from api.schemas.measures import ChannelReviewDraft, MeasureRecordView
from models import MeasureRecord
from models.identifiers import Prefix
from terms.measures import Measure, Outcome


async def record_review(
    session: AsyncSession,
    draft: ChannelReviewDraft,
    user_id: str,
    version: str,
    making: Making,
    at: datetime,
) -> MeasureRecordView:
    """The review, by whom, as the record of the measure; it counts for what is due at that moment."""
    figures = draft.model_dump(mode="json") | {"reviewed_by": user_id}
    row = MeasureRecord(
        id=making.id(Prefix.MEASURE_RECORD),
        measure=Measure.CHANNEL_REVIEW.value,
        due_at=at,
        began_at=at,
        ended_at=at,
        outcome=Outcome.DONE.value,
        reason=None,
        figures=figures,
        figures_sha256=digest(figures),
        version=version,
    )
    session.add(row)
    await session.flush()
    return MeasureRecordView.model_validate(row, from_attributes=True)
