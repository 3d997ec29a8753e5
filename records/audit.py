"""Who did what to whose data: rows are only ever appended, and all of them form one chain of hashes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.database import Database
from records.tables import AuditRow

_FIRST = "0" * 64
_ATTEMPTS = 10
_AT_A_TIME = 500


async def append_audit(
    database: Database, *, actor: str, action: str, subject: str, detail: Mapping[str, Any], now: datetime
) -> int:
    """Write one row in a transaction of its own, and give its number once it is committed.

    It stands before what it tells of: whoever cannot write the row does not do the deed. Two nodes that draw the same
    number are kept apart by the primary key; the later one draws again.
    """
    row = {"actor": actor, "action": action, "subject": subject, "detail": dict(detail), "at": now}
    for _ in range(_ATTEMPTS - 1):
        try:
            return await _append(database, row)
        except IntegrityError:
            continue
    return await _append(database, row)


async def first_broken_audit(session: AsyncSession) -> int | None:
    """The number of the first row that was edited, removed or put in; None for a whole chain.

    The end of the chain can be cut off unseen; its last hash must be kept elsewhere to notice that.
    """
    previous, expected = _FIRST, 1
    while True:
        rows = (await session.scalars(_after(expected - 1).limit(_AT_A_TIME))).all()
        for row in rows:
            if row.sequence != expected or row.previous_sha256 != previous or row.sha256 != _digest(row):
                return expected
            previous, expected = row.sha256, expected + 1
        if not rows:
            return None
        session.expunge_all()


async def _append(database: Database, values: dict[str, Any]) -> int:
    async with database.transaction() as session:
        last = await session.scalar(select(AuditRow).order_by(AuditRow.sequence.desc()).limit(1))
        row = AuditRow(
            sequence=last.sequence + 1 if last else 1, previous_sha256=last.sha256 if last else _FIRST, **values
        )  # fmt: skip
        row.sha256 = _digest(row)
        session.add(row)
        await session.flush()
        return row.sequence


def _after(sequence: int) -> Select[AuditRow]:
    return select(AuditRow).where(AuditRow.sequence > sequence).order_by(AuditRow.sequence)


def _digest(row: AuditRow) -> str:
    covered = {
        "sequence": row.sequence,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "detail": row.detail,
        "previous_sha256": row.previous_sha256,
    }
    canonical = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
