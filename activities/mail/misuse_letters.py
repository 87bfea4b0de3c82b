"""Letters about misuse: to who reported, to the owner as a statement of reasons, to a user shut out (A8)."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select

from activities.mail.account_letters import AccountLetter, Desk, Writer, found
from activities.mail.facts import Recipient, Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.misuse_words import ground_words, measure_words
from activities.mail.wording import instant_words, many_lines, one_line
from models import Business, Membership, MisuseAppeal, MisuseDecision, MisuseReport, User
from terms.clauses import numbered, sanction_clauses
from terms.misuse import DecisionState, Reach, ReportState
from terms.subscription import ACTIVE

DECISIONS_PATH = "/app/misuse"


async def _to_reporter(desk: Desk, order: MailOrder) -> AccountLetter:
    report = found(await desk.session.get(MisuseReport, order.about_id or ""), order)
    address = found(report.reply_to, order)
    recipient = Recipient("applicant", address, report.language, None, desk.zone)
    words: dict[str, Word] = {
        "ground": ground_words(report.ground, report.language),
        "received": instant_words(report.received_at, desk.zone, report.language),
        "sanctioned": report.state == ReportState.SANCTIONED.value,
        "unknown": report.state == ReportState.NOT_FOUND.value,
    }
    return AccountLetter(recipient, "/report", words=words)


async def _about_decision(desk: Desk, order: MailOrder) -> AccountLetter:
    decision = found(await desk.session.get(MisuseDecision, order.about_id or ""), order)
    business = found(await desk.session.get(Business, decision.business_id), order)
    reader = found(await desk.session.get(User, order.user_id or business.owner_id), order)
    recipient = Recipient(
        "applicant",
        reader.email,
        reader.language,
        one_line(reader.name) if reader.name else None,
        reader.time_zone,
    )
    path = DECISIONS_PATH if reader.id == business.owner_id else "/"
    words = await _decision_words(desk, decision, business, recipient)
    return AccountLetter(recipient, path, words=words)


async def _decision_words(
    desk: Desk, decision: MisuseDecision, business: Business, recipient: Recipient
) -> dict[str, Word]:
    language, zone = recipient.language, recipient.zone
    user = await desk.session.get(User, decision.user_id) if decision.user_id else None
    appeal = await desk.session.scalar(
        select(MisuseAppeal).where(
            MisuseAppeal.decision_id == decision.id, MisuseAppeal.decided_at.is_not(None)
        )
    )
    return {
        "business": one_line(business.name),
        "decision_id": decision.id,
        "measure": measure_words(decision.verdict, decision.reach, language),
        "ground": ground_words(decision.ground, language),
        "facts_lines": many_lines(decision.facts),
        "clauses": ", ".join(sanction_clauses(numbered(decision.terms_version))),
        "terms_version": decision.terms_version,
        "member": one_line(user.name or user.email) if user else "",
        "in_force": instant_words(decision.in_force_at, zone, language) if decision.in_force_at else "",
        "appeal_until": instant_words(decision.appeal_until, zone, language) if decision.appeal_until else "",
        "blocks": instant_words(decision.blocks_at, zone, language) if decision.blocks_at else "",
        "reversed": decision.state == DecisionState.REVERSED.value,
        "still_limited": await _still_limited(desk, decision, business, user),
        "answer_lines": many_lines(appeal.reason or "") if appeal else [],
    }


async def _still_limited(desk: Desk, decision: MisuseDecision, business: Business, user: User | None) -> bool:
    """Whether something else shuts the user out, or limits the business, once this decision has ended."""
    if user is None:
        return business.current_standing != ACTIVE
    if decision.reach == Reach.SERVICE.value:
        return user.access_revoked_at is not None
    place = await desk.session.get(Membership, (business.id, user.id))
    return place is not None and place.revoked_at is not None


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        Purpose.MISUSE_RECEIVED: _to_reporter,
        Purpose.MISUSE_OUTCOME: _to_reporter,
        Purpose.MISUSE_STATEMENT: _about_decision,
        Purpose.MISUSE_REVOKED: _about_decision,
        Purpose.MISUSE_ENDED: _about_decision,
        Purpose.MISUSE_UPHELD: _about_decision,
    }
)
