"""Carries out the effects of the rules that must not be lost, in the transaction that saves the call: one arm each."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Exists, bindparam, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from records.agents import Duty
from records.consents import write_into_ledger
from records.credentials import hashed
from records.erasing.wishes import note_forgotten
from records.jobs import enqueue_job
from records.outbox import enqueue_event
from records.recording_keys import forget_keys
from records.tables import (
    AgentRow,
    CallEntryRow,
    CallRow,
    CaseRow,
    CommitmentRow,
    LegTicketRow,
    OfferRow,
    ParticipantRow,
    RecordingRow,
    core,
)
from records.transcripts import forget_transcripts
from signaling.domain import effects as do
from signaling.domain.call import Call
from signaling.domain.errors import Refused
from signaling.protocol.words import AgentState, CallState, Decision, ErrorCode, NoTranscript, Purpose, RecordingState

_AGENTS, _OFFERS = core(AgentRow), core(OfferRow)
_NEW_ENTRY, _NEW_OFFER = insert(core(CallEntryRow)), insert(_OFFERS)
_OFFER_IS = update(_OFFERS).where(_OFFERS.c.id == bindparam("of"))
_NEXT = _AGENTS.c.version + 1
_AGENT_IS = (
    update(_AGENTS).where(_AGENTS.c.user_id == bindparam("of")).values(version=_NEXT).returning(_AGENTS.c.version)
)
_AGENT_TURNS = _AGENT_IS.where(_AGENTS.c.state == bindparam("only_from", type_=_AGENTS.c.state.type))
_AGENTS_RING = (
    update(_AGENTS)
    .where(_AGENTS.c.user_id.in_(bindparam("these", expanding=True)), _AGENTS.c.state == AgentState.AVAILABLE)
    .values(state=AgentState.RINGING, since=bindparam("now"), version=_NEXT)
    .returning(_AGENTS.c.user_id, _AGENTS.c.version)
)
TICKET_TTL = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to open one leg once; its text is told to one page after the commit and stored nowhere."""

    participant_id: str
    recording_id: str
    part_number: int
    text: str


@dataclass(slots=True)
class Carried:
    """What came of effects that lead to a secret, or may lead to nothing."""

    tickets: list[tuple[str, Ticket]] = field(default_factory=list)
    """Each with its call."""
    agents: dict[str, Duty] = field(default_factory=dict)
    """Those who do something else now, and what."""


async def carry_out(session: AsyncSession, call: Call, effect: do.Effect, *, now: datetime) -> Ticket | None:
    """Write what `effect` asks for. Raises Refused (`agent_busy`) when it is to ring at an agent who is not free."""
    carried = await carry_out_all(session, [(call, effect)], now=now)
    return carried.tickets[0][1] if carried.tickets else None


async def carry_out_all(
    session: AsyncSession, effects: Sequence[tuple[Call, do.Effect]], *, now: datetime
) -> Carried:  # fmt: skip
    """The same for many, in their order; what rings and the lines of the timelines are written in one go each."""
    carried = Carried()
    for call, effect in effects:
        await _carry_out(session, call, effect, carried, now)
    if ringing := [
        effect.user_id
        for _, effect in effects
        if isinstance(effect, do.SetAgent) and effect.state is AgentState.RINGING
    ]:
        await _ring(session, ringing, carried, now)
    if offers := [_offer(call, effect, now) for call, effect in effects if isinstance(effect, do.OpenOffer)]:
        await session.execute(_NEW_OFFER, offers)
    if entries := [_entry(call, effect, now) for call, effect in effects if isinstance(effect, do.AddEntry)]:
        await session.execute(_NEW_ENTRY, entries)
    return carried


async def _carry_out(session: AsyncSession, call: Call, effect: do.Effect, carried: Carried, now: datetime) -> None:
    match effect:
        case do.AddEntry() | do.OpenOffer() | do.SetAgent(state=AgentState.RINGING):
            pass  # together with the others'
        case do.SetAgent():
            await _set_agent(session, call, effect, carried, now)
        case do.Dismiss() | do.ShowOut():
            pass  # who is in the call, and by which page, is saved with the call
        case do.PromiseCallBack():
            session.add(_promise(call, effect, now))
            await session.flush()
        case do.CloseOffer():
            await session.execute(
                _OFFER_IS, {"of": effect.offer_id, "outcome": effect.outcome, "closed_at": now}
            )  # fmt: skip
        case do.AppendConsent() | do.ExpireConsents():
            await _write_consent(session, call, effect, now)
        case do.OpenRecording():
            session.add(_recording(call, effect, now))
            await session.flush()
        case do.SetPause() | do.AskAgain() | do.EndPicture():
            await _hold(session, effect, now)
        case do.EndRecording():
            await _end_recording(session, call, effect, now)
        case do.IssueTicket():
            carried.tickets.append((call.id, await _issue_ticket(session, effect, now)))
        case do.Publish():
            await _publish(session, call, effect, now)
        case do.StartJob():
            await enqueue_job(session, kind=effect.kind, key=call.id, payload={"call_id": call.id}, run_at=now)
            await session.flush()


def _entry(call: Call, effect: do.AddEntry, now: datetime) -> dict[str, Any]:
    return {
        "call_id": call.id, "at": now, "kind": effect.kind, "participant_id": effect.participant_id,
        "data": effect.data,
    }  # fmt: skip


async def _set_agent(session: AsyncSession, call: Call, effect: do.SetAgent, carried: Carried, now: datetime) -> None:
    values: dict[str, Any] = {"of": effect.user_id, "state": effect.state, "since": now}
    if effect.state is AgentState.AVAILABLE and not effect.keeps_turn:
        values["free_since"] = now
    change = _AGENT_IS
    if effect.only_from is not None:
        change, values["only_from"] = _AGENT_TURNS, effect.only_from
    if effect.unless_later:
        change = change.where(~_writes_up_later(call, effect.user_id))
    version = (await session.execute(change, values)).scalar_one_or_none()
    if version is not None:
        in_call = call.id if effect.state is AgentState.ON_CALL else None
        carried.agents[effect.user_id] = Duty(effect.state, in_call, version)


async def _ring(session: AsyncSession, user_ids: Sequence[str], carried: Carried, now: datetime) -> None:
    """At all of these, who are available, or at none: who is not has begun a call since somebody looked."""
    rung = (await session.execute(_AGENTS_RING, {"these": user_ids, "now": now})).all()
    if len(rung) != len(user_ids):
        raise Refused(ErrorCode.AGENT_BUSY, "This agent is not available.")
    carried.agents |= {user_id: Duty(AgentState.RINGING, None, version) for user_id, version in rung}


def _writes_up_later(call: Call, user_id: str) -> Exists:
    """Whether a call that ended after this one waits to be written up by this agent, who was in it to its end."""
    person, other = ParticipantRow, CallRow
    theirs = select(person.id).join(other, other.id == person.call_id)
    return theirs.where(
        person.user_id == user_id, person.left_at.is_(None), other.state == CallState.WRAP_UP,
        other.id != call.id, other.ended_at > call.ended_at,
    ).exists()  # fmt: skip


def _offer(call: Call, effect: do.OpenOffer, now: datetime) -> dict[str, Any]:
    return {
        "id": effect.offer_id, "call_id": call.id, "user_id": effect.user_id, "made_at": now,
        "expires_at": effect.expires_at,
    }  # fmt: skip


async def _write_consent(
    session: AsyncSession, call: Call, effect: do.AppendConsent | do.ExpireConsents, now: datetime
) -> None:
    """What is taken back takes with it what was written down of that recording; of a picture nothing is."""
    await write_into_ledger(session, call, effect, now=now)
    if isinstance(effect, do.AppendConsent) and _ends_transcript(effect):
        asked = RecordingRow.request_id == effect.request_id
        await forget_transcripts(session, asked, because=NoTranscript.NO_CONSENT, now=now)


def _ends_transcript(effect: do.AppendConsent) -> bool:
    return effect.decision is Decision.WITHDRAWN and effect.purpose is not Purpose.VIDEO


def _promise(call: Call, effect: do.PromiseCallBack, now: datetime) -> CommitmentRow:
    return CommitmentRow(
        id=effect.wish_id, case_id=call.case_id, call_id=call.id, kind="call_back", channel=effect.channel,
        contact=effect.contact, note=effect.note, starts_at=effect.starts_at, due_at=effect.ends_at,
        time_zone=effect.time_zone, created_at=now, state="open",
    )  # fmt: skip


def _recording(call: Call, effect: do.OpenRecording, now: datetime) -> RecordingRow:
    days = call.asking.retention_days if call.asking else 0
    return RecordingRow(
        id=effect.recording_id, call_id=call.id, request_id=effect.request_id, state=RecordingState.OPEN,
        opened_at=now, delete_on=now + timedelta(days=days), picture=effect.picture,
    )  # fmt: skip


async def _end_recording(session: AsyncSession, call: Call, effect: do.EndRecording, now: datetime) -> None:
    row = RecordingRow
    these = row.call_id == call.id if effect.state == "discarded" else row.id == effect.recording_id
    if effect.state == "discarded":
        await note_forgotten(session, these, by="system:consent", because=effect.because or "discarded", now=now)
        await forget_keys(session, these)
        await forget_transcripts(session, these, because=NoTranscript.NO_CONSENT, now=now)
    await session.execute(
        update(row)
        .where(these)
        .values(state=RecordingState(effect.state), stopped_at=func.coalesce(row.stopped_at, now),
                stopped_because=effect.because)
    )  # fmt: skip


async def _hold(session: AsyncSession, effect: do.SetPause | do.AskAgain | do.EndPicture, now: datetime) -> None:
    """What keeps an open recording from being written for now, or its picture for good."""
    match effect:
        case do.AskAgain():
            await _ask_again(session, effect, now)
        case do.SetPause():
            await _set_pause(session, effect)
        case do.EndPicture():
            row = RecordingRow
            await session.execute(update(row).where(row.id == effect.recording_id).values(picture_ended_at=now))


async def _set_pause(session: AsyncSession, effect: do.SetPause) -> None:
    row, pause = RecordingRow, effect.pause
    await session.execute(
        update(row)
        .where(row.id == effect.recording_id)
        .values(paused_at=pause.since if pause else None, paused_by=pause.by if pause else None,
                holds=_one_more(row.paused_at) if pause else row.holds,
                resume_seen_by=list(pause.seen_by) if pause and pause.seen_by is not None else None)
    )  # fmt: skip


async def _ask_again(session: AsyncSession, effect: do.AskAgain, now: datetime) -> None:
    """Tickets from before are void, used or not: with the last yes everybody's page gets another one, and none that
    somebody has left may take its place then.
    """
    row, ticket = RecordingRow, LegTicketRow
    if effect.who:
        of_before = update(ticket).where(ticket.recording_id == effect.recording_id)
        await session.execute(of_before.values(expires_at=now - TICKET_TTL))
    await session.execute(
        update(row)
        .where(row.id == effect.recording_id)
        .values(asked_again_at=now if effect.who else None, asked_again=list(effect.who),
                holds=_one_more(row.asked_again_at) if effect.who else row.holds)
    )  # fmt: skip


def _one_more(since: InstrumentedAttribute[datetime | None]) -> ColumnElement[int]:
    """Of the holds, where this one was not there before."""
    return RecordingRow.holds + case((since.is_(None), 1), else_=0)


async def _issue_ticket(session: AsyncSession, effect: do.IssueTicket, now: datetime) -> Ticket:
    row = LegTicketRow
    issued = await session.scalar(
        select(func.count())
        .select_from(row)
        .where(row.recording_id == effect.recording_id, row.participant_id == effect.participant_id)
    )
    number, text = (issued or 0) + 1, secrets.token_urlsafe(32)
    session.add(
        LegTicketRow(
            sha256=hashed(text), recording_id=effect.recording_id, participant_id=effect.participant_id,
            part_number=number, expires_at=now + TICKET_TTL,
        )
    )  # fmt: skip
    await session.flush()
    return Ticket(effect.participant_id, effect.recording_id, number, text)


async def _publish(session: AsyncSession, call: Call, effect: do.Publish, now: datetime) -> None:
    reference = await session.scalar(select(CaseRow.reference).where(CaseRow.id == call.case_id))
    await enqueue_event(
        session,
        type=effect.type,
        key=call.id,
        payload={"type": effect.type, "timestamp": now.isoformat(), "data": _facts(call, reference)},
        now=now,
    )


def _facts(call: Call, reference: str | None) -> dict[str, Any]:
    """What an integrator is told of a call: no names, no words, no secrets."""
    talked = (call.ended_at - call.active_since).total_seconds() if call.ended_at and call.active_since else None
    return {
        "call_id": call.id,
        "case_reference": reference,
        "mode": call.mode,
        "state": call.state,
        "reason": call.reason,
        "created_at": call.created_at.isoformat(),
        "active_since": call.active_since.isoformat() if call.active_since else None,
        "ended_at": call.ended_at.isoformat() if call.ended_at else None,
        "talk_seconds": talked,
    }
