"""Plays scripts one after another, on as many services side by side as there are lanes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.simulate.differences import differences
from deploy.simulate.found import Found, found
from deploy.simulate.player import ClockRanAhead, Played, Player
from deploy.simulate.script import Script
from deploy.simulate.service import Service, running_service
from settings import Settings

TRIES = 8


@dataclass(frozen=True)
class Outcome:
    """What became of a script; without `found` it could not be played to its end."""

    name: str
    wrong: tuple[str, ...]
    played: Played | None = None
    found: Found | None = None

    @property
    def is_right(self) -> bool:
        """Whether all was as the contract foretells."""
        return not self.wrong


async def outcome_of(service: Service, name: str, script: Script) -> Outcome:
    """Plays one script. Raises `ClockRanAhead` when the server skips too far again and again."""
    player = Player(service)
    for left in reversed(range(TRIES)):
        try:
            played = await player.play(script)
            break
        except ClockRanAhead:
            if not left:
                raise
    made = await found(service, played)
    await player.stop(played)
    wrong = differences(played, made)
    refused = [f"refused at {at}: {why}" for at, why in played.refused.items()] if wrong else []
    return Outcome(name, (*wrong, *refused), played, made)


async def play_all(
    settings: Settings,
    folder: Path,
    scripts: Mapping[str, Script],
    lanes: int,
    tell: Callable[[Outcome], None],
) -> list[Outcome]:
    """Plays all of them and tells of each; those of one zone follow each other on one service."""
    waiting = sorted(scripts.items(), key=lambda named: named[1].scenario.zone)
    waiting.reverse()
    outcomes: list[Outcome] = []

    async def lane(number: int) -> None:
        while waiting:
            zone = waiting[-1][1].scenario.zone
            own = settings.model_copy(update={"holder_zone": zone})
            where = folder / f"gateway-{number}-{zone.replace('/', '-')}"
            async with running_service(own, where) as service:
                while waiting and waiting[-1][1].scenario.zone == zone:
                    name, script = waiting.pop()
                    outcome = await _attempted(service, name, script)
                    outcomes.append(outcome)
                    tell(outcome)

    async with asyncio.TaskGroup() as together:
        for number in range(lanes):
            together.create_task(lane(number))
    return outcomes


async def _attempted(service: Service, name: str, script: Script) -> Outcome:
    """One that cannot be played is as wrong as one that comes out otherwise; the others go on."""
    try:
        return await outcome_of(service, name, script)
    except Exception as error:  # noqa: BLE001 - said in the outcome
        return Outcome(name, (f"not played: {type(error).__name__}: {error}",))
