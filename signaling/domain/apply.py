"""`apply(call, event)`: the one way a call changes. Pure: no clock, no I/O, no randomness; the law is `transitions`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from signaling.domain import consent, devices, endings, pausing, requirement
from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import BEFORE_TALK, Call, Limits, Participant
from signaling.domain.effects import Outcome
from signaling.domain.endings import interrupted, offer_withdrawn, without_agent
from signaling.domain.errors import NotInThisState, Refused
from signaling.domain.transitions import TRANSITIONS
from signaling.protocol.words import AgentState, CallMode, CallState, ErrorCode, Role


def apply(call: Call, event: e.Event, *, now: datetime, limits: Limits) -> Outcome:
    """What `event` makes of `call`, and what is to be done about it.

    Raises NotInThisState when the table has no such pair, Refused when the event does not fit this call
    (an offer that is gone, a stranger, an answer to another question). An event that is old news gives the
    same call back with no effects.
    """
    targets = TRANSITIONS[type(event)].get(call.state)
    if targets is None:
        raise NotInThisState(call.state, type(event).__name__)
    changed, effects = consent.newcomers_ask_anew(call, _STEPS[type(event)](call, event, now))
    if changed.state not in targets:
        raise AssertionError(f"{type(event).__name__} led from {call.state} to {changed.state}, against the table")
    if changed == call:
        return call, effects
    return replace(changed, deadline_at=_deadline(call, changed, now, limits)), effects


def _arrived(call: Call, event: e.ParticipantArrived, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    if person.page_id == event.page_id:
        return call, ()
    if any(other.page_id == event.page_id for other in call.participants):  # it would speak, and be spoken to, as them
        raise Refused(ErrorCode.FORBIDDEN, "That page is somebody else's.")
    back = replace(person, page_id=event.page_id, away_since=None, screen=False)
    changed, recording = consent.came_back(call.with_participant(back), back)
    return _connecting_if_both_clicked(changed), (do.AddEntry("arrived", person.id), *recording)


def _left(call: Call, event: e.ParticipantLeft, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    if person.page_id != event.page_id:
        return call, ()
    changed = call.with_participant(replace(person, page_id=None, away_since=now))
    entry = do.AddEntry("left", person.id)
    if call.state is CallState.ACTIVE:
        changed = interrupted(changed)
    if call.offer_id is not None and person.role is Role.CUSTOMER:  # ring at nobody for an empty chair
        waiting = replace(changed, state=CallState.WAITING, offer_id=None, offered_to=None)
        return waiting, (entry, *offer_withdrawn(call))
    return changed, (entry,)


def _ready(call: Call, event: e.ParticipantReady, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    effects = () if person.ready else (do.AddEntry("ready", person.id),)
    shown = replace(
        person, ready=True, ready_on=person.page_id, audio=event.audio, video=event.video, screen=event.screen
    )  # fmt: skip
    changed = call.with_participant(shown)
    if call.state is CallState.CREATED and person.role is Role.CUSTOMER:
        changed = replace(changed, state=CallState.WAITING, waiting_since=call.waiting_since or now)
    return _connecting_if_both_clicked(changed), effects


def _connecting_if_both_clicked(call: Call) -> Call:
    """An agent who clicked and closed the page is waited for: an invited call belongs to its agent."""
    both = call.agent is not None and call.agent.ready and call.customer.ready
    here = all(person.away_since is None for person in call.participants)
    if call.state is CallState.WAITING and call.mode is CallMode.INVITE and both and here:
        return replace(call, state=CallState.CONNECTING)
    return call


def _media(call: Call, event: e.MediaChanged, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    shown = replace(person, audio=event.audio, video=event.video, screen=event.screen)
    return call.with_participant(shown), ()


def _language(call: Call, event: e.LanguageChanged, now: datetime) -> Outcome:
    return call.with_participant(replace(call.participant(event.participant_id), language=event.language)), ()


def _agent_joined(call: Call, event: e.AgentJoined, now: datetime) -> Outcome:
    if call.mode is not CallMode.INVITE or call.agent is not None:
        raise Refused(ErrorCode.FORBIDDEN, "This call has its agent.")
    return _with_agent(call, event.agent), (do.AddEntry("agent_joined", event.agent.id), *_busy(event.agent.user_id))


def _agent_replaced(call: Call, event: e.AgentReplaced, now: datetime) -> Outcome:
    """Only what belongs to somebody, or to whoever opens it: the queue gives its calls out by itself."""
    before = call.agent
    if before is None and call.mode is not CallMode.INVITE:
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "This call is in the queue.")
    if before is not None and before.user_id == event.agent.user_id:
        return call, ()
    away = before is not None and before.page_id is None  # ring at no empty chair
    free, effects = without_agent(call, AgentState.MISSED if away else AgentState.AVAILABLE, "agent replaced")
    changed = replace(_with_agent(free, event.agent), mode=CallMode.INVITE)
    if call.state is CallState.INTERRUPTED:
        changed = replace(changed, state=CallState.WAITING, requeued_at=now)
    entry = do.AddEntry("agent_replaced", event.agent.id, {"by": event.by_user_id})
    return changed, (entry, *effects, *_busy(event.agent.user_id))


def _with_agent(call: Call, agent: Participant) -> Call:
    return replace(call, participants=(*call.participants, agent))


def _busy(user_id: str | None) -> tuple[do.Effect, ...]:
    return () if user_id is None else (do.SetAgent(user_id, AgentState.ON_CALL),)


def _offered(call: Call, event: e.Offered, now: datetime) -> Outcome:
    if call.mode is not CallMode.QUEUE or call.agent is not None:
        raise Refused(ErrorCode.FORBIDDEN, "This call is not in the queue.")
    changed = replace(call, state=CallState.OFFERED, offer_id=event.offer_id, offered_to=event.user_id)
    return changed, (
        do.SetAgent(event.user_id, AgentState.RINGING, only_from=AgentState.AVAILABLE),
        do.OpenOffer(event.offer_id, event.user_id, event.expires_at),
        do.AddEntry("offered", data={"user_id": event.user_id}),
    )


def _accepted(call: Call, event: e.OfferAccepted, now: datetime) -> Outcome:
    if event.offer_id != call.offer_id or event.agent.user_id != call.offered_to or call.offered_to is None:
        raise Refused(ErrorCode.OFFER_GONE, "This offer is gone.")
    changed = replace(_with_agent(call, event.agent), state=CallState.CONNECTING, offer_id=None, offered_to=None)
    return changed, (
        do.CloseOffer(event.offer_id, call.offered_to, "accepted"),
        *_busy(call.offered_to),
        do.AddEntry("accepted", event.agent.id),
    )


def _offer_closed(call: Call, event: e.OfferClosed, now: datetime) -> Outcome:
    if event.offer_id != call.offer_id or call.offered_to is None:
        raise Refused(ErrorCode.OFFER_GONE, "This offer is gone.")
    changed = replace(call, state=CallState.WAITING, offer_id=None, offered_to=None)
    after = AgentState.MISSED if event.outcome == "expired" else AgentState.AVAILABLE
    return changed, (
        do.CloseOffer(event.offer_id, call.offered_to, event.outcome),
        do.SetAgent(call.offered_to, after, only_from=AgentState.RINGING, keeps_turn=event.outcome == "withdrawn"),
        do.AddEntry(f"offer_{event.outcome}", data={"user_id": call.offered_to}),
    )


def _talk_connected(call: Call, event: e.TalkConnected, now: datetime) -> Outcome:
    call.participant(event.participant_id)
    if call.state is CallState.ACTIVE:
        return call, ()
    if call.anybody_away:
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "Somebody of this call is away.")
    changed = replace(call, state=CallState.ACTIVE, active_since=call.active_since or now)
    if call.active_since is None:
        return changed, (do.AddEntry("connected"), do.Publish("call.started"))
    return changed, (do.AddEntry("reconnected"),)


def _deadline(before: Call, after: Call, now: datetime, limits: Limits) -> datetime | None:
    """When the state `after` ends by itself, or None when only people can end it."""
    away = [person.away_since for person in after.participants if person.away_since is not None]
    if after.state is CallState.CREATED:
        return after.link_expires_at
    if after.state in BEFORE_TALK:
        gone = after.customer.away_since
        return gone + limits.return_grace if gone else (after.queued_since or now) + limits.queue_timeout
    if after.state is CallState.ACTIVE:
        return _answers_within(before, after, now, limits)
    if after.state not in (CallState.CONNECTING, CallState.INTERRUPTED):
        return None
    if away or after.state is CallState.INTERRUPTED:
        return min(away) + limits.return_grace if away else None
    fresh = before.state is not CallState.CONNECTING or before.anybody_away
    return now + limits.connect_timeout if fresh else before.deadline_at


def _answers_within(before: Call, after: Call, now: datetime, limits: Limits) -> datetime | None:
    """A talk has no end by itself, unless it waits for answers that it requires."""
    if not requirement.waits_for_answers(after):
        return None
    waited = before.state is CallState.ACTIVE and requirement.waits_for_answers(before)
    return before.deadline_at if waited else now + limits.consent_timeout


_STEPS: dict[type[e.Event], Callable[[Call, Any, datetime], Outcome]] = {
    e.ParticipantArrived: _arrived,
    e.ParticipantLeft: _left,
    e.ParticipantReady: _ready,
    e.MediaChanged: _media,
    e.LanguageChanged: _language,
    e.AgentJoined: _agent_joined,
    e.Offered: _offered,
    e.OfferAccepted: _accepted,
    e.OfferClosed: _offer_closed,
    e.AgentReplaced: _agent_replaced,
    e.LinkRenewed: devices.link_renewed,
    e.DeviceChanged: devices.device_changed,
    e.CallBackWished: endings.call_back_wished,
    e.TalkConnected: _talk_connected,
    e.HungUp: endings.hung_up,
    e.DeadlinePassed: requirement.deadline_passed,
    e.ConsentRequested: consent.requested,
    e.ConsentAnswered: requirement.answered,
    e.ConsentWithdrawn: requirement.withdrawn,
    e.RecordingFailed: requirement.failed,
    e.RecordingPaused: pausing.paused,
    e.RecordingResumed: pausing.resumed,
    e.ResumeSeen: pausing.seen,
    e.LegLost: consent.leg_lost,
    e.SummaryApproved: endings.approved,
}
