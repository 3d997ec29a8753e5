"""A journey longer than any parcel's, on both databases: kept, read within bounds, and beside the event loop."""

import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases import board, intake
from cases.alerting import replay as replaying
from cases.alerting.history import replay
from cases.alerting.rules import AS_DELIVERED
from cases.board import read_case
from cases.case_list import CaseSearch, read_case_list
from cases.feeds.message import Feed
from cases.intake import read_message, take_in
from cases.journeys.anomalies import Journey, Trouble, find_trouble, read_journey
from records.cases import MOST_READ, list_tracking_events, read_feed_body
from records.database import Database
from records.tables import TrackingEventRow
from tests.contract.cases.caseload import NOW, NUMBER, look, state
from tests.contract.cases.test_upsert import pushed

OVER = 200


def overlong(count: int, *, words: str = "Scanned", begin: int = 0, same_moment: bool = False) -> bytes:
    first = NOW - timedelta(days=40)
    at = [first if same_moment else first + timedelta(minutes=number) for number in range(begin, begin + count)]
    return pushed(NUMBER, *((moment.isoformat(), f"{words} {n}", "InTransit_Other") for n, moment in enumerate(at)))


async def push(db: Database, raw: bytes) -> int:
    parsed = await read_message(Feed.SEVENTEENTRACK, raw)
    return (await take_in(db, Feed.SEVENTEENTRACK, raw, parsed, now=NOW)).events_added


async def stored(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(TrackingEventRow)) or 0


async def test_of_one_body_the_newest_lines_count_and_the_body_is_kept_whole(db: Database) -> None:
    await state(db)
    raw = overlong(MOST_READ + OVER)
    assert await push(db, raw) == MOST_READ
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    assert (view.events[0].description, view.events[-1].description) == (
        f"Scanned {MOST_READ + OVER - 1}",
        "Scanned 200",
    )
    async with db.reading() as session:
        assert await read_feed_body(session, hashlib.sha256(raw).hexdigest()) == raw


@pytest.mark.parametrize("same_moment", [False, True])
async def test_of_many_bodies_all_lines_are_kept_and_the_newest_are_read(db: Database, same_moment: bool) -> None:
    await state(db)
    await push(db, overlong(MOST_READ, same_moment=same_moment))
    await push(db, overlong(OVER, words="Again", begin=MOST_READ, same_moment=same_moment))
    await state(db, "LP-2", tracking_number=None, events=[{"at": NOW.isoformat(), "description": "Seen"}])
    assert await stored(db) == MOST_READ + OVER + 1
    async with db.reading() as session:
        ids = list(await session.scalars(select(TrackingEventRow.case_id).distinct()))
        journeys = await list_tracking_events(session, ids)
    assert sorted(len(journey) for journey in journeys.values()) == [1, MOST_READ]
    assert max(journeys.values(), key=len)[-1].at >= NOW - timedelta(days=40)
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    assert len(view.events) == MOST_READ
    assert same_moment or view.events[0].description == f"Again {OVER - 1}"


async def test_rules_read_journeys_beside_the_event_loop(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[threading.Thread] = set()
    used: set[str] = set()
    for name, rules in (("read_journey", read_journey), ("find_trouble", find_trouble)):

        def noted(journey: Journey, name: str = name, rules: Callable[[Journey], object] = rules) -> object:
            threads.add(threading.current_thread())
            used.add(name)
            return rules(journey)

        monkeypatch.setattr(board, name, noted)
    await state(db)
    await push(db, overlong(3))
    await look(db)
    await read_case(db, "LP-1", now=NOW)
    await read_case_list(db, CaseSearch(), user_id=None, now=NOW)
    assert used == {"read_journey", "find_trouble"}
    assert threading.main_thread() not in threads


async def test_what_a_feed_says_of_the_whole_parcel_is_read_beside_the_event_loop(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each push about a long journey held every talk at the node up for as long as its lines are read."""
    threads: set[threading.Thread] = set()

    def noted(*about: Any, **how: Any) -> None:
        threads.add(threading.current_thread())

    monkeypatch.setattr(intake, "line_of_state", noted)
    await state(db)
    await push(db, overlong(3))
    assert threads
    assert threading.main_thread() not in threads


async def test_a_replay_of_rules_costs_by_the_square_of_the_newest_lines_only(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = 0

    def noted(journey: Journey) -> Trouble | None:
        nonlocal longest
        longest = max(longest, len(journey.events))
        return find_trouble(journey)

    monkeypatch.setattr(replaying, "find_trouble", noted)
    await state(sqlite_db)
    await push(sqlite_db, overlong(300))
    found = await replay(sqlite_db, AS_DELIVERED, AS_DELIVERED, days=90, now=NOW)
    assert (found.cases, longest) == (1, 200)
