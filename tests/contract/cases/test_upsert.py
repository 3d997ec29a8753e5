"""Cases come in by REST and by feeds, on both databases: once is once, twice changes nothing."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from cases.board import read_case
from cases.case_list import CaseSearch, read_case_list
from cases.feeds import seventeentrack
from cases.feeds.message import Feed
from cases.intake import Intake, take_in
from cases.parcel import CaseBody
from cases.stages import Stage
from cases.upsert import upsert_case
from records.cases import find_case
from records.database import Database
from records.tables import CaseEntryRow, OutboxRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BODY: dict[str, Any] = {
    "title": "Lámpara de mesa",
    "order_reference": "B-20931",
    "tracking_number": "rr 4731 2482 9 cn",
    "carrier": "China Post",
    "shipped_on": "2026-09-01",
    "value": {"amount": "48.90", "currency": "EUR"},
    "origin": {"country": "CN", "city": "Shenzhen"},
    "destination": {"country": "ES", "city": "Sevilla"},
    "customer": {"name": "Lucía Ferrer", "language": "es", "country": "ES", "contact": "lucia@example.org"},
    "facts": {"Notice left": "no"},
}


def body(**changes: object) -> CaseBody:
    return CaseBody.model_validate(BODY | changes)


def pushed(number: str, *events: tuple[str, str, str]) -> bytes:
    told = [
        {"time_utc": at, "description": words, "location": "Shenzhen", "sub_status": status}
        for at, words, status in events
    ]
    info = {"tracking": {"providers": [{"events": told}]}}
    return json.dumps(
        {"event": "TRACKING_UPDATED", "data": {"number": number, "carrier": 3011, "track_info": info}}
    ).encode()


PICKED_UP = ("2026-09-02T08:00:00Z", "Picked up", "InTransit_PickedUp")
DEPARTED = ("2026-09-04T20:30:00Z", "Left the sorting centre", "InTransit_Departure")


async def tell(db: Database, raw: bytes) -> Intake:
    return await take_in(db, Feed.SEVENTEENTRACK, raw, seventeentrack.parse(raw), now=NOW)


def carried_by(name: str) -> bytes:
    who = f'{{"provider":{{"name":"{name}"}},"events"'
    return pushed("RR473124829CN", PICKED_UP).replace(b'{"events"', who.encode())


async def kinds(db: Database, reference: str) -> list[str]:
    async with db.reading() as session:
        row = await find_case(session, reference)
        assert row is not None
        return sorted(await session.scalars(select(CaseEntryRow.kind).where(CaseEntryRow.case_id == row.id)))


async def test_a_case_is_made_read_and_found_again(db: Database) -> None:
    assert await upsert_case(db, "LP-1", body(), actor="key:shop", now=NOW)
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    shown = view.model_dump(mode="json")
    assert shown["parcel"]["tracking_number"] == "RR473124829CN"
    assert shown["parcel"]["value"] == {"amount": "48.90", "currency": "EUR"}
    assert shown["parcel"]["shipped_on"] == "2026-09-01"
    assert shown["customer"] == BODY["customer"]
    assert (shown["stage"], shown["suggested_stage"]) == ("anomaly_found", "facts_checked")
    assert (shown["events"], shown["days_silent"], shown["reading"]) == ([], None, None)
    assert await read_case(db, "LP-2", now=NOW) is None


async def test_the_same_upsert_again_changes_nothing(db: Database) -> None:
    assert await upsert_case(db, "LP-1", body(), actor="key:shop", now=NOW)
    assert not await upsert_case(db, "LP-1", body(), actor="key:shop", now=NOW)
    assert await kinds(db, "LP-1") == ["case_created"]


async def test_two_upserts_at_once_make_one_case(db: Database) -> None:
    made = await asyncio.gather(*(upsert_case(db, "LP-1", body(), actor="a", now=NOW) for _ in range(4)))
    assert sorted(made) == [False, False, False, True]
    assert await kinds(db, "LP-1") == ["case_created"]


async def test_what_an_upsert_leaves_out_is_no_longer_known(db: Database) -> None:
    await upsert_case(db, "LP-1", body(stage="facts_checked"), actor="a", now=NOW)
    await upsert_case(db, "LP-1", body(order_reference=None, value=None, facts={}), actor="a", now=NOW)
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    assert (view.order_reference, view.parcel.value, view.facts, view.stage) == (None, None, {}, Stage.FACTS_CHECKED)
    assert await kinds(db, "LP-1") == ["case_changed", "case_created"]


async def test_a_change_of_stage_is_told_to_the_helpdesk_in_the_same_transaction(db: Database) -> None:
    await upsert_case(db, "LP-1", body(), actor="key:shop", now=NOW)
    await upsert_case(db, "LP-1", body(stage="facts_checked"), actor="key:shop", now=NOW)
    async with db.reading() as session:
        events = (await session.scalars(select(OutboxRow))).all()
    assert [event.type for event in events] == ["case.stage_changed"]
    assert events[0].payload["data"] == {
        "case_reference": "LP-1", "from": "anomaly_found", "to": "facts_checked", "actor": "key:shop",
        "at": NOW.isoformat(),
    }  # fmt: skip


async def test_a_stage_that_cannot_follow_changes_nothing_at_all(db: Database) -> None:
    await upsert_case(db, "LP-1", body(), actor="a", now=NOW)
    with pytest.raises(SignalError) as refused:
        await upsert_case(db, "LP-1", body(stage="claim", title="Otra cosa"), actor="a", now=NOW)
    assert refused.value.code is ErrorCode.NOT_IN_THIS_STATE
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    assert (view.title, view.stage) == ("Lámpara de mesa", Stage.ANOMALY_FOUND)


@pytest.mark.parametrize("reference", ["", "a b", "../x", "x" * 65, "LP-1\n", "-1", "LP\u00001"])
async def test_a_reference_that_is_no_name_is_refused(sqlite_db: Database, reference: str) -> None:
    with pytest.raises(SignalError) as refused:
        await upsert_case(sqlite_db, reference, body(), actor="a", now=NOW)
    assert refused.value.code is ErrorCode.INVALID_FIELD


async def test_a_feed_adds_its_events_once_however_often_it_tells_them(db: Database) -> None:
    await upsert_case(db, "LP-1", body(), actor="a", now=NOW)
    first = pushed("RR473124829CN", PICKED_UP)
    more = pushed("RR473124829CN", PICKED_UP, DEPARTED)
    assert await tell(db, first) == Intake(cases=("LP-1",), events_added=1)
    assert await tell(db, first) == Intake(cases=("LP-1",))
    assert await tell(db, more) == Intake(cases=("LP-1",), events_added=1)
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    assert [event.progress for event in view.events] == ["departed", "picked_up"]
    assert view.days_silent == 76
    assert await kinds(db, "LP-1") == ["case_created", "tracking_updated", "tracking_updated"]


async def test_a_word_for_a_line_that_comes_later_or_in_an_older_push_is_noted(db: Database) -> None:
    await upsert_case(db, "LP-7", body(), actor="key", now=NOW)
    at, words, _ = DEPARTED
    await tell(db, pushed("RR473124829CN", PICKED_UP, (at, words, "Beaming_Up")))
    assert (await tell(db, pushed("RR473124829CN", DEPARTED))).events_added == 1
    assert (await tell(db, pushed("RR473124829CN", (at, words, "InTransit_Arrival")))).events_added == 0
    view = await read_case(db, "LP-7", now=NOW)
    assert view is not None
    assert [event.progress for event in view.events] == ["departed", "picked_up"]


async def test_one_body_delivered_twice_at_once_counts_once(db: Database) -> None:
    await upsert_case(db, "LP-1", body(), actor="a", now=NOW)
    raw = pushed("RR473124829CN", PICKED_UP, DEPARTED)
    told = await asyncio.gather(*(tell(db, raw) for _ in range(4)))
    assert sorted(intake.events_added for intake in told) == [0, 0, 0, 2]


async def test_a_number_nobody_knows_is_reported_and_may_come_again(db: Database) -> None:
    raw = pushed("RR473124829CN", PICKED_UP)
    assert await tell(db, raw) == Intake(unknown=("RR473124829CN",))
    await upsert_case(db, "LP-1", body(), actor="a", now=NOW)
    assert await tell(db, raw) == Intake(cases=("LP-1",))
    assert await kinds(db, "LP-1") == ["case_created", "tracking_updated"]


async def test_lines_of_the_parcel_that_had_the_number_last_year_are_left_out(db: Database) -> None:
    await upsert_case(db, "LP-1", body(), actor="a", now=NOW)
    last_year = ("2025-06-01T08:00:00Z", "Delivered", "Delivered_Other")
    assert (await tell(db, pushed("RR473124829CN", last_year, PICKED_UP))).events_added == 1


@pytest.mark.parametrize(
    ("told", "meant"),
    [("China Post", ["LP-1", "LP-3"]), ("SF Express", ["LP-2", "LP-3"]), ("DHL", ["LP-1", "LP-2", "LP-3"])],
)
async def test_one_number_of_two_carriers_is_two_parcels(sqlite_db: Database, told: str, meant: list[str]) -> None:
    for reference, carrier in (("LP-1", "China Post"), ("LP-2", "SF EXPRESS"), ("LP-3", None)):
        await upsert_case(sqlite_db, reference, body(carrier=carrier), actor="a", now=NOW)
    assert sorted((await tell(sqlite_db, carried_by(told))).cases) == meant


async def test_a_parcel_handed_to_another_carrier_is_still_its_case(sqlite_db: Database) -> None:
    await upsert_case(sqlite_db, "LP-1", body(), actor="a", now=NOW)
    assert (await tell(sqlite_db, carried_by("Correos"))).events_added == 1


async def test_the_search_wants_every_word_in_any_field_and_counts_what_is_on_no_page(db: Database) -> None:
    await upsert_case(db, "LP-1", body(), actor="a", now=NOW)
    await upsert_case(db, "LP-2", body(title="100% wool blanket", stage="facts_checked"), actor="a", now=NOW)
    await upsert_case(db, "LP-3", body(customer={"name": "王小明", "language": "zh"}), actor="a", now=NOW)

    async def found(query: str, stage: Stage | None = None, limit: int = 10, offset: int = 0) -> tuple[list[str], int]:
        page = await read_case_list(
            db, CaseSearch(query=query, stage=stage, limit=limit, offset=offset), user_id=None, now=NOW
        )
        return [line.reference for line in page.cases], page.total

    assert await found("") == (["LP-1", "LP-2", "LP-3"], 3)
    assert await found("", limit=1, offset=1) == (["LP-2"], 3)
    assert await found("lucía lámpara") == (["LP-1"], 1)
    assert await found("LÁMPARA lp-1") == (["LP-1"], 1)
    assert await found("小明") == (["LP-3"], 1)
    assert await found("100%") == (["LP-2"], 1)
    assert await found("_%_") == ([], 0)
    assert await found("473124829") == (["LP-1", "LP-2", "LP-3"], 3)
    assert await found("", stage=Stage.FACTS_CHECKED) == (["LP-2"], 1)
    assert await found("x\u0000y") == ([], 0)
