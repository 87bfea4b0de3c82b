"""`python -m deploy.simulate [SCENARIO …]`: plays scenarios on the real service and prints their stories.

A scenario is a JSON file of the form of `python -m terms timeline`, or one that holds it under `scenario`
with `how` it comes about. After each story the command says whether all was as the contract foretells.
`--random COUNT` plays random ones instead and prints a line for each. Exit code: 0 when all was as foretold,
1 when not, 2 for something that is no scenario.
"""

import argparse
import json
import logging
import random
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import uvloop

from deploy.setup.console import say
from deploy.setup.paths import ROOT
from deploy.simulate.chance import ZONES, random_script
from deploy.simulate.neighbours import running_neighbours
from deploy.simulate.run import Outcome, play_all
from deploy.simulate.script import Script, in_the_future, script_from_json
from deploy.simulate.story import accounts, story
from deploy.stack.part import PartError

FOLDER = ROOT / ".local" / "simulation"
DEFAULT = Path(__file__).parent / "scenario.json"
LANES = 2
"""Services side by side."""


def main() -> int:
    """Exit code as the module says."""
    parser = argparse.ArgumentParser(prog="python -m deploy.simulate", description=__doc__)
    parser.add_argument("scenarios", type=Path, nargs="*", help="JSON files; without any, a sample")
    parser.add_argument("--random", type=int, metavar="COUNT", help="play so many random ones instead")
    parser.add_argument("--seed", type=int, default=1, help="of the random ones")
    given = parser.parse_args()
    try:
        scripts = (
            random_scripts(given.random, given.seed) if given.random else _read(given.scenarios or [DEFAULT])
        )
    except (OSError, ValueError) as error:
        print(f"simulate: {error}", file=sys.stderr)
        return 2
    _quieten()
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        with running_neighbours(FOLDER) as settings:
            lanes = LANES if given.random else 1
            tell = _tell_shortly if given.random else _tell
            outcomes = uvloop.run(play_all(settings, FOLDER, scripts, lanes, tell))
    except PartError as error:
        sys.exit(f"simulate: {error}")
    wrong = sum(1 for outcome in outcomes if not outcome.is_right)
    print(f"{len(outcomes)} played, {wrong} not as the timeline foretells")
    return 1 if wrong else 0


def _read(files: Sequence[Path]) -> dict[str, Script]:
    """Raises `OSError`, and `ValueError` for a file that holds no scenario."""
    scripts = {}
    for file in files:
        try:
            script = script_from_json(json.loads(file.read_text(), parse_float=Decimal))
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from error
        scripts[file.stem] = in_the_future(script, datetime.now(UTC))
    return scripts


def random_scripts(count: int, seed: int) -> dict[str, Script]:
    """Each by a seed of its own, so that one of them can be played again alone."""
    now, scripts = datetime.now(UTC), {}
    for number in range(seed, seed + count):
        chance = random.Random(number)  # noqa: S311 - the same again, not unforeseeable
        scripts[str(number)] = in_the_future(random_script(chance, ZONES[number % len(ZONES)]), now)
    return scripts


def _tell(outcome: Outcome) -> None:
    print(f"\n== {outcome.name} ==")
    if outcome.played is not None and outcome.found is not None:
        for line in (*story(outcome.played, outcome.found), "", *accounts(outcome.found), ""):
            print(line)
    for line in outcome.wrong:
        print(f"DIFFERENT  {line}")
    print("as the timeline foretells" if outcome.is_right else "NOT as the timeline foretells", flush=True)


def _tell_shortly(outcome: Outcome) -> None:
    if outcome.is_right:
        say(f"{outcome.name}: as foretold")
        return
    for line in outcome.wrong:
        print(f"{outcome.name}: DIFFERENT  {line}", flush=True)


def _quieten() -> None:
    """The stories are what is printed; warnings of the parts still show."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "api", "activities", "temporalio.activity"):
        logging.getLogger(name).setLevel(logging.ERROR)


if __name__ == "__main__":
    sys.exit(main())
