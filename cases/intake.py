"""Carriers' feeds coming in. Told twice, in disorder, or of another parcel of the same number: nothing goes wrong.

Everything one body brings commits together: the events, the body they were read from, the entry on the case.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.board import events_of
from cases.feeds.message import Feed, FeedMessage, ParcelNews
from cases.journey import folded
from cases.opening import is_alarming, references_for, stated_by
from cases.rules import RuleBook
from cases.upsert import add_events, may_be_of, put_case
from cases.whole_parcel import line_of_state
from records.cases import add_case_entry, find_case, list_tracking_events, lock_cases_of_number, remember_feed_body
from records.database import Database
from records.tables import CaseRow


@dataclass(frozen=True, slots=True)
class Intake:
    """What a feed's body came to: the references it was about, lines that were new, numbers no case knows."""

    cases: tuple[str, ...] = ()
    events_added: int = 0
    unknown: tuple[str, ...] = ()


async def take_in(
    database: Database,
    feed: Feed,
    raw_body: bytes,
    parsed: FeedMessage,
    *,
    now: datetime,
    opens: RuleBook | None = None,
    asked: bool = False,
) -> Intake:
    """Add what a feed tells to the cases it is about. `raw_body` is what was signed: the same bytes count once, and are
    kept beside what was read from them.

    A body about numbers no case knows is not remembered, so that it can be sent again once there is a case. With
    `opens`, a parcel that is alarming under these rules becomes one. `asked`: it is an answer and no push, kept only
    if there was news in it.
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
    opens: RuleBook | None = None,
    asked: bool = False,
) -> Intake:
    """`take_in` inside the caller's transaction."""
    found = [(news, await _cases_of(session, news, feed=feed, now=now, opens=opens)) for news in parsed.parcels]
    references = tuple(dict.fromkeys(row.reference for _, rows in found for row in rows))
    unknown = tuple(news.number for news, rows in found if not rows)
    digest = hashlib.sha256(raw_body).hexdigest()
    if not references or not (asked or await remember_feed_body(session, digest, raw_body, feed=feed, now=now)):
        return Intake(cases=references, unknown=unknown)
    added = 0
    for news, rows in found:
        for row in rows:
            added += await _take_news(session, row, news, feed=feed, key=digest, now=now)
    if asked and added:
        await remember_feed_body(session, digest, raw_body, feed=feed, now=now)
    return Intake(cases=references, events_added=added, unknown=unknown)


async def _cases_of(
    session: AsyncSession, news: ParcelNews, *, feed: Feed, now: datetime, opens: RuleBook | None
) -> Sequence[CaseRow]:  # fmt: skip
    rows = _of_its_carrier(await lock_cases_of_number(session, news.number), news.about.carrier)
    if rows or opens is None or not is_alarming(news, opens, now=now):
        return rows
    for reference in references_for(news):
        if await find_case(session, reference) is None:
            await put_case(session, reference, stated_by(news), actor=f"feed:{feed}", now=now)
            return await lock_cases_of_number(session, news.number)
    return ()


def _of_its_carrier(rows: Sequence[CaseRow], told: str | None) -> Sequence[CaseRow]:
    """A number alone may be two parcels: where one case names the carrier that tells, cases that name another are not
    meant. A single case always is: on its way a parcel has several carriers, and its shop knows one of them.
    """
    wanted = folded(told or "")
    if not any(folded(row.carrier or "") == wanted for row in rows if row.carrier):
        return rows
    return [row for row in rows if row.carrier is None or folded(row.carrier) == wanted]


async def _take_news(
    session: AsyncSession, row: CaseRow, news: ParcelNews, *, feed: Feed, key: str, now: datetime
) -> int:
    events = [event for event in news.events if may_be_of(event.at, row.shipped_on)]
    added = await add_events(session, row, events, told_in=key)
    if not news.events or max(news.events, key=lambda event: event.at) in events:
        added += await _note_state(session, row, news, feed=feed, key=key, now=now)
    if added:
        row.updated_at, row.look_at = now, None
        data = {"feed": feed, "events_added": added}
        await add_case_entry(session, row.id, kind="tracking_updated", key=key, data=data, now=now)
    return added


async def _note_state(
    session: AsyncSession, row: CaseRow, news: ParcelNews, *, feed: Feed, key: str, now: datetime
) -> int:
    """What a feed says of the whole parcel, where its newest line is about this one: numbers are used again."""
    told = events_of((await list_tracking_events(session, [row.id])).get(row.id, ()))
    line = line_of_state(news, told, source=feed, now=now)
    return await add_events(session, row, [line], told_in=key) if line else 0
