"""Puts drafts that nobody reviews on their cases in time, marked as such: no call is lost to somebody's full day."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from records.beat import keep_doing
from records.database import Database
from records.summaries import oldest_unreviewed
from summary.approval import attach_unreviewed
from summary.wrap_up import Announces

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def run_reviews(
    database: Database, announcer: Announces, *, within: timedelta, clock: Clock, wake: asyncio.Event,
    poll_s: float = 30.0,
) -> None:  # fmt: skip
    """Look until cancelled."""
    step = partial(attach_overdue, database, announcer, within=within, clock=clock)
    await keep_doing(step, name="reviews", wake=wake, poll_s=poll_s)


async def attach_overdue(database: Database, announcer: Announces, *, within: timedelta, clock: Clock) -> bool:
    """One draft that was made more than `within` ago; False when there is none."""
    now = clock()
    async with database.reading() as session:
        call_id = await oldest_unreviewed(session, drafted_before=now - within)
    if call_id is None:
        return False
    if await attach_unreviewed(database, call_id, now=now, announcer=announcer):
        log.warning("summary.not_reviewed", call_id=call_id)
    return True
