"""Puts drafts that nobody reviews on their cases in time, marked as such: no call is lost to somebody's full day."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from records.beat import keep_doing
from records.database import Database
from records.summaries import list_unreviewed
from summary.approval import attach_unreviewed
from summary.wrap_up import Announces

Clock = Callable[[], datetime]
_AT_ONCE = 50
log = structlog.get_logger()


async def run_reviews(
    database: Database, announcer: Announces, *, within: timedelta, clock: Clock, wake: asyncio.Event,
    poll_s: float = 30.0,
) -> None:  # fmt: skip
    """Look until cancelled."""
    step = partial(attach_overdue, database, announcer, within=within, clock=clock)
    await keep_doing(step, name="reviews", wake=wake, poll_s=poll_s)


async def attach_overdue(database: Database, announcer: Announces, *, within: timedelta, clock: Clock) -> bool:
    """Some of the drafts that were made more than `within` ago, the oldest first; False when none could be attached."""
    now = clock()
    async with database.reading() as session:
        overdue = await list_unreviewed(session, drafted_before=now - within, most=_AT_ONCE)
    attached = [await _attach(database, announcer, call_id, now) for call_id in overdue]
    return any(attached)


async def _attach(database: Database, announcer: Announces, call_id: str, now: datetime) -> bool:
    """The ladder of background tasks: no call takes the others with it. What fails is tried again at the next look."""
    try:
        attached = await attach_unreviewed(database, call_id, now=now, announcer=announcer)
    except SQLAlchemyError:
        raise  # the database is away, for every call
    except Exception:
        log.exception("summary.not_attached", call_id=call_id)
        return False
    if attached:
        log.warning("summary.not_reviewed", call_id=call_id)
    return attached
