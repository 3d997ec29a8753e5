"""The memory of facts that were checked: every answer with who, when, and where it comes from. Commits nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import CallRow, FactCheckRow, UserRow
from signaling.domain.call import TALKING
from signaling.protocol.words import CallState

HEARD_IN: Final = TALKING | {CallState.WRAP_UP}
"""While a call stands so, what was heard in it is written down."""


async def list_answers(session: AsyncSession, case_id: str) -> Sequence[Row[FactCheckRow, str]]:
    """Every answer ever given on a case with the name of who wrote it down, the newest first."""
    row = FactCheckRow
    query = select(row, UserRow.name).join(UserRow, UserRow.id == row.user_id).where(row.case_id == case_id)
    return (await session.execute(query.order_by(row.at.desc(), row.id.desc()))).all()


async def add_answer(
    session: AsyncSession,
    case_id: str,
    *,
    item: str,
    answer: str,
    source: str,
    detail: dict[str, Any],
    note: str,
    user_id: str,
    call: CallRow | None,
    now: datetime,
) -> FactCheckRow:
    """Write one down; those before it stay. With a call whose talk goes on, its moment goes with it."""
    talking = call is not None and call.state in TALKING and call.active_since is not None
    second = int((now - call.active_since).total_seconds()) if call and talking and call.active_since else None
    row = FactCheckRow(
        case_id=case_id, item=item, answer=answer, source=source, detail=detail, note=note, user_id=user_id, at=now,
        call_id=call.id if call else None, call_second=max(second, 0) if second is not None else None,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def call_going_on(session: AsyncSession, case_id: str) -> CallRow | None:
    """The call on this case that goes on, else the newest one that is being written up."""
    row = CallRow
    heard = select(row).where(row.case_id == case_id, row.state.in_(HEARD_IN))
    rows = (await session.scalars(heard.order_by(row.created_at.desc(), row.id))).all()
    return next((each for each in rows if each.state in TALKING), rows[0] if rows else None)


async def call_of_case(session: AsyncSession, call_id: str, case_id: str) -> CallRow | None:
    """The call, if it is one on this case."""
    found: CallRow | None = await session.scalar(
        select(CallRow).where(CallRow.id == call_id, CallRow.case_id == case_id)
    )
    return found
