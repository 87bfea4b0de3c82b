"""Checks that what somebody accepts is the text as it is shown now, and keeps the acceptance (A2, E3)."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.texts import TextArchive
from activities.records import acceptances
from api.frame.context import Origin
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.accounts import TextAccepted
from terms.accounts import Document


class NamedText(Protocol):
    """What an acceptance says of the text it is about."""

    @property
    def version(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def sha256(self) -> str: ...


def require_current(texts: TextArchive, kind: Document, accepted: NamedText, pointer: str) -> None:
    """Raises 409 unless `accepted` names the current version of the text by its exact hash."""
    current = texts.current(kind, accepted.language)
    if (accepted.version, accepted.sha256) != (current.version, current.sha256):
        error = {
            "pointer": pointer,
            "code": "outdated",
            "detail": f"The current version is {current.version}, sha256 {current.sha256}.",
        }
        raise Problem(Kind.CONSENT_OUTDATED, errors=[error])


async def keep_acceptance(
    session: AsyncSession,
    *,
    user_id: str,
    business_id: str | None,
    document: str,
    accepted: TextAccepted,
    at: datetime,
    origin: Origin,
) -> None:
    """Adds the acceptance to evidence; accepting the same version again adds nothing."""
    await acceptances.keep_acceptance(
        session,
        user_id=user_id,
        business_id=business_id,
        document=document,
        accepted=accepted.model_dump(),
        at=at,
        ip=origin.ip,
        user_agent=origin.user_agent,
    )
