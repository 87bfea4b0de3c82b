"""Letters to the holder's staff: invitations, what a second person decides, and leavings (contract M2)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, many_lines, one_line
from models import DocumentOpening, StaffEvent, StaffInvitation, StaffRoleChange, User
from models.identifiers import Prefix
from terms.openings import OpeningState
from terms.staff import DecisionState, StaffInvitationState

MEMBERS_PATH = "/app/staff/members"
OPENINGS_PATH = "/app/staff/openings"
_ROLES = {
    "es": {
        "support": "soporte",
        "billing": "facturación",
        "reviewer": "revisión de denuncias",
        "dpo": "delegado de protección de datos",
        "security": "seguridad",
        "operations": "operaciones",
    },
    "en": {
        "support": "support",
        "billing": "billing",
        "reviewer": "review of reports",
        "dpo": "data protection officer",
        "security": "security",
        "operations": "operations",
    },
}
_OPENING = {"es": "abrir un documento bloqueado", "en": "opening a blocked document"}
_NOBODY = {"es": "nadie (orden en el servidor)", "en": "nobody (command on the server)"}

_AGREED = (
    StaffInvitationState.ACCEPTED.value,
    DecisionState.APPLIED.value,
    OpeningState.APPROVED.value,
    OpeningState.OPEN.value,
    OpeningState.CLOSED.value,
)
Request = StaffInvitation | StaffRoleChange | DocumentOpening
"""What awaits a second person."""


def role_words(roles: Iterable[str], language: str) -> str:
    """Roles as people call them, in a fixed order; a dash for none."""
    return ", ".join(_ROLES[language][role] for role in sorted(roles)) or "–"


async def _invitation(desk: Desk, order: MailOrder) -> AccountLetter:
    row = found(await desk.session.get(StaffInvitation, order.about_id or ""), order)
    recipient = Recipient("applicant", row.email, row.language, one_line(row.name), desk.zone)
    path = f"/staff-invitation#{desk.tokens.token(row.id)}"
    words: dict[str, Word] = {"roles": role_words(row.roles, row.language)}
    return AccountLetter(recipient, path, row.expires_at, words)


async def _decision_asked(desk: Desk, order: MailOrder) -> AccountLetter:
    recipient = await user_of(desk, order)
    row, words = await _request(desk, order, recipient.language)
    path = OPENINGS_PATH if isinstance(row, DocumentOpening) else MEMBERS_PATH
    return AccountLetter(recipient, path, row.expires_at, words)


async def _decision_taken(desk: Desk, order: MailOrder) -> AccountLetter:
    recipient = await user_of(desk, order)
    row, words = await _request(desk, order, recipient.language)
    decider = row.confirmed_by if isinstance(row, StaffInvitation) else row.decided_by
    reason = row.ended_reason if isinstance(row, StaffInvitation) else row.decision_reason
    return AccountLetter(
        recipient,
        OPENINGS_PATH if isinstance(row, DocumentOpening) else MEMBERS_PATH,
        words=words
        | {
            "agreed": row.state in _AGREED,
            "lapsed": row.state == DecisionState.EXPIRED.value,
            "confirmed": decider is not None,
            "reason_lines": many_lines(reason or ""),
        },
    )


async def _roles_changed(desk: Desk, order: MailOrder) -> AccountLetter:
    recipient = await user_of(desk, order)
    _, words = await _request(desk, order, recipient.language)
    return AccountLetter(recipient, "/app/staff", words=words)


async def _leaving(desk: Desk, order: MailOrder) -> AccountLetter:
    recipient = await user_of(desk, order)
    event = found(await desk.session.get(StaffEvent, order.about_id or ""), order)
    at = event.leaves_at or event.at
    return AccountLetter(
        recipient,
        MEMBERS_PATH,
        words={
            "person": await _name(desk, order, event.user_id),
            "oneself": event.user_id == order.user_id,
            "roles": role_words(event.roles, recipient.language),
            "ends": instant_words(at, recipient.zone, recipient.language),
        },
    )


async def _request(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    """What awaits a second person, and what mails say of it."""
    about_id = order.about_id or ""
    if about_id.startswith(Prefix.OPENING.value):
        return await _opening(desk, order, language)
    row: StaffInvitation | StaffRoleChange
    if about_id.startswith(Prefix.STAFF_INVITATION.value):
        row = found(await desk.session.get(StaffInvitation, about_id), order)
        person = one_line(row.name)
    else:
        row = found(await desk.session.get(StaffRoleChange, about_id), order)
        person = await _name(desk, order, row.user_id)
    asked_by = await _name(desk, order, row.asked_by) if row.asked_by else _NOBODY[language]
    return row, {
        "opens": False,
        "joins": isinstance(row, StaffInvitation),
        "person": person,
        "roles": role_words(row.roles, language),
        "asked_by": asked_by,
        "reason_lines": many_lines(row.reason),
    }


async def _opening(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    row = found(await desk.session.get(DocumentOpening, order.about_id or ""), order)
    person = await _name(desk, order, row.opened_by)
    return row, {
        "opens": True,
        "joins": False,
        "person": person,
        "roles": _OPENING[language],
        "asked_by": person,
        "reason_lines": many_lines(f"{row.case_id}\n{row.reason}\n{row.legal_ground}"),
    }


async def _name(desk: Desk, order: MailOrder, user_id: str) -> str:
    user = found(await desk.session.get(User, user_id), order)
    return one_line(user.name or user.email)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.STAFF_DECISION_ASKED: _decision_asked,
        Purpose.STAFF_DECISION_TAKEN: _decision_taken,
        Purpose.STAFF_INVITATION: _invitation,
        Purpose.STAFF_INVITATION_ENDED: _decision_taken,
        Purpose.STAFF_ROLES_CHANGED: _roles_changed,
        Purpose.STAFF_LEAVING_SOON: _leaving,
        Purpose.STAFF_LEFT: _leaving,
    }
)
