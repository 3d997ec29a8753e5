"""How a call stops being a talk, and goes back into the queue, to another agent, or ends with a promise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Call, Participant
from signaling.domain.effects import Effect
from signaling.domain.errors import NotInThisState, Refused
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallMode, CallState, Channel, EndReason, ErrorCode, Role
from tests.unit.signaling.story import (
    AGENT,
    LIMITS,
    START,
    active,
    answer,
    asked,
    invited,
    queued,
    recording,
    tell,
    withdrawal,
)  # fmt: skip

OTHER = Participant("ag2", Role.AGENT, "Ana", "es", user_id="ana")
TO_OTHER = e.AgentReplaced(OTHER, "sofia")
CUSTOMER_IN = (e.ParticipantArrived("cu", "page-c"), e.ParticipantReady("cu", audio=True, video=True))
RING = e.Offered("of", "wei", START + timedelta(seconds=20))


def waiting() -> Call:
    """In line, the page open."""
    return tell(queued(), *CUSTOMER_IN)[0]


def offered() -> Call:
    """It rings at Wei."""
    return tell(waiting(), RING)[0]


def accepted() -> Call:
    """Wei has taken it and is not there yet."""
    return tell(offered(), e.OfferAccepted("of", AGENT))[0]


def without(call: Call, *who: str, after_s: float = 10) -> Call:
    """These people's pages are gone, in this order, a second apart."""
    for n, person in enumerate(who):
        page = call.participant(person).page_id or ""
        call, _ = tell(call, e.ParticipantLeft(person, page), after_s=after_s + n)
    return call


def kinds(effects: list[Effect]) -> list[str]:
    """The lines of the timeline among them."""
    return [effect.kind for effect in effects if isinstance(effect, do.AddEntry)]


def agents(effects: list[Effect]) -> dict[str, tuple[AgentState, AgentState | None]]:
    """What becomes of which agent, and from what only."""
    return {x.user_id: (x.state, x.only_from) for x in effects if isinstance(x, do.SetAgent)}


def test_after_an_agent_who_does_not_come_back_the_customer_is_at_the_head_of_the_queue_with_the_same_call() -> None:
    call, effects = tell(without(recording(), "ag"), e.DeadlinePassed(), after_s=71)
    assert (call.id, call.state, call.mode) == ("call", CallState.WAITING, CallMode.QUEUE)
    assert (call.agent, call.customer.page_id, call.customer.ready) == (None, "page-c", True)
    assert call.queued_since == START + timedelta(seconds=71)
    assert call.deadline_at == START + timedelta(seconds=71) + LIMITS.queue_timeout
    assert agents(effects) == {"wei": (AgentState.MISSED, AgentState.ON_CALL)}
    assert do.Dismiss("ag") in effects
    assert [x.state for x in effects if isinstance(x, do.EndRecording)] == ["stopped"]
    assert kinds(effects)[0] == "requeued"


def test_before_the_minute_is_over_the_agent_may_come_back_and_nothing_is_lost() -> None:
    gone = without(active(), "ag")
    assert tell(gone, e.DeadlinePassed(), after_s=69.9) == (gone, [])
    back, _ = tell(gone, e.ParticipantArrived("ag", "page-b"), e.TalkConnected("ag"), after_s=69.9)
    assert (back.state, back.deadline_at, back.active_since) == (CallState.ACTIVE, None, active().active_since)


def test_what_was_agreed_stays_with_the_call_and_the_next_agent_has_to_ask_again() -> None:
    call, _ = tell(without(recording(), "ag"), e.DeadlinePassed(), after_s=71)
    assert call.asking is not None
    assert (call.asking.state, call.asking.recording_id) == ("stopped", "rec")
    assert {a.participant_id for a in call.asking.answers} == {"ag", "cu"}
    again, effects = tell(
        call, RING, e.OfferAccepted("of", replace(OTHER, user_id="wei")), e.ParticipantArrived("ag2", "page-d"),
        e.TalkConnected("cu"),
    )  # fmt: skip
    assert again.state is CallState.ACTIVE
    assert not [x for x in effects if isinstance(x, do.IssueTicket | do.OpenRecording)]


def test_a_question_that_was_open_when_the_agent_was_lost_falls() -> None:
    call, _ = tell(without(asked(), "ag"), e.DeadlinePassed(), after_s=71)
    assert call.asking is not None
    assert call.asking.state == "declined"
    with pytest.raises(SignalError):
        tell(call, answer("cu"))


@pytest.mark.parametrize(
    ("gone", "becomes"),
    [
        (("cu",), CallState.WRAP_UP),
        (("cu", "ag"), CallState.WRAP_UP),
        (("ag",), CallState.WAITING),
        (("ag", "cu"), CallState.WAITING),
    ],
)
def test_whoever_was_first_to_go_decides_what_becomes_of_the_call(
    gone: tuple[str, ...], becomes: CallState
) -> None:  # fmt: skip
    call, _ = tell(without(active(), *gone), e.DeadlinePassed(), after_s=70)
    assert call.state is becomes
    assert call.reason is (EndReason.LOST if becomes is CallState.WRAP_UP else None)


def test_a_customer_who_is_away_too_has_their_own_minute_to_come_back_into_the_queue() -> None:
    call, _ = tell(without(active(), "ag", "cu"), e.DeadlinePassed(), after_s=70)
    assert call.deadline_at == START + timedelta(seconds=11) + LIMITS.return_grace
    ended, _ = tell(call, e.DeadlinePassed(), after_s=71)
    assert (ended.state, ended.reason) == (CallState.WRAP_UP, EndReason.LOST)
    back, _ = tell(call, e.ParticipantArrived("cu", "again"), after_s=70.5)
    assert (back.state, back.deadline_at) == (CallState.WAITING, START + timedelta(seconds=70) + LIMITS.queue_timeout)


def test_an_agent_who_accepts_and_never_comes_loses_the_call_and_the_customer_keeps_waiting() -> None:
    call, effects = tell(accepted(), e.DeadlinePassed(), after_s=46)
    assert (call.state, call.agent, call.waiting_since) == (CallState.WAITING, None, START)
    assert agents(effects)["wei"] == (AgentState.MISSED, AgentState.ON_CALL)


def test_two_who_are_there_and_cannot_connect_are_interrupted_and_nobody_is_thrown_out() -> None:
    call, effects = tell(accepted(), e.ParticipantArrived("ag", "page-a"))
    call, effects = tell(call, e.DeadlinePassed(), after_s=46)
    assert (call.state, call.deadline_at, kinds(effects)) == (CallState.INTERRUPTED, None, ["talk_failed"])


@pytest.mark.parametrize("before", [invited(), tell(invited(), *CUSTOMER_IN)[0]])
def test_an_invited_call_is_given_to_another_agent_and_its_absent_first_one_is_not_rung(before: Call) -> None:
    call, effects = tell(before, TO_OTHER)
    assert call.state is before.state
    assert call.agent == OTHER
    assert agents(effects) == {
        "wei": (AgentState.MISSED, AgentState.ON_CALL), "ana": (AgentState.ON_CALL, None),
    }  # fmt: skip
    assert do.Dismiss("ag") in effects
    with pytest.raises(Refused) as refusal:
        tell(call, e.ParticipantReady("ag", audio=True, video=True))
    assert refusal.value.code is ErrorCode.FORBIDDEN


def test_an_interrupted_call_that_is_given_to_another_agent_waits_for_that_one_only() -> None:
    call, effects = tell(without(recording(), "ag"), TO_OTHER, after_s=20)
    assert (call.state, call.mode, call.agent) == (CallState.WAITING, CallMode.INVITE, OTHER)
    assert call.requeued_at == START + timedelta(seconds=20)
    assert [x.state for x in effects if isinstance(x, do.EndRecording)] == ["stopped"]
    with pytest.raises(Refused):
        tell(call, RING)
    ready = (e.ParticipantArrived("ag2", "page-d"), e.ParticipantReady("ag2", audio=True, video=True))
    assert tell(call, *ready)[0].state is CallState.CONNECTING


@pytest.mark.parametrize("before", [invited(), tell(invited(), *CUSTOMER_IN)[0], without(active(), "ag")])
def test_to_give_a_call_to_the_agent_who_has_it_changes_nothing(before: Call) -> None:
    assert tell(before, e.AgentReplaced(replace(AGENT, id="new"), "sofia")) == (before, [])


@pytest.mark.parametrize("call", [offered(), accepted(), active(), tell(active(), e.HungUp("ag"))[0]])
def test_no_call_is_taken_from_people_who_talk_or_are_about_to(call: Call) -> None:
    with pytest.raises(NotInThisState):
        tell(call, TO_OTHER)


def test_a_call_of_the_queue_is_given_out_by_the_queue_alone() -> None:
    with pytest.raises(Refused) as refusal:
        tell(waiting(), TO_OTHER)
    assert refusal.value.code is ErrorCode.NOT_IN_THIS_STATE


def wish(*, who: str = "cu", starts_s: float = 0, ends_s: float = 7200) -> e.CallBackWished:
    """Between these two moments, counted from the start."""
    window = START + timedelta(seconds=starts_s), START + timedelta(seconds=ends_s)
    return e.CallBackWished(who, "wish", Channel.TEXT, *window, "Europe/Madrid", "600 100 200", "after six")


@pytest.mark.parametrize(
    ("call", "becomes"),
    [
        (queued(), CallState.CLOSED),
        (waiting(), CallState.CLOSED),
        (offered(), CallState.CLOSED),
        (accepted(), CallState.WRAP_UP),
        (active(), CallState.WRAP_UP),
        (without(active(), "ag"), CallState.WRAP_UP),
        (tell(without(active(), "ag"), e.DeadlinePassed(), after_s=71)[0], CallState.WRAP_UP),
    ],
)
def test_a_wish_to_be_called_back_ends_the_waiting_or_a_talk_that_is_not_heard_with_a_promise(
    call: Call, becomes: CallState
) -> None:
    ended, effects = tell(call, wish(), after_s=80)
    assert (ended.state, ended.reason) == (becomes, EndReason.CALL_BACK)
    assert (ended.offer_id, ended.offered_to, ended.deadline_at) == (None, None, None)
    (promise,) = [x for x in effects if isinstance(x, do.PromiseCallBack)]
    assert (promise.wish_id, promise.ends_at, promise.contact) == ("wish", START + timedelta(hours=2), "600 100 200")
    assert kinds(effects)[0] == "call_back_wished"


def test_the_agent_it_rings_at_is_free_again_when_the_customer_would_rather_be_called_back() -> None:
    _, effects = tell(offered(), wish())
    assert do.CloseOffer("of", "wei", "withdrawn") in effects
    assert agents(effects) == {"wei": (AgentState.AVAILABLE, AgentState.RINGING)}


@pytest.mark.parametrize(
    ("starts_s", "ends_s"),
    [(-60, 0), (3600, 3600), (3600, 1800), (0, 31 * 86400 + 1), (31 * 86400, 32 * 86400)],
)
def test_a_window_that_is_over_or_upside_down_or_a_month_away_is_refused(starts_s: float, ends_s: float) -> None:
    with pytest.raises(Refused) as refusal:
        tell(waiting(), wish(starts_s=starts_s, ends_s=ends_s))
    assert refusal.value.code is ErrorCode.INVALID_FIELD


def test_a_window_in_which_nobody_is_there_is_refused_and_changes_nothing() -> None:
    with pytest.raises(Refused) as refusal:
        tell(waiting(), replace(wish(), staffed=False))
    assert refusal.value.code is ErrorCode.OUTSIDE_HOURS


def test_only_the_customer_wishes_to_be_called_back_and_not_after_the_end() -> None:
    with pytest.raises(Refused) as refusal:
        tell(accepted(), wish(who="ag"))
    assert refusal.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(NotInThisState):
        tell(tell(active(), e.HungUp("cu"))[0], wish())


def test_an_agent_who_was_lost_counts_as_missed_also_when_their_call_is_given_to_another() -> None:
    _, effects = tell(without(active(), "ag"), TO_OTHER, after_s=20)
    assert agents(effects)["wei"] == (AgentState.MISSED, AgentState.ON_CALL)
    back, _ = tell(without(active(), "ag"), e.ParticipantArrived("ag", "page-b"), after_s=15)
    _, effects = tell(back, TO_OTHER, after_s=20)
    assert agents(effects)["wei"] == (AgentState.AVAILABLE, AgentState.ON_CALL)


def test_an_invited_call_waits_for_its_agent_who_has_clicked_and_closed_the_page() -> None:
    clicked = tell(invited(), e.ParticipantArrived("ag", "a"), e.ParticipantReady("ag", audio=True, video=True))[0]
    call, _ = tell(without(clicked, "ag"), *CUSTOMER_IN, after_s=300)
    assert (call.state, call.deadline_at) == (CallState.WAITING, START + timedelta(seconds=300) + LIMITS.queue_timeout)
    call, _ = tell(call, e.ParticipantArrived("ag", "b"), after_s=400)
    assert (call.state, call.deadline_at) == (
        CallState.CONNECTING, START + timedelta(seconds=400) + LIMITS.connect_timeout,
    )  # fmt: skip


@pytest.mark.parametrize("rings", [False, True])
def test_who_waits_again_after_a_talk_that_was_recorded_may_have_it_deleted(*, rings: bool) -> None:
    lost = without(recording(), "ag")
    again, _ = tell(lost, e.DeadlinePassed(), *([RING] if rings else []), after_s=100)
    assert again.state is (CallState.OFFERED if rings else CallState.WAITING)
    deleted, effects = tell(again, withdrawal("cu", discard=True), after_s=110)
    assert deleted.state is again.state
    assert do.EndRecording("rec", "discarded", "consent withdrawn") in effects


def test_an_agent_who_is_there_when_their_call_is_given_away_is_free_for_the_next() -> None:
    _, effects = tell(invited(), e.ParticipantArrived("ag", "page-a"), TO_OTHER)
    assert agents(effects)["wei"] == (AgentState.AVAILABLE, AgentState.ON_CALL)
