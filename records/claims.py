"""The memory of claims: which files are vouchers, every step taken, and the packs that were made. Commits nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import (
    CallRow,
    CaseRow,
    CaseTermsRow,
    ClaimPackRow,
    ClaimStepRow,
    EvidenceRequestRow,
    EvidenceRow,
    MessageRow,
    ParticipantRow,
    SummaryRow,
    TrackingEventRow,
    UserRow,
    VoucherRow,
)

_PACKS_SHOWN = 10


async def list_steps(session: AsyncSession, case_id: str) -> Sequence[Row[ClaimStepRow, str]]:
    """Every step on a case in order, with the name of who wrote it down."""
    row = ClaimStepRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.user_id).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.sequence))).all()


async def append_step(session: AsyncSession, case_id: str, *, now: datetime, **columns: Any) -> ClaimStepRow:  # noqa: ANN401 (columns of the row)
    """The next one. The case must be locked."""
    row = ClaimStepRow
    last = await session.scalar(select(func.max(row.sequence)).where(row.case_id == case_id))
    made = ClaimStepRow(case_id=case_id, sequence=(last or 0) + 1, at=now, **columns)
    session.add(made)
    await session.flush()
    return made


async def steps_of_cases(session: AsyncSession, case_ids: Sequence[str]) -> Mapping[str, Sequence[ClaimStepRow]]:
    """The steps of each of these cases, in order; a case without any is left out."""
    rows = select(ClaimStepRow).where(ClaimStepRow.case_id.in_(case_ids))
    found: dict[str, list[ClaimStepRow]] = {}
    for row in await session.scalars(rows.order_by(ClaimStepRow.case_id, ClaimStepRow.sequence)):
        found.setdefault(row.case_id, []).append(row)
    return found


async def say_voucher(
    session: AsyncSession, case_id: str, *, item: str, evidence_id: str, counts: bool, user_id: str, now: datetime
) -> None:
    """This file is that voucher, or is it no longer."""
    session.add(VoucherRow(case_id=case_id, item=item, evidence_id=evidence_id, counts=counts, user_id=user_id, at=now))
    await session.flush()


async def vouchers_of(session: AsyncSession, case_id: str) -> Mapping[str, Sequence[str]]:
    """The files by what they are: the newest word on each, and photos that were asked for as what was asked."""
    row = VoucherRow
    counts: dict[tuple[str, str], bool] = {}
    asked = await session.execute(
        select(EvidenceRequestRow.what, EvidenceRow.id)
        .join(EvidenceRow, EvidenceRow.request_id == EvidenceRequestRow.id)
        .where(EvidenceRow.case_id == case_id)
        .order_by(EvidenceRow.at, EvidenceRow.id)
    )
    counts.update({(f"photo_{what}", evidence_id): True for what, evidence_id in asked})
    said = select(row).where(row.case_id == case_id).order_by(row.at, row.id)
    for each in await session.scalars(said):
        counts[each.item, each.evidence_id] = each.counts
    found: dict[str, list[str]] = {}
    for (item, evidence_id), holds in counts.items():
        if holds:
            found.setdefault(item, []).append(evidence_id)
    return found


async def count_texts(session: AsyncSession, case_id: str) -> int:
    """How many lines were written in the calls of a case."""
    of_case = select(CallRow.id).where(CallRow.case_id == case_id)
    return await session.scalar(select(func.count()).where(MessageRow.call_id.in_(of_case))) or 0


async def texts_of_case(
    session: AsyncSession, case_id: str, *, limit: int
) -> Sequence[Row[MessageRow, ParticipantRow]]:  # fmt: skip
    """What was written in its calls, oldest first, with who wrote it."""
    query = (
        select(MessageRow, ParticipantRow)
        .join(ParticipantRow, ParticipantRow.id == MessageRow.participant_id)
        .join(CallRow, CallRow.id == MessageRow.call_id)
        .where(CallRow.case_id == case_id)
    )
    return (await session.execute(query.order_by(MessageRow.at, MessageRow.id).limit(limit))).all()


async def summaries_of_case(session: AsyncSession, case_id: str) -> Sequence[SummaryRow]:
    """Those a person has approved, oldest first."""
    approved = select(SummaryRow).where(SummaryRow.case_id == case_id, SummaryRow.state == "approved")
    return (await session.scalars(approved.order_by(SummaryRow.approved_at, SummaryRow.call_id))).all()


async def ask_for_pack(session: AsyncSession, case_id: str, *, now: datetime, **columns: Any) -> ClaimPackRow:  # noqa: ANN401 (columns of the row)
    """A pack that is to be made."""
    row = ClaimPackRow(case_id=case_id, asked_at=now, state="asked", files=[], **columns)
    session.add(row)
    await session.flush()
    return row


async def find_pack(session: AsyncSession, pack_id: str) -> ClaimPackRow | None:
    """The pack of this id."""
    return await session.get(ClaimPackRow, pack_id, populate_existing=True)


async def pack_of_case(session: AsyncSession, reference: str, pack_id: str) -> ClaimPackRow | None:
    """The same, if it is of the case of this reference."""
    row = ClaimPackRow
    mine = select(row).join(CaseRow, CaseRow.id == row.case_id).where(row.id == pack_id, CaseRow.reference == reference)
    found: ClaimPackRow | None = await session.scalar(mine)
    return found


async def list_packs(session: AsyncSession, case_id: str) -> Sequence[Row[ClaimPackRow, str]]:
    """The newest packs of a case, with the name of who asked for each."""
    row = ClaimPackRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.asked_by).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.asked_at.desc(), row.id).limit(_PACKS_SHOWN))).all()


@dataclass(frozen=True, slots=True)
class Since:
    """What lies before these days is past mending: days a deadline runs from, and days until which they wait."""

    counted_from: date
    answer_by: date


async def claimable_cases(
    session: AsyncSession, stages: Sequence[str], *, since: Since, after: str, limit: int
) -> Sequence[Row[CaseRow, CaseTermsRow | None]]:  # fmt: skip
    """Cases in one of these stages of which a day may still come or has just passed, with their terms, by their id:
    the next `limit` after this one.
    """
    terms, event, step = CaseTermsRow, TrackingEventRow, ClaimStepRow
    began = datetime.combine(since.counted_from, time(), UTC)
    still = or_(
        CaseRow.shipped_on >= since.counted_from,
        terms.due_on >= since.counted_from,
        exists().where(
            event.case_id == CaseRow.id, event.stage == "delivered", event.at >= began, event.set_aside.is_(False)
        ),
        exists().where(step.case_id == CaseRow.id, step.answer_by >= since.answer_by),
    )
    query = select(CaseRow, terms).outerjoin(terms, terms.case_id == CaseRow.id)
    wanted = query.where(CaseRow.stage.in_(stages), still, CaseRow.id > after).order_by(CaseRow.id)
    return (await session.execute(wanted.limit(limit))).all()


async def last_deliveries(session: AsyncSession, case_ids: Sequence[str]) -> Mapping[str, datetime]:
    """When the carrier last said of each of these that it was delivered."""
    row = TrackingEventRow
    said_so = and_(row.stage == "delivered", row.set_aside.is_(False))
    delivered = select(row.case_id, func.max(row.at)).where(row.case_id.in_(case_ids), said_so)
    found = await session.execute(delivered.group_by(row.case_id))
    return {case_id: at for case_id, at in found}  # noqa: C416 (rows are no pairs to mypy)
