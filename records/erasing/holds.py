"""Legal holds: what a case is kept for although its day has come. Commits nothing by itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseRow, LegalHoldRow, changed_rows


async def place_hold(session: AsyncSession, case_id: str, *, by: str, because: str, now: datetime) -> bool:
    """From this commit on nothing of the case goes. False: one stands already, and its reason with it."""
    await lock_case(session, case_id)
    if await is_held(session, case_id):
        return False
    session.add(LegalHoldRow(case_id=case_id, because=because, placed_by=by, placed_at=now))
    await session.flush()
    return True


async def lift_hold(session: AsyncSession, case_id: str, *, by: str, now: datetime) -> bool:
    """What was due meanwhile goes soon. False: none stands."""
    row = LegalHoldRow
    standing = update(row).where(row.case_id == case_id, row.lifted_at.is_(None))
    return changed_rows(await session.execute(standing.values(lifted_by=by, lifted_at=now))) > 0


async def is_held(session: AsyncSession, case_id: str) -> bool:
    """Whether a hold stands on this case."""
    row = LegalHoldRow
    found = await session.scalar(select(row.id).where(row.case_id == case_id, row.lifted_at.is_(None)))
    return found is not None


async def lock_case(session: AsyncSession, case_id: str) -> None:
    """Until the commit: of a hold and a deletion at one moment, one sees what the other has done."""
    await session.scalar(select(CaseRow.id).where(CaseRow.id == case_id).with_for_update())


async def list_holds(session: AsyncSession) -> Sequence[tuple[str, LegalHoldRow]]:
    """Those that stand, each with its case's reference, oldest first."""
    row = LegalHoldRow
    found = await session.execute(
        select(CaseRow.reference, row)
        .join(CaseRow, CaseRow.id == row.case_id)
        .where(row.lifted_at.is_(None))
        .order_by(row.placed_at)
    )
    return [(reference, hold) for reference, hold in found]
