"""Letters about guests: invitations and their answers, and the end of an access (contract A5)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import one_line
from models import Business, Departure, Invitation, User

MEMBERS_PATH = "/app/members"


def named(user: User) -> str:
    """How a user is called in a sentence: by name, or by address until there is one."""
    return one_line(user.name or user.email)


def to_user(user: User) -> Recipient:
    """A letter to a user."""
    return Recipient(
        "applicant", user.email, user.language, one_line(user.name) if user.name else None, user.time_zone
    )


async def owner_of(desk: Desk, order: MailOrder, business_id: str) -> tuple[Business, User]:
    """A business and who owns it now."""
    business = found(await desk.session.get(Business, business_id), order)
    return business, found(await desk.session.get(User, business.owner_id), order)


async def _to_invited(desk: Desk, order: MailOrder) -> AccountLetter:
    invitation = found(await desk.session.get(Invitation, order.about_id or ""), order)
    business, owner = await owner_of(desk, order, invitation.business_id)
    recipient = Recipient("applicant", invitation.email, invitation.language, None, desk.zone)
    path = f"/invitation#{desk.tokens.token(invitation.id)}"
    return AccountLetter(recipient, path, invitation.expires_at, _words(business, owner, owner))


async def _answer_to_owner(desk: Desk, order: MailOrder) -> AccountLetter:
    invitation = found(await desk.session.get(Invitation, order.about_id or ""), order)
    business, owner = await owner_of(desk, order, invitation.business_id)
    user = await desk.session.get(User, invitation.member_id) if invitation.member_id else None
    words = _words(business, owner, user) | ({} if user else {"member": one_line(invitation.email)})
    return AccountLetter(to_user(owner), MEMBERS_PATH, words=words)


async def _access_withdrawn(desk: Desk, order: MailOrder) -> AccountLetter:
    business, owner, guest = await _departed(desk, order)
    return AccountLetter(to_user(guest), "/", words=_words(business, owner, guest))


async def _member_left(desk: Desk, order: MailOrder) -> AccountLetter:
    business, owner, guest = await _departed(desk, order)
    return AccountLetter(to_user(owner), MEMBERS_PATH, words=_words(business, owner, guest))


async def _departed(desk: Desk, order: MailOrder) -> tuple[Business, User, User]:
    departure = found(await desk.session.get(Departure, order.about_id or ""), order)
    business, owner = await owner_of(desk, order, departure.business_id)
    return business, owner, found(await desk.session.get(User, departure.user_id), order)


def _words(business: Business, owner: User, member: User | None) -> dict[str, Word]:
    words: dict[str, Word] = {"business": one_line(business.name), "owner": named(owner)}
    return words | ({"member": named(member)} if member else {})


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.INVITATION: _to_invited,
        Purpose.INVITATION_REMINDER: _to_invited,
        Purpose.INVITATION_ACCEPTED: _answer_to_owner,
        Purpose.INVITATION_DECLINED: _answer_to_owner,
        Purpose.INVITATION_EXPIRED: _answer_to_owner,
        Purpose.ACCESS_WITHDRAWN: _access_withdrawn,
        Purpose.MEMBER_LEFT: _member_left,
    }
)
