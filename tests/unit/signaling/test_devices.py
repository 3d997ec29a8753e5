"""The customer goes on with another device: the call and the place stay, the old page goes, consent is asked anew."""

from datetime import timedelta

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Call
from signaling.domain.effects import Effect
from signaling.domain.errors import NotInThisState
from signaling.protocol.words import CallState, EndReason, ErrorCode
from tests.unit.signaling.story import AGENT, LIMITS, START, active, answer, asked, invited, queued, recording, tell

RENEWED = e.LinkRenewed(START + timedelta(days=2), "user:wei")
CUSTOMER_IN = (e.ParticipantArrived("cu", "laptop"), e.ParticipantReady("cu", audio=True, video=True))
PHONE_IN = (e.ParticipantArrived("cu", "phone"), e.ParticipantReady("cu", audio=True, video=False))
RING = e.Offered("of", "wei", START + timedelta(seconds=20))


def waiting() -> Call:
    """In line, on the laptop."""
    return tell(queued(), *CUSTOMER_IN)[0]


def accepted() -> Call:
    """Wei has taken it, and they do not hear each other yet."""
    return tell(waiting(), RING, e.OfferAccepted("of", AGENT), e.ParticipantArrived("ag", "page-a"))[0]


def requeued() -> Call:
    """They had talked, the agent was lost, and the customer is at the head of the queue."""
    return tell(tell(active(), e.ParticipantLeft("ag", "page-a"))[0], e.DeadlinePassed(), after_s=60)[0]


def shown_out(effects: list[Effect]) -> list[tuple[str, ErrorCode]]:
    """Which pages are closed, and why."""
    return [(x.page_id, x.because) for x in effects if isinstance(x, do.ShowOut)]


@pytest.mark.parametrize(
    ("before", "becomes"),
    [
        (invited(), CallState.CREATED), (waiting(), CallState.CREATED), (tell(waiting(), RING)[0], CallState.CREATED),
        (accepted(), CallState.INTERRUPTED), (active(), CallState.INTERRUPTED), (requeued(), CallState.WAITING),
    ],
)  # fmt: skip
def test_a_new_link_empties_the_chair_and_keeps_the_call(before: Call, becomes: CallState) -> None:
    call, effects = tell(before, RENEWED, after_s=100)
    customer = call.customer
    assert (call.id, customer.id, call.state) == (before.id, before.customer.id, becomes)
    assert (customer.page_id, customer.away_since, customer.ready) == (None, None, False)
    page = before.customer.page_id
    assert shown_out(effects) == ([(page, ErrorCode.LINK_RENEWED)] if page else [])
    assert call.link_expires_at == RENEWED.expires_at
    assert (call.offer_id, call.waiting_since, call.requeued_at) == (None, before.waiting_since, before.requeued_at)
    assert do.AddEntry("link_renewed", data={"by": "user:wei"}) in effects


def test_the_place_in_the_queue_is_that_of_the_first_click() -> None:
    renewed, _ = tell(waiting(), RENEWED, after_s=100)
    assert renewed.deadline_at == RENEWED.expires_at
    back, _ = tell(renewed, *PHONE_IN, after_s=900)
    assert (back.state, back.waiting_since) == (CallState.WAITING, START)
    assert back.deadline_at == START + LIMITS.queue_timeout


def test_a_new_link_that_nobody_uses_ends_with_its_time() -> None:
    renewed, _ = tell(waiting(), RENEWED, after_s=100)
    assert tell(renewed, e.DeadlinePassed(), after_s=3600)[0] == renewed
    ended, _ = tell(renewed, e.DeadlinePassed(), after_s=2 * 86_400)
    assert (ended.state, ended.reason) == (CallState.CLOSED, EndReason.EXPIRED)


def test_what_rang_for_the_old_page_rings_no_longer() -> None:
    _, effects = tell(tell(waiting(), RING)[0], RENEWED)
    assert do.CloseOffer("of", "wei", "withdrawn") in effects


def test_in_a_talk_the_agent_decides_how_long_to_wait_for_whoever_comes_by_the_new_link() -> None:
    call, _ = tell(active(), RENEWED, after_s=10)
    assert call.deadline_at is None
    with pytest.raises(Exception, match="away"):
        tell(call, e.TalkConnected("ag"), after_s=11)
    back, _ = tell(call, *PHONE_IN, e.TalkConnected("ag"), after_s=500)
    assert (back.state, back.active_since) == (CallState.ACTIVE, START)


@pytest.mark.parametrize("event", [RENEWED, e.DeviceChanged()])
def test_a_recording_ends_with_the_old_device_and_needs_everybodys_answer_again(event: e.Event) -> None:
    call, effects = tell(recording(), event, after_s=10)
    assert do.EndRecording("rec", "stopped", "device changed") in effects
    assert call.asking is not None
    assert (call.asking.state, {a.participant_id for a in call.asking.answers}) == ("stopped", {"ag", "cu"})
    back, later = tell(call, *PHONE_IN, e.TalkConnected("ag"), e.ConsentRequested("ag", "rq2", (), 30), after_s=20)
    assert not [x for x in later if isinstance(x, do.IssueTicket | do.OpenRecording)]
    assert back.asking is not None
    assert (back.asking.state, back.asking.answers) == ("asked", ())


@pytest.mark.parametrize("event", [RENEWED, e.DeviceChanged()])
def test_a_question_that_was_open_falls_with_the_old_device(event: e.Event) -> None:
    call, _ = tell(tell(asked(), answer("ag"))[0], event)
    assert call.asking is not None
    assert call.asking.state == "declined"


@pytest.mark.parametrize(
    ("before", "becomes"),
    [
        (tell(invited(), CUSTOMER_IN[0])[0], CallState.CREATED), (waiting(), CallState.WAITING),
        (tell(waiting(), RING)[0], CallState.WAITING), (accepted(), CallState.CONNECTING),
        (active(), CallState.INTERRUPTED), (requeued(), CallState.WAITING),
    ],
)  # fmt: skip
def test_another_device_is_waited_for_as_long_as_for_a_page_that_is_away(before: Call, becomes: CallState) -> None:
    call, effects = tell(before, e.DeviceChanged(), after_s=100)
    assert (call.state, call.customer.page_id) == (becomes, None)
    assert call.customer.away_since == START + timedelta(seconds=100)
    assert shown_out(effects) == [(before.customer.page_id, ErrorCode.DEVICE_CHANGED)]
    if becomes is not CallState.CREATED:
        assert call.deadline_at == START + timedelta(seconds=100) + LIMITS.return_grace
    back, _ = tell(call, *PHONE_IN, after_s=101)
    assert back.waiting_since in (before.waiting_since, START + timedelta(seconds=101))


@pytest.mark.parametrize("event", [RENEWED, e.DeviceChanged()])
def test_nothing_leads_back_into_a_call_that_is_over(event: e.Event) -> None:
    for ended in (tell(waiting(), e.HungUp("cu"))[0], tell(active(), e.HungUp("cu"))[0]):
        with pytest.raises(NotInThisState):
            tell(ended, event)
