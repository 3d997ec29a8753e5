"""Asks a feed for every parcel it may know and has not been asked about for long, and takes in what it answers.

Nodes share the work: whoever takes a parcel notes it before asking, for a while, and for good once the answer is taken
in. What was not answered is due again when the feed may be asked again; what a killed node has asked, in some minutes.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from cases.feeds.message import Feed
from cases.intake import take_in
from cases.polling.port import JourneyFeed
from lifetime import pause, still_wanted
from records.database import Database
from records.polls import ask_again, claim_numbers

_NOTHING_DUE_S = 30.0
_TAKEN_FOR = timedelta(minutes=5)
"""Longer than a question and all its answers take."""
_KNOWN_FOR = timedelta(days=120)
"""A case that nothing has changed for so long is asked about no more."""

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def keep_asking(
    database: Database, feed: JourneyFeed, *, every: timedelta, clock: Clock, told: Callable[[], None]
) -> None:
    """Ask until cancelled. `told` is called when there was news."""
    while still_wanted():
        wait_s = _NOTHING_DUE_S
        try:
            wait_s = await ask_once(database, feed, every=every, clock=clock, told=told)
        except SQLAlchemyError:
            log.exception("polling.database_away", feed=feed.feed)
        await pause(wait_s)


async def ask_once(
    database: Database, feed: JourneyFeed, *, every: timedelta, clock: Clock, told: Callable[[], None]
) -> float:
    """One question, if somebody is to be asked about; gives the seconds until the next one."""
    now = clock()
    claimed: dict[str, list[str]] = {}
    with suppress(IntegrityError):  # another node has just taken them
        async with database.transaction() as session:
            claimed = await claim_numbers(
                session, feed.feed, others=tuple(Feed), most=feed.most, before=now - every,
                since=now - _KNOWN_FOR, now=min(now - every + _TAKEN_FOR, now),
            )  # fmt: skip
    if not claimed:
        return _NOTHING_DUE_S
    answer = await feed.ask(list(claimed))
    case_ids = [case_id for ids in claimed.values() for case_id in ids]
    if answer.wait_s is not None:
        async with database.transaction() as session:
            await ask_again(session, feed.feed, case_ids, asked_at=now - every)
        log.warning("polling.not_answered", feed=feed.feed, error=answer.error, wait_s=answer.wait_s)
        return answer.wait_s
    added = 0
    for each in answer.told:
        taken = await take_in(database, feed.feed, each.raw, each.message, now=clock(), asked=True)
        added += taken.events_added
    async with database.transaction() as session:
        await ask_again(session, feed.feed, case_ids, asked_at=now)
    if added:
        log.info("polling.news", feed=feed.feed, asked=len(claimed), events=added)
        told()
    return feed.pause_s
