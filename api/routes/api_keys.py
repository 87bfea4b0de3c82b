"""Keys of programs: made in person; a guest sees and ends their own, the owner everybody's."""

from datetime import timedelta

from fastapi import APIRouter, status
from sqlalchemy import select, update

from api.access.rules import access, member
from api.acting.api_keys import NewKey, make_key, overseen_by, overseen_key, replace_key
from api.frame.context import now
from api.frame.inputs import MemberIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.api_keys import show_key
from api.schemas.api_keys import ApiKeyDraft, ApiKeyMade, ApiKeyRotation, ApiKeyView
from api.schemas.common import Page
from models import ApiKey, KnownPerson
from models.identifiers import Prefix, new_id
from terms.roles import Permission
from terms.subscription_capabilities import Capability

router = APIRouter(route_class=Route, tags=["api keys"])


@router.post("/v1/api-keys", status_code=status.HTTP_201_CREATED)
@access(
    member(Permission.KEYS_CHANGE, step_up=True, needs=Capability.INVITE),
    Kind.TOO_MANY_KEYS,
)
async def create_api_key(draft: ApiKeyDraft, member: MemberIn, session: SessionIn) -> ApiKeyMade:
    """Makes a key of the business. Its secret is shown this once, and kept only as a hash.

    A new key lets somebody in, as an invitation does: a limited business makes none (contract S16). It can
    still replace and end those it has.
    """
    return await _shown(session, await make_key(session, member, draft, new_id(Prefix.API_KEY), now()))


@router.post("/v1/api-keys/{key_id}/rotate", status_code=status.HTTP_201_CREATED)
@access(member(Permission.KEYS_CHANGE, step_up=True), Kind.TOO_MANY_KEYS)
async def rotate_api_key(
    key_id: str, rotation: ApiKeyRotation, member: MemberIn, session: SessionIn
) -> ApiKeyMade:
    """Makes a key like this one, which goes on working for the overlap, so that programs can change over."""
    at = now()
    old = await overseen_key(session, member, key_id, at)
    overlap = timedelta(hours=rotation.overlap_hours)
    return await _shown(session, await replace_key(session, member, old, new_id(Prefix.API_KEY), overlap, at))


@router.get("/v1/api-keys")
@access(member(Permission.KEYS_CHANGE))
async def list_api_keys(member: MemberIn, session: SessionIn) -> Page[ApiKeyView]:
    """One's own keys, for the owner all of the business, newest first; there are few, so it is one page."""
    rows = await session.execute(
        select(ApiKey, KnownPerson)
        .join(KnownPerson, KnownPerson.id == ApiKey.created_by)
        .where(*overseen_by(member))
        .order_by(ApiKey.id.desc())
    )
    return Page[ApiKeyView](items=[show_key(key, maker) for key, maker in rows])


@router.delete("/v1/api-keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(member(Permission.KEYS_CHANGE), Kind.NOT_FOUND)
async def revoke_api_key(key_id: str, member: MemberIn, session: SessionIn) -> None:
    """Ends a key at once."""
    revoked = await session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, *overseen_by(member))
        .values(revoked_at=now())
        .returning(ApiKey.id)
    )
    if revoked.first() is None:
        raise Problem(Kind.NOT_FOUND)


async def _shown(session: SessionIn, made: NewKey) -> ApiKeyMade:
    maker = await session.get_one(KnownPerson, made.row.created_by)
    return ApiKeyMade(**show_key(made.row, maker).model_dump(), secret=made.secret)
