"""Making a business: its data, its owner, and what the owner declares and accepts (contract A2, A4)."""

import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from activities.evidence.texts import TextArchive
from api.acting.consent import keep_acceptance, require_current
from api.frame.context import Origin
from api.schemas.accounts import BusinessDraft, TextAccepted
from models import Business, Membership
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.accounts import OWNER_ACCEPTS
from terms.evidence import canonical_json
from terms.roles import BusinessRole

DECLARATIONS = "declarations"
"""Name under which evidence keeps what the owner declared, by the hash of its canonical JSON."""


async def make_business(
    session: AsyncSession,
    texts: TextArchive,
    draft: BusinessDraft,
    owner_id: str,
    origin: Origin,
    now: datetime,
) -> Business:
    """Adds business, ownership and evidence; the rest of the transaction sees the business's rows.

    Raises 409 when a text accepted is not the current one.
    """
    accepted = {kind: getattr(draft.accepted, kind.value) for kind in OWNER_ACCEPTS}
    for kind, text in accepted.items():
        require_current(texts, kind, text, f"/accepted/{kind.value}")
    business = Business(
        id=new_id(Prefix.BUSINESS),
        owner_id=owner_id,
        name=draft.name,
        tax_id=draft.tax_id,
        country=draft.country,
        address=draft.address.model_dump(),
        created_at=now,
    )
    session.add(business)
    role = BusinessRole.OWNER.value
    await enter(session, Scope.of_business(business.id, owner_id, frozenset({role})))
    session.add(Membership(business_id=business.id, user_id=owner_id, role=role, created_at=now))
    named = {kind.value: text for kind, text in accepted.items()} | {DECLARATIONS: _declared(draft)}
    for document, text in named.items():
        await keep_acceptance(
            session,
            user_id=owner_id,
            business_id=business.id,
            document=document,
            accepted=text,
            at=now,
            origin=origin,
        )
    return business


def _declared(draft: BusinessDraft) -> TextAccepted:
    """The declarations, pinned like a text: they belong to the terms accepted with them."""
    terms = draft.accepted.terms
    digest = hashlib.sha256(canonical_json(draft.declarations.model_dump())).hexdigest()
    return TextAccepted(version=terms.version, language=terms.language, sha256=digest)
