"""The letter that says that an export can be fetched (contract S16)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.clock import now
from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found
from activities.mail.facts import Word
from activities.mail.member_letters import owner_of, to_user
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from models import Export
from terms.exports import ExportState, refuse_fetch
from terms.subscription_capabilities import Capability, refuse

EXPORT_PATH = "/app/export"
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1000


async def _ready(desk: Desk, order: MailOrder) -> AccountLetter:
    """To whoever owns the business now. Raises `GroundGoneError` when it can no longer be fetched."""
    export = found(await desk.session.get(Export, order.about_id or ""), order)
    business, owner = await owner_of(desk, order, export.business_id)
    refused = refuse_fetch(ExportState(export.state), export.fetch_until, now())
    if refused or refuse(Capability.EXPORT, business.current_standing):
        raise GroundGoneError(f"{order.key}: it cannot be fetched any more")
    until, made_at = found(export.fetch_until, order), found(export.made_at, order)
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "size": size_words(export.size or 0, owner.language),
        "files": str(export.files),
        "made": instant_words(made_at, desk.zone, owner.language),
        "until": instant_words(until, desk.zone, owner.language),
        "incomplete": export.files < export.measured,
    }
    return AccountLetter(to_user(owner), f"{EXPORT_PATH}?business={business.id}", words=words)


def size_words(size: int, language: str) -> str:
    """A length as people read it, such as `1.2 GB`, or `1,2 GB` in Spanish."""
    amount, unit = float(size), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    words = f"{amount:.1f}" if unit else str(size)
    return f"{words.replace('.', ',') if language == 'es' else words} {_UNITS[unit]}"


WRITERS: Mapping[Purpose, Writer] = MappingProxyType({Purpose.EXPORT_READY: _ready})
