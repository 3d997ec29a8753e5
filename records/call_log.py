"""The call log as supervisors, agents and integrators read it. Reads only; the models are in `records.call_record`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.call_record import (
    CallLine,
    CallList,
    CallRecord,
    ConnectionTestRecord,
    ConsentRecord,
    EditRecord,
    EntryRecord,
    MessageRecord,
    PartRecord,
    PersonRecord,
    RecordingRecord,
    StepsRecord,
    SummaryOnRecord,
)
from records.connection_tests import list_connection_tests
from records.consents import first_broken, list_consents
from records.participants import last_agent_first
from records.quality import read_quality
from records.recording_files import list_files
from records.steps import list_steps
from records.tables import (
    CallEntryRow,
    CallRow,
    CaseRow,
    MessageRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    SummaryEditRow,
    SummaryRow,
    UserRow,
)
from signaling.protocol.words import EndReason, PartState, RecordingState, Role

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """What narrows the log; everything together must hold. `to` is excluded."""

    since: datetime | None = None
    until: datetime | None = None
    agent: str | None = None
    """Part of the agent's name or address, or the user's id."""
    user_id: str | None = None
    """Only calls this user was in."""
    case: str | None = None
    outcome: str | None = None
    """The reason of the end, or the agent's word at wrap-up."""
    recorded: bool | None = None


async def list_calls(session: AsyncSession, wanted: CallFilter, *, limit: int, offset: int) -> CallList:
    """One page of what `wanted` leaves, newest first."""
    conditions = _conditions(wanted)
    counted = select(func.count()).select_from(CallRow).join(CaseRow, CaseRow.id == CallRow.case_id)
    total = await session.scalar(counted.where(*conditions))
    newest = _lines().where(*conditions).order_by(CallRow.created_at.desc(), CallRow.id)
    rows = await session.execute(newest.limit(limit).offset(offset))
    lines = tuple(CallLine.model_validate(_line(*row)) for row in rows)
    return CallList(calls=lines, total=total or 0, limit=limit, offset=offset)


async def read_call(session: AsyncSession, call_id: str) -> CallRecord | None:
    """One call with all that is remembered of it."""
    found = (await session.execute(_lines().where(CallRow.id == call_id))).one_or_none()
    if found is None:
        return None
    call: CallRow = found[0]
    consents = await list_consents(session, call_id)
    waited = (call.active_since - call.waiting_since) if call.active_since and call.waiting_since else None
    return CallRecord(
        **_line(*found),
        notes=call.notes,
        wait_seconds=waited.total_seconds() if waited else None,
        participants=_all(PersonRecord, await _of_call(session, ParticipantRow, call_id, ParticipantRow.role)),
        timeline=_all(EntryRecord, await _of_call(session, CallEntryRow, call_id, CallEntryRow.id)),
        messages=_all(MessageRecord, await _of_call(session, MessageRow, call_id, MessageRow.at)),
        consents=_all(ConsentRecord, consents),
        consents_whole=first_broken(consents) is None,
        parts=_all(PartRecord, await list_parts(session, call_id)),
        recordings=_all(RecordingRecord, await list_files(session, call_id)),
        steps=_all(StepsRecord, await list_steps(session, call_id)),
        quality=await read_quality(session, call_id),
        connection_tests=_all(ConnectionTestRecord, await list_connection_tests(session, call_id)),
        summary=await _summary(session, call_id),
    )


async def list_parts(session: AsyncSession, call_id: str) -> Sequence[PartRow]:
    """Every part of this call's recordings, discarded ones too, in order."""
    rows = await session.scalars(
        select(PartRow)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .where(RecordingRow.call_id == call_id)
        .order_by(RecordingRow.opened_at, PartRow.participant_id, PartRow.number)
    )
    return rows.all()


async def find_playable_part(session: AsyncSession, call_id: str, part_id: str) -> PartRow | None:
    """This part of this call, if it has not been discarded."""
    part: PartRow | None = await session.scalar(
        select(PartRow)
        .join(RecordingRow, RecordingRow.id == PartRow.recording_id)
        .where(PartRow.id == part_id, RecordingRow.call_id == call_id, *_kept())
    )
    return part


async def was_in_call(session: AsyncSession, call_id: str, user_id: str) -> bool:
    """Whether this user is, or was, in this call."""
    row = ParticipantRow
    return bool(await session.scalar(select(exists().where(row.call_id == call_id, row.user_id == user_id))))


def names_in_call() -> tuple[Any, Any]:
    """The customer's and the agent's name, as columns of a statement over calls."""
    return _name_of(Role.CUSTOMER), _name_of(Role.AGENT)


def _kept() -> tuple[ColumnElement[bool], ...]:
    return (
        RecordingRow.state != RecordingState.DISCARDED,
        PartRow.state != PartState.DISCARDED,
        PartRow.bytes_written > 0,
    )


def _recorded() -> ColumnElement[bool]:
    joined = PartRow.recording_id == RecordingRow.id
    return exists().where(RecordingRow.call_id == CallRow.id, joined, *_kept())


def _name_of(role: Role) -> Any:  # noqa: ANN401 (a scalar subquery)
    """Of agents, the one who has the call or had it last: what is left to do about it is theirs."""
    row = ParticipantRow
    these = select(row.name).where(row.call_id == CallRow.id, row.role == role)
    return these.order_by(*last_agent_first()).limit(1).scalar_subquery()


def _lines() -> Select[Any]:
    return select(
        CallRow, CaseRow.reference, _name_of(Role.CUSTOMER), _name_of(Role.AGENT), _recorded().label("recorded")
    ).join(CaseRow, CaseRow.id == CallRow.case_id)


def _line(call: CallRow, reference: str, customer: str | None, agent: str | None, recorded: bool) -> dict[str, Any]:
    talked = call.ended_at - call.active_since if call.ended_at and call.active_since else None
    return {
        "id": call.id,
        "case_reference": reference,
        "customer_name": customer or "",
        "agent_name": agent,
        "mode": call.mode,
        "state": call.state,
        "reason": call.reason,
        "created_at": call.created_at,
        "active_since": call.active_since,
        "ended_at": call.ended_at,
        "talk_seconds": talked.total_seconds() if talked else None,
        "outcome": call.outcome,
        "recorded": bool(recorded),
    }


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(CallRow.created_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(CallRow.created_at < wanted.until)
    if wanted.case is not None:
        conditions.append(CaseRow.reference == wanted.case)
    if wanted.outcome is not None:
        conditions.append(or_(CallRow.outcome == wanted.outcome, CallRow.reason.in_(_reasons(wanted.outcome))))
    if wanted.recorded is not None:
        conditions.append(_recorded() if wanted.recorded else ~_recorded())
    if wanted.user_id is not None:
        conditions.append(_with_user(ParticipantRow.user_id == wanted.user_id))
    if wanted.agent is not None:
        named = (column.icontains(wanted.agent, autoescape=True) for column in (UserRow.name, UserRow.email))
        conditions.append(_with_user(or_(UserRow.id == wanted.agent, *named)))
    return conditions


def _reasons(outcome: str) -> list[EndReason]:
    return [reason for reason in EndReason if reason == outcome]


def _with_user(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    row = ParticipantRow
    return exists().where(row.call_id == CallRow.id, row.user_id == UserRow.id, condition)


async def _of_call(session: AsyncSession, row: Any, call_id: str, order: Any) -> Sequence[Any]:  # noqa: ANN401
    return (await session.scalars(select(row).where(row.call_id == call_id).order_by(order))).all()


def _all(model: type[M], rows: Sequence[Any]) -> tuple[M, ...]:
    return tuple(model.model_validate(row) for row in rows)


async def _summary(session: AsyncSession, call_id: str) -> SummaryOnRecord | None:
    row = await session.get(SummaryRow, call_id)
    if row is None:
        return None
    edits = _all(EditRecord, await _of_call(session, SummaryEditRow, call_id, SummaryEditRow.version))
    return SummaryOnRecord.model_validate(row).model_copy(update={"edits": edits})
