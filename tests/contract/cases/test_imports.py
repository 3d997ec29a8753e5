"""Files come in on both databases: looked through first, loaded on a word, and once in effect."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cases.board import read_case
from cases.imports.lines import Kind
from cases.imports.loading import load_import
from cases.imports.plan import Plan, plan_import
from cases.imports.rows import Wrong
from records.cases import find_case, read_feed_body
from records.database import Database
from records.tables import TrackingEventRow
from tests.contract.cases.caseload import NOW, alerts, entries, look, stage, state
from tests.unit.cases.imports.workbooks import workbook

HEADS = "reference,title,customer_name,customer_language,tracking_number,shipped_on,at,description,progress,stage"
GOOD = f"""{HEADS}
LP-7,,,,,,2026-09-05T10:00:00Z,Left the country,Departure,
LP-7,Lamp,Ana Gil,es,RR473124829CN,2026-09-01,,,,
LP-7,,,,,,2026-09-02T10:00:00Z,Picked up,PickedUp,
,,,,RR473124829CN,,2026-09-09T10:00:00Z,Arrived,Arrival,
LP-8,Chair,Bo,en,,,2026-09-02T10:00:00Z,Picked up,PickedUp,
""".encode()
BAD = (
    GOOD
    + b"""LP-9,,,,,,2026-09-02T10:00:00Z,Picked up,,
LP-7,,,,,,yesterday,Picked up,,
LP-7,Lamp,Ana Gil,en,RR473124829CN,2026-09-01,,,,
,,,,RR473124829CN,,2025-06-01T10:00:00Z,Delivered,,
LP-10,,,,,,,,,
"""
)


async def load(db: Database, data: bytes, kind: Kind = Kind.CSV) -> tuple[int, int, int]:
    plan = await plan_import(db, data, kind, now=NOW)
    loaded = await load_import(db, data, plan, actor="user:sam", now=NOW)
    assert loaded.refused == []
    return loaded.cases_made, loaded.events_added, loaded.events_known


def problems(plan: Plan) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.code) for problem in plan.problems]


async def test_a_preview_names_each_bad_line_and_changes_nothing(db: Database) -> None:
    plan = await plan_import(db, BAD, Kind.CSV, now=NOW)
    assert problems(plan) == [
        (7, "reference", Wrong.UNKNOWN_CASE), (8, "at", Wrong.NO_DATE), (9, "reference", Wrong.TWICE),
        (10, "at", Wrong.OTHER_PARCEL), (11, "", Wrong.NOTHING_SAID),
    ]  # fmt: skip
    assert (plan.lines, plan.bad_lines, len(plan.cases), plan.new_cases, plan.told) == (10, 5, 2, 2, 4)
    async with db.reading() as session:
        assert await find_case(session, "LP-7") is None


async def test_the_good_lines_are_loaded_once_however_often_they_are_sent(db: Database) -> None:
    assert await load(db, BAD) == (2, 4, 0)
    assert await load(db, BAD) == (0, 0, 4)
    assert await load(db, GOOD) == (0, 0, 4)
    view = await read_case(db, "LP-7", now=NOW)
    assert view is not None
    assert [(event.progress, event.source) for event in view.events] == [
        ("arrived", "import"), ("departed", "import"), ("picked_up", "import"),
    ]  # fmt: skip
    assert len(await entries(db, "tracking_updated")) == 2
    assert (await look(db)).raised == 2


async def test_the_file_is_kept_beside_what_was_read_from_it(db: Database) -> None:
    await load(db, GOOD)
    digest = hashlib.sha256(GOOD).hexdigest()
    async with db.reading() as session:
        assert await read_feed_body(session, digest) == GOOD
        assert set(await session.scalars(select(TrackingEventRow.told_in))) == {digest}


async def test_the_same_from_json_lines_and_a_workbook_is_known_already(db: Database) -> None:
    await load(db, GOOD)
    as_json = b'{"reference": "LP-7", "at": "2026-09-02T10:00:00Z", "description": "Picked up"}\n'
    assert await load(db, as_json, Kind.JSON_LINES) == (0, 0, 1)
    sheet = workbook(
        ("Reference", "At", "Description"), ("LP-7", "2026-09-02T10:00:00Z", "Picked up"), ("LP-7", "2026-09-12", "Out")
    )
    assert await load(db, sheet, Kind.EXCEL) == (0, 1, 1)


async def test_a_stage_that_cannot_follow_leaves_that_case_and_loads_the_rest(db: Database) -> None:
    await state(db, "LP-1")
    text = f"{HEADS}\nLP-1,Other,Ana,es,,,,,,claim\nLP-2,Chair,Bo,en,,,,,,facts_checked\n".encode()
    plan = await plan_import(db, text, Kind.CSV, now=NOW)
    loaded = await load_import(db, text, plan, actor="user:sam", now=NOW)
    assert [(each.line, each.code, each.value) for each in loaded.refused] == [(2, Wrong.STAGE_REFUSED, "LP-1")]
    assert (loaded.cases_made, await stage(db, "LP-1"), await stage(db, "LP-2")) == (
        1,
        "anomaly_found",
        "facts_checked",
    )


@pytest.mark.parametrize("count", [1_000])
async def test_thousands_of_cases_go_in_in_turns(db: Database, count: int) -> None:
    lines = [f"LP-{n},Lamp,Ana,es,,,2026-09-02T10:00:00Z,Picked up {n},," for n in range(count)]
    assert await load(db, "\n".join([HEADS, *lines]).encode()) == (count, count, 0)
    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(TrackingEventRow)) == count


async def test_a_journey_longer_than_a_transaction_is_loaded_in_pieces_and_only_once(db: Database) -> None:
    first = NOW - timedelta(days=30)
    told = "".join(f"LP-1,,,,{(first + timedelta(minutes=n)).isoformat()},Scanned {n}\n" for n in range(2_300))
    heads = "reference,title,customer_name,customer_language,at,description"
    file = f"{heads}\nLP-1,Lamp,Lucía,es,,\n{told}".encode()
    for added in (2_300, 0):
        loaded = await load_import(db, file, await plan_import(db, file, Kind.CSV, now=NOW), actor="key:shop", now=NOW)
        assert (loaded.events_added, loaded.events_known) == (added, 2_300 - added)
    assert sorted(entry["events_added"] for entry in await entries(db, "tracking_updated")) == [300, 1_000, 1_000]


async def test_a_file_takes_nothing_back_that_it_does_not_speak_of(db: Database) -> None:
    await state(db, "LP-7", kind="dispute", facts={"received": "no"})
    said = b"reference,title,customer_name,customer_language,carrier,value,currency\nLP-7,Lamp,Ana Gil,es,,50,EUR\n"
    await load(db, said)
    async with db.reading() as session:
        row = await find_case(session, "LP-7")
    assert row is not None
    assert (row.title, row.customer_name, str(row.value_amount)) == ("Lamp", "Ana Gil", "50.00")
    assert (row.kind, row.facts) == ("dispute", {"received": "no"})
    assert (row.tracking_number, row.carrier, row.destination_city) == ("RR473124829CN", "China Post", "Sevilla")
    assert (row.customer_country, row.customer_contact) == ("ES", "lucia@example.org")


async def test_what_a_line_says_of_the_parcel_can_be_told_later_and_is_told_once(db: Database) -> None:
    await state(db)
    silent = b"reference,at,description,progress\nLP-1,2026-11-05T10:00:00Z,Verloren,"
    said = silent + b"Exception_Lost"
    assert await load(db, silent) == (0, 1, 0)
    await look(db)
    assert await load(db, said) == (0, 1, 0)
    assert await load(db, said) == (0, 0, 1)
    assert await load(db, silent) == (0, 0, 1)
    await look(db)
    assert sorted(await alerts(db)) == [("lost_by_carrier", True), ("silent", False)]
