"""A call as its pages are shown it. The only place that decides what a customer sees of a case."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import AgentRow, CallRow, CaseRow, PartRow, RecordingRow, UserRow
from signaling.domain.call import Asking, Call, Participant
from signaling.domain.matching import WaitingCall, place, speaks
from signaling.protocol.snapshot import (
    CallSnapshot,
    CaseGlimpse,
    ConsentAnswer,
    ParticipantView,
    QueueView,
    RecordingView,
)
from signaling.protocol.words import AgentState, CallMode, CallState, PartState, RecordingState

_ON_DUTY = (AgentState.AVAILABLE, AgentState.RINGING, AgentState.ON_CALL, AgentState.WRAP_UP)
_QUEUED = (CallState.WAITING, CallState.OFFERED)


async def snapshot(
    session: AsyncSession, call: Call, *, now: datetime, stalled: Collection[str] = ()
) -> CallSnapshot:  # fmt: skip
    """Everything both sides may see of this call, in the wire's shape. `stalled` parts do not count as written."""
    return CallSnapshot(
        id=call.id, version=call.version, mode=call.mode, state=call.state, reason=call.reason,
        case=await glimpse(session, call.case_id), participants=tuple(_view(person) for person in call.participants),
        recording=await _recording(session, call.asking, stalled) if call.asking else None,
        queue=await _queue(session, call) if call.mode is CallMode.QUEUE and call.state in _QUEUED else None,
        created_at=call.created_at, deadline_at=call.deadline_at, active_since=call.active_since,
        ended_at=call.ended_at, server_time=now,
    )  # fmt: skip


async def glimpse(session: AsyncSession, case_id: str) -> CaseGlimpse:
    """As much of a case as its customer may see before anybody has checked who they are."""
    case = await session.get_one(CaseRow, case_id)
    tail = case.tracking_number[-4:] if case.tracking_number else None
    return CaseGlimpse(reference=case.reference, title=case.title, carrier=case.carrier, tracking_tail=tail)


def _view(person: Participant) -> ParticipantView:
    return ParticipantView(
        id=person.id, role=person.role, name=person.name, language=person.language, page_id=person.page_id,
        ready=person.ready, audio=person.audio, video=person.video, away_since=person.away_since,
    )  # fmt: skip


async def _recording(session: AsyncSession, asking: Asking, stalled: Collection[str]) -> RecordingView:
    return RecordingView(
        id=asking.recording_id, request_id=asking.request_id, state=asking.state, purposes=asking.purposes,
        retention_days=asking.retention_days,
        answers=tuple(
            ConsentAnswer(participant_id=a.participant_id, purpose=a.purpose, decision=a.decision)
            for a in asking.answers
        ),
        writing=asking.state == "open" and await _being_written(session, asking, stalled),
    )  # fmt: skip


async def _being_written(session: AsyncSession, asking: Asking, stalled: Collection[str]) -> bool:
    """What the writer reports: a growing part of everybody who consented, in a recording that is open."""
    if asking.recording_id is None:
        return False
    part = PartRow
    growing = await session.scalar(
        select(func.count(part.participant_id.distinct()))
        .join(RecordingRow, RecordingRow.id == part.recording_id)
        .where(part.recording_id == asking.recording_id, part.state == PartState.WRITING, part.bytes_written > 0)
        .where(RecordingRow.state == RecordingState.OPEN, part.id.not_in(stalled))
    )
    return (growing or 0) >= len({answer.participant_id for answer in asking.answers})


async def _queue(session: AsyncSession, call: Call) -> QueueView | None:
    if call.waiting_since is None:
        return None
    row = CallRow
    waiting = await session.execute(
        select(row.id, row.language, row.priority, row.waiting_since)
        .where(row.mode == CallMode.QUEUE, row.state.in_(_QUEUED), row.waiting_since.is_not(None))
    )  # fmt: skip
    order = sorted((WaitingCall(*values) for values in waiting), key=place)  # type: ignore[arg-type]
    position = next((n for n, other in enumerate(order, start=1) if other.call_id == call.id), 1)
    on_duty = await session.scalars(
        select(UserRow.languages).join(AgentRow, AgentRow.user_id == UserRow.id).where(AgentRow.state.in_(_ON_DUTY))
    )
    could_serve = sum(speaks(languages, call.language) for languages in on_duty)
    return QueueView(position=position, waiting_since=call.waiting_since, agents_on_duty=could_serve)
