"""What a key can be given, and how one replaces another."""

from datetime import UTC, datetime, timedelta

from terms.keys import allowed_scopes, refused_scopes, replaced_until, successor_expiry
from terms.roles import BUSINESS_GRANTS, KEY_SCOPES, BusinessRole, Permission

NOW = datetime(2027, 1, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def test_owner_and_guest_can_give_every_scope_of_keys() -> None:
    for role in BusinessRole:
        assert allowed_scopes(BUSINESS_GRANTS[role]) == KEY_SCOPES


def test_what_a_maker_lacks_cannot_be_given() -> None:
    wanted = [Permission.DOCUMENTS_READ, Permission.PLAN_CHANGE, Permission.ENVELOPES_SEND]
    assert refused_scopes(wanted, {Permission.DOCUMENTS_READ, Permission.PLAN_CHANGE}) == (1, 2)


def test_a_replaced_key_never_lasts_longer_than_it_would_have() -> None:
    assert replaced_until(None, NOW, DAY) == NOW + DAY
    assert replaced_until(NOW + 7 * DAY, NOW, DAY) == NOW + DAY
    assert replaced_until(NOW + DAY / 2, NOW, DAY) == NOW + DAY / 2


def test_a_successor_lasts_as_long_as_its_forerunner_was_made_to() -> None:
    assert successor_expiry(NOW - 20 * DAY, NOW + 10 * DAY, NOW) == NOW + 30 * DAY
    assert successor_expiry(NOW, None, NOW) is None
