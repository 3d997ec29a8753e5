"""What feeds tell before there is a case, on both databases: kept, taken in with the case, and never without bounds."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.alerting.rules import AS_DELIVERED
from cases.board import read_case
from cases.feeds.message import Feed
from cases.imports.lines import Kind
from cases.imports.loading import load_import
from cases.imports.plan import plan_import
from cases.intake import Intake, keep_unreadable, read_message, take_in
from cases.unclaimed import Room, Unclaimed
from cases.upsert import upsert_case
from records.cases import read_feed_body
from records.database import Database
from records.tables import FeedBodyRow, WaitingNewsRow
from records.unclaimed import MOST_OF_A_NUMBER
from tests.contract.cases.caseload import NOW, NUMBER, alerts, days_ago, entries, look, state, tell
from tests.contract.cases.test_upsert import body, pushed

PICKED_UP = (9, "Picked up", "InTransit_PickedUp")
LOST = (2, "Cannot be found", "Exception_Lost")


def raw_of(*events: tuple[float, str, str], number: str = NUMBER) -> bytes:
    return pushed(number, *((days_ago(days), words, status) for days, words, status in events))


async def became(db: Database, raw: bytes) -> tuple[str | None, int]:
    """What became of a body, and for how many numbers it waits."""
    digest = hashlib.sha256(raw).hexdigest()
    async with db.reading() as session:
        row = await session.get(FeedBodyRow, digest)
        waits = select(func.count()).select_from(WaitingNewsRow).where(WaitingNewsRow.digest == digest)
        return (row.became if row else None), await session.scalar(waits) or 0


async def journey(db: Database, reference: str = "LP-1") -> list[str]:
    view = await read_case(db, reference, now=NOW)
    return [event.description for event in reversed(view.events)] if view else []


async def kept(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(FeedBodyRow)) or 0


async def test_what_was_told_before_the_case_is_on_it_when_it_is_made_and_alerts_follow(db: Database) -> None:
    later, earlier = raw_of(LOST), raw_of(PICKED_UP)
    for raw in (later, earlier, later):
        assert await told(db, raw) == Intake(unknown=(NUMBER,))
    assert await became(db, later) == ("no_case", 1)
    async with db.reading() as session:
        assert await read_feed_body(session, hashlib.sha256(later).hexdigest()) == later
    await state(db)
    assert await journey(db) == ["Picked up", "Cannot be found"]
    assert [await became(db, raw) for raw in (later, earlier)] == [("taken", 0), ("taken", 0)]
    assert [entry["events_added"] for entry in await entries(db, "tracking_updated")] == [1, 1]
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)]
    assert await told(db, later) == Intake(cases=("LP-1",))


async def told(db: Database, raw: bytes, *, feed: Feed = Feed.SEVENTEENTRACK, asked: bool = False) -> Intake:
    return await take_in(db, feed, raw, await read_message(feed, raw), now=NOW, asked=asked)


async def test_a_case_that_is_given_the_number_later_gets_what_waited_for_it(db: Database) -> None:
    await tell(db, PICKED_UP)
    await state(db, tracking_number=None)
    assert await journey(db) == []
    await state(db)
    assert await journey(db) == ["Picked up"]


async def test_imported_cases_get_what_waited_for_them(db: Database) -> None:
    await tell(db, PICKED_UP)
    await tell(db, LOST, number="RR123456785CN")
    file = (
        "reference,title,customer_name,customer_language,tracking_number\n"
        f"LP-1,Lamp,Lucía,es,{NUMBER}\nLP-2,Lamp,Lucía,es,RR123456785CN\nLP-3,Lamp,Lucía,es,\n"
    ).encode()
    plan = await plan_import(db, file, Kind.CSV, now=NOW)
    await load_import(db, file, plan, actor="key:shop", now=NOW)
    assert (await journey(db, "LP-1"), await journey(db, "LP-2")) == (["Picked up"], ["Cannot be found"])


async def test_a_second_case_of_a_number_has_what_the_first_one_was_told(db: Database) -> None:
    await state(db)
    await tell(db, PICKED_UP)
    await tell(db, LOST)
    await tell(db, (3, "Of another parcel", "InTransit_Departure"), number="RR123456785CN")
    await state(db, "LP-2")
    file = f"reference,title,customer_name,customer_language,tracking_number\nLP-3,Lamp,Lucía,es,{NUMBER}\n".encode()
    await load_import(db, file, await plan_import(db, file, Kind.CSV, now=NOW), actor="key:shop", now=NOW)
    await state(db, "LP-4", tracking_number=None)
    await state(db, "LP-4")
    for reference in ("LP-1", "LP-2", "LP-3", "LP-4"):
        assert await journey(db, reference) == ["Picked up", "Cannot be found"]
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)] * 4


async def test_a_number_that_comes_back_to_its_case_may_bring_more_than_before(db: Database) -> None:
    await state(db, shipped_on=None)
    await state(db, "LP-2", shipped_on="2026-11-19")
    await tell(db, (60, "Picked up", "InTransit_PickedUp"), LOST)
    assert await journey(db, "LP-2") == ["Cannot be found"]
    await state(db, "LP-2", tracking_number=None, shipped_on=None)
    await state(db, "LP-2", shipped_on=None)
    assert await journey(db, "LP-2") == ["Picked up", "Cannot be found"]


async def test_a_case_a_feed_opens_has_what_was_told_before_it_was_alarming(db: Database) -> None:
    await tell(db, PICKED_UP, opens=AS_DELIVERED)
    opened = await tell(db, LOST, opens=AS_DELIVERED)
    assert opened.cases == (NUMBER,)
    assert await journey(db, NUMBER) == ["Picked up", "Cannot be found"]


async def test_of_a_case_and_a_push_at_one_moment_neither_misses_the_other(db: Database) -> None:
    for turn in range(8):
        number, reference = f"RR00000000{turn}CN", f"LP-{turn}"
        await asyncio.gather(
            state(db, reference, tracking_number=number),
            tell(db, PICKED_UP, number=number),
            state(db, f"{reference}-b", tracking_number=number),
            tell(db, LOST, number=number),
        )
        for made in (reference, f"{reference}-b"):
            if await journey(db, made) == ["Picked up", "Cannot be found"]:
                break
        else:
            pytest.fail(f"{number}: a push fell between two cases")
    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(WaitingNewsRow)) == 0


async def test_a_parcel_that_a_feed_gave_up_on_was_given_up_when_it_said_so(db: Database) -> None:
    line = {"time_utc": days_ago(40), "description": "Left", "sub_status": "InTransit_Departure"}
    info = {"latest_status": {"status": "Expired"}, "tracking": {"providers": [{"events": [line]}]}}
    body = {"event": "TRACKING_UPDATED", "data": {"number": NUMBER, "track_info": info}}
    await told(db, json.dumps(body).encode())
    await state(db, now=NOW + timedelta(days=20))
    view = await read_case(db, "LP-1", now=NOW + timedelta(days=20))
    assert view is not None
    assert view.events[0].at == NOW


@pytest.mark.parametrize(
    ("feed", "body", "expected"),
    [
        (Feed.SEVENTEENTRACK, {"event": "TRACKING_UPDATED", "data": {"carrier": 3011}}, "test"),
        (Feed.SEVENTEENTRACK, {"event": "PARCEL_TELEPORTED", "data": {}}, "unknown_words"),
        (Feed.AFTERSHIP, {"event": "tracking_update", "event_id": "x", "msg": {}}, "test"),
        (Feed.AFTERSHIP, {"event": "edd_revise", "msg": {"id": "1"}}, "unknown_words"),
        (Feed.AFTERSHIP, {}, "unknown_words"),
    ],
)
async def test_a_test_and_words_nobody_knows_are_kept_as_what_they_are(
    sqlite_db: Database, feed: Feed, body: dict[str, Any], expected: str
) -> None:
    raw = json.dumps(body).encode()
    for _ in range(2):
        assert await told(sqlite_db, raw, feed=feed) == Intake()
    assert await became(sqlite_db, raw) == (expected, 0)


async def test_what_cannot_be_read_is_kept_too(sqlite_db: Database) -> None:
    for _ in range(2):
        await keep_unreadable(sqlite_db, Feed.AFTERSHIP, b"{half", now=NOW)
    assert await became(sqlite_db, b"{half") == ("unreadable", 0)


async def test_an_answer_about_a_number_that_has_just_left_its_case_waits_as_a_push_does(sqlite_db: Database) -> None:
    silent, news = raw_of(), raw_of(PICKED_UP)
    for raw in (silent, news, news):
        await told(sqlite_db, raw, asked=True)
    assert (await became(sqlite_db, silent), await became(sqlite_db, news)) == ((None, 0), ("no_case", 1))


async def test_what_nobody_claims_goes_after_its_time_and_not_what_was_taken(db: Database) -> None:
    await state(db)
    await tell(db, PICKED_UP)
    old = raw_of(LOST, number="RR123456785CN")
    await told(db, old)
    shelf = Unclaimed(db, Room(kept_for=timedelta(days=60)), clock=lambda: NOW + timedelta(days=60))
    assert (await shelf.drop_old(), await kept(db)) == (0, 2)
    shelf = Unclaimed(db, Room(kept_for=timedelta(days=60)), clock=lambda: NOW + timedelta(days=60, seconds=1))
    assert (await shelf.drop_old(), await became(db, old), await kept(db)) == (1, (None, 0), 1)
    await state(db, "LP-2", tracking_number="RR123456785CN")
    assert await journey(db, "LP-2") == []


async def test_a_flood_of_strangers_pushes_out_its_own_oldest_and_no_more_than_need_be(db: Database) -> None:
    shelf = Unclaimed(db, Room(most=100), clock=lambda: NOW)
    dropped = 0
    for count in range(160):
        raw = raw_of(PICKED_UP, number=f"XX{count:09}CN")
        await take_in(
            db, Feed.SEVENTEENTRACK, raw, await read_message(Feed.SEVENTEENTRACK, raw),
            now=NOW + timedelta(seconds=count),
        )  # fmt: skip
        dropped += await shelf.one_more()
        assert await kept(db) <= 100 + 16
    assert dropped == 160 - await kept(db) > 0
    assert await became(db, raw_of(PICKED_UP, number="XX000000000CN")) == (None, 0)
    assert await became(db, raw_of(PICKED_UP, number="XX000000159CN")) == ("no_case", 1)


async def test_a_few_large_ones_are_bounded_by_what_they_weigh(sqlite_db: Database) -> None:
    room = Room(most_bytes=20_000)
    for count in range(10):
        words = hashlib.shake_256(str(count).encode()).hexdigest(2_000)  # does not compress to nothing
        raw = raw_of(*((9, words[at : at + 900], "InTransit_Other") for at in range(0, 4_000, 900)), number=f"X{count}")
        await take_in(
            sqlite_db, Feed.SEVENTEENTRACK, raw, await read_message(Feed.SEVENTEENTRACK, raw),
            now=NOW + timedelta(seconds=count),
        )  # fmt: skip
    assert await Unclaimed(sqlite_db, room, clock=lambda: NOW).make_room() > 0
    async with sqlite_db.reading() as session:
        size = await session.scalar(select(func.sum(FeedBodyRow.size))) or 0
        newest = select(WaitingNewsRow.number).order_by(WaitingNewsRow.number.desc())
        assert 15_000 < size <= 18_000
        assert (await session.scalars(newest)).first() == "X9"


async def test_of_one_number_the_newest_wait_so_that_its_case_is_made_in_a_breath(sqlite_db: Database) -> None:
    for count in range(MOST_OF_A_NUMBER + 5):
        raw = raw_of((60 - count / 10, f"Seen {count}", "InTransit_Other"))
        await take_in(
            sqlite_db, Feed.SEVENTEENTRACK, raw, await read_message(Feed.SEVENTEENTRACK, raw),
            now=NOW + timedelta(seconds=count),
        )  # fmt: skip
    assert await kept(sqlite_db) == MOST_OF_A_NUMBER
    await upsert_case(sqlite_db, "LP-1", body(), actor="a", now=NOW)
    assert (await journey(sqlite_db))[0] == "Seen 5"
