"""Categories of data, transfers and measures of the record of processing (contract P2, E2)."""

from datetime import UTC, datetime, timedelta

import pytest

from terms.processing import GROUP_OF, Datum, datum_of, in_force, is_third_country
from terms.security_measures import security_measures, version_on
from terms.texts import LANGUAGES

AT = datetime(2027, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.rule("P2")
def test_every_datum_has_a_group_and_every_field_a_datum() -> None:
    assert set(GROUP_OF) == set(Datum)
    assert datum_of("signature") is Datum.SIGNATURE
    assert datum_of("text") is Datum.ANSWER
    assert datum_of("a kind still to come") is Datum.ANSWER


@pytest.mark.rule("P2")
@pytest.mark.parametrize(("country", "third"), [("ES", False), ("NO", False), ("US", True), ("gb", True)])
def test_processing_outside_the_area_is_a_transfer(country: str, third: bool) -> None:
    assert is_third_country(country) is third


def test_what_ends_with_the_instant_was_in_force_before_it() -> None:
    assert in_force(AT - DAY, None, AT)
    assert in_force(AT - DAY, AT, AT)
    assert not in_force(AT, None, AT)
    assert not in_force(AT - 2 * DAY, AT - DAY, AT)
    assert not in_force(None, None, AT)


@pytest.mark.rule("P2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_measures_are_those_of_the_contracts_annex(language: str) -> None:
    found = security_measures("2026-11-22", language)
    assert [one.rule for one in found] == [f"M{number}" for number in range(1, 10)]
    assert all("**" not in one.text and len(one.text) > 30 for one in found)


def test_a_version_counts_from_its_day() -> None:
    assert version_on("2026-11-21") is None
    assert version_on("2026-11-22") == "2026-11-22"
    assert version_on("2099-01-01") is not None
    with pytest.raises(KeyError):
        security_measures("1999-01-01", "es")
