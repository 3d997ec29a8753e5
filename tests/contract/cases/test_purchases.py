"""That a customer bought again, by every way a shop may say it: once, the newest, taken back by nobody's silence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from cases.imports.lines import Kind
from cases.imports.loading import load_import
from cases.imports.plan import plan_import
from cases.imports.rows import Wrong
from cases.parcel import CaseBody
from cases.purchases import note_purchases
from cases.upsert import upsert_case
from records.cases import find_case
from records.database import Database
from records.tables import CaseEntryRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from tests.unit.cases.imports.workbooks import workbook

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIRST, NEXT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
BODY: dict[str, Any] = {"title": "Lamp", "customer": {"name": "Ana Gil", "language": "es"}}
CSV = b"reference,purchased_again_at\nLP-7,2026-11-20T10:30:00+01:00\nLP-7,2026-11-22\nLP-9,2026-11-22\n"
LINES = (
    b'{"reference":"LP-7","purchased_again_at":"2026-11-20T09:30:00Z"}\n'
    b'{"reference":"LP-7","purchased_again_at":"2026-11-22"}\n'
)
SHEET = workbook(["reference", "purchased_again_at"], ["LP-7", "2026-11-20T09:30:00Z"], ["LP-7", "2026-11-22"])


async def _stated(db: Database, **more: Any) -> None:
    await upsert_case(db, "LP-7", CaseBody.model_validate(BODY | more), actor="key:shop", now=NOW)


async def _bought(db: Database) -> tuple[datetime | None, int]:
    """When, and how many entries on the case tell of it."""
    async with db.reading() as session:
        case = await find_case(session, "LP-7")
        assert case is not None
        entries = await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == "bought_again"))
        return case.purchased_again_at, len(entries.all())


@pytest.mark.parametrize(("data", "kind"), [(CSV, Kind.CSV), (LINES, Kind.JSON_LINES), (SHEET, Kind.EXCEL)])
async def test_a_file_says_it_and_says_it_once(db: Database, data: bytes, kind: Kind) -> None:
    await _stated(db)
    for fresh in (1, 0):
        plan = await plan_import(db, data, kind, now=NOW)
        loaded = await load_import(db, data, plan, actor="user:sam", now=NOW)
        assert (loaded.purchases, loaded.cases_stated, plan.told) == (fresh, 0, 0)
    assert await _bought(db) == (NEXT, 1)
    strangers = [(each.column, each.code, each.value) for each in plan.problems]
    assert strangers == ([("reference", Wrong.UNKNOWN_CASE, "LP-9")] if kind is Kind.CSV else [])


async def test_a_purchase_of_a_day_to_come_is_a_bad_line_before_anything_is_loaded(db: Database) -> None:
    """It was dropped at loading, and counted as noted."""
    columns = b"reference,title,customer_name,customer_language,purchased_again_at\n"
    file = columns + b"LP-7,,,,2099-01-01\nLP-8,A,B,en,2099-01-02\n"
    await _stated(db)
    plan = await plan_import(db, file, Kind.CSV, now=NOW)
    assert [(each.line, each.column, each.code, each.value) for each in plan.problems] == [
        (2, "purchased_again_at", Wrong.TO_COME, "2099-01-01"), (3, "purchased_again_at", Wrong.TO_COME, "2099-01-02"),
    ]  # fmt: skip
    assert (plan.bad_lines, plan.cases, plan.purchases) == (2, {}, {})


async def test_what_is_told_of_a_load_is_what_it_noted(db: Database) -> None:
    """Not what was known, nor what is older than the parcel."""
    await _stated(db, shipped_on="2026-11-10", purchased_again_at=NEXT.isoformat())
    for told in ("2026-11-20", "2026-11-22", "2026-11-02"):
        file = f"reference,purchased_again_at\nLP-7,{told}\n".encode()
        loaded = await load_import(db, file, await plan_import(db, file, Kind.CSV, now=NOW), actor="user:sam", now=NOW)
        assert loaded.purchases == 0


async def test_the_newest_purchase_holds_and_each_is_an_entry(db: Database) -> None:
    await _stated(db)
    for at in (FIRST, NEXT, FIRST):
        async with db.transaction() as session:
            noted = await note_purchases(session, {"LP-7": at, "LP-9": at}, actor="helpdesk:generic", now=NOW)
            assert noted.there == {"LP-7"}
    assert await _bought(db) == (NEXT, 2)


async def test_what_is_still_to_come_was_not_bought_and_hides_nothing(db: Database) -> None:
    await _stated(db)
    for at in (datetime(2099, 1, 1, tzinfo=UTC), FIRST):
        async with db.transaction() as session:
            noted = await note_purchases(session, {"LP-7": at}, actor="helpdesk:generic", now=NOW)
            assert noted.there == {"LP-7"}
    assert await _bought(db) == (FIRST, 1)
    with pytest.raises(SignalError) as refused:
        await _stated(db, purchased_again_at="2099-01-01T00:00:00Z")
    assert refused.value.code is ErrorCode.DAY_IN_FUTURE


async def test_what_was_bought_before_the_parcel_went_was_not_bought_again(db: Database) -> None:
    await _stated(db, shipped_on="2026-11-10")
    for at in (datetime(2001, 1, 1, tzinfo=UTC), datetime(2026, 11, 8, 12, tzinfo=UTC)):
        async with db.transaction() as session:
            noted = await note_purchases(session, {"LP-7": at}, actor="helpdesk:generic", now=NOW)
            assert noted.there == {"LP-7"}
        assert await _bought(db) == (None, 0)
    await _stated(db, shipped_on="2026-12-01")  # it is sent again
    async with db.transaction() as session:
        await note_purchases(session, {"LP-7": NOW}, actor="helpdesk:generic", now=NOW)
    assert await _bought(db) == (NOW, 1)


async def test_who_does_not_speak_of_it_takes_it_not_back(db: Database) -> None:
    await _stated(db, purchased_again_at="2026-11-20T09:30:00Z")
    await _stated(db, title="A lamp")
    assert (await _bought(db))[0] == FIRST
    await _stated(db, purchased_again_at=None)
    assert (await _bought(db))[0] is None
