"""What webhooks lost is asked for, on both databases, from servers that speak as the documents say."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import func, select

from cases.polling import wire
from cases.polling.aftership import AfterShip
from cases.polling.port import JourneyFeed
from cases.polling.reconcile import ask_once, keep_asking
from cases.polling.seventeentrack import SeventeenTrack
from cases.polling.wire import wait_of
from records.database import Database
from records.tables import FeedBodyRow, TrackingEventRow
from tests.contract.cases.caseload import NOW, NUMBER, state, tell
from tests.contract.feed_servers import KEY, FeedServer, by_17track, by_aftership, open_feeds

EVERY = timedelta(hours=12)
PICKED_UP = ("2026-11-12T08:00:00Z", "Picked up", "InTransit_PickedUp")
DEPARTED = ("2026-11-13T08:00:00Z", "Left", "InTransit_Departure")
FIRST_PUSH = (8.0, "Pushed", "InTransit_PickedUp")
ACCEPTED = ("2026-11-12T08:00:00Z", "Item accepted", "InTransit_002")


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with open_feeds() as opened:
        yield opened


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


def track17(server: FeedServer, client: aiohttp.ClientSession, key: str = KEY) -> SeventeenTrack:
    return SeventeenTrack(client, url=f"{server.url}/track/v2.2", key=key)


def aftership(server: FeedServer, client: aiohttp.ClientSession) -> AfterShip:
    return AfterShip(client, url=f"{server.url}/tracking/2025-07", key=KEY, clock=lambda: NOW)


async def ask(db: Database, feed: JourneyFeed, *, now: datetime = NOW) -> float:
    return await ask_once(db, feed, every=EVERY, clock=lambda: now, told=lambda: None)


async def events(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(TrackingEventRow)) or 0


async def bodies(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(FeedBodyRow)) or 0


async def test_what_a_lost_push_would_have_told_is_on_the_case(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(db)
    server.journeys[NUMBER] = by_17track(PICKED_UP, DEPARTED)
    feed = track17(server, client)
    assert await ask(db, feed) == feed.pause_s
    assert (await events(db), await bodies(db)) == (2, 1)
    assert await ask(db, feed, now=NOW + EVERY / 2) == 30
    assert await ask(db, feed, now=NOW + EVERY) == feed.pause_s
    assert (await events(db), await bodies(db), len(server.asked)) == (2, 1, 2)


async def test_aftership_is_asked_in_its_own_way(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(db)
    server.journeys[NUMBER] = dict(by_aftership(ACCEPTED))
    await ask(db, aftership(server, client))
    assert (await events(db), server.asked) == (1, [[NUMBER]])


async def test_aftership_is_asked_for_parcels_older_than_it_tells_of_by_itself(
    sqlite_db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(sqlite_db)
    server.thirty_days_ago = (NOW - timedelta(days=30)).isoformat()
    server.known_since[NUMBER] = (NOW - timedelta(days=80)).isoformat()
    server.journeys[NUMBER] = dict(by_aftership(ACCEPTED))
    await ask(sqlite_db, aftership(server, client))
    assert await events(sqlite_db) == 1


async def test_aftership_is_read_to_its_last_page(
    sqlite_db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    numbers = [f"XX{count:09}CN" for count in range(5)]
    for count, number in enumerate(numbers):
        await state(sqlite_db, f"LP-{count}", tracking_number=number)
        server.journeys[number] = dict(by_aftership(ACCEPTED))
    server.page_size = 2
    server.refusals = [None, web.Response(status=429, headers={"Retry-After": "9"})]
    assert await ask(sqlite_db, aftership(server, client)) == 9
    assert await events(sqlite_db) == 0
    await ask(sqlite_db, aftership(server, client), now=NOW + timedelta(seconds=9))
    assert (await events(sqlite_db), len(server.asked)) == (5, 5)


@pytest.mark.parametrize("feed_of", [track17, aftership])
async def test_a_feed_that_says_nothing_is_left_alone_for_a_while_and_asked_again(
    sqlite_db: Database,
    server: FeedServer,
    client: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    feed_of: Callable[[FeedServer, aiohttp.ClientSession], JourneyFeed],
) -> None:
    await state(sqlite_db)
    feed = feed_of(server, client)
    server.silent = True
    with monkeypatch.context() as patched:
        patched.setattr(wire, "_WITHIN_S", 0.2)
        assert await ask(sqlite_db, feed) == 60
    server.silent = False
    server.over.set()
    await ask(sqlite_db, feed, now=NOW + timedelta(seconds=60))
    assert len(server.asked) == 2


async def test_a_feed_is_asked_about_its_own_parcels_those_of_nobody_and_none_that_arrived(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    numbers = {"LP-1": "RR473124829CN", "LP-2": "RR123456785CN", "LP-3": "RR000000080CN", "LP-4": None}
    for reference, number in numbers.items():
        await state(db, reference, tracking_number=number)
    await tell(db, FIRST_PUSH, number="RR123456785CN")
    await tell(db, (1, "Delivered", "Delivered_Other"), number="RR000000080CN")
    other = aftership(server, client)
    await ask(db, other)
    await ask(db, track17(server, client))
    assert server.asked[0] == ["RR473124829CN"]
    assert set(server.asked[1]) == {"RR473124829CN", "RR123456785CN"}


async def test_forty_numbers_are_one_question_and_two_nodes_ask_about_none_twice(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    for count in range(50):
        await state(db, f"LP-{count}", tracking_number=f"XX{count:09}CN")
    feed = track17(server, client)
    await asyncio.gather(*(ask(db, feed) for _ in range(3)))
    while await ask(db, feed) == feed.pause_s:
        pass
    asked = [number for numbers in server.asked for number in numbers]
    assert max(map(len, server.asked)) <= 40
    assert sorted(asked) == sorted(f"XX{count:09}CN" for count in range(50))


@pytest.mark.parametrize(
    ("refusal", "wait_s"),
    [
        (web.Response(status=429, headers={"Retry-After": "17"}), 17),
        (web.Response(status=429), 2),
        (web.Response(status=503, headers={"Retry-After": "90"}), 90),
        (web.Response(status=500, text="<html>"), 60),
        (web.Response(text="no json"), 60),
        (web.json_response({"code": -18010012, "data": {}}), 2),
        (web.Response(status=302, headers={"Location": "http://169.254.169.254/"}), 60),
    ],
)
async def test_who_is_refused_waits_and_asks_again(
    sqlite_db: Database,
    server: FeedServer,
    client: aiohttp.ClientSession,
    refusal: web.Response,
    wait_s: float,
) -> None:
    await state(sqlite_db)
    server.journeys[NUMBER] = by_17track(PICKED_UP)
    server.refusals = [refusal]
    feed = track17(server, client)
    assert await ask(sqlite_db, feed) == wait_s
    assert await events(sqlite_db) == 0
    await ask(sqlite_db, feed, now=NOW + timedelta(seconds=90))
    assert await events(sqlite_db) == 1


async def test_a_wrong_key_or_nobody_there_costs_nothing_but_time(
    sqlite_db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(sqlite_db)
    assert await ask(sqlite_db, track17(server, client, key="wrong")) == 3600
    nobody = SeventeenTrack(client, url="http://127.0.0.1:9/track/v2.2", key=KEY)
    assert await ask(sqlite_db, nobody, now=NOW + EVERY) == 60


def test_the_wait_is_read_in_each_form_and_is_never_absurd() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    later = now + timedelta(seconds=30)
    assert wait_of({"Retry-After": "5"}, now=now) == 5
    assert wait_of({"Retry-After": format_datetime(later, usegmt=True)}, now=now) == 30
    assert wait_of({"X-RateLimit-Reset": str(int(later.timestamp()))}, now=now) == 30
    assert wait_of({"X-RateLimit-Reset": "1"}, now=now) == 0
    assert wait_of({"Retry-After": "9999999999"}, now=now) == 3600
    for odd in ("soon", "-1", "1e9", "", "99999999999999999999"):
        assert wait_of({"Retry-After": odd, "X-RateLimit-Reset": odd}, now=now) is None


async def test_asking_goes_on_until_it_is_cancelled(
    sqlite_db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(sqlite_db)
    server.journeys[NUMBER] = by_17track(PICKED_UP)
    told = asyncio.Event()
    task = asyncio.ensure_future(
        keep_asking(sqlite_db, track17(server, client), every=EVERY, clock=lambda: NOW, told=told.set)
    )
    async with asyncio.timeout(30):
        await told.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await events(sqlite_db) == 1
