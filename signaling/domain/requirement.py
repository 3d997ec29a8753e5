"""What becomes of a call that has to be recorded and is not: it ends, and the customer is written to instead. Pure.

Where recording is not required nothing of this happens: a no, and a recorder that fails, cost nobody the call.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from signaling.domain import consent, endings
from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import TALKING, Asking, Call
from signaling.domain.effects import Outcome
from signaling.protocol.words import CallState, Channel, Decision, EndReason, OnRecorderFailure, RecordingWhen

WRITTEN_WITHIN = timedelta(days=1)
"""When the customer has been written to."""
_LIVE = ("asked", "open")


def is_due(call: Call) -> bool:
    """Whether the question this call requires is to be asked now: nobody has, or what was agreed ended by itself."""
    if not call.policy.required or call.state is not CallState.ACTIVE:
        return False
    asking = call.asking
    if asking is None:
        return True
    willing = all(one.decision is Decision.GIVEN for one in asking.answers if one.purpose in consent.NEEDED_TO_RECORD)
    return asking.state in ("declined", "stopped") and willing


def answered(call: Call, event: e.ConsentAnswered, now: datetime) -> Outcome:
    """`consent.answered`, and what follows from a no."""
    return _unless_missing(call, consent.answered(call, event, now), now, event.participant_id)


def withdrawn(call: Call, event: e.ConsentWithdrawn, now: datetime) -> Outcome:
    """`consent.withdrawn`, and what follows from it."""
    return _unless_missing(call, consent.withdrawn(call, event, now), now, event.participant_id)


def failed(call: Call, event: e.RecordingFailed, now: datetime) -> Outcome:
    """The recorder has failed: the call goes on and says so, or ends. A recording that has ended already is no news."""
    asking = call.asking
    if asking is None or asking.state != "open" or asking.recording_id != event.recording_id:
        return call, ()
    effects: tuple[do.Effect, ...] = (
        *consent.expired(asking, "recorder_failed"),
        do.EndRecording(event.recording_id, "stopped", f"recorder failed: {event.because}"),
        do.AddEntry("recording_failed", data={"because": event.because}),
    )
    changed = replace(call, asking=replace(asking, state="failed", why=event.because))
    if call.policy.on_failure is OnRecorderFailure.GO_ON:
        return changed, effects
    return _ended(changed, effects, now, None)


def waits_for_answers(call: Call) -> bool:
    """Whether a question is open without whose answers the call does not go on."""
    return call.asking is not None and call.asking.required and call.asking.state == "asked"


def deadline_passed(call: Call, event: e.DeadlinePassed, now: datetime) -> Outcome:
    """`endings.deadline_passed`; and the time to answer what the call requires may be over."""
    due = call.deadline_at is not None and now >= call.deadline_at
    if due and call.state is CallState.ACTIVE and waits_for_answers(call):
        return _ended(call, (), now, None)
    return endings.deadline_passed(call, event, now)


def _unless_missing(call: Call, outcome: Outcome, now: datetime, participant_id: str) -> Outcome:
    changed, effects = outcome
    before, after = call.asking, changed.asking
    if call.state not in TALKING or before is None or after is None or before.state not in _LIVE:
        return outcome
    if after.state in _LIVE or not _is_needed(changed, before, after):
        return outcome
    return _ended(changed, effects, now, participant_id)


def _is_needed(call: Call, before: Asking, after: Asking) -> bool:
    """A recording that was required to start only may end once it has begun."""
    if not after.required:
        return False
    return before.state == "asked" or call.policy.when is RecordingWhen.THROUGHOUT


def _ended(call: Call, effects: tuple[do.Effect, ...], now: datetime, participant_id: str | None) -> Outcome:
    """The promise bears the question's id: there is one for each question, however often this is told."""
    ended, more = endings.end(call, EndReason.UNRECORDED, now, do.AddEntry("unrecorded", participant_id))
    promise = do.PromiseCallBack(
        call.asking.request_id if call.asking else call.id, Channel.TEXT, now, now + WRITTEN_WITHIN, "UTC", "", ""
    )
    return ended, (*effects, promise, *more)
