"""What a bank's refusal means (contract S5), and euros in cents."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.payments import Decline, cents_of, decline_kind


@pytest.mark.parametrize(
    ("code", "decline_code", "kind"),
    [
        ("card_declined", "insufficient_funds", Decline.RETRY),
        ("card_declined", "generic_decline", Decline.RETRY),
        ("processing_error", None, Decline.RETRY),
        ("card_declined", "something_new", Decline.RETRY),
        ("expired_card", "expired_card", Decline.NEW_CARD),
        ("card_declined", "fraudulent", Decline.NEW_CARD),
        ("card_declined", "authentication_required", Decline.CONFIRM),
        ("authentication_required", None, Decline.CONFIRM),
    ],
)
def test_refusals_are_told_apart(code: str, decline_code: str | None, kind: Decline) -> None:
    assert decline_kind(code, decline_code) is kind


@given(st.integers(0, 10**11))
def test_cents_are_exact(cents: int) -> None:
    assert cents_of(Decimal(cents) / 100) == cents


def test_parts_of_a_cent_are_refused() -> None:
    with pytest.raises(ValueError, match="not whole cents"):
        cents_of(Decimal("1.005"))
