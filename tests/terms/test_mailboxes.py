"""Staff accounts belong to people (contract M2)."""

import pytest

from terms.mailboxes import is_shared_mailbox


@pytest.mark.rule("M2")
@pytest.mark.parametrize(
    "address",
    [
        "info@holder.example",
        "Admin@holder.example",
        "admin2@holder.example",
        "it-support@holder.example",
        "soporte+rubrica@holder.example",
        "soporte.team@holder.example",
        "no-reply@holder.example",
        "dpd@holder.example",
    ],
)
def test_functions_and_groups_are_no_persons(address: str) -> None:
    assert is_shared_mailbox(address)


@pytest.mark.parametrize(
    "address",
    [
        "marta.soler@holder.example",
        "msoler@holder.example",
        "marta+rubrica@holder.example",
        "ana.legal@holder.example",
        "admin.ferrer@holder.example",
        "infante@holder.example",
        "4711@holder.example",
    ],
)
def test_people_are(address: str) -> None:
    assert not is_shared_mailbox(address)
