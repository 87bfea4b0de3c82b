"""A timeline as it is shown: as data, as dated lines with their clauses, and the notices it gives rise to."""

from api.schemas.plans import TimelineLine, TimelineNotice, TimelineView
from terms.clauses import CURRENT_TERMS
from terms.subscription_notices import planned_notices
from terms.timeline import timeline
from terms.timeline_json import timeline_as_json
from terms.timeline_lines import timeline_lines
from terms.timeline_values import Scenario


def show_timeline(scenario: Scenario, terms_version: str = CURRENT_TERMS) -> TimelineView:
    """What becomes of a scenario, under the version of the terms that governs the contract (contract A3)."""
    course = timeline(scenario)
    lines = [
        TimelineLine(
            at=line.at,
            what=line.what,
            rule=line.rule,
            clause=line.clause,
            period=str(line.period) if line.period else None,
            amount=line.amount,
        )
        for line in timeline_lines(course, terms_version)
    ]
    notices = [
        TimelineNotice(at=notice.at, kind=notice.kind.value, rule=notice.rule, about=notice.about)
        for notice in planned_notices(scenario, course)
    ]
    return TimelineView(
        timeline=timeline_as_json(course, scenario.zone), lines=lines, notices=notices, zone=scenario.zone
    )
