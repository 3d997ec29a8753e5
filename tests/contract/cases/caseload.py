"""Cases with journeys, for tests of what is done with them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from cases.alerting.rules import AS_DELIVERED, RuleBook
from cases.alerting.watch import Looked, look_at_due_cases
from cases.feeds import seventeentrack
from cases.feeds.message import Feed
from cases.intake import Intake, take_in
from cases.opened_by_feeds import opening_under
from cases.upsert import upsert_case
from records.database import Database
from records.tables import AlertRow, CaseEntryRow, CaseRow, OutboxRow
from tests.contract.cases.test_upsert import body, pushed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NUMBER = "RR473124829CN"


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


async def state(db: Database, reference: str = "LP-1", *, now: datetime = NOW, **changes: Any) -> None:
    await upsert_case(db, reference, body(**{"shipped_on": "2026-09-01", **changes}), actor="key:shop", now=now)


async def tell(
    db: Database,
    *events: tuple[float, str, str],
    number: str = NUMBER,
    now: datetime = NOW,
    opens: RuleBook | None = None,
) -> Intake:
    """Events as (days ago, words, 17TRACK's status)."""
    raw = pushed(number, *((days_ago(days), words, status) for days, words, status in events))
    opening = opening_under(opens) if opens else None
    return await take_in(db, Feed.SEVENTEENTRACK, raw, seventeentrack.parse(raw), now=now, opens=opening)


async def look(db: Database, *, rules: RuleBook = AS_DELIVERED, now: datetime = NOW) -> Looked:
    """Until nothing is due."""
    cases = raised = 0
    while (looked := await look_at_due_cases(db, rules, now=now)).cases:
        cases, raised = cases + looked.cases, raised + looked.raised
    return Looked(cases, raised)


async def alerts(db: Database) -> list[tuple[str, bool]]:
    """Anomaly of every alert ever, and whether it stands."""
    async with db.reading() as session:
        rows = await session.scalars(select(AlertRow).order_by(AlertRow.raised_at, AlertRow.id))
        return [(row.anomaly, row.closed_at is None) for row in rows]


async def entries(db: Database, kind: str) -> list[dict[str, Any]]:
    async with db.reading() as session:
        rows = await session.scalars(select(CaseEntryRow).where(CaseEntryRow.kind == kind).order_by(CaseEntryRow.at))
        return [row.data for row in rows]


async def outgoing(db: Database, kind: str) -> list[dict[str, Any]]:
    async with db.reading() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.type == kind).order_by(OutboxRow.created_at))
        return [row.payload["data"] for row in rows]


async def stage(db: Database, reference: str = "LP-1") -> str | None:
    async with db.reading() as session:
        return await session.scalar(select(CaseRow.stage).where(CaseRow.reference == reference))
