"""`apply(call, event)`: the one way a call changes. Pure: no clock, no I/O, no randomness; the law is `transitions`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from signaling.domain import consent
from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import BEFORE_TALK, LIVE, Call, Limits, Participant
from signaling.domain.effects import Outcome
from signaling.domain.errors import NotInThisState, Refused
from signaling.domain.transitions import TRANSITIONS
from signaling.protocol.words import AgentState, CallMode, CallState, EndReason, ErrorCode, Role


def apply(call: Call, event: e.Event, *, now: datetime, limits: Limits) -> Outcome:
    """What `event` makes of `call`, and what is to be done about it.

    Raises NotInThisState when the table has no such pair, Refused when the event does not fit this call
    (an offer that is gone, a stranger, an answer to another question). An event that is old news gives the
    same call back with no effects.
    """
    targets = TRANSITIONS[type(event)].get(call.state)
    if targets is None:
        raise NotInThisState(call.state, type(event).__name__)
    changed, effects = _STEPS[type(event)](call, event, now)
    if changed.state not in targets:
        raise AssertionError(f"{type(event).__name__} led from {call.state} to {changed.state}, against the table")
    if changed == call:
        return call, effects
    return replace(changed, deadline_at=_deadline(call, changed, now, limits)), effects


def _arrived(call: Call, event: e.ParticipantArrived, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    if person.page_id == event.page_id:
        return call, ()
    back = replace(person, page_id=event.page_id, away_since=None)
    effects: list[do.Effect] = [do.AddEntry("arrived", person.id)]
    if call.asking is not None and call.asking.state == "open" and call.asking.recording_id is not None:
        effects.append(do.IssueTicket(call.asking.recording_id, person.id))
    return call.with_participant(back), tuple(effects)


def _left(call: Call, event: e.ParticipantLeft, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    if person.page_id != event.page_id:
        return call, ()
    changed = call.with_participant(replace(person, page_id=None, away_since=now))
    if call.state is CallState.ACTIVE:
        changed = _interrupted(changed)
    return changed, (do.AddEntry("left", person.id),)


def _interrupted(call: Call) -> Call:
    return replace(call, state=CallState.INTERRUPTED)


def _ready(call: Call, event: e.ParticipantReady, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    effects = () if person.ready else (do.AddEntry("ready", person.id),)
    changed = call.with_participant(replace(person, ready=True, audio=event.audio, video=event.video))
    if call.state is CallState.CREATED and person.role is Role.CUSTOMER:
        changed = replace(changed, state=CallState.WAITING, waiting_since=now)
    return _connecting_if_both_clicked(changed), effects


def _connecting_if_both_clicked(call: Call) -> Call:
    both = call.agent is not None and call.agent.ready and call.customer.ready
    if call.state is CallState.WAITING and call.mode is CallMode.INVITE and both:
        return replace(call, state=CallState.CONNECTING)
    return call


def _media(call: Call, event: e.MediaChanged, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    return call.with_participant(replace(person, audio=event.audio, video=event.video)), ()


def _language(call: Call, event: e.LanguageChanged, now: datetime) -> Outcome:
    return call.with_participant(replace(call.participant(event.participant_id), language=event.language)), ()


def _agent_joined(call: Call, event: e.AgentJoined, now: datetime) -> Outcome:
    if call.mode is not CallMode.INVITE or call.agent is not None:
        raise Refused(ErrorCode.FORBIDDEN, "This call has its agent.")
    return _with_agent(call, event.agent), (do.AddEntry("agent_joined", event.agent.id), *_busy(event.agent.user_id))


def _with_agent(call: Call, agent: Participant) -> Call:
    return replace(call, participants=(*call.participants, agent))


def _busy(user_id: str | None) -> tuple[do.Effect, ...]:
    return () if user_id is None else (do.SetAgent(user_id, AgentState.ON_CALL),)


def _offered(call: Call, event: e.Offered, now: datetime) -> Outcome:
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
        do.SetAgent(call.offered_to, after, only_from=AgentState.RINGING),
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


def _hung_up(call: Call, event: e.HungUp, now: datetime) -> Outcome:
    person = call.participant(event.participant_id)
    entry = do.AddEntry("hung_up", person.id)
    if call.active_since is not None:
        return _end(call, EndReason.COMPLETED, now, entry)
    if person.role is Role.CUSTOMER:
        return _end(call, EndReason.ABANDONED if person.ready else EndReason.DECLINED, now, entry)
    return _end(call, EndReason.DECLINED if call.customer.ready else EndReason.MISSED, now, entry)


def _deadline_passed(call: Call, event: e.DeadlinePassed, now: datetime) -> Outcome:
    if call.state not in LIVE or call.deadline_at is None or now < call.deadline_at:
        return call, ()
    if call.state is CallState.CREATED:
        return _end(call, EndReason.EXPIRED, now, do.AddEntry("expired"))
    if call.state in BEFORE_TALK:
        away = call.customer.page_id is None
        return _end(call, EndReason.ABANDONED if away else EndReason.MISSED, now, do.AddEntry("gave_up"))
    if call.anybody_away:
        return _end(call, EndReason.LOST, now, do.AddEntry("lost"))
    return _interrupted(call), (do.AddEntry("talk_failed"),)


def _end(call: Call, reason: EndReason, now: datetime, entry: do.AddEntry) -> Outcome:
    """The talk is over: to wrap-up if there was one, closed otherwise. Everything that was open is closed with it."""
    talked = call.state not in BEFORE_TALK
    state = CallState.WRAP_UP if talked else CallState.CLOSED
    effects: list[do.Effect] = [entry]
    if call.offer_id is not None and call.offered_to is not None:
        effects += [
            do.CloseOffer(call.offer_id, call.offered_to, "withdrawn"),
            do.SetAgent(call.offered_to, AgentState.AVAILABLE, only_from=AgentState.RINGING),
        ]
    if call.agent is not None and call.agent.user_id is not None:
        after = AgentState.WRAP_UP if talked else AgentState.AVAILABLE
        effects.append(do.SetAgent(call.agent.user_id, after, only_from=AgentState.ON_CALL))
    asking, recording_effects = consent.ended_with_call(call)
    effects += recording_effects
    effects.append(do.Publish("call.ended"))
    if talked:
        effects += [do.StartJob("finalise_recording"), do.StartJob("draft_summary")]
    ended = replace(
        call, state=state, reason=reason, ended_at=now, offer_id=None, offered_to=None, asking=asking,
        participants=tuple(replace(p, page_id=None, away_since=None) for p in call.participants),
    )  # fmt: skip
    return ended, tuple(effects)


def _approved(call: Call, event: e.SummaryApproved, now: datetime) -> Outcome:
    agent = call.agent
    free = () if agent is None or agent.user_id is None else (_available_again(agent.user_id),)
    approved = do.AddEntry("summary_approved", data={"user_id": event.user_id})
    return replace(call, state=CallState.CLOSED), (approved, *free)


def _available_again(user_id: str) -> do.SetAgent:
    return do.SetAgent(user_id, AgentState.AVAILABLE, only_from=AgentState.WRAP_UP)


def _deadline(before: Call, after: Call, now: datetime, limits: Limits) -> datetime | None:
    """When the state `after` ends by itself, or None when only people can end it."""
    away = [person.away_since for person in after.participants if person.away_since is not None]
    if after.state is CallState.CREATED:
        return after.link_expires_at
    if after.state in BEFORE_TALK:
        gone = after.customer.away_since
        return gone + limits.return_grace if gone else (after.waiting_since or now) + limits.queue_timeout
    if after.state not in (CallState.CONNECTING, CallState.INTERRUPTED):
        return None
    if away:
        return min(away) + limits.return_grace
    if after.state is CallState.INTERRUPTED:
        return None
    fresh = before.state is not CallState.CONNECTING or before.anybody_away
    return now + limits.connect_timeout if fresh else before.deadline_at


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
    e.TalkConnected: _talk_connected,
    e.HungUp: _hung_up,
    e.DeadlinePassed: _deadline_passed,
    e.ConsentRequested: consent.requested,
    e.ConsentAnswered: consent.answered,
    e.ConsentWithdrawn: consent.withdrawn,
    e.LegLost: consent.leg_lost,
    e.SummaryApproved: _approved,
}
