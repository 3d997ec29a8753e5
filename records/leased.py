"""Work that takes longer than a lease: the lease is renewed while it goes on, and without it the work ends."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import TypeVar

from lifetime import pause, still_wanted
from records.database import Database
from records.jobs import renew_lease
from records.tables import JobRow

Clock = Callable[[], datetime]
Value = TypeVar("Value")


class LeaseLost(Exception):  # noqa: N818 (an outcome, not a fault)
    """Somebody else has taken the job over: what was done for it counts no more."""


async def while_leased(
    database: Database, job: JobRow, work: Coroutine[object, object, Value], *, lease: timedelta, clock: Clock
) -> Value:
    """Work for as long as the job is ours. Raises LeaseLost, and then the work has been ended."""
    working = asyncio.ensure_future(work)
    keeping = asyncio.ensure_future(_keep_lease(database, job, lease, clock))
    try:
        await asyncio.wait([working, keeping], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise LeaseLost from keeping.exception()
        return working.result()
    finally:
        for task in (working, keeping):
            task.cancel()
        await asyncio.gather(working, keeping, return_exceptions=True)


async def _keep_lease(database: Database, job: JobRow, lease: timedelta, clock: Clock) -> None:
    """Until it is somebody else's, or the database is away: then it soon will be."""
    while still_wanted():
        await pause(lease.total_seconds() / 3)
        async with database.transaction() as session:
            if not await renew_lease(session, job, until=clock() + lease):
                return
