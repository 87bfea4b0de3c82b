"""Letters about the review of access, in both languages, with what hostile users might be called."""

import itertools
import re
from datetime import timedelta

import pytest

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import AccessReview
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.envelopes import SENT_AT, sent_envelope
from tests.activities.mail.running_sink import RunningSink
from tests.activities.mail.test_letters import HOSTILE, LANGUAGES, assert_tame

_years = itertools.count(2027)
REVIEW = (Purpose.ACCESS_REVIEW, Purpose.ACCESS_REVIEW_REMINDER, Purpose.ACCESS_REVIEW_OVERDUE)


@pytest.mark.parametrize("of_staff", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_responsible_read_what_by_when_and_where(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, of_staff: bool
) -> None:
    business = await sent_envelope(database, HOSTILE, language=language)
    review = AccessReview(
        id=new_id(Prefix.ACCESS_REVIEW),
        quarter=f"{next(_years)}-Q1",
        business_id=None if of_staff else business.business_id,
        state="open",
        items=3,
        opened_at=SENT_AT,
        due_at=SENT_AT + timedelta(days=30),
    )
    async with database.transaction() as session:
        session.add(review)
    for purpose in REVIEW:
        order = MailOrder(f"{review.id}:{purpose}", purpose, user_id=business.user_id, about_id=review.id)
        await mailer.send(order)
    messages = sink.messages(business.sender_address)
    assert len({message["subject"] for message in messages}) == len(messages) == len(REVIEW)
    page = "staff/access-review" if of_staff else "access-review"
    for message in messages:
        assert_tame(message)
        assert message["links"] == [f"https://firma.example/app/{page}/{review.id}"]
        assert message["headers"]["Content-Language"] == language
        assert review.quarter in message["subject"]
        assert ("Acme" in message["text"]) is not of_staff


@pytest.mark.parametrize("language", LANGUAGES)
async def test_staff_read_by_when_to_change_their_key(
    database: Database, mailer: Mailer, sink: RunningSink, language: str
) -> None:
    holder = await sent_envelope(database, HOSTILE, language=language)
    for purpose in (Purpose.STAFF_KEY_CHANGE, Purpose.STAFF_KEY_EXPIRED):
        await mailer.send(MailOrder(f"{holder.user_id}:{purpose}", purpose, user_id=holder.user_id))
    expired, change = sink.messages(holder.sender_address)  # newest first
    for message in (change, expired):
        assert_tame(message)
        assert message["headers"]["Content-Language"] == language
    assert change["links"] == ["https://firma.example/app/security"]
    assert expired["links"] == ["https://firma.example/sign-in"]
    assert re.search(r"\d\d:\d\d \(\w+/\w+", " ".join(change["text"].split()))
