"""Letters about lost credentials (contract A7), for whom they were lost by and for owners concerned."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import exists, or_, select, true

from activities.mail.account_letters import AccountLetter, Desk, Writer, found
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words, one_line
from models import Business, CredentialReport, Membership, Passkey, TotpFactor, User
from terms.credential_reports import CredentialTrouble

RESET_PATH = "/reset"
_TROUBLES: Mapping[str, Mapping[CredentialTrouble, str]] = MappingProxyType(
    {
        "es": {
            CredentialTrouble.LOSS: "pérdida",
            CredentialTrouble.THEFT: "robo",
            CredentialTrouble.IMPERSONATION: "suplantación",
        },
        "en": {
            CredentialTrouble.LOSS: "loss",
            CredentialTrouble.THEFT: "theft",
            CredentialTrouble.IMPERSONATION: "impersonation",
        },
    }
)


async def _confirm(desk: Desk, order: MailOrder) -> AccountLetter:
    report = await _report(desk, order)
    recipient, _ = await _reported(desk, order, report)
    path = f"/credential-report#{desk.tokens.token(report.id)}"
    return AccountLetter(recipient, path, report.expires_at, _words(report, recipient))


async def _secured(desk: Desk, order: MailOrder) -> AccountLetter:
    report = await _report(desk, order)
    recipient, user = await _reported(desk, order, report)
    within = await desk.session.get(Business, report.within) if report.within else None
    words = _words(report, recipient) | {
        "within": one_line(within.name) if within else "",
        "has_account": user is not None,
        "has_factor": user is not None and await _has_factor(desk, user.id),
    }
    return AccountLetter(recipient, RESET_PATH if user else "/", words=words)


async def _has_factor(desk: Desk, user_id: str) -> bool:
    app = exists().where(TotpFactor.user_id == user_id, TotpFactor.confirmed_at.is_not(None))
    passkey = exists().where(Passkey.user_id == user_id)
    return bool(await desk.session.scalar(select(or_(app, passkey))))


async def _to_owner(desk: Desk, order: MailOrder) -> AccountLetter:
    report = await _report(desk, order)
    owner = found(await desk.session.get(User, order.user_id or ""), order)
    member = found(await desk.session.get(User, report.user_id or ""), order)
    names = await desk.session.scalars(
        select(Business.name)
        .join(Membership, Membership.business_id == Business.id)
        .where(
            Business.owner_id == owner.id,
            Membership.user_id == member.id,
            Business.id == report.within if report.within else true(),
        )
        .order_by(Business.id)
    )
    recipient = _to_user(owner)
    words = _words(report, recipient) | {
        "member": one_line(member.name or member.email),
        "businesses": ", ".join(one_line(name) for name in names),
        "by_owner": report.within is not None,
    }
    return AccountLetter(recipient, "/app/activity", words=words)


async def _report(desk: Desk, order: MailOrder) -> CredentialReport:
    return found(await desk.session.get(CredentialReport, order.about_id or ""), order)


async def _reported(desk: Desk, order: MailOrder, report: CredentialReport) -> tuple[Recipient, User | None]:
    """Whom the report is about: a user, or an address that only has signing links."""
    email = found(report.email, order)
    user = await desk.session.scalar(select(User).where(User.email == email))
    if user is not None:
        return _to_user(user), user
    return Recipient("applicant", email, report.language, None, desk.zone), None


def _to_user(user: User) -> Recipient:
    name = one_line(user.name) if user.name else None
    return Recipient("applicant", user.email, user.language, name, user.time_zone)


def _words(report: CredentialReport, recipient: Recipient) -> dict[str, Word]:
    return {
        "trouble": _TROUBLES[recipient.language][CredentialTrouble(report.trouble)],
        "reported": instant_words(report.reported_at, recipient.zone, recipient.language),
    }


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.CREDENTIAL_REPORT_CONFIRM: _confirm,
        Purpose.CREDENTIALS_SECURED: _secured,
        Purpose.CREDENTIALS_REPORTED: _to_owner,
    }
)
