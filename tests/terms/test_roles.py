"""Roles grant what their duty needs and nothing else (contract A5, M2)."""

import pytest

from terms.roles import (
    BUSINESS_GRANTS,
    KEY_SCOPES,
    STAFF_GRANTS,
    BusinessRole,
    Permission,
    StaffRole,
    staff_permissions,
)

OWNER_ONLY = {
    Permission.PLAN_CHANGE,
    Permission.PAYMENT_CHANGE,
    Permission.MEMBERS_CHANGE,
    Permission.BUSINESS_DELETE,
    Permission.DATA_PROTECTION_CHANGE,
}


@pytest.mark.rule("A5")
def test_what_a5_reserves_is_the_owners_alone() -> None:
    assert BUSINESS_GRANTS[BusinessRole.OWNER] >= OWNER_ONLY
    assert not OWNER_ONLY & BUSINESS_GRANTS[BusinessRole.GUEST]


@pytest.mark.rule("A5")
def test_a_guest_can_do_nothing_that_the_owner_cannot() -> None:
    assert BUSINESS_GRANTS[BusinessRole.GUEST] < BUSINESS_GRANTS[BusinessRole.OWNER]


def test_no_key_can_do_what_is_the_owners_alone() -> None:
    assert BUSINESS_GRANTS[BusinessRole.GUEST] >= KEY_SCOPES


@pytest.mark.rule("M2")
def test_staff_and_businesses_share_no_permission() -> None:
    of_staff = staff_permissions(frozenset(StaffRole))
    assert not of_staff & BUSINESS_GRANTS[BusinessRole.OWNER]
    assert of_staff | BUSINESS_GRANTS[BusinessRole.OWNER] == set(Permission)


@pytest.mark.rule("M2")
def test_only_reviewer_and_dpo_open_documents() -> None:
    opening = {Permission.REPORTED_DOCUMENTS_OPEN: "reviewer", Permission.BLOCKED_DOCUMENTS_OPEN: "dpo"}
    for permission, role in opening.items():
        assert {holder.value for holder, grants in STAFF_GRANTS.items() if permission in grants} == {role}
