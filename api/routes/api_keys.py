"""Keys of programs: made and revoked by the owner, in person."""

from fastapi import APIRouter, status
from sqlalchemy import select, update

from api.access.api_keys import hint_of, new_secret
from api.access.rules import access, member
from api.access.sessions import hashed
from api.frame.context import now
from api.frame.inputs import MemberIn, SessionIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.accounts import show_key
from api.schemas.accounts import ApiKeyDraft, ApiKeyMade, ApiKeyView
from api.schemas.common import Page
from models import ApiKey
from models.identifiers import Prefix, new_id
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["api keys"])


@router.post("/v1/api-keys", status_code=status.HTTP_201_CREATED)
@access(member(Permission.KEYS_CHANGE))
async def create_api_key(draft: ApiKeyDraft, member: MemberIn, session: SessionIn) -> ApiKeyMade:
    """Makes a key of the business. Its secret is shown this once, and kept only as a hash."""
    secret = new_secret()
    key = ApiKey(
        id=new_id(Prefix.API_KEY),
        business_id=member.business_id,
        created_by=member.user_id,
        name=draft.name,
        hint=hint_of(secret),
        secret_sha256=hashed(secret),
        created_at=now(),
    )
    session.add(key)
    await session.flush()
    return ApiKeyMade(**show_key(key).model_dump(), secret=secret)


@router.get("/v1/api-keys")
@access(member(Permission.KEYS_CHANGE))
async def list_api_keys(member: MemberIn, session: SessionIn) -> Page[ApiKeyView]:
    """The business's keys that work, newest first; there are few, so it is one page."""
    keys = await session.scalars(
        select(ApiKey)
        .where(ApiKey.business_id == member.business_id, ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.id.desc())
    )
    return Page[ApiKeyView](items=[show_key(key) for key in keys])


@router.delete("/v1/api-keys/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(member(Permission.KEYS_CHANGE), Kind.NOT_FOUND)
async def revoke_api_key(key_id: str, member: MemberIn, session: SessionIn) -> None:
    """Ends a key at once."""
    revoked = await session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, ApiKey.business_id == member.business_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(ApiKey.id)
    )
    if revoked.first() is None:
        raise Problem(Kind.NOT_FOUND)
