"""`python -m deploy.log_check [NUMBER:DIGEST …]`: recomputes the chain over the log of interactions (M7).

Compares it with the records of the sealing, and with digests that were noted elsewhere. Prints what the chain
holds and the newest digest, to be noted; ends with 1 where anything was changed, added or taken away.
Settings come from the environment, or from the local stack.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from activities.log_chain.checking import LogChecker, check_all, newest_number, not_as_noted
from deploy.administrator.__main__ import environment
from deploy.prepare import settings_from
from deploy.stack.stack import DEFAULT_FOLDER
from models import LogSegment
from models.database import Database, make_engine
from settings import Settings

NOTHING_NOTED: Mapping[int, str] = MappingProxyType({})


def main() -> None:
    """Checks, and says what it found."""
    parser = argparse.ArgumentParser(prog="python -m deploy.log_check")
    parser.add_argument("noted", nargs="*", type=_noted, metavar="NUMBER:DIGEST")
    noted = dict(parser.parse_args().noted)
    found = asyncio.run(report(settings_from(environment(os.environ, DEFAULT_FOLDER)), noted))
    print("\n".join(found.lines))
    sys.exit(0 if found.whole else 1)


def _noted(written: str) -> tuple[int, str]:
    number, _, sha256 = written.partition(":")
    return int(number), sha256.lower()


class Report:
    """What is printed, and whether all of it holds."""

    def __init__(self, lines: list[str], *, whole: bool) -> None:
        self.lines = lines
        self.whole = whole


async def report(settings: Settings, noted: Mapping[int, str] = NOTHING_NOTED) -> Report:
    """Every segment, in the worker's role, which sees all rows."""
    database = Database(make_engine(str(settings.worker_database_url)))
    checker = LogChecker(settings.trust_anchors_file.read_bytes())
    try:
        async with database.transaction() as session:
            number = await newest_number(session)
            newest = await session.get(LogSegment, number) if number else None
            breaks = [
                *await check_all(session, checker, datetime.now(UTC)),
                *await not_as_noted(session, noted),
            ]
    finally:
        await database.close()
    head = f"segments: {number}"
    if newest:
        head += f", newest {newest.number}:{newest.sha256}, sealed {newest.sealed_at}"
    lines = [head, *(f"segment {one.number}: {one.broken.value} {' '.join(one.entry_ids)}" for one in breaks)]
    return Report([*lines, "whole" if not breaks else "BROKEN"], whole=not breaks)


if __name__ == "__main__":
    main()
