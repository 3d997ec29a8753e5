"""The picture within a recording: taken while everybody agrees to it, and ended for good by one no. Pure.

It never decides whether there is a recording: the sound goes on as long as what that needs stands.
"""

from dataclasses import replace

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.answers import appended, with_answers
from signaling.domain.call import Asking, Call
from signaling.domain.effects import Outcome
from signaling.domain.errors import Refused
from signaling.protocol.words import Decision, ErrorCode, Purpose


def opened(asking: Asking) -> Asking:
    """The recording begins; with the pictures if everybody who was asked for them said yes."""
    return replace(asking, picture="taken") if _agreed(asking) else asking


def after_answer_again(asking: Asking) -> tuple[Asking, list[do.Effect]]:
    """Somebody has answered once more, from another page: a no ends it, a yes brings none back."""
    if asking.picture != "taken" or _agreed(asking):
        return asking, []
    return replace(asking, picture="ended"), [do.EndPicture(asking.recording_id or "")]


def withdrawn(call: Call, event: e.ConsentWithdrawn) -> Outcome:
    """Somebody takes back this one yes. What was taken so far stays with the recording it is in."""
    asking = call.asking
    if event.discard:
        raise Refused(ErrorCode.INVALID_FIELD, "A picture is not discarded without the sound.")
    if asking is None or asking.state != "open" or asking.picture != "taken":
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "No picture is being recorded.")
    own = (event.participant_id, Purpose.VIDEO)
    given = next(answer for answer in asking.answers if (answer.participant_id, answer.purpose) == own)
    back = replace(given, decision=Decision.WITHDRAWN)
    changed = replace(asking, answers=with_answers(asking.answers, (back,)), picture="ended")
    return replace(call, asking=changed), (
        appended(event, asking.request_id, back, "picture_ended"),
        do.EndPicture(asking.recording_id or ""),
        do.AddEntry("picture_ended", event.participant_id),
    )


def _agreed(asking: Asking) -> bool:
    said = [answer.decision for answer in asking.answers if answer.purpose is Purpose.VIDEO]
    return bool(said) and all(decision is Decision.GIVEN for decision in said)
