"""Who of the holder's staff is at work: asked here alone (contract M2)."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from models import StaffMember


def at_work(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions for those whose access has not ended, neither by somebody's act nor by its date.

    Whoever only asks whether an account is one of the staff's asks whether they have left: until that is
    written, whatever protects such an account does.
    """
    return StaffMember.left_at.is_(None), or_(StaffMember.leaves_at.is_(None), StaffMember.leaves_at > at)
