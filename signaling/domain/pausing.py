"""A recording that is paused, for a card number: at once, and on again only once everybody's page shows it. Pure.

Whoever paused says when it goes on. From then on each page is asked to show that it will; while one of them has not, it
does not: somebody who reads "paused" is not recorded.
"""

from dataclasses import replace
from datetime import datetime

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Asking, Call, Pause
from signaling.domain.effects import Outcome
from signaling.domain.errors import Refused
from signaling.protocol.words import ErrorCode


def paused(call: Call, event: e.RecordingPaused, now: datetime) -> Outcome:
    """From this commit on nothing is written. One pause is enough; it also ends somebody's wish to go on."""
    asking, person = _running(call), call.participant(event.participant_id)
    if asking.pause is not None and asking.pause.seen_by is None:
        return call, ()
    return _set(call, asking, Pause(person.id, now), do.AddEntry("recording_paused", person.id))


def resumed(call: Call, event: e.RecordingResumed, now: datetime) -> Outcome:
    """Who paused wishes to go on: everybody's page is to show it first."""
    asking, person = _running(call), call.participant(event.participant_id)
    if asking.pause is None or asking.pause.seen_by is not None:
        return call, ()
    if asking.pause.by != person.id:
        raise Refused(ErrorCode.FORBIDDEN, "Whoever paused the recording says when it goes on.")
    return _set(call, asking, replace(asking.pause, seen_by=()))


def seen(call: Call, event: e.ResumeSeen, now: datetime) -> Outcome:
    """This person's page shows that it goes on. With the last one it does."""
    asking, person = _running(call), call.participant(event.participant_id)
    pause = asking.pause
    if pause is None or pause.seen_by is None or person.id in pause.seen_by:
        return call, ()
    shown = (*pause.seen_by, person.id)
    if all(one.id in shown for one in call.participants):
        return _set(call, asking, None, do.AddEntry("recording_resumed", pause.by))
    return _set(call, asking, replace(pause, seen_by=shown))


def _running(call: Call) -> Asking:
    if call.asking is None or call.asking.state != "open":
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "Nothing is being recorded.")
    return call.asking


def _set(call: Call, asking: Asking, pause: Pause | None, *entries: do.Effect) -> Outcome:
    changed = replace(call, asking=replace(asking, pause=pause))
    return changed, (do.SetPause(asking.recording_id or "", pause), *entries)
