"""Consent within a call: the question, the answers, and what they allow. Pure, as all the rules are.

A recording opens only when everybody said yes to being recorded and to keeping it; whether a transcript may be
made of it is a purpose of its own. One no is a no for all, at once. Withdrawal ends it in the same step.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Answer, Asking, AskingState, Call
from signaling.domain.effects import Outcome
from signaling.domain.errors import Refused
from signaling.protocol.words import Decision, ErrorCode, Purpose, Role

NEEDED_TO_RECORD = frozenset({Purpose.AUDIO, Purpose.RETENTION})


def stands(asking: Asking, participant_ids: Iterable[str], purposes: Iterable[Purpose]) -> bool:
    """Whether every one of these people said yes, and has not taken it back, to every one of these purposes."""
    given = {(a.participant_id, a.purpose) for a in asking.answers if a.decision is Decision.GIVEN}
    wanted = set(purposes)
    return all((person, purpose) in given for person in participant_ids for purpose in wanted)


def transcript_allowed(call: Call) -> bool:
    """Whether a transcript may be made of this call's recording."""
    people = [person.id for person in call.participants]
    return call.asking is not None and stands(call.asking, people, [*NEEDED_TO_RECORD, Purpose.TRANSCRIPT])


def requested(call: Call, event: e.ConsentRequested, now: datetime) -> Outcome:
    """The agent asks; an earlier question must be settled first."""
    if call.participant(event.participant_id).role is not Role.AGENT:
        raise Refused(ErrorCode.FORBIDDEN, "Only the agent asks to record.")
    if call.asking is not None and call.asking.state in ("asked", "open"):
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "Recording has been asked for.")
    kept = call.asking if call.asking is None or call.asking.state == "stopped" else call.asking.before
    asking = Asking(event.request_id, "asked", event.purposes, event.retention_days, before=kept)
    return replace(call, asking=asking), (do.AddEntry("consent_asked", event.participant_id),)


def answered(call: Call, event: e.ConsentAnswered, now: datetime) -> Outcome:
    """One person's decisions; the last yes that is needed opens the recording in the same step."""
    asking = _open_question(call, event)
    person = call.participant(event.participant_id)
    if any(answer.participant_id == person.id for answer in asking.answers):
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "This question has been answered.")
    asking = replace(
        asking, answers=(*asking.answers, *(Answer(person.id, purpose, word) for purpose, word in event.decisions))
    )
    said_no = any(word is Decision.DECLINED for purpose, word in event.decisions if purpose in NEEDED_TO_RECORD)
    effects: list[do.Effect] = [
        _appended(event, event.request_id, purpose, decision) for purpose, decision in event.decisions
    ]
    effects.append(do.AddEntry("consent_declined" if said_no else "consent_given", person.id))
    if said_no:
        asking = replace(asking, state="declined")
    elif stands(asking, (p.id for p in call.participants), NEEDED_TO_RECORD):
        asking = replace(asking, state="open", recording_id=event.recording_id)
        effects += _opening(call, event)
    return replace(call, asking=asking), tuple(effects)


def withdrawn(call: Call, event: e.ConsentWithdrawn, now: datetime) -> Outcome:
    """Somebody takes it back: what is open ends now; what is closed can still be discarded, also by who ended it."""
    asking, person = call.asking, call.participant(event.participant_id)
    if (
        event.discard
        and asking is not None
        and asking.state in ("asked", "declined")
        and _agreed(asking.before, person.id)
    ):
        return _discarded_before(call, asking, event)
    if asking is None or asking.state not in ("asked", "open", "stopped"):
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "There is nothing to withdraw from.")
    if asking.state == "stopped" and not event.discard:
        return call, ()
    own = [a for a in asking.answers if a.participant_id == person.id]
    agreed = any(a.decision is not Decision.DECLINED for a in own)
    if not agreed and asking.state != "asked":
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "There is nothing to withdraw from.")
    answers = _without(asking, person.id)
    state, ending = _ended(asking, discard=event.discard)
    effects = _taken_back(event, asking)
    effects.append(do.AddEntry("consent_withdrawn", person.id, {"discard": event.discard}))
    if asking.recording_id is not None:
        effects.append(do.EndRecording(asking.recording_id, ending, "consent withdrawn"))
        effects.append(do.AddEntry(f"recording_{ending}", person.id))
    before = None if state == "discarded" else asking.before
    return replace(call, asking=replace(asking, state=state, answers=answers, before=before)), tuple(effects)


def _agreed(asking: Asking | None, participant_id: str) -> bool:
    """Whether this person said yes under this question, or an earlier one of which something is kept."""
    if asking is None:
        return False
    own = [a for a in asking.answers if a.participant_id == participant_id]
    return any(a.decision is not Decision.DECLINED for a in own) or _agreed(asking.before, participant_id)


def _discarded_before(call: Call, asking: Asking, event: e.ConsentWithdrawn) -> Outcome:
    """A later question was declined, or is by this; what was recorded under the ones before it is removed."""
    effects: list[do.Effect] = []
    if asking.state == "asked":
        effects += _taken_back(event, asking)
        asking = replace(asking, state="declined", answers=_without(asking, event.participant_id))
    before = asking.before
    while before is not None:
        effects += _taken_back(event, before)
        effects.append(do.EndRecording(before.recording_id or "", "discarded", "consent withdrawn"))
        before = before.before
    effects.append(do.AddEntry("consent_withdrawn", event.participant_id, {"discard": True}))
    effects.append(do.AddEntry("recording_discarded", event.participant_id))
    return replace(call, asking=replace(asking, before=None)), tuple(effects)


def _taken_back(event: e.ConsentWithdrawn, asking: Asking) -> list[do.Effect]:
    """What this person said yes to under this question, for the ledger."""
    return [
        _appended(event, asking.request_id, a.purpose, Decision.WITHDRAWN)
        for a in asking.answers
        if a.participant_id == event.participant_id and a.decision is Decision.GIVEN
    ]


def _without(asking: Asking, participant_id: str) -> tuple[Answer, ...]:
    """The answers, once this person has taken theirs back."""
    return tuple(
        replace(a, decision=Decision.WITHDRAWN)
        if a.participant_id == participant_id and a.decision is Decision.GIVEN
        else a
        for a in asking.answers
    )


def leg_lost(call: Call, event: e.LegLost, now: datetime) -> Outcome:
    """A page needs another leg: it gets a ticket as long as the recording is open."""
    call.participant(event.participant_id)
    if call.asking is None or call.asking.state != "open" or call.asking.recording_id != event.recording_id:
        raise Refused(ErrorCode.CONSENT_MISSING, "Nothing is being recorded.")
    return call, (
        do.IssueTicket(event.recording_id, event.participant_id),
        do.AddEntry("leg_lost", event.participant_id),
    )


def ended(call: Call, because: str) -> tuple[Asking | None, list[do.Effect]]:
    """What the end of a talk does to consent: an open question falls, a running recording stops."""
    asking = call.asking
    if asking is None or asking.state not in ("asked", "open"):
        return asking, []
    if asking.recording_id is None:
        return replace(asking, state="declined"), []
    return replace(asking, state="stopped"), [do.EndRecording(asking.recording_id, "stopped", because)]


def _open_question(call: Call, event: e.ConsentAnswered) -> Asking:
    if call.asking is None or call.asking.request_id != event.request_id or call.asking.state != "asked":
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "This question is not open.")
    asked = set(call.asking.purposes)
    if {purpose for purpose, _ in event.decisions} != asked or len(event.decisions) != len(asked):
        raise Refused(ErrorCode.INVALID_FIELD, "Every purpose needs its answer.")
    if any(decision is Decision.WITHDRAWN for _, decision in event.decisions):
        raise Refused(ErrorCode.INVALID_FIELD, "An answer is given or declined.")
    return call.asking


def _opening(call: Call, event: e.ConsentAnswered) -> list[do.Effect]:
    tickets = [do.IssueTicket(event.recording_id, person.id) for person in call.participants if person.page_id]
    return [
        do.OpenRecording(event.recording_id, event.request_id),
        do.AddEntry("recording_opened"),
        *tickets,
    ]


def _ended(asking: Asking, *, discard: bool) -> tuple[AskingState, do.RecordingEnd]:
    if asking.state == "asked":
        return "declined", "stopped"
    return ("discarded", "discarded") if discard else ("stopped", "stopped")


def _appended(
    event: e.ConsentAnswered | e.ConsentWithdrawn, request_id: str, purpose: Purpose, decision: Decision
) -> do.AppendConsent:
    return do.AppendConsent(
        request_id=request_id,
        participant_id=event.participant_id,
        purpose=purpose,
        decision=decision,
        locale=event.locale,
        wording=event.wording,
        wording_sha256=event.wording_sha256,
    )
