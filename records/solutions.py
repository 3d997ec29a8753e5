"""The memory of decisions: every deed with who did it, appended and never changed. Commits nothing by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import SolutionDeedRow, SummaryRow, UserRow


async def list_deeds(session: AsyncSession, case_id: str) -> Sequence[Row[SolutionDeedRow, str]]:
    """Every deed on a case in order, with the name of who did it."""
    row = SolutionDeedRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.user_id).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.sequence))).all()


async def append_deed(session: AsyncSession, case_id: str, *, now: datetime, **columns: Any) -> SolutionDeedRow:  # noqa: ANN401 (columns of the row)
    """The next one. The case must be locked: a second writer would draw the same number, which the database refuses."""
    row = SolutionDeedRow
    last = await session.scalar(select(func.max(row.sequence)).where(row.case_id == case_id))
    made = SolutionDeedRow(case_id=case_id, sequence=(last or 0) + 1, at=now, **columns)
    session.add(made)
    await session.flush()
    return made


async def latest_approved_summary(session: AsyncSession, case_id: str) -> SummaryRow | None:
    """Of the calls on this case, the summary that a person approved last."""
    row = SummaryRow
    approved = select(row).where(row.case_id == case_id, row.state == "approved")
    found: SummaryRow | None = await session.scalar(approved.order_by(row.approved_at.desc(), row.call_id).limit(1))
    return found
