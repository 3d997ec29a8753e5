"""What was promised to customers, with its dates, and how it ended. Commits nothing by itself."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CaseRow, CommitmentRow, UserRow
from signaling.protocol.words import Channel

Settled = Literal["kept", "broken"]
CommitmentState = Literal["open", "kept", "broken"]


class CommitmentRecord(BaseModel):
    """One promise: to do something for the customer of a case between two moments."""

    model_config = ConfigDict(frozen=True)
    id: str
    case_reference: str
    customer_name: str
    customer_language: str
    call_id: str | None = Field(description="the call in which it was promised")
    kind: str
    channel: Channel
    contact: str = Field(description="as the customer wishes; empty: `customer_contact` is used")
    customer_contact: str | None = Field(description="what the case says")
    note: str
    starts_at: datetime
    due_at: datetime
    time_zone: str = Field(description="the customer's, as an IANA name")
    created_at: datetime
    state: CommitmentState
    settled_at: datetime | None
    settled_by: str | None = Field(description="name of the user")


class CommitmentList(BaseModel):
    """One page of promises, the one due first on top, and how many there are in all."""

    commitments: tuple[CommitmentRecord, ...]
    total: int
    limit: int
    offset: int


async def list_in_state(session: AsyncSession, state: CommitmentState, *, limit: int, offset: int) -> CommitmentList:
    """Those of every case in this state; overdue ones come first by their nature."""
    row = CommitmentRow
    total = await session.scalar(select(func.count()).select_from(row).where(row.state == state))
    found = await _read(session, _all().where(row.state == state).limit(limit).offset(offset))
    return CommitmentList(commitments=found, total=total or 0, limit=limit, offset=offset)


async def list_of_case(session: AsyncSession, case_id: str) -> tuple[CommitmentRecord, ...]:
    """Everything ever promised on this case."""
    return await _read(session, _all().where(CommitmentRow.case_id == case_id))


async def settle(
    session: AsyncSession, commitment_id: str, state: Settled, *, user_id: str, now: datetime
) -> CommitmentRecord | None:  # fmt: skip
    """Say how it ended, once: whoever is first decides, and what is given back tells what holds. None: no such one."""
    row = CommitmentRow
    await session.execute(
        update(row)
        .where(row.id == commitment_id, row.state == "open")
        .values(state=state, settled_at=now, settled_by=user_id)
    )
    found = await _read(session, _all().where(row.id == commitment_id))
    return found[0] if found else None


def _all() -> Select[CommitmentRow, CaseRow, str]:
    row = CommitmentRow
    return (
        select(row, CaseRow, UserRow.name)
        .join(CaseRow, CaseRow.id == row.case_id)
        .outerjoin(UserRow, UserRow.id == row.settled_by)
        .order_by(row.due_at, row.id)
        .execution_options(populate_existing=True)
    )


async def _read(session: AsyncSession, query: Select[CommitmentRow, CaseRow, str]) -> tuple[CommitmentRecord, ...]:
    return tuple(_record(row, case, settled_by) for row, case, settled_by in await session.execute(query))


def _record(row: CommitmentRow, case: CaseRow, settled_by: str | None) -> CommitmentRecord:
    return CommitmentRecord.model_validate(
        {
            "id": row.id, "case_reference": case.reference, "customer_name": case.customer_name,
            "customer_language": case.customer_language, "call_id": row.call_id, "kind": row.kind,
            "channel": row.channel, "contact": row.contact, "customer_contact": case.customer_contact,
            "note": row.note, "starts_at": row.starts_at, "due_at": row.due_at, "time_zone": row.time_zone,
            "created_at": row.created_at, "state": row.state, "settled_at": row.settled_at, "settled_by": settled_by,
        }
    )  # fmt: skip
