"""Random changes of plan and acts of the holder are possible, and come about as the contract foretells."""

from collections import Counter
from datetime import timedelta
from random import Random

from deploy.simulate.chance import ZONES, random_script
from deploy.simulate.course import ChangePlan, course_of
from deploy.simulate.expected import expected_mails, known_at
from deploy.simulate.holder import Decide, Expel
from deploy.simulate.player import Played
from deploy.simulate.script import script_from_json
from terms.calendar import Month
from terms.plans import PlanKind
from terms.subscription_change_quote import refuse_change
from terms.subscription_holder import HolderAct, refuse_holder_act
from terms.subscription_notices import NoticeKind

JUST_BEFORE = timedelta(seconds=1)
MONTHLY = {
    "plan": {"kind": "monthly", "fee": "29.00"},
    "customer": "company",
    "vat_rate": "21",
    "selected_at": "2027-01-20T10:00:00+01:00",
    "until": "2027-09-01T00:00:00+02:00",
}


def played(given: object) -> Played:
    """A script as it would be played, with nothing refused."""
    script = script_from_json(given)
    return Played(script, course_of(script, "sbc_1"), "sbc_1", "biz_1", "ana@example.com")


def test_random_acts_are_of_every_kind_and_possible() -> None:
    seen: Counter[str] = Counter()
    for seed in range(150):
        script = random_script(Random(seed), ZONES[seed % len(ZONES)])
        life = Played(script, course_of(script, f"sbc_{seed}"), f"sbc_{seed}", "biz_1", "ana@example.com")
        for doing in life.course.doings:
            known = known_at(life, doing.at - JUST_BEFORE)
            if isinstance(doing, ChangePlan):
                assert refuse_change(known, doing.at) is None, seed
                seen["change"] += 1
            elif isinstance(doing, Decide):
                refused = refuse_holder_act(doing.act, known, doing.at, doing.until)
                fees_each_month = script.scenario.plan.kind is PlanKind.MONTHLY
                assert refused is None or not fees_each_month, seed
                seen[doing.act.value] += refused is None
            elif isinstance(doing, Expel):
                seen["expel"] += 1
    assert all(seen[kind] for kind in ("change", "end", "hold", "waive", "expel")), seen


def test_a_hold_lets_the_debt_be_paid_later_and_is_told() -> None:
    held = MONTHLY | {
        "payments": {"2027-03": "2027-04-10T12:00:00+02:00"},
        "grace_until": {"2027-03": "2027-04-21T00:00:00+02:00"},
    }
    how = {"held_at": {"2027-03": "2027-03-20T12:00:00+01:00"}}
    life = played({"scenario": held, "how": how})
    (decided,) = [doing for doing in life.course.doings if isinstance(doing, Decide)]
    assert (decided.act, decided.month) == (HolderAct.HOLD, Month(2027, 3))
    told = Counter(mail.kind for mail in expected_mails(life))
    assert (told[NoticeKind.END_PUT_OFF.value], told[NoticeKind.RESTORED.value]) == (1, 1)
    assert told[NoticeKind.ENDED_UNPAID.value] == 0


def test_a_debt_given_up_is_told_once_and_the_months_go_on() -> None:
    given_up = MONTHLY | {"payments": {"2027-03": None}, "forgiven": {"2027-03": "2027-03-20T12:00:00+01:00"}}
    life = played(given_up)
    told = Counter(mail.kind for mail in expected_mails(life))
    assert (told[NoticeKind.DEBT_WAIVED.value], told[NoticeKind.RESTORED.value]) == (1, 0)
    assert life.course.scenario.payments[Month(2027, 4)] is not None


def test_a_change_of_plan_is_done_and_told_when_it_is_agreed_and_when_it_begins() -> None:
    dearer = {"at": "2027-03-10T12:00:00+01:00", "plan": {"kind": "monthly", "fee": "59.00"}}
    cheaper = {"at": "2027-05-10T12:00:00+02:00", "plan": {"kind": "monthly", "fee": "9.00"}}
    life = played(MONTHLY | {"plan_changes": [dearer, cheaper]})
    done = [doing.number for doing in life.course.doings if isinstance(doing, ChangePlan)]
    assert done == [1, 2]
    told = Counter(mail.kind for mail in expected_mails(life))
    assert told[NoticeKind.PLAN_CHANGED.value] == 3, "the cheaper one when agreed, and when it begins"
