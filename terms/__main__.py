"""`python -m terms timeline`: reads a scenario, or an array of them, as JSON and prints the timelines."""

import json
import sys
from decimal import Decimal
from typing import Any

from terms.timeline import timeline
from terms.timeline_json import ScenarioInvalid, scenario_from_json, timeline_as_json

USAGE = "usage: python -m terms timeline < scenario.json"


def answer(given: object) -> Any:
    """The timeline of a scenario, or of each one of an array; raises `ScenarioInvalid`."""
    if not isinstance(given, list):
        return _answer_one(given)
    timelines = []
    for number, scenario in enumerate(given):
        try:
            timelines.append(_answer_one(scenario))
        except ScenarioInvalid as error:
            raise ScenarioInvalid(f"scenario {number}: {error}") from error
    return timelines


def _answer_one(given: object) -> dict[str, Any]:
    scenario = scenario_from_json(given)
    return timeline_as_json(timeline(scenario), scenario.zone)


def main(arguments: list[str]) -> int:
    """Exit code: 0, or 2 for another command or something that is no scenario, said on standard error."""
    if arguments != ["timeline"]:
        print(USAGE, file=sys.stderr)  # noqa: T201
        return 2
    try:
        timelines = answer(json.load(sys.stdin, parse_float=Decimal))
    except ValueError as error:
        print(f"python -m terms timeline: {error}", file=sys.stderr)  # noqa: T201
        return 2
    json.dump(timelines, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
