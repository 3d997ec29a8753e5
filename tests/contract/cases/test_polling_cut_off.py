"""Asking that is cut off, and answers that are halves: nothing is lost, and nobody falls over."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from cases.feeds.message import Feed
from cases.polling.port import Answer
from cases.polling.reconcile import ask_once
from records.database import Database
from tests.contract.cases.caseload import NOW, NUMBER, state
from tests.contract.cases.test_polling import (
    ACCEPTED,
    EVERY,
    PICKED_UP,
    aftership,
    ask,
    client,
    events,
    server,
    track17,
)
from tests.contract.feed_servers import FeedServer, by_17track, by_aftership

__all__ = ["client", "server"]  # fixtures
OTHER = "RR123456785CN"


class Killed(BaseException):
    """The process is gone in the middle of it."""


class Deadly:
    """A feed whose asker does not live to hear the answer."""

    feed = Feed.SEVENTEENTRACK
    most = 40
    pause_s = 0.0

    async def ask(self, numbers: Sequence[str]) -> Answer:
        raise Killed


async def test_what_a_killed_node_had_asked_is_asked_again_in_minutes_and_not_in_half_a_day(
    db: Database, server: FeedServer, client: aiohttp.ClientSession
) -> None:
    await state(db)
    server.journeys[NUMBER] = by_17track(PICKED_UP)
    with pytest.raises(Killed):
        await ask_once(db, Deadly(), every=EVERY, clock=lambda: NOW, told=lambda: None)
    feed = track17(server, client)
    assert await ask(db, feed, now=NOW + timedelta(minutes=4)) == 30
    assert await ask(db, feed, now=NOW + timedelta(minutes=5)) == feed.pause_s
    assert await events(db) == 1
    assert await ask(db, feed, now=NOW + EVERY) == 30


DEEP = 960
NESTED = "[" * DEEP + "]" * DEEP
"""What is still read in a thread of its own, and can hardly be written down again on the way of a question."""


@pytest.mark.parametrize(
    ("feed_of", "journey"),
    [(track17, by_17track(PICKED_UP)), (aftership, dict(by_aftership(ACCEPTED)))],
)
async def test_a_parcel_that_cannot_be_read_costs_itself_and_not_the_others(
    sqlite_db: Database,
    server: FeedServer,
    client: aiohttp.ClientSession,
    feed_of: Callable[..., Any],
    journey: Mapping[str, Any],
) -> None:
    await state(sqlite_db)
    await state(sqlite_db, "LP-2", tracking_number=OTHER)
    odd = {"number": OTHER, "tracking_number": OTHER, "track_info": "NESTED", "checkpoints": "NESTED"}
    fine = {"number": NUMBER, "tracking_number": NUMBER, "track_info": journey, **journey}
    items = [None, 7, "half", odd, fine]
    body = {"code": 0, "data": {"accepted": items, "rejected": 5, "trackings": items, "pagination": [True]}}
    server.refusals = [web.Response(text=json.dumps(body).replace('"NESTED"', NESTED), content_type="application/json")]
    feed = feed_of(server, client)
    assert await ask(sqlite_db, feed) == feed.pause_s
    assert await events(sqlite_db) == 1


@pytest.mark.parametrize("feed_of", [track17, aftership])
@pytest.mark.parametrize(
    "half", ['{"code": 0, "data": {}}', '{"code": 0, "data": {"accepted": 1, "trackings": {}}}', '{"code": 0', "[]", ""]
)
async def test_half_an_answer_is_no_answer_and_is_asked_for_again(
    sqlite_db: Database,
    server: FeedServer,
    client: aiohttp.ClientSession,
    feed_of: Callable[..., Any],
    half: str,
) -> None:
    await state(sqlite_db)
    server.refusals = [web.Response(text=half, content_type="application/json")]
    server.journeys[NUMBER] = by_17track(PICKED_UP) | dict(by_aftership(ACCEPTED))
    feed = feed_of(server, client)
    assert await ask(sqlite_db, feed) == 60
    await ask(sqlite_db, feed, now=NOW + timedelta(seconds=60))
    assert await events(sqlite_db) == 1
