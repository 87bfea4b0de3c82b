"""`python -m deploy.log_check`: recomputes the whole chain over the log of interactions (contract M7).

Prints what the chain holds and the newest digest, to be compared with one that was noted elsewhere; ends
with 1 where anything was changed, added or taken away. Settings come from the environment, or from the
local stack.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime

from activities.log_chain.checking import LogChecker, check_all, newest_number
from deploy.administrator.__main__ import environment
from deploy.prepare import settings_from
from deploy.stack.stack import DEFAULT_FOLDER
from models import LogSegment
from models.database import Database, make_engine
from settings import Settings


def main() -> None:
    """Checks, and says what it found."""
    found = asyncio.run(report(settings_from(environment(os.environ, DEFAULT_FOLDER))))
    print("\n".join(found.lines))
    sys.exit(0 if found.whole else 1)


class Report:
    """What is printed, and whether all of it holds."""

    def __init__(self, lines: list[str], *, whole: bool) -> None:
        self.lines = lines
        self.whole = whole


async def report(settings: Settings) -> Report:
    """Every segment, in the worker's role, which sees all rows."""
    database = Database(make_engine(str(settings.worker_database_url)))
    checker = LogChecker(settings.trust_anchors_file.read_bytes())
    try:
        async with database.transaction() as session:
            number = await newest_number(session)
            newest = await session.get(LogSegment, number) if number else None
            breaks = await check_all(session, checker, datetime.now(UTC))
    finally:
        await database.close()
    head = f"segments: {number}" + (f", newest {newest.sha256}, sealed {newest.sealed_at}" if newest else "")
    lines = [head, *(f"segment {one.number}: {one.broken.value} {' '.join(one.entry_ids)}" for one in breaks)]
    return Report([*lines, "whole" if not breaks else "BROKEN"], whole=not breaks)


if __name__ == "__main__":
    main()
