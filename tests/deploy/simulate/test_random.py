"""Random customers' years come out as the contract foretells; how many is said by `SCENARIOS` and `SEED`."""

import os
from pathlib import Path

import pytest

from deploy.setup.console import say
from deploy.simulate.__main__ import LANES, random_scripts
from deploy.simulate.run import Outcome, play_all
from settings import Settings

COUNT = int(os.environ.get("SCENARIOS", "1000"))
SEED = int(os.environ.get("SEED", "1"))


@pytest.mark.long
@pytest.mark.timeout(0)
async def test_random_customers_years_are_as_foretold(simulated_settings: Settings, folder: Path) -> None:
    """One that differs is played again alone by `make simulate-many COUNT=1 SEED=its-name`."""

    def tell(outcome: Outcome) -> None:
        for line in outcome.wrong:
            say(f"{outcome.name}: {line}")

    outcomes = await play_all(simulated_settings, folder, random_scripts(COUNT, SEED), LANES, tell)
    assert len(outcomes) == COUNT
    assert {one.name: one.wrong for one in outcomes if not one.is_right} == {}
