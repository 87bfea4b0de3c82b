"""Letters to the holder's staff: invitations, what a second person decides, and leavings (contract M2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from activities.clock import now
from activities.invoices.wording import euros, month
from activities.mail.account_letters import AccountLetter, Desk, GroundGoneError, Writer, found, user_of
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, many_lines, one_line
from activities.records.staff_duties import done_of
from activities.records.subscription_facts import facts_of
from models import (
    AccountRecovery,
    ContractDecision,
    DocumentOpening,
    ExternalTraining,
    StaffEvent,
    StaffInvitation,
    StaffMember,
    StaffRoleChange,
    Subscription,
    User,
)
from models.identifiers import Prefix
from terms.account_recovery import RecoveryState
from terms.money import total
from terms.openings import OpeningState
from terms.staff import DecisionState, StaffInvitationState, decision_deadline
from terms.subscription_course import course_of
from terms.subscription_declarations import TAKEN

DUTIES_PATH = "/app/staff/duties"
MEMBERS_PATH = "/app/staff/members"
OPENINGS_PATH = "/app/staff/openings"
BILLING_PATH = "/app/staff/billing"
RECOVERIES_PATH = "/app/staff/recoveries"
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
_RECOVERY = {"es": "devolver el acceso", "en": "giving access back"}
_OPENING = {"es": "abrir un documento bloqueado", "en": "opening a blocked document"}
_DECISIONS = {
    "es": {
        "end": "terminar el contrato con preaviso",
        "hold": "aplazar el fin por impago",
        "enforce": "terminar el contrato por impago",
        "waive": "renunciar a la deuda",
    },
    "en": {
        "end": "ending the contract by notice",
        "hold": "putting off the end over a debt",
        "enforce": "ending the contract over a debt",
        "waive": "giving the debt up",
    },
}
_TRAINING = {"es": "reconocer una formación de fuera", "en": "accepting a training from elsewhere"}
_NO_KIND: Mapping[str, Word] = MappingProxyType(
    dict.fromkeys(("opens", "bills", "recovers", "joins", "trains"), False)
)
"""What a request is about, of which its mails have other words; none of it is a change of roles."""
_NOBODY = {"es": "nadie (orden en el servidor)", "en": "nobody (command on the server)"}

_AGREED = (
    StaffInvitationState.ACCEPTED.value,
    DecisionState.APPLIED.value,
    OpeningState.APPROVED.value,
    OpeningState.OPEN.value,
    OpeningState.CLOSED.value,
    RecoveryState.WAITING.value,
)
Request = (
    StaffInvitation
    | StaffRoleChange
    | DocumentOpening
    | ContractDecision
    | AccountRecovery
    | ExternalTraining
)
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
    if isinstance(row, ExternalTraining):
        expires_at = decision_deadline(row.recorded_at, desk.zone)
    else:
        expires_at = row.expires_at
    return AccountLetter(recipient, _path(row), expires_at, words)


async def _decision_taken(desk: Desk, order: MailOrder) -> AccountLetter:
    recipient = await user_of(desk, order)
    row, words = await _request(desk, order, recipient.language)
    decider = row.confirmed_by if isinstance(row, StaffInvitation) else row.decided_by
    reason = row.ended_reason if isinstance(row, StaffInvitation) else row.decision_reason
    return AccountLetter(
        recipient,
        _path(row),
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
    return AccountLetter(recipient, "/app", words=words)


async def _debt_waits(desk: Desk, order: MailOrder) -> AccountLetter:
    """The customer is named by the contract's id alone. Raises `GroundGoneError` once nothing waits."""
    recipient = await user_of(desk, order)
    row = found(await desk.session.get(Subscription, order.about_id or ""), order)
    at = now()
    course = course_of(facts_of(row, desk.zone, at).scenario(at))
    if not course.awaits_decision(at):
        raise GroundGoneError(f"{order.key}: nothing waits for a decision any more")
    due = course.due(at)
    words: dict[str, Word] = {
        "contract": row.id,
        "month": month(due[0].period, recipient.language),
        "amount": euros(total(one.amount.gross for one in due), recipient.language),
    }
    return AccountLetter(recipient, f"{BILLING_PATH}/{row.id}", words=words)


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


async def _training_due(desk: Desk, order: MailOrder) -> AccountLetter:
    """That a training ends, or none holds. Raises `GroundGoneError` once a later one does, or they left."""
    recipient = await user_of(desk, order)
    member = await desk.session.get(StaffMember, order.user_id or "")
    done = (await done_of(desk.session, [order.user_id or ""])).get(order.user_id or "")
    told = datetime.fromisoformat(order.about_id) if order.about_id else None
    if member is None or member.left_at is not None or done is None or done.training_until != told:
        raise GroundGoneError(f"{order.key}: the training is another one")
    return AccountLetter(recipient, DUTIES_PATH, told, {"holds": told is not None and now() < told})


async def _request(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    """What awaits a second person, and what mails say of it."""
    about_id = order.about_id or ""
    if about_id.startswith(Prefix.OPENING.value):
        return await _opening(desk, order, language)
    if about_id.startswith(Prefix.CONTRACT_DECISION.value):
        return await _contract_decision(desk, order, language)
    if about_id.startswith(Prefix.ACCOUNT_RECOVERY.value):
        return await _recovery(desk, order, language)
    if about_id.startswith(Prefix.EXTERNAL_TRAINING.value):
        return await _external_training(desk, order, language)
    row: StaffInvitation | StaffRoleChange
    if about_id.startswith(Prefix.STAFF_INVITATION.value):
        row = found(await desk.session.get(StaffInvitation, about_id), order)
        person = one_line(row.name)
    else:
        row = found(await desk.session.get(StaffRoleChange, about_id), order)
        person = await _name(desk, order, row.user_id)
    asked_by = await _name(desk, order, row.asked_by) if row.asked_by else _NOBODY[language]
    return row, dict(_NO_KIND) | {
        "joins": isinstance(row, StaffInvitation),
        "person": person,
        "roles": role_words(row.roles, language),
        "asked_by": asked_by,
        "reason_lines": many_lines(row.reason),
    }


async def _opening(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    row = found(await desk.session.get(DocumentOpening, order.about_id or ""), order)
    person = await _name(desk, order, row.opened_by)
    return row, dict(_NO_KIND) | {
        "opens": True,
        "person": person,
        "roles": _OPENING[language],
        "asked_by": person,
        "reason_lines": many_lines(f"{row.case_id}\n{row.reason}\n{row.legal_ground}"),
    }


async def _recovery(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    """The account is named by the request's id alone."""
    row = found(await desk.session.get(AccountRecovery, order.about_id or ""), order)
    return row, dict(_NO_KIND) | {
        "recovers": True,
        "person": row.id,
        "roles": _RECOVERY[language],
        "asked_by": await _name(desk, order, row.identified_by or ""),
        "reason_lines": many_lines(row.identity_reason or ""),
    }


async def _external_training(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    row = found(await desk.session.get(ExternalTraining, order.about_id or ""), order)
    taken = f"{row.title} · {row.provider} · {row.trained_on.isoformat()}"
    return row, dict(_NO_KIND) | {
        "trains": True,
        "person": await _name(desk, order, row.user_id),
        "roles": _TRAINING[language],
        "asked_by": await _name(desk, order, row.recorded_by),
        "reason_lines": many_lines(f"{taken}\n{row.evidence}"),
    }


async def _contract_decision(desk: Desk, order: MailOrder, language: str) -> tuple[Request, dict[str, Word]]:
    """The customer is named by the contract's id alone."""
    row = found(await desk.session.get(ContractDecision, order.about_id or ""), order)
    contract = found(await desk.session.get(Subscription, row.subscription_id), order)
    refused = row.outcome is not None and row.outcome != TAKEN
    return row, dict(_NO_KIND) | {
        "bills": True,
        "not_done": row.outcome if refused and row.outcome else "",
        "until": instant_words(row.until, desk.zone, language) if row.until else "",
        "person": contract.id,
        "roles": _DECISIONS[language][row.kind],
        "asked_by": await _name(desk, order, row.asked_by),
        "reason_lines": many_lines(row.reason),
    }


def _path(row: Request) -> str:
    if isinstance(row, ContractDecision):
        return BILLING_PATH
    if isinstance(row, AccountRecovery):
        return RECOVERIES_PATH
    return OPENINGS_PATH if isinstance(row, DocumentOpening) else MEMBERS_PATH


async def _name(desk: Desk, order: MailOrder, user_id: str) -> str:
    user = found(await desk.session.get(User, user_id), order)
    return one_line(user.name or user.email)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.STAFF_DECISION_ASKED: _decision_asked,
        Purpose.STAFF_DECISION_TAKEN: _decision_taken,
        Purpose.STAFF_DEBT_WAITS: _debt_waits,
        Purpose.STAFF_INVITATION: _invitation,
        Purpose.STAFF_INVITATION_ENDED: _decision_taken,
        Purpose.STAFF_ROLES_CHANGED: _roles_changed,
        Purpose.STAFF_LEAVING_SOON: _leaving,
        Purpose.STAFF_LEFT: _leaving,
        Purpose.TRAINING_DUE: _training_due,
    }
)
