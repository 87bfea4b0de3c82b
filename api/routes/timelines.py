"""What would become of a contract: the same rules that charge, limit and end it, before anything happens."""

from decimal import Decimal

from fastapi import APIRouter, Request

from api.access.rules import ANYBODY, access
from api.frame.context import now, origin_of
from api.frame.inputs import PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.timelines import show_timeline
from api.schemas.plans import TimelineRequest, TimelineView
from terms.access import TIMELINES_PER_ORIGIN
from terms.timeline_json import ScenarioInvalid, scenario_from_json

router = APIRouter(route_class=Route, tags=["plans"])


@router.post("/v1/terms/timeline")
@access(ANYBODY, Kind.TOO_MANY_REQUESTS)
async def compute_timeline(wanted: TimelineRequest, request: Request, parts: PartsIn) -> TimelineView:
    """Charges, states, refunds, deadlines and notices of a scenario, each line with its rule and clause."""
    at = now()
    await parts.throttles.attempt(TIMELINES_PER_ORIGIN, "timeline", origin_of(request).ip, now=at)
    try:
        scenario = scenario_from_json(_exact(wanted.scenario))
    except ScenarioInvalid as error:
        refusal = {"pointer": "/scenario", "code": "scenario", "detail": str(error)}
        raise Problem(Kind.VALIDATION, errors=[refusal]) from error
    return show_timeline(scenario)


def _exact(value: object) -> object:
    """JSON's binary floats as the decimal that was written: their shortest form is what the client sent."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {name: _exact(item) for name, item in value.items()}
    return value
