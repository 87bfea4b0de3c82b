"""The provider's rate: nobody is turned away, everybody waits their turn."""

import pytest

from activities.mail.rate import ProviderRate


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_turns_are_a_seconds_worth_at_once_and_then_evenly_spaced() -> None:
    rate = ProviderRate(4, Clock())
    assert [round(rate.take(), 2) for _ in range(8)] == [0, 0, 0, 0, 0, 0.25, 0.5, 0.75]


def test_quiet_time_saves_no_more_than_one_second() -> None:
    clock = Clock()
    rate = ProviderRate(2, clock)
    clock.seconds += 3600
    assert [rate.take() for _ in range(5)] == [0, 0, 0, 0.5, 1.0]


def test_pause_holds_everybody_back() -> None:
    clock = Clock()
    rate = ProviderRate(10, clock)
    rate.pause(30)
    assert rate.paused_for == 30
    assert rate.take() == 30
    clock.seconds += 31
    assert rate.paused_for == 0


def test_rate_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        ProviderRate(0)
