"""Which legal duties and disclosures a controller may know of (contract P3)."""

from sqlalchemy import ColumnElement, and_, exists, or_

from models import Disclosure, DisclosureDuty


def duties_told(business_id: str) -> ColumnElement[bool]:
    """All but those of which the law forbids telling. Row-level security shows its owner the same ones."""
    return and_(
        DisclosureDuty.business_id == business_id,
        or_(DisclosureDuty.silence_reason.is_(None), DisclosureDuty.lifted_at.is_not(None)),
    )


def disclosures_told(business_id: str) -> ColumnElement[bool]:
    """Those by an instruction, or by a duty that it may know of."""
    by_duty = exists().where(DisclosureDuty.id == Disclosure.duty_id, duties_told(business_id))
    told = by_duty.correlate(Disclosure)
    return and_(Disclosure.business_id == business_id, or_(Disclosure.duty_id.is_(None), told))
