"""The published description: complete, with examples, and true."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import api.schemas.acceptances
import api.schemas.access_reviews
import api.schemas.account_recoveries
import api.schemas.accounts
import api.schemas.api_keys
import api.schemas.breach_filing
import api.schemas.breaches
import api.schemas.business_settings
import api.schemas.captcha
import api.schemas.claims
import api.schemas.credentials
import api.schemas.customers
import api.schemas.data_subjects
import api.schemas.deadlines
import api.schemas.disclosures
import api.schemas.documents
import api.schemas.envelopes
import api.schemas.evidence_packs
import api.schemas.exports
import api.schemas.factors
import api.schemas.incidents
import api.schemas.instructions
import api.schemas.invoices
import api.schemas.legal_holds
import api.schemas.measures
import api.schemas.members
import api.schemas.messaging
import api.schemas.misuse
import api.schemas.openings
import api.schemas.ownership
import api.schemas.plan_changes
import api.schemas.plan_use
import api.schemas.plans
import api.schemas.processing
import api.schemas.receipts
import api.schemas.rights_requests
import api.schemas.sessions
import api.schemas.signing
import api.schemas.staff
import api.schemas.staff_duties
import api.schemas.staff_subscriptions
import api.schemas.subprocessors
import api.schemas.subscriptions
from api.openapi import document
from api.problems.documented import page
from api.problems.kinds import Kind
from api.schemas.examples import EXAMPLES
from terms.envelope import Refusal
from terms.uploads import RefusalCause
from tests.api.calling import Caller

ROOT = Path(__file__).parents[2]
MODULES = (
    api.schemas.acceptances,
    api.schemas.access_reviews,
    api.schemas.account_recoveries,
    api.schemas.accounts,
    api.schemas.api_keys,
    api.schemas.breach_filing,
    api.schemas.breaches,
    api.schemas.business_settings,
    api.schemas.captcha,
    api.schemas.credentials,
    api.schemas.documents,
    api.schemas.envelopes,
    api.schemas.evidence_packs,
    api.schemas.exports,
    api.schemas.incidents,
    api.schemas.claims,
    api.schemas.invoices,
    api.schemas.legal_holds,
    api.schemas.messaging,
    api.schemas.misuse,
    api.schemas.plan_changes,
    api.schemas.plan_use,
    api.schemas.plans,
    api.schemas.processing,
    api.schemas.legal_holds,
    api.schemas.members,
    api.schemas.ownership,
    api.schemas.exports,
    api.schemas.factors,
    api.schemas.receipts,
    api.schemas.rights_requests,
    api.schemas.instructions,
    api.schemas.disclosures,
    api.schemas.sessions,
    api.schemas.signing,
    api.schemas.customers,
    api.schemas.data_subjects,
    api.schemas.deadlines,
    api.schemas.measures,
    api.schemas.openings,
    api.schemas.staff,
    api.schemas.staff_duties,
    api.schemas.subprocessors,
    api.schemas.staff_subscriptions,
    api.schemas.subscriptions,
)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every documented operation."""
    return [
        (method, path, operation)
        for path, item in document()["paths"].items()
        for method, operation in item.items()
    ]


async def test_it_is_served_as_it_is_printed(anybody: Caller) -> None:
    assert (await anybody.get("/openapi.json")).json() == document()


def test_every_operation_says_what_it_does_and_how_it_fails() -> None:
    assert len(operations()) > 30
    for method, path, operation in operations():
        assert operation.get("description"), (method, path)
        assert {"422", "500", "503"} <= operation["responses"].keys()
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                content = answer["content"]["application/problem+json"]
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert content["examples"]
        if method == "post":
            assert any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])


def test_every_body_has_an_example() -> None:
    used: set[str] = set()
    for _, _, operation in operations():
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in bodies:
            schema = body.get("content", {}).get("application/json", {}).get("schema", {})
            for reference in (schema.get("$ref"), schema.get("items", {}).get("$ref")):
                if reference:
                    used.add(reference.rpartition("/")[2])
    pages = {name for name in used if name.startswith("Page_")}
    assert used - pages <= EXAMPLES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_valid(name: str) -> None:
    model = next(vars(module)[name] for module in MODULES if name in vars(module))
    assert issubclass(model, BaseModel)
    model.model_validate(EXAMPLES[name])


def test_every_refusal_is_a_kind_of_problem() -> None:
    for value in [*Refusal, *RefusalCause]:
        assert Kind.of(value.value).slug == value.value


def test_the_page_of_problems_is_current() -> None:
    assert (ROOT / "docs" / "problems.md").read_text() == page()


def test_no_two_kinds_are_mistaken_for_each_other() -> None:
    slugs = [kind.slug for kind in Kind]
    assert len(slugs) == len(set(slugs))
    assert all(Kind.of(kind.slug) is kind for kind in Kind)
    assert len(Kind.__members__) == len(list(Kind)), "two kinds with the same meaning are one"
