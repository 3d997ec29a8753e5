"""Where recording is required a no ends the call with a promise; where it is not, nothing of that happens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Call
from signaling.domain.errors import Refused
from signaling.domain.recording_policy import RecordingPolicies, RecordingPolicy
from signaling.domain.requirement import is_due
from signaling.protocol.words import CallState, Channel, EndReason, OnRecorderFailure, RecordingWhen, WhyNotRecorded
from tests.unit.signaling.story import ALL_PURPOSES, LIMITS, START, active, answer, tell, withdrawal

REQUIRED = (RecordingWhen.TO_START, RecordingWhen.THROUGHOUT)
BY_POLICY = e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30, by_policy=True)
FAILED = e.RecordingFailed("rec", WhyNotRecorded.NO_ROOM)


def _under(when: RecordingWhen, on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON) -> Call:
    return replace(active(), policy=RecordingPolicy(when, on_failure))


def _recorded(when: RecordingWhen, on_failure: OnRecorderFailure = OnRecorderFailure.GO_ON) -> Call:
    return tell(_under(when, on_failure), BY_POLICY, answer("ag"), answer("cu"))[0]


def _promises(effects: list[do.Effect]) -> list[do.PromiseCallBack]:
    return [x for x in effects if isinstance(x, do.PromiseCallBack)]


def _is_over(call: Call) -> bool:
    return (call.state, call.reason) == (CallState.WRAP_UP, EndReason.UNRECORDED)


@pytest.mark.parametrize("when", RecordingWhen)
def test_the_question_is_due_where_it_is_required_and_nobody_has_asked(when: RecordingWhen) -> None:
    assert is_due(_under(when)) == (when in REQUIRED)
    assert not is_due(tell(_under(RecordingWhen.TO_START), BY_POLICY)[0])
    assert not is_due(_recorded(RecordingWhen.TO_START))
    assert not is_due(tell(_recorded(RecordingWhen.TO_START), withdrawal("cu"))[0]), "somebody said no"


def test_the_question_is_due_again_when_what_was_agreed_has_ended_by_itself() -> None:
    call, _ = tell(_recorded(RecordingWhen.TO_START), e.DeviceChanged())
    back, _ = tell(
        call, e.ParticipantArrived("cu", "page-2"), e.ParticipantReady("cu", audio=True, video=True),
        e.TalkConnected("cu"),
    )  # fmt: skip
    assert is_due(back)


def test_never_is_never() -> None:
    with pytest.raises(Refused):
        tell(_under(RecordingWhen.NEVER), e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30))


@pytest.mark.parametrize("who", ["ag", "cu"])
@pytest.mark.parametrize("when", REQUIRED)
def test_a_no_ends_the_call_and_the_customer_is_written_to(when: RecordingWhen, who: str) -> None:
    call, effects = tell(_under(when), BY_POLICY, answer(who, yes=()))
    assert _is_over(call)
    (promise,) = _promises(effects)
    assert (promise.channel, promise.ends_at) == (Channel.TEXT, START + timedelta(days=1))
    assert do.Publish("call.ended") in effects


@pytest.mark.parametrize("when", REQUIRED)
def test_taking_the_open_question_back_ends_the_call_too(when: RecordingWhen) -> None:
    assert _is_over(tell(_under(when), BY_POLICY, withdrawal("ag"))[0])


@pytest.mark.parametrize("discard", [False, True])
def test_what_has_begun_may_be_taken_back_unless_it_is_required_throughout(*, discard: bool) -> None:
    goes_on, effects = tell(_recorded(RecordingWhen.TO_START), withdrawal("cu", discard=discard))
    assert goes_on.state is CallState.ACTIVE
    assert not _promises(effects)
    ends, effects = tell(_recorded(RecordingWhen.THROUGHOUT), withdrawal("cu", discard=discard))
    assert _is_over(ends)
    assert len(_promises(effects)) == 1
    assert do.EndRecording("rec", "discarded" if discard else "stopped", "consent withdrawn") in effects


def test_a_second_question_of_the_agents_own_ends_nothing_once_it_had_begun() -> None:
    call, _ = tell(_recorded(RecordingWhen.TO_START), withdrawal("cu"))
    call, _ = tell(call, e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30), answer("cu", yes=()))
    assert call.state is CallState.ACTIVE


def test_deleting_it_after_the_call_promises_nothing() -> None:
    over, _ = tell(_recorded(RecordingWhen.THROUGHOUT), e.HungUp("ag"))
    after, effects = tell(over, withdrawal("cu", discard=True))
    assert (after.reason, _promises(effects)) == (EndReason.COMPLETED, [])


def test_who_does_not_answer_in_time_does_not_talk_on_unrecorded() -> None:
    call, _ = tell(_under(RecordingWhen.TO_START), BY_POLICY, answer("ag"))
    assert call.deadline_at == START + LIMITS.consent_timeout
    muted, _ = tell(call, e.MediaChanged("cu", audio=False, video=True), after_s=60)
    assert muted.deadline_at == call.deadline_at, "nothing they do gives them more time"
    seconds = LIMITS.consent_timeout.total_seconds()
    assert tell(muted, e.DeadlinePassed(), after_s=seconds - 1)[0] == muted
    over, effects = tell(muted, e.DeadlinePassed(), after_s=seconds)
    assert _is_over(over)
    assert len(_promises(effects)) == 1
    assert tell(call, answer("cu"))[0].deadline_at is None


@pytest.mark.parametrize("on_failure", OnRecorderFailure)
@pytest.mark.parametrize("when", [RecordingWhen.ON_REQUEST, *REQUIRED])
def test_a_recorder_that_fails_ends_the_call_only_where_the_policy_says_so(
    when: RecordingWhen, on_failure: OnRecorderFailure
) -> None:
    call, effects = tell(_recorded(when, on_failure), FAILED)
    assert call.asking is not None
    assert (call.asking.state, call.asking.why) == ("failed", WhyNotRecorded.NO_ROOM)
    assert do.EndRecording("rec", "stopped", "recorder failed: no_room") in effects
    assert _is_over(call) == (on_failure is OnRecorderFailure.END)
    assert len(_promises(effects)) == (on_failure is OnRecorderFailure.END)
    assert tell(call, FAILED)[1] == [] if call.state is CallState.ACTIVE else True


def test_what_there_is_of_a_failed_recording_can_be_deleted_and_it_can_be_asked_for_again() -> None:
    failed, _ = tell(_recorded(RecordingWhen.ON_REQUEST), FAILED)
    gone, effects = tell(failed, withdrawal("cu", discard=True))
    assert do.EndRecording("rec", "discarded", "consent withdrawn") in effects
    assert gone.asking is not None
    assert gone.asking.state == "discarded"
    again, _ = tell(failed, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30))
    assert again.asking is not None
    assert again.asking.before == failed.asking


def test_another_recordings_failure_is_no_news() -> None:
    call = _recorded(RecordingWhen.ON_REQUEST)
    assert tell(call, e.RecordingFailed("other", WhyNotRecorded.NO_ROOM)) == (call, [])


def test_where_it_is_not_required_a_no_costs_nothing() -> None:
    call, effects = tell(_under(RecordingWhen.ON_REQUEST), e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30))
    call, effects = tell(call, answer("cu", yes=()))
    assert (call.state, call.deadline_at, _promises(effects)) == (CallState.ACTIVE, None, [])


def test_a_kind_of_case_may_have_a_policy_of_its_own() -> None:
    strict = RecordingPolicy(RecordingWhen.THROUGHOUT, OnRecorderFailure.END)
    policies = RecordingPolicies(RecordingPolicy(RecordingWhen.NEVER), {"dispute": strict})
    assert policies.of("dispute") == strict
    assert policies.of("lost").when is RecordingWhen.NEVER
    assert policies.of(None).when is RecordingWhen.NEVER
