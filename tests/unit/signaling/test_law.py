"""What holds in every story, found by telling thousands of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.domain.call import Call, Participant
from signaling.domain.consent import NEEDED_TO_RECORD, stands
from signaling.domain.errors import NotInThisState
from signaling.domain.recording_policy import RecordingPolicy
from signaling.domain.transitions import TRANSITIONS
from signaling.protocol.errors import SignalError
from signaling.protocol.words import (
    AgentState,
    CallMode,
    CallState,
    Channel,
    EndReason,
    RecordingWhen,
    Role,
    WhyNotRecorded,
)
from tests.unit.signaling.story import ALL_PURPOSES, LIMITS, START, answer, invited, queued, withdrawal

WHO = st.sampled_from(["ag", "cu", "ag1"])
PAGE = st.sampled_from(["p1", "p2"])
EVENTS: st.SearchStrategy[e.Event] = st.one_of(
    st.builds(e.ParticipantArrived, WHO, PAGE),
    st.builds(e.ParticipantLeft, WHO, PAGE),
    st.builds(e.ParticipantReady, WHO, st.booleans(), st.booleans()),
    st.builds(e.MediaChanged, WHO, st.booleans(), st.booleans()),
    st.builds(e.AgentJoined, st.just(Participant("ag", Role.AGENT, "Wei", "en", user_id="wei"))),
    st.builds(e.Offered, st.just("of"), st.just("wei"), st.just(START)),
    st.builds(e.OfferAccepted, st.just("of"), st.just(Participant("ag", Role.AGENT, "Wei", "en", user_id="wei"))),
    st.builds(e.OfferClosed, st.just("of"), st.sampled_from(["declined", "expired", "withdrawn"])),
    st.builds(
        lambda n: e.AgentReplaced(
            Participant(f"ag{n or ''}", Role.AGENT, "Ana", "es", user_id=("wei", "ana")[n]), "so"
        ),
        st.integers(0, 1),
    ),
    st.builds(
        lambda who, starts, ends: e.CallBackWished(
            who, "wish", Channel.CALL, START + timedelta(seconds=starts), START + timedelta(seconds=ends), "UTC"
        ),
        WHO,
        st.integers(0, 900),
        st.integers(0, 9000),
    ),
    st.just(e.LinkRenewed(START + timedelta(days=2), "key:helpdesk")),
    st.just(e.DeviceChanged()),
    st.builds(e.TalkConnected, WHO),
    st.builds(e.HungUp, WHO),
    st.just(e.DeadlinePassed()),
    st.builds(lambda asked: e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30, by_policy=asked), st.booleans()),
    st.builds(lambda who, yes: answer(who, yes=ALL_PURPOSES if yes else ()), WHO, st.booleans()),
    st.builds(lambda who, discard: withdrawal(who, discard=discard), WHO, st.booleans()),
    st.builds(e.LegLost, WHO, st.just("rec")),
    st.builds(e.RecordingFailed, st.just("rec"), st.sampled_from(WhyNotRecorded)),
    st.builds(e.RecordingPaused, WHO),
    st.builds(e.RecordingResumed, WHO),
    st.builds(e.ResumeSeen, WHO),
    st.just(e.SummaryApproved("wei")),
)


def _step(call: Call, event: e.Event, seconds: float) -> tuple[Call, tuple[do.Effect, ...]]:
    try:
        return apply(call, event, now=START + timedelta(seconds=seconds), limits=LIMITS)
    except (SignalError, KeyError):
        return call, ()


@settings(max_examples=400, deadline=None)
@given(st.booleans(), st.sampled_from(RecordingWhen), st.lists(st.tuples(EVENTS, st.floats(0, 120)), max_size=40))
def test_no_story_breaks_the_law(queue: bool, when: RecordingWhen, steps: list[tuple[e.Event, float]]) -> None:
    call, seconds = replace(queued() if queue else invited(), policy=RecordingPolicy(when)), 0.0
    for event, more in steps:
        seconds += more
        before = call
        call, effects = _step(call, event, seconds)
        assert call is before or call.state in TRANSITIONS[type(event)][before.state]
        if any(isinstance(x, do.OpenRecording | do.IssueTicket) for x in effects):
            assert call.asking is not None
            assert stands(call.asking, (p.id for p in call.participants), NEEDED_TO_RECORD)
            assert not call.asking.asked_again
            pages = {(a.participant_id, a.page_id) for a in call.asking.answers}
            assert all((p.id, p.page_id) in pages for p in call.participants if p.page_id), "each page has said yes"
        if call.state in (CallState.WRAP_UP, CallState.CLOSED):
            assert call.asking is None or call.asking.state not in ("asked", "open")
            assert call.offer_id is None
        assert (call.state is CallState.OFFERED) == (call.offer_id is not None)
        waits_for_people = {CallState.ACTIVE, CallState.INTERRUPTED, CallState.WRAP_UP, CallState.CLOSED}
        assert call.deadline_at is not None or call.state in waits_for_people
        assert len({p.role for p in call.participants}) == len(call.participants), "one of each at most"
        assert (call.id, call.customer.id) == (before.id, before.customer.id)
        assert before.waiting_since in (None, call.waiting_since)
        assert before.requeued_at is None or call.requeued_at is not None
        if call.mode is CallMode.QUEUE and call.state in (CallState.WAITING, CallState.OFFERED):
            assert call.agent is None
        promised = [x for x in effects if isinstance(x, do.PromiseCallBack)]
        ends_unrecorded = call is not before and call.reason is EndReason.UNRECORDED
        wished = call is not before and isinstance(event, e.CallBackWished)
        assert len(promised) == (wished or ends_unrecorded)
        assert not ends_unrecorded or call.policy.required
        for gone in {p.id for p in before.participants} - {p.id for p in call.participants}:
            assert do.Dismiss(gone) in effects
        free_to_ring = [x for x in effects if isinstance(x, do.SetAgent) and x.state is AgentState.AVAILABLE]
        assert all(x.only_from is not None for x in free_to_ring), "nobody on a break is made available"
        if any(p.away_since for p in call.participants) and call.state is CallState.INTERRUPTED:
            assert call.deadline_at is not None


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("kind", TRANSITIONS)
def test_every_pair_that_is_not_in_the_table_is_refused(state: CallState, kind: type[e.Event]) -> None:
    if state in TRANSITIONS[kind]:
        return
    with pytest.raises(NotInThisState):
        apply(replace(invited(), state=state), object.__new__(kind), now=START, limits=LIMITS)


def test_every_event_has_its_row() -> None:
    assert {kind.__name__ for kind in TRANSITIONS} == {kind.__name__ for kind in e.Event.__subclasses__()}
