"""Carriers' feeds coming in. Told twice, in disorder, before there is a case: nothing goes wrong, nothing is lost.

Everything one body brings commits together: the events, the body they were read from, the entry on the case. A body
about numbers no case knows is kept, and taken in by the same steps in the transaction that makes the case.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.board import events_of
from cases.event_rows import add_events, may_be_of
from cases.feeds.message import Feed, FeedMessage, ParcelNews
from cases.feeds.reading import is_known_event, parse, parse_kept
from cases.journeys.journey import folded
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.journeys.whole_parcel import line_of_state
from records.cases import (
    add_case_entry,
    cases_of_number,
    list_tracking_events,
    lock_cases_formerly_of,
    lock_cases_of_number,
)
from records.database import Database
from records.tables import Became, CaseRow, TrackingEventRow, new_id
from records.unclaimed import (
    Waiting,
    claim_news,
    hold_numbers,
    keep_answer,
    keep_body,
    told_to_others,
    what_waits,
)

Opening = Callable[[AsyncSession, Feed, ParcelNews, datetime], Awaitable[None]]
"""May make the case that a parcel nobody knows has not got."""

_QUICK = 64 * 1024
"""Larger bodies are read beside the event loop."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a feed's body came to: the references it was about, lines that were new, numbers no case knows."""

    cases: tuple[str, ...] = ()
    events_added: int = 0
    unknown: tuple[str, ...] = ()


async def read_message(feed: Feed, raw_body: bytes) -> FeedMessage:
    """What the body says. Raises SignalError `malformed` for what is no JSON object."""
    return await asyncio.to_thread(parse, feed, raw_body) if len(raw_body) > _QUICK else parse(feed, raw_body)


async def take_in(
    database: Database,
    feed: Feed,
    raw_body: bytes,
    parsed: FeedMessage,
    *,
    now: datetime,
    opens: Opening | None = None,
    asked: bool = False,
) -> Intake:
    """Add what a feed tells to the cases it is about. `raw_body` is what was signed: the same bytes count once, and are
    kept, with what became of them.

    `opens` is asked about a parcel no case knows. `asked`: it is an answer and no push, kept only if there was news
    in it; `parsed` may be what it tells of one of several parcels.
    """
    async with database.transaction() as session:
        return await take_in_body(session, feed, raw_body, parsed, now=now, opens=opens, asked=asked)


async def take_in_body(
    session: AsyncSession,
    feed: Feed,
    raw_body: bytes,
    parsed: FeedMessage,
    *,
    now: datetime,
    opens: Opening | None = None,
    asked: bool = False,
) -> Intake:
    """`take_in` inside the caller's transaction."""
    await hold_numbers(session, [news.number for news in parsed.parcels])
    found = [(news, await _cases_of(session, news, feed=feed, now=now, opens=opens)) for news in parsed.parcels]
    references = tuple(dict.fromkeys(row.reference for _, rows in found for row in rows))
    unknown = tuple(news.number for news, rows in found if not rows)
    digest = await _digest(raw_body)
    if not asked:
        became = _became(feed, parsed, unknown)
        if not await keep_body(session, digest, raw_body, feed=feed, became=became, waits_for=unknown, now=now):
            known = [news.number for news, rows in found if rows]
            return Intake(references, await take_what_waits(session, known, now=now), unknown)
    added = 0
    for news, rows in found:
        for row in rows:
            entry = new_id() if asked else None  # an answer may tell of one number twice
            added += await _take_news(session, row, news, feed=feed, key=digest, now=now, entry=entry)
    if asked and (added or any(news.events for news, rows in found if not rows)):
        await keep_answer(session, digest, raw_body, feed=feed, taken=added > 0, waits_for=unknown, now=now)
    return Intake(cases=references, events_added=added, unknown=unknown)


async def take_what_waits(session: AsyncSession, numbers: Collection[str], *, now: datetime) -> int:
    """Take in what was told of these numbers while no case knew them; how many lines were new.

    For whoever holds these numbers and has just given a case one of them, before the commit.
    """
    if not numbers:
        return 0
    added = 0
    for body in await what_waits(session, numbers):
        for news in await _kept_news(body):
            for row in _of_its_carrier(await lock_cases_of_number(session, news.number), news.about.carrier):
                added += await _take_news(session, row, news, feed=Feed(body.feed), key=body.digest, now=now)
        await claim_news(session, body.digest, body.numbers)
    return added


async def take_what_was_missed(session: AsyncSession, references: Collection[str], *, now: datetime) -> int:
    """Take in for cases that have just been given their number, and are held, what was told of it while only others had
    it; how many lines were new. Before the commit.
    """
    added = 0
    for body in await told_to_others(session, references, feeds=tuple(Feed)):
        for news in await _kept_news(body):
            for row in _of_its_carrier(await cases_of_number(session, news.number), news.about.carrier):
                if row.reference in references:
                    feed, key = Feed(body.feed), body.digest
                    added += await _take_news(session, row, news, feed=feed, key=key, now=now, entry=new_id())
    return added


async def _kept_news(body: Waiting) -> Sequence[ParcelNews]:
    """What it tells of its numbers, as of when it came where it does not say."""
    message = await asyncio.to_thread(parse_kept, Feed(body.feed), body.body, body.numbers)
    told = (news for news in message.parcels if news.number in body.numbers)
    return [replace(news, as_of=news.as_of or body.received_at) for news in told]


async def keep_unreadable(database: Database, feed: Feed, raw_body: bytes, *, now: datetime) -> None:
    """Keep what was signed and is no body of this feed: it is answered with an error, and somebody may ask why."""
    digest = await _digest(raw_body)
    async with database.transaction() as session:
        await keep_body(session, digest, raw_body, feed=feed, became=Became.UNREADABLE, now=now)


async def _digest(raw_body: bytes) -> str:
    if len(raw_body) <= _QUICK:
        return hashlib.sha256(raw_body).hexdigest()
    return await asyncio.to_thread(lambda: hashlib.sha256(raw_body).hexdigest())


def _became(feed: Feed, parsed: FeedMessage, unknown: Collection[str]) -> Became:
    if unknown:
        return Became.NO_CASE
    if parsed.parcels:
        return Became.TAKEN
    return Became.TEST if is_known_event(feed, parsed.event) else Became.UNKNOWN_WORDS


async def _cases_of(
    session: AsyncSession, news: ParcelNews, *, feed: Feed, now: datetime, opens: Opening | None
) -> Sequence[CaseRow]:  # fmt: skip
    """Those that have the number, else those whose parcel goes on under another one: who handed it over tells of a loss
    or a return, too.
    """
    rows = await lock_cases_of_number(session, news.number) or await lock_cases_formerly_of(session, news.number)
    if not rows and opens is not None:
        await opens(session, feed, news, now)
        rows = await lock_cases_of_number(session, news.number)
    return _of_its_carrier(rows, news.about.carrier)


def _of_its_carrier(rows: Sequence[CaseRow], told: str | None) -> Sequence[CaseRow]:
    """A number alone may be two parcels: where one case names the carrier that tells, cases that name another are not
    meant. A single case always is: on its way a parcel has several carriers, and its shop knows one of them.
    """
    wanted = folded(told or "")
    if not any(folded(row.carrier or "") == wanted for row in rows if row.carrier):
        return rows
    return [row for row in rows if row.carrier is None or folded(row.carrier) == wanted]


async def _take_news(
    session: AsyncSession, row: CaseRow, news: ParcelNews, *, feed: Feed, key: str, now: datetime,
    entry: str | None = None,
) -> int:  # fmt: skip
    """`key` is the digest of the body; it names the entry on the case, too, unless `entry` does."""
    events = [event for event in news.events if may_be_of(event.at, row.shipped_on)]
    added = await add_events(session, row, events, told_in=key, number=news.number)
    if not news.events or max(news.events, key=lambda event: event.at) in events:
        added += await _note_state(session, row, news, feed=feed, key=key, now=now)
    if added:
        row.updated_at, row.look_at = now, None
        data = {"feed": feed, "events_added": added}
        await add_case_entry(session, row.id, kind="tracking_updated", key=entry or key, data=data, now=now)
    return added


async def _note_state(
    session: AsyncSession, row: CaseRow, news: ParcelNews, *, feed: Feed, key: str, now: datetime
) -> int:
    """What a feed says of the whole parcel, where its newest line is about this one: numbers are used again. That it
    waits for a number no more says nothing of a parcel that goes on under another one.
    """
    if news.state is Progress.EXPIRED and news.number != row.tracking_number:
        return 0
    told = (await list_tracking_events(session, [row.id])).get(row.id, ())
    line = await asyncio.to_thread(_line_of_state, news, told, feed, now)
    return await add_events(session, row, [line], told_in=key, number=news.number) if line else 0


def _line_of_state(
    news: ParcelNews, told: Sequence[TrackingEventRow], feed: Feed, now: datetime
) -> TrackingEvent | None:
    """Beside the event loop: a journey may have a thousand lines."""
    return line_of_state(news, events_of(told), source=feed, now=now)
