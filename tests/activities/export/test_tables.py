"""Nothing of a business is forgotten in its export, and nothing is given that is not its own."""

import re
from dataclasses import fields
from pathlib import Path

from activities.export.documented import page
from activities.export.tables import EXPORTED, LEFT_OUT
from models import Base
from terms.subscription_facts import Facts

ROOT = Path(__file__).parents[3]
OPENS_SOMETHING = re.compile(
    "token|secret|password|sealed_|wrapped|session|_url|_hash$|hmac|object_key|challenge|credential"
)
HARMLESS = {
    ("certificates", "chain_token"),
    ("businesses", "vat_checked_number"),
    ("sealed_versions", "token"),
    ("sealed_versions", "sealed_at"),
}
"""A timestamp's token proves a time; it opens nothing."""
STAFFS = re.compile("second|proposed_by|published_by|claimed_by|confirmed_by$")


def test_every_table_is_exported_or_left_out_with_a_reason() -> None:
    exported = [one.name for one in EXPORTED]
    assert len(exported) == len(set(exported))
    assert not set(exported) & set(LEFT_OUT)
    known = set(Base.metadata.tables)
    unjudged = known - set(exported) - set(LEFT_OUT)
    assert not unjudged, f"say in activities/export/tables.py whose these are: {sorted(unjudged)}"
    assert set(LEFT_OUT) <= known


def test_a_table_of_a_business_is_left_out_only_for_what_it_is() -> None:
    """Tables with a business's id belong to it; those that are left out are few and named here."""
    of_business = {table.name for table in Base.metadata.sorted_tables if "business_id" in table.columns}
    assert of_business & set(LEFT_OUT) == {
        "business_keys",
        "departing_users",
        "export_members",
        "invitation_answers",
        "legal_holds",
        "misuse_reports",
        "ownership_answers",
        "purge_certificates",
        "purge_steps",
        "retentions",
    }


def test_what_is_left_out_of_a_table_is_a_column_of_it() -> None:
    for one in EXPORTED:
        assert set(one.without) < {column.name for column in one.table.columns}, one.name


def test_nothing_is_given_that_opens_something_or_names_staff() -> None:
    given = {(one.name, column.name) for one in EXPORTED for column in one.columns}
    assert {place for place in given if OPENS_SOMETHING.search(place[1])} <= HARMLESS
    assert not {place for place in given if STAFFS.search(place[1])}


def test_the_facts_of_a_subscription_name_nobody() -> None:
    assert not [item.name for item in fields(Facts) if re.search("user|_by$|staff|reason|words", item.name)]


def test_the_page_says_what_is_so() -> None:
    assert (ROOT / "docs" / "export.md").read_text() == page(), (
        "write it anew: python -m activities.export.documented > docs/export.md"
    )
