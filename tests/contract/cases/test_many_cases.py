"""With 20,000 cases the list is read by its indices: what the engine says it will do, on both, without a clock."""

import json
import random
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from records.case_list import After, Key, Sort, Wanted, page_query
from records.database import Database
from records.tables import AlertRow, CaseRow, CommitmentRow, core
from tests.contract.cases.caseload import NOW

MANY = 20_000
STAGES = ("anomaly_found", "facts_checked", "carrier_asked", "customer_told", "solution", "claim")


@pytest.fixture
async def full(db: Database) -> AsyncIterator[Database]:
    numbers = list(range(MANY))
    random.Random(7).shuffle(numbers)  # no table lies in the order in which its list is read
    rows = [
        {
            "id": f"{number:032x}", "reference": f"LP-{number:05}", "stage": STAGES[number % 6], "title": "a parcel",
            "carrier": f"carrier {number % 400}", "value_amount": Decimal(number % 900), "value_currency": "EUR",
            "customer_name": f"customer {number}", "customer_language": "en", "facts": {},
            "created_at": NOW - timedelta(minutes=number), "updated_at": NOW - timedelta(seconds=number),
        }
        for number in numbers
    ]  # fmt: skip
    alerts: list[dict[str, Any]] = [
        {
            "id": f"{number:032x}", "case_id": f"{number:032x}", "anomaly": "silent", "thing": "silent:x",
            "since": NOW, "cause": {}, "rules": "x", "raised_at": NOW, "act_by": NOW + timedelta(hours=number % 90),
            "closed_at": None if number % 20 == 0 else NOW,
        }
        for number in range(0, MANY, 2)
    ]  # fmt: skip
    async with db.transaction() as session:
        await session.execute(insert(core(CaseRow)), rows)
        await session.execute(insert(core(AlertRow)), alerts)
        await session.execute(text("ANALYZE"))
    yield db


async def plan(session: AsyncSession, query: Select[CaseRow, Key]) -> str:
    """In the engine's own words."""
    bind = session.get_bind()
    said = str(query.compile(dialect=bind.dialect, compile_kwargs={"literal_binds": True}))
    explain = "EXPLAIN QUERY PLAN " if bind.dialect.name == "sqlite" else "EXPLAIN (FORMAT JSON) "
    rows = (await session.execute(text((explain + said).replace(":", r"\:")))).all()
    return json.dumps([[str(cell) for cell in row] for row in rows])


def reads_every_case(said: str) -> bool:
    """SQLite scans a table that it reads from end to end; PostgreSQL does it in a Seq Scan."""
    scanned = re.search(r"SCAN cases(?! USING (?:COVERING )?INDEX)", said)
    return bool(scanned or re.search(r"'Node Type': 'Seq Scan'[^{}]*'Relation Name': 'cases'", said))


FAR = After(NOW - timedelta(seconds=MANY // 2), "LP-10000")
BY_INDEX = {
    "the first page": (Wanted(), Sort.UPDATED, None, "ix_cases_updated_at"),
    "a page far down": (Wanted(), Sort.UPDATED, FAR, "ix_cases_updated_at"),
    "one stage": (Wanted(stage="claim"), Sort.UPDATED, None, "ix_cases_(stage_)?updated_at"),
    "one stage, far down": (Wanted(stage="claim"), Sort.UPDATED, FAR, "ix_cases_(stage_)?updated_at"),
    "one carrier": (Wanted(carrier="carrier 7"), Sort.UPDATED, None, "ix_cases_carrier_updated_at"),
    "somebody's": (Wanted(owner_id="x"), Sort.UPDATED, None, "ix_cases_owner_id_updated_at"),
    "the dearest": (Wanted(currency="EUR"), Sort.VALUE, None, "ix_cases_value_currency_value_amount"),
    "by reference": (Wanted(), Sort.REFERENCE, After("LP-10000", "LP-10000"), "cases_reference|autoindex_cases"),
}


async def test_pages_are_read_by_their_indices_and_not_from_end_to_end(full: Database) -> None:
    async with full.reading() as session:
        for name, (wanted, sort, after, index) in BY_INDEX.items():
            said = await plan(session, page_query(wanted, sort=sort, after=after).limit(50))
            assert re.search(index, said), f"{name}: {said}"
            assert not reads_every_case(said), f"{name}: {said}"
        overdue = await plan(session, page_query(Wanted(overdue_at=NOW), sort=Sort.UPDATED, after=None).limit(50))
        assert "ix_alerts_open" in overdue


async def test_what_is_promised_is_found_by_its_index(full: Database) -> None:
    async with full.transaction() as session:
        rows = [
            {
                "id": f"{number:032x}", "case_id": f"{number:032x}", "kind": "call_back", "channel": "call",
                "contact": "", "note": "", "starts_at": NOW, "due_at": NOW, "time_zone": "UTC", "created_at": NOW,
                "state": "open" if number % 50 == 0 else "kept",
            }
            for number in range(MANY)
        ]  # fmt: skip
        await session.execute(insert(core(CommitmentRow)), rows)
        await session.execute(text("ANALYZE"))
    async with full.reading() as session:
        said = await plan(session, page_query(Wanted(overdue_at=NOW), sort=Sort.UPDATED, after=None).limit(50))
    assert "ix_commitments_state_due_at" in said
