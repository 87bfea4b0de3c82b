"""Notices about subscriptions, in both languages, as they arrive; and those without ground (S21)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import GROUND_GONE, Mailer
from activities.mail.messages import MailOrder, NoticeFacts
from activities.mail.subscription_letters import PURPOSES
from models import Bill, Business, Mail, Subscription, SubscriptionAct, User
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.calendar import start_of_day
from terms.clauses import clause_of
from terms.subscription_notices import NoticeKind
from tests.activities.invoices.billed import paid_bill
from tests.activities.mail.orders import ledger_row
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import assert_tame
from workflows.subscription_notices import notice_order

NAME = "Café <b>Ñandú</b>"
FUTURE = start_of_day((datetime.now(UTC) + timedelta(days=40)).date().replace(day=1))
UNPAID = {"state": "download_only", "reason": "unpaid"}
CANCELLED = {"state": "download_only", "reason": "cancelled"}
BLOCKED = {"state": "blocked", "reason": None}
GROUNDS: dict[NoticeKind, dict[str, Any]] = {
    NoticeKind.LIMITED_UNPAID: UNPAID,
    NoticeKind.GRACE_ENDING: UNPAID,
    NoticeKind.END_PUT_OFF: UNPAID,
    NoticeKind.DEBT_WAIVED: {"bill": "waived"},
    NoticeKind.END_AGREED: {"ends_at": FUTURE},
    NoticeKind.SERVICE_ENDING: {"ends_at": FUTURE},
    NoticeKind.SERVICE_ENDED: CANCELLED,
    NoticeKind.DOWNLOADS_ENDING: CANCELLED | {"downloads_end": FUTURE},
    NoticeKind.ENDED_UNPAID: BLOCKED,
    NoticeKind.BLOCKED: BLOCKED,
    NoticeKind.PURGE_AHEAD: BLOCKED,
}
"""How the subscription stands where a notice holds; active where nothing is said."""
LOST: list[tuple[NoticeKind, dict[str, Any]]] = [
    (NoticeKind.CONTRACTED, {"state": "download_only", "reason": "withdrawn"}),
    (NoticeKind.RENEWAL_AHEAD, {"ends_at": FUTURE - timedelta(days=3)}),
    (NoticeKind.RENEWAL_AHEAD, UNPAID),
    (NoticeKind.CHARGE_FAILED, {"bill": "paid"}),
    (NoticeKind.CHARGE_FAILED, {"bill": "voided", "state": "download_only", "reason": "withdrawn"}),
    (NoticeKind.CHARGE_FAILED, {"bill": "open", "state": "download_only", "reason": "withdrawn"}),
    (NoticeKind.CHARGE_FAILED, BLOCKED),
    (NoticeKind.LIMITED_UNPAID, {}),
    (NoticeKind.GRACE_ENDING, {}),
    (NoticeKind.GRACE_ENDING, UNPAID | {"about": datetime(2026, 1, 1, tzinfo=UTC)}),
    (NoticeKind.END_PUT_OFF, BLOCKED),
    (NoticeKind.END_PUT_OFF, UNPAID | {"about": datetime(2026, 1, 1, tzinfo=UTC)}),
    (NoticeKind.DEBT_WAIVED, {"bill": "open"}),
    (NoticeKind.DEBT_WAIVED, BLOCKED | {"bill": "waived"}),
    (NoticeKind.RESTORED, UNPAID),
    (NoticeKind.RESTORED, {"business": "misuse"}),
    (NoticeKind.END_AGREED, {}),
    (NoticeKind.CONTINUED, {"ends_at": FUTURE}),
    (NoticeKind.SERVICE_ENDING, {"ends_at": FUTURE + timedelta(days=30)}),
    (NoticeKind.SERVICE_ENDED, BLOCKED),
    (NoticeKind.DOWNLOADS_ENDING, BLOCKED | {"downloads_end": FUTURE}),
]


async def contract(database: Database, language: str = "es", **changes: Any) -> tuple[Bill, str]:
    """A bill and the address of its owner; the subscription is as `changes` say."""
    bill = await paid_bill(database, language=language, name=NAME)
    state, business_reason = changes.pop("bill", "open"), changes.pop("business", None)
    async with database.transaction() as session:
        kept = await session.get_one(Bill, bill.id)
        kept.state = state
        row = await session.get_one(Subscription, bill.subscription_id)
        for name, value in changes.items():
            setattr(row, name, value)
        business = await session.get_one(Business, row.business_id)
        if business_reason:
            business.standing, business.standing_reason = "download_only", business_reason
        owner = await session.get_one(User, business.owner_id)
        return bill, owner.email


def order(bill: Bill, kind: NoticeKind, about: datetime = FUTURE, **given: Any) -> MailOrder:
    facts = NoticeFacts(
        kind.value,
        "S5",
        about,
        Decimal("1035.09"),
        FUTURE + timedelta(days=30),
        Decimal("29.00"),
        bill.id,
        given.get("detail"),
    )
    return notice_order(bill.subscription_id, facts, "1")


@pytest.mark.rule("S21")
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("kind", sorted(PURPOSES))
async def test_each_says_its_date_amount_and_clause(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, kind: NoticeKind
) -> None:
    bill, address = await contract(database, language, **GROUNDS.get(kind, {}))
    detail = "confirm" if kind is NoticeKind.CHARGE_FAILED else "technical_logs"
    ordered = order(bill, kind, detail=detail)
    await mailer.send(ordered)
    await mailer.send(ordered)
    (message,) = sink.messages(address)
    assert_tame(message)
    text = " ".join(message["text"].split())
    assert NAME in text
    assert clause_of("S5") in text
    year = str(FUTURE.year)
    assert year in text
    said = {
        NoticeKind.CHARGED,
        NoticeKind.CHARGE_FAILED,
        NoticeKind.LIMITED_UNPAID,
        NoticeKind.END_PUT_OFF,
        NoticeKind.DEBT_WAIVED,
        NoticeKind.REFUND_ORDERED,
    }
    if kind in said:
        assert ("1.035,09 €" if language == "es" else "1,035.09 €") in text
    closed = {NoticeKind.BLOCKED, NoticeKind.ENDED_UNPAID, NoticeKind.PURGE_AHEAD, NoticeKind.PURGED}
    assert bool(message["links"]) is (kind not in closed)
    assert all(
        "/app/" in link and link.endswith(f"?business={bill.business_id}") for link in message["links"]
    )


@pytest.mark.rule("S6", "S21")
@pytest.mark.parametrize("reason", ["cancelled", "holder_ended", "misuse"])
async def test_a_refused_charge_of_the_last_use_is_told_after_the_end(
    database: Database, mailer: Mailer, sink: RunningSink, reason: str
) -> None:
    bill, address = await contract(database, state="download_only", reason=reason)
    await mailer.send(order(bill, NoticeKind.CHARGE_FAILED))
    (message,) = sink.messages(address)
    assert "1.035,09 €" in " ".join(message["text"].split())


@pytest.mark.parametrize(
    ("customer", "language", "said"),
    [
        ("company", "es", ("cuota de febrero de 2027: 35,09 €", "1.000,00 €", "Ley 3/2004")),
        ("consumer", "en", ("fee of February 2027: 35.09 €", "1,000.00 €", "legal interest of money")),
    ],
)
async def test_a_contract_that_ended_unpaid_says_each_debt_and_the_rule_of_its_interest(
    database: Database, mailer: Mailer, sink: RunningSink, customer: str, language: str, said: tuple[str, ...]
) -> None:
    bill, address = await contract(database, language, bill="claimed", customer=customer, **BLOCKED)
    await mailer.send(order(bill, NoticeKind.ENDED_UNPAID))
    (message,) = sink.messages(address)
    assert_tame(message)
    text = " ".join(message["text"].split())
    for words in said:
        assert words in text, text


@pytest.mark.parametrize(
    ("language", "stated"), [("es", "9 de marzo de 2027, 23:59"), ("en", "9 March 2027, 23:59")]
)
async def test_the_receipt_of_a_withdrawal_repeats_the_statement_that_was_taken(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, stated: str
) -> None:
    bill, address = await contract(database, language, state="download_only", reason="withdrawn")
    at = datetime(2027, 3, 9, 22, 59, tzinfo=UTC)
    refused, taken = ("Refused Person", "no-right-of-withdrawal"), (NAME, "taken")
    async with database.transaction() as session:
        for name, outcome in (refused, taken):
            session.add(
                SubscriptionAct(
                    id=new_id(Prefix.ACT),
                    business_id=bill.business_id,
                    subscription_id=bill.subscription_id,
                    user_id="usr_1",
                    kind="withdraw",
                    body={"name": name},
                    stated_at=at,
                    confirmed_at=at + timedelta(minutes=2),
                    outcome=outcome,
                )
            )
    await mailer.send(order(bill, NoticeKind.WITHDRAWN))
    (message,) = sink.messages(address)
    text = " ".join(message["text"].split())
    assert stated in text
    assert text.count(NAME) > 1
    assert "Refused Person" not in text


@pytest.mark.parametrize(("kind", "changes"), LOST)
async def test_what_has_lost_its_ground_is_not_sent(
    database: Database, mailer: Mailer, sink: RunningSink, kind: NoticeKind, changes: dict[str, Any]
) -> None:
    given = dict(changes)
    about = given.pop("about", FUTURE)
    bill, address = await contract(database, **given)
    with pytest.raises(ApplicationError) as gone:
        await mailer.send(order(bill, kind, about))
    assert (gone.value.type, gone.value.non_retryable) == (GROUND_GONE, True)
    assert sink.messages(address) == []


async def test_a_mail_that_waited_until_its_ground_was_gone_is_closed(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    bill, address = await contract(database, **UNPAID)
    ordered = order(bill, NoticeKind.LIMITED_UNPAID)
    async with database.transaction() as session:
        session.add(
            Mail(
                id=f"mai_{bill.id[4:]}",
                key=ordered.key,
                purpose=ordered.purpose.value,
                language="es",
                address=address,
                state="queued",
                created_at=datetime.now(UTC),
            )
        )
        row = await session.get_one(Subscription, bill.subscription_id)
        row.state, row.reason = "active", None
    with pytest.raises(ApplicationError):
        await mailer.send(ordered)
    assert (await ledger_row(database, ordered)).state == "refused"
    assert sink.messages(address) == []
