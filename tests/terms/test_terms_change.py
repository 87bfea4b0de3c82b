"""Which changes of texts have to be accepted again, and by whom (contract A3)."""

import pytest

from terms import texts
from terms.accounts import OWNER_ACCEPTS, Document
from terms.terms_change import AUDIENCES, REMINDERS, Audience, changes_to_announce, is_pending
from tests.newer_texts import publish

FIRST = texts.versions(Document.TERMS)[0]


def test_first_versions_are_not_announced() -> None:
    assert all(version != texts.versions(kind)[0] for kind, version in changes_to_announce())


@pytest.mark.rule("A3")
def test_a_substantial_change_is_announced_and_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, Document.TERMS, "2030-01-01", substantial=True)
    assert (Document.TERMS, "2030-01-01") in changes_to_announce()
    assert is_pending(Document.TERMS, FIRST)
    assert is_pending(Document.TERMS, None)
    assert not is_pending(Document.TERMS, "2030-01-01")


@pytest.mark.rule("A3")
def test_another_change_is_only_published(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, Document.TERMS, "2030-01-01", substantial=False)
    assert texts.current(Document.TERMS, "es").version == "2030-01-01"
    assert Document.TERMS not in {kind for kind, _ in changes_to_announce()}
    assert not is_pending(Document.TERMS, FIRST)


def test_a_later_small_change_does_not_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    publish(monkeypatch, Document.TERMS, "2030-01-01", substantial=True)
    publish(monkeypatch, Document.TERMS, "2030-02-01", substantial=False)
    assert (Document.TERMS, "2030-01-01") in changes_to_announce()
    assert not is_pending(Document.TERMS, "2030-01-01")
    assert is_pending(Document.TERMS, FIRST)


def test_everything_an_owner_accepts_has_an_audience() -> None:
    assert set(OWNER_ACCEPTS) <= AUDIENCES.keys()
    assert AUDIENCES[Document.PRIVACY] is Audience.USERS, "users without a business accept it too"
    assert Document.SIGNING_CONSENT not in AUDIENCES


def test_reminders_come_one_after_the_other() -> None:
    assert list(REMINDERS) == sorted(set(REMINDERS))
