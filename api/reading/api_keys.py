"""Keys of programs as they are shown."""

from api.reading.members import show_person
from api.schemas.api_keys import ApiKeyView
from models import ApiKey, KnownPerson
from terms.keys import Mode
from terms.roles import Permission


def show_key(key: ApiKey, maker: KnownPerson) -> ApiKeyView:
    """A key without its secret."""
    return ApiKeyView(
        id=key.id,
        name=key.name,
        hint=key.hint,
        mode=Mode(key.mode),
        scopes=[Permission(scope) for scope in key.scopes],
        created_by=show_person(maker),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
