"""The rules, told as stories; what every story must obey is in test_law.py."""

from datetime import timedelta

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Participant
from signaling.domain.errors import NotInThisState, Refused
from signaling.protocol.words import AgentState, CallState, EndReason, ErrorCode, Role
from tests.unit.signaling.story import AGENT, START, active, invited, queued, tell

WAITING = (e.ParticipantArrived("cu", "c1"), e.ParticipantReady("cu", audio=True, video=True))
OFFERED = (*WAITING, e.Offered("of", "wei", START + timedelta(seconds=20)))


def test_opening_the_link_alone_spends_nothing() -> None:
    call, _ = tell(invited(), e.ParticipantArrived("cu", "c1"))
    assert call.state is CallState.CREATED
    call, _ = tell(call, e.ParticipantLeft("cu", "c1"))
    assert (call.state, call.deadline_at) == (CallState.CREATED, START + timedelta(days=1))


def test_an_invited_call_connects_when_both_have_clicked_in_either_order() -> None:
    clicks = {who: e.ParticipantReady(who, audio=True, video=True) for who in ("ag", "cu")}
    for first, second in (("ag", "cu"), ("cu", "ag")):
        call, _ = tell(invited(), clicks[first])
        assert call.state is not CallState.CONNECTING
        call, _ = tell(call, clicks[second])
        assert call.state is CallState.CONNECTING


def test_the_first_connection_starts_the_call_once() -> None:
    call, effects = tell(active(), e.TalkConnected("ag"))
    assert effects == []
    assert call.active_since == START


def test_closing_a_tab_interrupts_and_coming_back_within_the_grace_resumes() -> None:
    call, _ = tell(active(), e.ParticipantLeft("cu", "page-c"))
    assert (call.state, call.deadline_at) == (CallState.INTERRUPTED, START + timedelta(seconds=60))
    call, _ = tell(call, e.ParticipantArrived("cu", "page-2"), e.TalkConnected("ag"), after_s=50)
    assert (call.state, call.deadline_at, call.active_since) == (CallState.ACTIVE, None, START)


def test_whoever_comes_back_by_another_page_is_returning_until_they_click_on_it() -> None:
    call, _ = tell(active(), e.ParticipantLeft("cu", "page-c"))
    assert not call.customer.returning, "nobody is there who could click"
    call, _ = tell(call, e.ParticipantArrived("cu", "page-2"))
    assert (call.customer.returning, call.customer.ready) == (True, True)
    call, _ = tell(call, e.ParticipantReady("cu", audio=True, video=True))
    assert not call.customer.returning


def test_the_page_that_was_clicked_on_is_in_the_call_again_with_its_line() -> None:
    call, _ = tell(active(), e.ParticipantLeft("cu", "page-c"), e.ParticipantArrived("cu", "page-c"))
    assert not call.customer.returning


def test_whoever_has_never_clicked_is_not_called_returning() -> None:
    call, _ = tell(invited(), e.ParticipantArrived("cu", "c1"), e.ParticipantArrived("cu", "c2"))
    assert not call.customer.returning


def test_a_page_that_calls_itself_by_the_others_name_gets_no_seat() -> None:
    with pytest.raises(Refused) as refused:
        tell(active(), e.ParticipantArrived("cu", "page-a"))
    assert refused.value.code is ErrorCode.FORBIDDEN


def test_the_leaving_of_a_page_that_was_replaced_changes_nothing() -> None:
    call, effects = tell(active(), e.ParticipantLeft("cu", "an older page"))
    assert (call, effects) == (active(), [])


def test_whoever_does_not_come_back_is_lost_and_the_agent_wraps_up() -> None:
    call, _ = tell(active(), e.ParticipantLeft("cu", "page-c"))
    early, _ = tell(call, e.DeadlinePassed(), after_s=59)
    assert early.state is CallState.INTERRUPTED
    late, effects = tell(call, e.DeadlinePassed(), after_s=61)
    assert (late.state, late.reason) == (CallState.WRAP_UP, EndReason.LOST)
    assert do.SetAgent("wei", AgentState.WRAP_UP, only_from=AgentState.ON_CALL) in effects


def test_talk_that_never_connects_leaves_the_text_and_ends_nobody() -> None:
    call, _ = tell(
        invited(), *WAITING, e.ParticipantArrived("ag", "a1"), e.ParticipantReady("ag", audio=True, video=True)
    )
    call, _ = tell(call, e.DeadlinePassed(), after_s=46)
    assert (call.state, call.deadline_at) == (CallState.INTERRUPTED, None)


def test_a_hang_up_twice_is_refused() -> None:
    call, effects = tell(active(), e.HungUp("cu"))
    assert (call.state, call.reason) == (CallState.WRAP_UP, EndReason.COMPLETED)
    assert [x for x in effects if isinstance(x, do.Publish)] == [do.Publish("call.ended")]
    with pytest.raises(NotInThisState) as refusal:
        tell(call, e.HungUp("ag"))
    assert refusal.value.code is ErrorCode.NOT_IN_THIS_STATE


@pytest.mark.parametrize(
    ("events", "who", "reason"),
    [
        ((), "cu", EndReason.DECLINED),
        ((), "ag", EndReason.MISSED),
        (WAITING, "cu", EndReason.ABANDONED),
        (WAITING, "ag", EndReason.DECLINED),
    ],
)
def test_hanging_up_before_the_talk_closes_with_the_right_reason(
    events: tuple[e.Event, ...], who: str, reason: EndReason
) -> None:
    call, _ = tell(invited(), *events, e.HungUp(who))
    assert (call.state, call.reason) == (CallState.CLOSED, reason)


def test_an_offer_that_expires_goes_back_to_the_same_place_and_the_agent_has_missed_it() -> None:
    call, _ = tell(queued(), *WAITING)
    back, effects = tell(call, OFFERED[-1], e.OfferClosed("of", "expired"), after_s=20)
    assert (back.state, back.waiting_since) == (CallState.WAITING, call.waiting_since)
    assert do.SetAgent("wei", AgentState.MISSED, only_from=AgentState.RINGING) in effects


def test_a_second_accept_is_told_the_offer_is_gone() -> None:
    call, _ = tell(queued(), *OFFERED)
    stranger = Participant("x", Role.AGENT, "Ana", "es", user_id="ana")
    for accept in (e.OfferAccepted("other", AGENT), e.OfferAccepted("of", stranger)):
        with pytest.raises(Refused) as refusal:
            tell(call, accept)
        assert refusal.value.code is ErrorCode.OFFER_GONE
    taken, _ = tell(call, e.OfferAccepted("of", AGENT))
    with pytest.raises(NotInThisState):
        tell(taken, e.OfferAccepted("of", AGENT))


def test_a_customer_who_gives_up_while_it_rings_stops_the_ringing() -> None:
    call, _ = tell(queued(), *OFFERED)
    _, effects = tell(call, e.HungUp("cu"))
    assert do.CloseOffer("of", "wei", "withdrawn") in effects
    assert do.SetAgent("wei", AgentState.AVAILABLE, only_from=AgentState.RINGING, keeps_turn=True) in effects


def test_a_customer_who_goes_away_while_it_rings_stops_the_ringing_and_keeps_the_place() -> None:
    call, _ = tell(queued(), *OFFERED)
    away, effects = tell(call, e.ParticipantLeft("cu", "c1"))
    assert (away.state, away.offer_id, away.waiting_since) == (CallState.WAITING, None, call.waiting_since)
    assert do.CloseOffer("of", "wei", "withdrawn") in effects
    assert do.SetAgent("wei", AgentState.AVAILABLE, only_from=AgentState.RINGING, keeps_turn=True) in effects
    back, effects = tell(away, e.ParticipantArrived("cu", "c1"))
    assert (back.state, back.waiting_since) == (CallState.WAITING, call.waiting_since)


def test_approving_closes_the_call_and_frees_only_an_agent_still_in_wrap_up() -> None:
    call, _ = tell(active(), e.HungUp("cu"))
    call, effects = tell(call, e.SummaryApproved("wei"))
    assert call.state is CallState.CLOSED
    assert do.SetAgent("wei", AgentState.AVAILABLE, only_from=AgentState.WRAP_UP, unless_later=True) in effects


def test_a_second_agent_cannot_join_a_call_that_has_one() -> None:
    with pytest.raises(Refused):
        tell(invited(), e.AgentJoined(Participant("x", Role.AGENT, "Ana", "es", user_id="ana")))


def test_a_screen_is_told_of_and_belongs_to_the_page_that_shows_it() -> None:
    shown = e.MediaChanged("cu", audio=True, video=True, screen=True)
    call, _ = tell(active(), shown)
    assert call.participant("cu").screen
    for other_page in (e.ParticipantArrived("cu", "c2"), e.ParticipantReady("cu", audio=True, video=True)):
        after, _ = tell(call, other_page)
        assert not after.participant("cu").screen
    after, _ = tell(call, e.MediaChanged("cu", audio=True, video=True))
    assert not after.participant("cu").screen
