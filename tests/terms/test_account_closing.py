"""What stands against closing an account, and what is kept of it (GDPR art. 17.3.b; contract S18)."""

from datetime import UTC, datetime

from terms.account_closing import (
    ClosingObstacle,
    KeptOfAccount,
    acceptances_end,
    erased_address,
    obstacles_to_closing,
    years_kept,
)


def test_owners_and_staff_have_something_to_do_first() -> None:
    assert list(obstacles_to_closing(owns_running_business=False, works_for_holder=False)) == []
    assert list(obstacles_to_closing(owns_running_business=True, works_for_holder=True)) == [
        ClosingObstacle.OWNS_BUSINESS,
        ClosingObstacle.WORKS_FOR_HOLDER,
    ]


def test_what_is_kept_has_the_years_of_its_class() -> None:
    assert {what: years_kept(what) for what in KeptOfAccount} == {
        KeptOfAccount.ACCEPTANCES: 6,
        KeptOfAccount.ACTIVITY: 1,
        KeptOfAccount.SIGNED: 5,
    }


def test_an_erased_address_reaches_nobody_and_is_its_own() -> None:
    assert erased_address("usr_A") == "usr_a@erased.invalid" != erased_address("usr_B")


def test_what_was_accepted_goes_six_years_after_closing_in_the_holders_zone() -> None:
    late_in_the_evening = datetime(2027, 1, 20, 23, 30, tzinfo=UTC)
    assert acceptances_end(late_in_the_evening) == datetime(2033, 1, 20, 23, 0, tzinfo=UTC)
