"""The memory of what customers were told. Commits nothing by itself; contacts are only ever added."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseRow, CommitmentRow, ContactRow, UserRow


async def contacts_of(session: AsyncSession, case_id: str) -> Sequence[Row[ContactRow, str]]:
    """Each with the name of who told it, the newest first."""
    row = ContactRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.user_id).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.at.desc(), row.id.desc()))).all()


async def zone_told(session: AsyncSession, case_id: str) -> str | None:
    """The time zone this customer named last, when they wished to be called back."""
    return (await zones_told(session, [case_id])).get(case_id)


async def zones_told(session: AsyncSession, case_ids: Sequence[str]) -> Mapping[str, str]:
    """The same of many, by case. A promise that we gave in a talk names a zone of our choice, and counts nothing."""
    row = CommitmentRow
    told = select(row.case_id, row.time_zone).where(row.case_id.in_(case_ids), row.kind == "call_back")
    found = await session.execute(told.order_by(row.created_at, row.id))
    return {case_id: zone for case_id, zone in found}  # noqa: C416 (rows are no pairs to mypy)


async def promised_by(
    session: AsyncSession, moment: datetime, *, limit: int
) -> Sequence[Row[CaseRow, str | None, str | None]]:
    """Cases whose customer was promised to hear from us by this moment or before, with who promised it."""
    newest = (
        select(ContactRow.user_id).where(ContactRow.case_id == CaseRow.id)
        .order_by(ContactRow.at.desc(), ContactRow.id.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    query = (
        select(CaseRow, UserRow.id, UserRow.name)
        .outerjoin(UserRow, UserRow.id == newest)
        .where(CaseRow.next_update_at.is_not(None), CaseRow.next_update_at <= moment)
    )
    return (await session.execute(query.order_by(CaseRow.next_update_at, CaseRow.id).limit(limit))).all()
