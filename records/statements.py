"""The memory of statements of non-receipt: what was asked, and what was confirmed, word for word. Commits nothing.

Each statement is chained by hash to the one before it on its case; whoever writes one writes its hash into the audit.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.credentials import hashed
from records.tables import CaseRow, StatementRequestRow, StatementRow, UserRow

FIRST = "0" * 64
_COVERED = (
    "id", "case_id", "sequence", "request_id", "call_id", "participant_id", "way", "locale", "wording_version",
    "text_sha256", "own_words", "signed_name", "build", "previous_sha256",
)  # fmt: skip


async def ask_for_statement(
    session: AsyncSession, case_id: str, *, user_id: str, call_id: str | None, secret: str, expires_at: datetime,
    now: datetime,
) -> StatementRequestRow:  # fmt: skip
    """Ask; what was asked before on this case is asked no longer. The case must be locked."""
    row = StatementRequestRow
    await session.execute(
        update(row).where(row.case_id == case_id, row.settled_at.is_(None)).values(state="withdrawn", settled_at=now)
    )
    made = StatementRequestRow(
        case_id=case_id, call_id=call_id, asked_by=user_id, asked_at=now, secret_sha256=hashed(secret),
        expires_at=expires_at, state="asked",
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def open_by_secret(session: AsyncSession, secret: str, *, now: datetime) -> StatementRequestRow | None:
    """What this link asks, while it is open."""
    row = StatementRequestRow
    mine = select(row).where(row.secret_sha256 == hashed(secret), row.settled_at.is_(None), row.expires_at > now)
    found: StatementRequestRow | None = await session.scalar(mine)
    return found


async def settled_by_secret(session: AsyncSession, secret: str, *, now: datetime) -> StatementRequestRow | None:
    """What this link asked and was answered: whoever opens it again reads that it was."""
    row = StatementRequestRow
    mine = select(row).where(
        row.secret_sha256 == hashed(secret), row.state.in_(("confirmed", "arrived")), row.expires_at > now
    )
    found: StatementRequestRow | None = await session.scalar(mine)
    return found


async def open_in_call(session: AsyncSession, call_id: str) -> StatementRequestRow | None:
    """What is asked in this call."""
    row = StatementRequestRow
    found: StatementRequestRow | None = await session.scalar(
        select(row).where(row.call_id == call_id, row.settled_at.is_(None))
    )
    return found


async def latest_request(session: AsyncSession, case_id: str) -> StatementRequestRow | None:
    """What was asked last on this case."""
    row = StatementRequestRow
    latest = select(row).where(row.case_id == case_id).order_by(row.asked_at.desc(), row.id).limit(1)
    found: StatementRequestRow | None = await session.scalar(latest)
    return found


async def settle_request(session: AsyncSession, request_id: str, state: str, *, now: datetime) -> bool:
    """It was answered so, once; False when it was answered or taken back before."""
    row = StatementRequestRow
    open_one = update(row).where(row.id == request_id, row.settled_at.is_(None))
    settled = await session.scalars(open_one.values(state=state, settled_at=now).returning(row.id))
    return settled.first() is not None


async def append_statement(session: AsyncSession, row: StatementRow, *, now: datetime) -> StatementRow:
    """Chain it to the one before it on its case, and write it. The case must be locked."""
    of_case = select(StatementRow.sequence, StatementRow.sha256).where(StatementRow.case_id == row.case_id)
    last = (await session.execute(of_case.order_by(StatementRow.sequence.desc()).limit(1))).first()
    row.at = now
    row.sequence, row.previous_sha256 = (last.sequence + 1, last.sha256) if last else (1, FIRST)
    row.sha256 = digest(row)
    session.add(row)
    await session.flush()
    return row


async def list_statements(session: AsyncSession, case_id: str) -> Sequence[StatementRow]:
    """All that were confirmed on a case, oldest first."""
    rows = select(StatementRow).where(StatementRow.case_id == case_id).order_by(StatementRow.sequence)
    return (await session.scalars(rows)).all()


async def arrived_at(session: AsyncSession, case_id: str) -> datetime | None:
    """When the customer said last that the parcel is there after all: what they confirmed before holds no longer."""
    row = StatementRequestRow
    said = select(func.max(row.settled_at)).where(row.case_id == case_id, row.state == "arrived")
    found: datetime | None = await session.scalar(said)
    return found


def standing(rows: Sequence[StatementRow], taken_back: datetime | None) -> Sequence[StatementRow]:
    """Those that hold: confirmed, and not taken back since, which happened last at `taken_back`."""
    return [row for row in rows if taken_back is None or row.at > taken_back]


async def lock_case(session: AsyncSession, case_id: str) -> CaseRow:
    """The case, held until the commit."""
    query = select(CaseRow).where(CaseRow.id == case_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


async def asker_of(session: AsyncSession, request: StatementRequestRow) -> str:
    """The name of who asked."""
    return await session.scalar(select(UserRow.name).where(UserRow.id == request.asked_by)) or ""


def first_broken(rows: Sequence[StatementRow]) -> int | None:
    """The number of the first statement of a case that was edited, removed or put in; None for a whole chain."""
    previous = FIRST
    for expected, row in enumerate(rows, start=1):
        whole = hashlib.sha256(row.text.encode()).hexdigest() == row.text_sha256
        if row.sequence != expected or row.previous_sha256 != previous or row.sha256 != digest(row) or not whole:
            return expected
        previous = row.sha256
    return None


def digest(row: StatementRow) -> str:
    """SHA-256 of the row as canonical JSON: keys sorted, no spaces, UTF-8 (after RFC 8785)."""
    covered: dict[str, Any] = {name: getattr(row, name) for name in _COVERED}
    covered["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
