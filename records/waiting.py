"""Who waits at this moment, as agents see it: each customer in line, whoever has waited longest on top. Reads only."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AgentRow, CallRow, CaseRow, ParticipantRow
from signaling.protocol.words import AgentState, CallMode, CallState, Role

_IN_LINE = (CallState.WAITING, CallState.OFFERED)


class WaitingLine(BaseModel):
    """One customer of the queue whose page is open."""

    model_config = ConfigDict(frozen=True)
    call_id: str
    case_reference: str
    customer_name: str
    language: str
    reason: str | None = Field(description="why a person was asked for")
    skills: tuple[str, ...] = Field(description="what the agent has to know beside the language")
    priority: int = Field(description="as it was asked for, 0 to 9")
    interrupted: bool = Field(description="they were talking to an agent who was lost")
    ringing: bool = Field(description="it rings at somebody now")
    waiting_since: datetime


class OwnDuty(BaseModel):
    """What the agent who asks is doing, and since when; `offline` for a supervisor."""

    model_config = ConfigDict(frozen=True)
    state: AgentState
    since: datetime | None


class WaitingList(BaseModel):
    """Those who wait, at most `limit`, and how many there are in all."""

    model_config = ConfigDict(frozen=True)
    waiting: tuple[WaitingLine, ...]
    total: int
    longest_since: datetime | None = Field(description="since when the one waits who has waited longest")
    own: OwnDuty


async def list_waiting(session: AsyncSession, *, user_id: str | None, limit: int) -> WaitingList:
    """The line as it stands; `user_id` is the agent who asks."""
    call, person = CallRow, ParticipantRow
    since = func.coalesce(call.requeued_at, call.waiting_since, type_=call.created_at.type)
    here = (
        call.mode == CallMode.QUEUE, call.state.in_(_IN_LINE), person.role == Role.CUSTOMER,
        person.page_id.is_not(None), since.is_not(None),
    )  # fmt: skip
    lines = (
        select(call, CaseRow.reference, person.name, since)
        .join(person, person.call_id == call.id)
        .join(CaseRow, CaseRow.id == call.case_id)
        .where(*here)
    )
    totals = (
        select(func.count(), func.min(since)).select_from(call).join(person, person.call_id == call.id).where(*here)
    )
    total, longest = (await session.execute(totals)).one()
    found = [
        _line(row, reference, name, began)
        for row, reference, name, began in await session.execute(lines.order_by(since).limit(limit))
    ]
    return WaitingList(
        waiting=tuple(found), total=total, longest_since=longest, own=await _own(session, user_id)
    )  # fmt: skip


async def _own(session: AsyncSession, user_id: str | None) -> OwnDuty:
    row = await session.get(AgentRow, user_id) if user_id else None
    return OwnDuty(state=row.state if row else AgentState.OFFLINE, since=row.since if row else None)


def _line(call: CallRow, reference: str, name: str, since: datetime) -> WaitingLine:
    return WaitingLine(
        call_id=call.id, case_reference=reference, customer_name=name, language=call.language,
        reason=call.asked_because, skills=tuple(call.skills), waiting_since=since,
        priority=call.priority, interrupted=call.requeued_at is not None,
        ringing=call.state is CallState.OFFERED,
    )  # fmt: skip
