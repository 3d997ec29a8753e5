"""The memory of files on a case: their rows, what was asked for in a call, and both in the timeline.

Commits nothing by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from records.cases import add_case_entry
from records.tables import (
    CallEntryRow,
    CallRow,
    CaseRow,
    EvidenceRequestRow,
    EvidenceRow,
    ParticipantRow,
    VoucherRow,
    new_id,
)
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallState, ErrorCode, Role

_SEEN = 200
"""Of one call a page is told so many files, the newest of them."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who sends a file, and where it belongs. `call_state` is that of the call it comes from."""

    case_id: str
    actor: str
    by_role: Role
    by_name: str
    call_id: str | None = None
    participant_id: str | None = None
    call_state: CallState | None = None
    request_id: str | None = None


async def seat_of(session: AsyncSession, participant_id: str, reference: str) -> Arrival | None:
    """The customer who comes by the token of this seat, if their call is on the case of this reference."""
    found = await session.execute(
        select(ParticipantRow, CallRow)
        .join(CallRow, CallRow.id == ParticipantRow.call_id)
        .join(CaseRow, CaseRow.id == CallRow.case_id)
        .where(ParticipantRow.id == participant_id, CaseRow.reference == reference)
    )
    row = found.one_or_none()
    if row is None:
        return None
    person, call = row
    return Arrival(
        call.case_id, f"customer:{person.id}", person.role, person.name, call.id, person.id, call_state=call.state
    )


async def seat_in_call(session: AsyncSession, call_id: str, case_id: str, user_id: str) -> ParticipantRow | None:
    """This user's seat in this call of this case."""
    row = ParticipantRow
    of_case = select(CallRow.id).where(CallRow.id == call_id, CallRow.case_id == case_id)
    seats = select(row).where(row.call_id.in_(of_case), row.user_id == user_id)
    found: ParticipantRow | None = await session.scalar(seats.limit(1))
    return found


async def add_evidence(session: AsyncSession, row: EvidenceRow, *, now: datetime) -> None:
    """Put a file on its case: the row, both timelines, and what it answers. IntegrityError: it stands there already.

    SignalError with `not_in_this_state` when what it answers was declined, or is asked for no longer.
    """
    if row.call_id is not None and row.request_id is not None:
        await _check_wanted(session, row.call_id, row.request_id)
    session.add(row)
    await session.flush()
    told = {"evidence_id": row.id, "name": row.name, "sha256": row.sha256, "by": row.actor, "call_id": row.call_id}
    await add_case_entry(session, row.case_id, kind="evidence_filed", key=row.id, data=told, now=now)
    if row.call_id is not None:
        await _note(
            session, row.call_id, "evidence_filed", row.participant_id, now=now, evidence_id=row.id, name=row.name,
            sha256=row.sha256,
        )  # fmt: skip
    if row.call_id is not None and row.request_id is not None:
        await _settle_filed(session, row.call_id, row.request_id, now=now)


async def answer_with_known(
    session: AsyncSession, known: EvidenceRow, call_id: str, request_id: str, *, now: datetime
) -> None:
    """What is asked for stands on the case already, and is from now on the voucher it was asked for as.

    Raises SignalError as `add_evidence` does.
    """
    await _check_wanted(session, call_id, request_id)
    await _settle_filed(session, call_id, request_id, now=now)
    asked, asker = EvidenceRequestRow, ParticipantRow
    query = select(asked.what, asker.user_id).join(asker, asker.id == asked.asked_by)
    found = (await session.execute(query.where(asked.id == request_id, asked.call_id == call_id))).one_or_none()
    if found is not None and found.user_id is not None:
        session.add(
            VoucherRow(
                case_id=known.case_id, item=f"photo_{found.what}", evidence_id=known.id, counts=True,
                user_id=found.user_id, at=now,
            )
        )  # fmt: skip


async def _settle_filed(session: AsyncSession, call_id: str, request_id: str, *, now: datetime) -> None:
    asked = EvidenceRequestRow
    mine = update(asked).where(asked.id == request_id, asked.call_id == call_id)
    await session.execute(mine.values(state="filed", settled_at=now))


async def _check_wanted(session: AsyncSession, call_id: str, request_id: str) -> None:
    asked = EvidenceRequestRow
    mine = select(asked.state).where(asked.id == request_id, asked.call_id == call_id)
    if await session.scalar(mine.with_for_update()) in ("declined", "withdrawn"):
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "This is not asked for any more.")


async def find_same(session: AsyncSession, case_id: str, sha256: str) -> EvidenceRow | None:
    """The file of these bytes, if it stands on the case."""
    found: EvidenceRow | None = await session.scalar(
        select(EvidenceRow).where(EvidenceRow.case_id == case_id, EvidenceRow.sha256 == sha256)
    )
    return found


async def find_evidence(session: AsyncSession, reference: str, evidence_id: str) -> EvidenceRow | None:
    """This file, if it stands on the case of this reference."""
    found: EvidenceRow | None = await session.scalar(
        select(EvidenceRow)
        .join(CaseRow, CaseRow.id == EvidenceRow.case_id)
        .where(EvidenceRow.id == evidence_id, CaseRow.reference == reference)
    )
    return found


async def count_of_case(session: AsyncSession, case_id: str) -> int:
    """How many files stand on it."""
    return await session.scalar(select(func.count()).where(EvidenceRow.case_id == case_id)) or 0


async def list_of_case(session: AsyncSession, case_id: str) -> Sequence[EvidenceRow]:
    """Newest first."""
    rows = select(EvidenceRow).where(EvidenceRow.case_id == case_id)
    return (await session.scalars(rows.order_by(EvidenceRow.at.desc(), EvidenceRow.id))).all()


async def list_of_call(session: AsyncSession, call_id: str) -> Sequence[EvidenceRow]:
    """Those that came from this call, oldest first."""
    rows = select(EvidenceRow).where(EvidenceRow.call_id == call_id)
    newest = await session.scalars(rows.order_by(EvidenceRow.at.desc(), EvidenceRow.id).limit(_SEEN))
    return newest.all()[::-1]


async def known_ids(session: AsyncSession, ids: Collection[str]) -> set[str]:
    """Those of `ids` that have a row."""
    return set(await session.scalars(select(EvidenceRow.id).where(EvidenceRow.id.in_(ids))))


async def latest_request(session: AsyncSession, call_id: str) -> EvidenceRequestRow | None:
    """What was asked for last in this call."""
    row = EvidenceRequestRow
    latest = select(row).where(row.call_id == call_id).order_by(row.asked_at.desc(), row.id).limit(1)
    found: EvidenceRequestRow | None = await session.scalar(latest.execution_options(populate_existing=True))
    return found


async def ask_for_evidence(
    session: AsyncSession, call_id: str, participant_id: str, what: str, *, now: datetime
) -> bool:
    """Ask; what was open before is asked for no longer. False when somebody else has asked at the same moment."""
    await settle_open(session, call_id, "withdrawn", now=now)
    row = EvidenceRequestRow(
        id=new_id(), call_id=call_id, asked_by=participant_id, what=what, state="asked", asked_at=now
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    await _note(session, call_id, "evidence_asked", participant_id, now=now, what=what)
    return True


async def settle_open(session: AsyncSession, call_id: str, state: str, *, now: datetime) -> bool:
    """What is asked for in this call is not open any more; whether anything was."""
    row = EvidenceRequestRow
    open_one = update(row).where(row.call_id == call_id, row.settled_at.is_(None))
    settled = await session.scalars(open_one.values(state=state, settled_at=now).returning(row.id))
    return settled.first() is not None


async def answer_request(
    session: AsyncSession, call_id: str, request_id: str, participant_id: str, state: str, *, now: datetime
) -> bool:
    """The customer's word on what is open: `accepted` leaves it open. False when it is not open, or not any more."""
    row = EvidenceRequestRow
    this = update(row).where(row.id == request_id, row.call_id == call_id, row.settled_at.is_(None))
    settled_at = None if state == "accepted" else now
    answered = await session.scalars(this.values(state=state, settled_at=settled_at).returning(row.id))
    if answered.first() is None:
        return False
    if state == "declined":
        await _note(session, call_id, "evidence_declined", participant_id, now=now)
    return True


async def _note(
    session: AsyncSession, call_id: str, kind: str, participant_id: str | None, *, now: datetime, **data: str
) -> None:
    session.add(CallEntryRow(call_id=call_id, at=now, kind=kind, participant_id=participant_id, data=data))
    await session.flush()
