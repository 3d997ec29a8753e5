"""How a call stops being a talk: hung up, given up, interrupted, queued again, written up. Pure, as all rules."""

from dataclasses import replace
from datetime import datetime, timedelta

from signaling.domain import consent
from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import BEFORE_TALK, LIVE, Call
from signaling.domain.effects import Outcome
from signaling.domain.errors import Refused
from signaling.protocol.words import AgentState, CallMode, CallState, EndReason, ErrorCode, Role

_LONGEST_PROMISE = timedelta(days=31)
_BEGUN = timedelta(days=1)
"""A window may have begun already, today's for instance."""


def hung_up(call: Call, event: e.HungUp, now: datetime) -> Outcome:
    """One of them has ended it; before a talk the reason tells whose decision that was."""
    person = call.participant(event.participant_id)
    entry = do.AddEntry("hung_up", person.id)
    if call.talked:
        return end(call, EndReason.COMPLETED, now, entry)
    if person.role is Role.CUSTOMER:
        return end(call, EndReason.ABANDONED if person.ready else EndReason.DECLINED, now, entry)
    return end(call, EndReason.DECLINED if call.customer.ready else EndReason.MISSED, now, entry)


def call_back_wished(call: Call, event: e.CallBackWished, now: datetime) -> Outcome:
    """The waiting, or a talk in which nobody is heard, ends with a promise. Refused for a window that is over, ends
    before it begins, is a month away, or lies outside the opening hours.
    """
    person = call.participant(event.participant_id)
    if person.role is not Role.CUSTOMER:
        raise Refused(ErrorCode.FORBIDDEN, "Only the customer wishes to be called back.")
    begins_in_time = now - _BEGUN <= event.starts_at < event.ends_at
    if not (begins_in_time and now < event.ends_at <= now + _LONGEST_PROMISE):
        raise Refused(ErrorCode.INVALID_FIELD, "The window ends in the future, within a month, after it begins.")
    if not event.staffed:
        raise Refused(ErrorCode.OUTSIDE_HOURS, "Nobody is there in that time.")
    promise = do.PromiseCallBack(
        event.wish_id, event.channel, event.starts_at, event.ends_at, event.time_zone, event.contact, event.note
    )
    ended, effects = end(call, EndReason.CALL_BACK, now, do.AddEntry("call_back_wished", person.id))
    return ended, (promise, *effects)


def deadline_passed(call: Call, event: e.DeadlinePassed, now: datetime) -> Outcome:
    """What the state comes to by itself; told too early, nothing."""
    if call.state not in LIVE or call.deadline_at is None or now < call.deadline_at:
        return call, ()
    if call.state is CallState.CREATED:
        return end(call, EndReason.EXPIRED, now, do.AddEntry("expired"))
    if call.state in BEFORE_TALK:
        return end(call, _why_unanswered(call), now, do.AddEntry("gave_up"))
    if not call.anybody_away:
        return interrupted(call), (do.AddEntry("talk_failed"),)
    if _customer_was_first_to_go(call):
        return end(call, EndReason.LOST, now, do.AddEntry("lost"))
    return _requeued(call, now)


def approved(call: Call, event: e.SummaryApproved, now: datetime) -> Outcome:
    """Written up: the call is closed and its agent free, unless they are writing up one that came after it."""
    agent = call.agent
    free = (
        ()
        if agent is None or agent.user_id is None
        else (do.SetAgent(agent.user_id, AgentState.AVAILABLE, only_from=AgentState.WRAP_UP, unless_later=True),)
    )
    approved = do.AddEntry("summary_approved", data={"user_id": event.user_id})
    return replace(call, state=CallState.CLOSED), (approved, *free)


def interrupted(call: Call) -> Call:
    """They cannot hear each other just now; nothing else has changed."""
    return replace(call, state=CallState.INTERRUPTED)


def offer_withdrawn(call: Call) -> tuple[do.Effect, ...]:
    """It rings no longer, through no doing of the agent's."""
    if call.offer_id is None or call.offered_to is None:
        return ()
    return (
        do.CloseOffer(call.offer_id, call.offered_to, "withdrawn"),
        do.SetAgent(call.offered_to, AgentState.AVAILABLE, only_from=AgentState.RINGING, keeps_turn=True),
    )


def without_agent(call: Call, after: AgentState, because: str) -> Outcome:
    """The call when its agent is gone for good: what they were recorded for ends, what was said and agreed stays."""
    agent = call.agent
    if agent is None:
        return call, ()
    asking, effects = consent.ended(call, because)
    effects.append(do.Dismiss(agent.id))
    if agent.user_id is not None:
        effects.append(do.SetAgent(agent.user_id, after, only_from=AgentState.ON_CALL))
    others = tuple(person for person in call.participants if person is not agent)
    return replace(call, participants=others, asking=asking), tuple(effects)


def _requeued(call: Call, now: datetime) -> Outcome:
    """The agent did not come back: the customer goes to the head of the queue, with this call and all that is in it.

    The agent counts as missed: whatever took them away, they are not rung until they say that they are back.
    """
    free, effects = without_agent(call, AgentState.MISSED, "agent lost")
    requeued = replace(free, state=CallState.WAITING, mode=CallMode.QUEUE, requeued_at=now)
    return requeued, (do.AddEntry("requeued", call.agent.id if call.agent else None), *effects)


def end(call: Call, reason: EndReason, now: datetime, entry: do.AddEntry) -> Outcome:
    """The talk is over: to wrap-up if there was one, closed otherwise. Everything that was open is closed with it."""
    talked = call.talked or call.state not in BEFORE_TALK
    state = CallState.WRAP_UP if talked else CallState.CLOSED
    effects: list[do.Effect] = [entry, *offer_withdrawn(call)]
    if call.agent is not None and call.agent.user_id is not None:
        after = AgentState.WRAP_UP if talked else AgentState.AVAILABLE
        effects.append(do.SetAgent(call.agent.user_id, after, only_from=AgentState.ON_CALL))
    asking, recording_effects = consent.ended(call, "call ended")
    effects += recording_effects
    effects.append(do.Publish("call.ended"))
    if talked:
        effects += [do.StartJob("finalise_recording"), do.StartJob("draft_summary")]
    ended = replace(
        call, state=state, reason=reason, ended_at=now, offer_id=None, offered_to=None, asking=asking,
        participants=tuple(replace(p, page_id=None, away_since=None) for p in call.participants),
    )  # fmt: skip
    return ended, tuple(effects)


def _why_unanswered(call: Call) -> EndReason:
    if call.customer.page_id is not None:
        return EndReason.MISSED
    return EndReason.LOST if call.talked else EndReason.ABANDONED


def _customer_was_first_to_go(call: Call) -> bool:
    gone = call.customer.away_since
    agent_gone = call.agent.away_since if call.agent else None
    return gone is not None and (agent_gone is None or gone <= agent_gone)
