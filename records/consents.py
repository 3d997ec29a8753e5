"""The consent ledger: rows are only ever appended, and each call's rows form a chain of hashes."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import ConsentRow
from records.tables.base import new_id
from signaling.domain.effects import AppendConsent

_FIRST = "0" * 64
_COVERED = (
    "id", "call_id", "sequence", "request_id", "participant_id", "purpose", "decision", "locale", "wording",
    "wording_sha256", "previous_sha256",
)  # fmt: skip


async def append_consent(session: AsyncSession, call_id: str, consent: AppendConsent, *, now: datetime) -> None:
    """Write one decision. The call's compare-and-swap keeps two writers of one chain apart."""
    last = await session.scalar(
        select(ConsentRow).where(ConsentRow.call_id == call_id).order_by(ConsentRow.sequence.desc()).limit(1)
    )
    row = ConsentRow(
        id=new_id(), call_id=call_id, sequence=last.sequence + 1 if last else 1, request_id=consent.request_id,
        participant_id=consent.participant_id, purpose=consent.purpose, decision=consent.decision,
        locale=consent.locale, wording=consent.wording, wording_sha256=consent.wording_sha256, at=now,
        previous_sha256=last.sha256 if last else _FIRST,
    )  # fmt: skip
    row.sha256 = _digest(row)
    session.add(row)
    await session.flush()


async def list_consents(session: AsyncSession, call_id: str) -> Sequence[ConsentRow]:
    """Every decision ever made in this call, in order."""
    rows = await session.scalars(select(ConsentRow).where(ConsentRow.call_id == call_id).order_by(ConsentRow.sequence))
    return rows.all()


def first_broken(rows: Sequence[ConsentRow]) -> int | None:
    """The sequence number of the first row that was edited, removed or put in; None for a whole chain."""
    previous = _FIRST
    for expected, row in enumerate(rows, start=1):
        if row.sequence != expected or row.previous_sha256 != previous or row.sha256 != _digest(row):
            return expected
        previous = row.sha256
    return None


def _digest(row: ConsentRow) -> str:
    covered = {name: str(getattr(row, name)) for name in _COVERED}
    covered["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
