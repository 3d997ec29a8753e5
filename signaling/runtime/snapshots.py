"""A call as its pages are shown it. The only place that decides what a customer sees of a case."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from records.calls import Matter
from records.tables import CaseRow, CommitmentRow, PartRow, RecordingRow
from signaling.domain.call import Asking, Call, Participant
from signaling.protocol.snapshot import (
    CallBackView,
    CallSnapshot,
    CaseGlimpse,
    ConsentAnswer,
    ParticipantView,
    PauseView,
    QueueView,
    RecordingRule,
    RecordingView,
)
from signaling.protocol.words import EndReason, PartState, RecordingState


async def snapshot(
    session: AsyncSession,
    call: Call,
    case: CaseGlimpse,
    *,
    now: datetime,
    queue: QueueView | None,
    stalled: Collection[str] = (),
) -> CallSnapshot:
    """Everything both sides may see of this call, in the wire's shape. `stalled` parts do not count as written."""
    return CallSnapshot(
        id=call.id, version=call.version, mode=call.mode, state=call.state, reason=call.reason,
        case=case, participants=tuple(_view(person) for person in call.participants),
        recording_rule=RecordingRule(when=call.policy.when, on_failure=call.policy.on_failure),
        recording=await _recording(session, call.asking, stalled) if call.asking else None,
        queue=queue, call_back=await _call_back(session, call) if call.reason is EndReason.CALL_BACK else None,
        created_at=call.created_at, deadline_at=call.deadline_at, active_since=call.active_since,
        ended_at=call.ended_at, server_time=now,
    )  # fmt: skip


async def glimpse(session: AsyncSession, case_id: str) -> CaseGlimpse:
    """As much of a case as its customer may see before anybody has checked who they are."""
    case = await session.get_one(CaseRow, case_id)
    return _glimpse(case.reference, case.title, case.carrier, case.tracking_number)


def glimpse_of(matter: Matter) -> CaseGlimpse:
    """The same, of what was loaded with the call."""
    return _glimpse(matter.reference, matter.title, matter.carrier, matter.tracking_number)


def _glimpse(reference: str, title: str, carrier: str | None, tracking_number: str | None) -> CaseGlimpse:
    tail = tracking_number[-4:] if tracking_number else None
    return CaseGlimpse(reference=reference, title=title, carrier=carrier, tracking_tail=tail)


def _view(person: Participant) -> ParticipantView:
    return ParticipantView(
        id=person.id, role=person.role, name=person.name, language=person.language, page_id=person.page_id,
        ready=person.ready, audio=person.audio, video=person.video, screen=person.screen,
        away_since=person.away_since, returning=person.returning,
    )  # fmt: skip


async def _recording(session: AsyncSession, asking: Asking, stalled: Collection[str]) -> RecordingView:
    return RecordingView(
        id=asking.recording_id, request_id=asking.request_id, state=asking.state, purposes=asking.purposes,
        retention_days=asking.retention_days,
        answers=tuple(
            ConsentAnswer(participant_id=a.participant_id, purpose=a.purpose, decision=a.decision)
            for a in asking.answers
        ),
        pause=_pause(asking), kept=asking.before is not None,
        asked_again=asking.asked_again if asking.state == "open" else (), why=asking.why,
        writing=_may_be_written(asking) and await _being_written(session, asking, stalled),
        picture=asking.picture,
    )  # fmt: skip


def _pause(asking: Asking) -> PauseView | None:
    pause = asking.pause if asking.state == "open" else None
    return PauseView(by=pause.by, since=pause.since, seen_by=pause.seen_by) if pause else None


def _may_be_written(asking: Asking) -> bool:
    return asking.state == "open" and asking.pause is None and not asking.asked_again


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


async def _call_back(session: AsyncSession, call: Call) -> CallBackView | None:
    row = CommitmentRow
    wished = await session.scalar(select(row).where(row.call_id == call.id, row.kind == "call_back").limit(1))
    if wished is None or wished.channel is None:
        return None
    return CallBackView(
        channel=wished.channel, starts_at=wished.starts_at, ends_at=wished.due_at, time_zone=wished.time_zone
    )
