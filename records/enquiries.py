"""The memory of what carriers were asked and answered. Commits nothing by itself; letters are only ever added."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseRow, EnquiryLetterRow, EnquiryRow, EvidenceRow, UserRow


async def enquiries_of(session: AsyncSession, case_id: str) -> Sequence[Row[EnquiryRow, str]]:
    """Each with the name of who asked, the newest first."""
    row = EnquiryRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.asked_by).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.asked_at.desc(), row.id.desc()))).all()


async def letters_of(session: AsyncSession, case_id: str) -> Sequence[Row[EnquiryLetterRow, str]]:
    """All correspondence with carriers on a case, each with who filed it, in the order in which it went."""
    row = EnquiryLetterRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.user_id).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.at, row.filed_at, row.id))).all()


async def correspondence_of(
    session: AsyncSession, case_id: str
) -> Sequence[Row[EnquiryLetterRow, EnquiryRow, str]]:  # fmt: skip
    """The same with what was asked, of whom and where."""
    row = EnquiryLetterRow
    query = (
        select(row, EnquiryRow, UserRow.name)
        .join(EnquiryRow, EnquiryRow.id == row.enquiry_id)
        .join(UserRow, UserRow.id == row.user_id)
        .where(row.case_id == case_id)
    )
    return (await session.execute(query.order_by(row.at, row.filed_at, row.id))).all()


async def count_letters(session: AsyncSession, case_id: str) -> int:
    """How many letters went between us and carriers."""
    return await session.scalar(select(func.count()).where(EnquiryLetterRow.case_id == case_id)) or 0


async def lock_enquiry(session: AsyncSession, enquiry_id: str) -> tuple[EnquiryRow, CaseRow] | None:
    """One, held until the commit, with its case."""
    found: EnquiryRow | None = await session.scalar(
        select(EnquiryRow).where(EnquiryRow.id == enquiry_id).with_for_update()
    )
    return None if found is None else (found, await session.get_one(CaseRow, found.case_id))


async def answered_at(session: AsyncSession, enquiry_id: str) -> datetime | None:
    """When the newest answer came that says what follows."""
    row = EnquiryLetterRow
    query = select(func.max(row.at)).where(row.enquiry_id == enquiry_id, row.outcome.is_not(None))
    found: datetime | None = await session.scalar(query)
    return found


async def are_files_of(session: AsyncSession, case_id: str, evidence_ids: Collection[str]) -> bool:
    """Whether all of these stand on the case."""
    row = EvidenceRow
    wanted = set(evidence_ids)
    found = await session.scalars(select(row.id).where(row.case_id == case_id, row.id.in_(wanted)))
    return set(found) == wanted


async def lock_overdue(session: AsyncSession, *, today: date, limit: int) -> Sequence[EnquiryRow]:
    """Those whose day has passed and of which nobody was told yet; who else looks for some is given others."""
    row = EnquiryRow
    query = select(row).where(row.state == "open", row.due_on < today, row.reminded_at.is_(None))
    return (
        await session.scalars(query.order_by(row.due_on, row.id).limit(limit).with_for_update(skip_locked=True))
    ).all()


async def owed_by(session: AsyncSession, day: date, *, limit: int) -> Sequence[Row[EnquiryRow, CaseRow, str]]:
    """Open ones due on this day or before, each with its case and its owner's name, the oldest first."""
    row = EnquiryRow
    query = (
        select(row, CaseRow, UserRow.name)
        .join(CaseRow, CaseRow.id == row.case_id)
        .join(UserRow, UserRow.id == row.asked_by)
        .where(row.state == "open", row.due_on <= day)
    )
    return (await session.execute(query.order_by(row.due_on, row.id).limit(limit))).all()


async def next_answer_due(session: AsyncSession, case_id: str) -> date | None:
    """The earliest day on which a carrier owes an answer on this case."""
    row = EnquiryRow
    query = select(row.due_on).where(row.case_id == case_id, row.state == "open").order_by(row.due_on).limit(1)
    found: date | None = await session.scalar(query)
    return found


async def remind(session: AsyncSession, row: EnquiryRow, *, now: datetime) -> tuple[CaseRow, UserRow]:
    """Note that its owner is told; its case and its owner."""
    row.reminded_at = now
    return await session.get_one(CaseRow, row.case_id), await session.get_one(UserRow, row.asked_by)
