"""The raw body beside each line of a journey: as it came from the wire, whoever told it, and found by its digest."""

import hashlib
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import func, select

from cases.board import read_case
from cases.feeds.message import Feed
from cases.feeds.reading import parse_item
from cases.intake import take_in
from cases.parcel import CaseBody
from cases.upsert import upsert_case
from records.cases import read_feed_body
from records.database import Database
from records.tables import FeedBodyRow, TrackingEventRow
from records.unclaimed import drop_oldest
from tests.contract.cases.caseload import NOW, NUMBER, state
from tests.contract.cases.test_polling import ACCEPTED, DEPARTED, EVERY, PICKED_UP, aftership, ask, track17
from tests.contract.cases.test_upsert import BODY
from tests.contract.feed_servers import FeedServer, by_17track, by_aftership, open_feeds

OTHER = "RR123456785CN"


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with open_feeds() as opened:
        yield opened


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def told_in(db: Database) -> dict[str, bytes | None]:
    """The body beside each line, by the words of the line."""
    async with db.reading() as session:
        lines = await session.execute(select(TrackingEventRow.description, TrackingEventRow.told_in))
        return {words: await read_feed_body(session, digest) if digest else None for words, digest in lines.all()}


async def count_bodies(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(FeedBodyRow)) or 0


async def journey(db: Database, reference: str) -> list[str]:
    view = await read_case(db, reference, now=NOW)
    return [event.description for event in reversed(view.events)] if view else []


async def test_an_answer_is_kept_as_it_came_once_for_all_its_parcels(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(db)
    await state(db, "LP-2", tracking_number=OTHER)
    server.journeys |= {NUMBER: by_17track(PICKED_UP), OTHER: by_17track(DEPARTED)}
    await ask(db, track17(server, client))
    assert await told_in(db) == {"Picked up": server.said[0], "Left": server.said[0]}
    assert await count_bodies(db) == 1
    await ask(db, track17(server, client), now=NOW + EVERY)
    assert await count_bodies(db) == 1


async def test_each_line_points_to_the_page_it_came_on(
    sqlite_db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(sqlite_db)
    await state(sqlite_db, "LP-2", tracking_number=OTHER)
    server.page_size = 1
    server.journeys[NUMBER] = dict(by_aftership(ACCEPTED))
    server.journeys[OTHER] = dict(by_aftership(("2026-11-13T08:00:00Z", "Entró en España", "InTransit_003")))
    await ask(sqlite_db, aftership(server, client))
    first, second = sorted(server.said, key=lambda page: OTHER.encode() in page)
    assert await told_in(sqlite_db) == {"Item accepted": first, "Entró en España": second}


async def test_a_second_case_is_told_what_an_answer_said_of_its_number_and_of_no_other(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(db)
    await state(db, "LP-2", tracking_number=OTHER)
    server.journeys |= {NUMBER: by_17track(PICKED_UP), OTHER: by_17track(DEPARTED)}
    await ask(db, track17(server, client))
    await state(db, "LP-3")
    assert await journey(db, "LP-3") == ["Picked up"]


async def test_an_answer_waits_for_one_of_its_numbers_and_is_kept_for_the_other(db: Database) -> None:
    """A number that left its case while the feed was asked; the lines of the other keep their body."""
    items = [{"number": number, "track_info": by_17track(event)} for number, event in (
        (OTHER, DEPARTED), (NUMBER, PICKED_UP))]  # fmt: skip
    raw = _answer(*items)
    await state(db)
    for item in items:
        message = parse_item(Feed.SEVENTEENTRACK, item)
        assert message is not None
        await take_in(db, Feed.SEVENTEENTRACK, raw, message, now=NOW, asked=True)
    async with db.transaction() as session:
        await drop_oldest(session, most=10)
    assert await told_in(db) == {"Picked up": raw}
    await state(db, "LP-2", tracking_number=OTHER)
    assert await journey(db, "LP-2") == ["Left"]


async def test_what_a_helpdesk_tells_is_kept_as_it_came_where_it_is_new(db: Database) -> None:
    event = {"at": "2026-11-12T08:00:00Z", "description": "Picked up", "progress": "picked_up"}
    more = {"at": "2026-11-13T08:00:00Z", "description": "Left", "progress": "departed"}
    silent, first, second = (_written(events) for events in ([], [event], [event, more]))
    for raw in (silent, first, first, second):
        said = CaseBody.model_validate_json(raw)
        await upsert_case(db, "LP-1", said, actor="key:shop", now=NOW, raw_body=raw)
    assert await told_in(db) == {"Picked up": first, "Left": second}
    assert await count_bodies(db) == 2
    async with db.reading() as session:
        feeds = set(await session.scalars(select(FeedBodyRow.feed)))
        assert await session.get(FeedBodyRow, hashlib.sha256(silent).hexdigest()) is None
    assert feeds == {"helpdesk"}


def _answer(*items: object) -> bytes:
    return json.dumps({"code": 0, "data": {"accepted": items, "rejected": []}}, indent=2).encode()


def _written(events: list[dict[str, str]]) -> bytes:
    return json.dumps(BODY | {"events": events}, indent=1, ensure_ascii=False).encode()
