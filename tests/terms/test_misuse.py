"""Misuse: who may decide, for how long it can be appealed, and what it does (contract A8)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.mail.misuse_words import GROUNDS, measure_words
from terms.misuse import (
    AppealState,
    DecisionState,
    Ground,
    MisuseRefusal,
    Reach,
    ReportState,
    Verdict,
    appeal_deadline,
    blocked_from,
    needs_second_person,
    refuse_appeal,
    refuse_claim,
    refuse_decision,
    refuse_judgement,
    refuse_second,
    standing_under,
)
from terms.roles import Permission
from terms.standing import capability_of
from terms.subscription import ACTIVE, BLOCKED, DownloadReason, Standing, SubscriptionState
from terms.subscription_capabilities import Capability, capabilities

SUSPENDED = Standing(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.MISUSE)
AT = datetime(2027, 3, 31, 10, tzinfo=UTC)


def test_a_sanction_can_be_appealed_for_six_months_an_expulsion_while_one_can_enter() -> None:
    assert appeal_deadline(Verdict.SUSPEND, AT) == datetime(2027, 9, 30, 22, tzinfo=UTC)
    assert appeal_deadline(Verdict.REVOKE, datetime(2027, 8, 31, 10, tzinfo=UTC)) == datetime(
        2028, 2, 29, 23, tzinfo=UTC
    )
    assert appeal_deadline(Verdict.EXPEL, AT) == blocked_from(AT) == datetime(2027, 4, 30, 22, tzinfo=UTC)


def test_only_an_expulsion_needs_a_second_person() -> None:
    assert [verdict for verdict in Verdict if needs_second_person(verdict)] == [Verdict.EXPEL]


@given(st.frozensets(st.sampled_from(Verdict)), st.booleans())
def test_the_gravest_decision_in_force_governs(verdicts: frozenset[Verdict], blocked: bool) -> None:
    standing = standing_under(verdicts, blocked=blocked)
    if blocked:
        assert standing == BLOCKED
    elif Verdict.SUSPEND in verdicts or Verdict.EXPEL in verdicts:
        assert standing == SUSPENDED
    else:
        assert standing == ACTIVE


def test_a_suspended_business_reads_and_downloads_and_neither_sends_nor_uploads_nor_invites() -> None:
    may = capabilities(SUSPENDED)
    assert capability_of(Permission.DOCUMENTS_READ) in may
    assert capability_of(Permission.ENVELOPES_READ) in may
    assert capability_of(Permission.MEMBERS_CHANGE) in may, "ending an access always works"
    for permission in (
        Permission.DOCUMENTS_UPLOAD,
        Permission.ENVELOPES_DRAFT,
        Permission.ENVELOPES_SEND,
        Permission.ENVELOPES_CHANGE,
    ):
        assert capability_of(permission) not in may
    assert Capability.INVITE not in may
    assert all(capability_of(permission) not in capabilities(BLOCKED) for permission in Permission)
    assert all(capability_of(permission) in capabilities(ACTIVE) for permission in Permission)


@pytest.mark.parametrize(
    ("state", "by", "claiming", "deciding"),
    [
        (ReportState.WAITING, None, None, MisuseRefusal.NOT_CLAIMED),
        (ReportState.CLAIMED, "me", None, None),
        (ReportState.CLAIMED, "other", MisuseRefusal.CLAIMED, MisuseRefusal.NOT_CLAIMED),
        (ReportState.AWAITING_SECOND, "me", MisuseRefusal.DECIDED, MisuseRefusal.DECIDED),
        (ReportState.DISMISSED, "me", MisuseRefusal.DECIDED, MisuseRefusal.DECIDED),
        (ReportState.NOT_FOUND, None, MisuseRefusal.DECIDED, MisuseRefusal.DECIDED),
    ],
)
def test_who_claimed_a_report_decides_it(
    state: ReportState, by: str | None, claiming: MisuseRefusal | None, deciding: MisuseRefusal | None
) -> None:
    assert refuse_claim(state, by, "me") == claiming
    assert refuse_decision(state, by, "me") == deciding


def test_nobody_is_their_own_second_person() -> None:
    waiting = DecisionState.AWAITING_SECOND
    assert refuse_second(waiting, "me", "me") is MisuseRefusal.SECOND_PERSON
    assert refuse_second(waiting, "me", "other") is None
    assert refuse_second(DecisionState.IN_FORCE, "me", "other") is MisuseRefusal.NOT_AWAITING
    filed, deciders = AppealState.FILED, frozenset({"me", "second"})
    assert refuse_judgement(filed, deciders, "second") is MisuseRefusal.SECOND_PERSON
    assert refuse_judgement(filed, deciders, "third") is None
    assert refuse_judgement(AppealState.REJECTED, deciders, "third") is MisuseRefusal.APPEAL_DECIDED
    assert refuse_judgement(None, deciders, "third") is MisuseRefusal.APPEAL_DECIDED


def test_an_appeal_comes_once_and_in_time() -> None:
    until = datetime(2027, 9, 30, 22, tzinfo=UTC)
    assert refuse_appeal(DecisionState.IN_FORCE, until, None, AT) is None
    assert refuse_appeal(DecisionState.IN_FORCE, until, None, until) is MisuseRefusal.APPEAL_TOO_LATE
    filed = refuse_appeal(DecisionState.IN_FORCE, until, AppealState.FILED, AT)
    assert filed is MisuseRefusal.ALREADY_APPEALED
    for state in (None, DecisionState.AWAITING_SECOND, DecisionState.LIFTED, DecisionState.ENDED):
        assert refuse_appeal(state, until, None, AT) is MisuseRefusal.NOT_IN_FORCE


def test_everything_that_can_be_decided_has_words() -> None:
    sanctions = [("suspend", None), ("expel", None), *(("revoke", reach.value) for reach in Reach)]
    for language in ("es", "en"):
        assert GROUNDS[language].keys() == set(Ground)
        assert all(measure_words(verdict, reach, language) for verdict, reach in sanctions)
