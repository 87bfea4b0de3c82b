"""What the provider's answers mean, read from a real one over HTTP."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from activities.mail.provider import NotTakenError, SendGrid, mask_addresses
from tests.activities.mail.running_sink import RunningSink

MESSAGE = {
    "personalizations": [{"to": [{"email": "lucia@example.com"}]}],
    "from": {"email": "firma@example.com"},
    "subject": "Contrato",
    "content": [{"type": "text/plain", "value": "Firme."}],
}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("-5", 0),
        ("1.5", 1.5),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), 0),
        ("soon", None),
        ("nan", None),
        ("", None),
        (None, None),
    ],
)
async def test_retry_after_is_read_in_all_its_forms(
    provider: SendGrid, sink: RunningSink, header: str | None, seconds: float | None
) -> None:
    sink.faults(refuse_next=1, refuse_status=429, retry_after=header)
    with pytest.raises(NotTakenError) as refused:
        await provider.send(MESSAGE)
    assert refused.value.retry_after == seconds


async def test_retry_after_a_date_is_counted_from_now(provider: SendGrid, sink: RunningSink) -> None:
    later = datetime.now(UTC) + timedelta(seconds=90)
    sink.faults(refuse_next=1, retry_after=format_datetime(later, usegmt=True))
    with pytest.raises(NotTakenError) as refused:
        await provider.send(MESSAGE)
    assert refused.value.retry_after == pytest.approx(90, abs=5)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_account_without_feed_knows_nothing(provider: SendGrid, sink: RunningSink, status: int) -> None:
    sink.faults(search_status=status)
    assert await provider.find("mai_1") is None


async def test_words_of_the_provider_are_bounded_and_name_nobody(
    provider: SendGrid, sink: RunningSink
) -> None:
    twice = [{"email": f"{'x' * 200}@example.com"}, {"email": f"{'x' * 200}@example.com"}]
    with pytest.raises(NotTakenError) as refused:
        await provider.send(MESSAGE | {"personalizations": [{"to": twice} for _ in range(20)]})
    assert "@" not in str(refused.value)
    assert len(str(refused.value)) <= 500


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("550 <lucia@example.com>: unknown", "550 <<address>>: unknown"),
        ('"Lucía" lucia.perez+firma@sub.example.es, no', '"Lucía" <address>, no'),
        ("nobody here", "nobody here"),
    ],
)
def test_addresses_are_masked(words: str, masked: str) -> None:
    assert mask_addresses(words) == masked
