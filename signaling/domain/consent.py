"""Consent within a call: the question, the answers, and what they allow. Pure, as all the rules are.

A recording opens only when everybody said yes to being recorded and to keeping it; whether a transcript may be
made of it, and whether it takes the picture too, are purposes of their own. One no is a no for all, at once. Withdrawal
ends it in the same step.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain import picture
from signaling.domain.answers import appended, with_answers, without
from signaling.domain.call import Answer, Asking, AskingState, Call, Participant
from signaling.domain.consented_media import MEDIA
from signaling.domain.effects import ConsentEffect, Outcome
from signaling.domain.errors import Refused
from signaling.protocol.words import Decision, ErrorCode, Purpose, RecordingWhen, Role

NEEDED_TO_RECORD = frozenset({Purpose.AUDIO, Purpose.RETENTION})
_KEPT = ("stopped", "failed")


def stands(asking: Asking, participant_ids: Iterable[str], purposes: Iterable[Purpose]) -> bool:
    """Whether every one of these people said yes, and has not taken it back, to every one of these purposes."""
    given = {(a.participant_id, a.purpose) for a in asking.answers if a.decision is Decision.GIVEN}
    wanted = set(purposes)
    return all((person, purpose) in given for person in participant_ids for purpose in wanted)


def transcript_allowed(call: Call) -> bool:
    """Whether a transcript may be made of this call's recording."""
    people = [person.id for person in call.participants]
    return call.asking is not None and stands(call.asking, people, [*NEEDED_TO_RECORD, Purpose.TRANSCRIPT])


def transcript_of(call: Call, recording_id: str) -> bool:
    """Whether everybody who was asked about this recording has agreed to a transcript of it, and still does.

    Of an earlier recording of the call too, as long as it is kept; who came later was not in it.
    """
    asking = call.asking
    while asking is not None:
        if asking.recording_id == recording_id:
            people = {answer.participant_id for answer in asking.answers}
            return bool(people) and stands(asking, people, [*NEEDED_TO_RECORD, Purpose.TRANSCRIPT])
        asking = asking.before
    return False


def requested(call: Call, event: e.ConsentRequested, now: datetime) -> Outcome:
    """The agent asks, or the policy of the call does; an earlier question must be settled first."""
    if call.participant(event.participant_id).role is not Role.AGENT:
        raise Refused(ErrorCode.FORBIDDEN, "Only the agent asks to record.")
    if call.policy.when is RecordingWhen.NEVER:
        raise Refused(ErrorCode.FORBIDDEN, "Calls of this kind are not recorded.")
    if call.asking is not None and call.asking.state in ("asked", "open"):
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "Recording has been asked for.")
    kept = call.asking if call.asking is None or call.asking.state in _KEPT else call.asking.before
    required = call.policy.required and (event.by_policy or call.policy.when is RecordingWhen.THROUGHOUT)
    asking = Asking(
        event.request_id, "asked", event.purposes, event.retention_days, before=kept, required=required
    )  # fmt: skip
    asked = do.AddEntry("consent_asked", event.participant_id, {"by_policy": True} if event.by_policy else {})
    return replace(call, asking=asking), (asked,)


def answered(call: Call, event: e.ConsentAnswered, now: datetime) -> Outcome:
    """One person's decisions; the last yes that is needed opens the recording, or lets it go on, in the same step."""
    asking = _open_question(call, event)
    person = call.participant(event.participant_id)
    said = tuple(Answer(person.id, purpose, word, person.page_id) for purpose, word in event.decisions)
    asking = replace(asking, answers=with_answers(asking.answers, said))
    said_no = any(word is Decision.DECLINED for purpose, word in event.decisions if purpose in NEEDED_TO_RECORD)
    asking, effect, more = _after_answer(call, asking, event, said_no=said_no)
    rows = [appended(event, event.request_id, answer, effect) for answer in said]
    entry = do.AddEntry("consent_declined" if said_no else "consent_given", person.id)
    return replace(call, asking=asking), (*rows, entry, *more)


def _after_answer(
    call: Call, asking: Asking, event: e.ConsentAnswered, *, said_no: bool
) -> tuple[Asking, ConsentEffect, list[do.Effect]]:
    """How the question stands now, in one word for the ledger, and what is to be done about it."""
    if asking.state == "open":
        return _after_answer_again(call, asking, event, said_no=said_no)
    if said_no:
        return replace(asking, state="declined"), "nothing_recorded", expired(asking, "question_fell")
    if not stands(asking, (p.id for p in call.participants), NEEDED_TO_RECORD):
        return asking, "waits_for_others", []
    elsewhere = tuple(p.id for p in call.participants if p.page_id and p.page_id not in _agreed_on(asking, p.id))
    asking = picture.opened(
        replace(asking, state="open", recording_id=event.recording_id, asked_again=elsewhere)
    )  # fmt: skip
    return asking, "recording_opened", _opening(call, asking, event)


def _after_answer_again(
    call: Call, asking: Asking, event: e.ConsentAnswered, *, said_no: bool
) -> tuple[Asking, ConsentEffect, list[do.Effect]]:
    recording_id = asking.recording_id or ""
    left = tuple(one for one in asking.asked_again if one != event.participant_id)
    asking = replace(asking, asked_again=left)
    asking, ends = picture.after_answer_again(asking)
    more: list[do.Effect] = [do.AskAgain(recording_id, left), *ends]
    if said_no:
        more += expired(asking, "recording_stopped")
        more += [do.EndRecording(recording_id, "stopped", "consent declined"), do.AddEntry("recording_stopped")]
        return replace(asking, state="stopped"), "recording_stopped", more
    if left:
        return asking, "waits_for_others", more
    return asking, "recording_goes_on", [*more, *_tickets(call, recording_id)]


def came_back(call: Call, person: Participant) -> Outcome:
    """Somebody's page has arrived while it is recorded. The page on which they agreed goes on; from another one they
    are asked again, and until then nothing is written: nobody knows who holds it.
    """
    asking = call.asking
    if asking is None or asking.state != "open" or asking.recording_id is None:
        return call, ()
    if person.page_id in _agreed_on(asking, person.id) and person.id not in asking.asked_again:
        return call, () if asking.asked_again else (do.IssueTicket(asking.recording_id, person.id),)
    if person.id in asking.asked_again:
        return call, ()
    waits = (*asking.asked_again, person.id)
    changed = replace(call, asking=replace(asking, asked_again=waits))
    return changed, (do.AskAgain(asking.recording_id, waits), do.AddEntry("consent_asked_again", person.id))


def _agreed_on(asking: Asking, participant_id: str) -> set[str | None]:
    """The pages on which this person has answered."""
    return {a.page_id for a in asking.answers if a.participant_id == participant_id}


def withdrawn(call: Call, event: e.ConsentWithdrawn, now: datetime) -> Outcome:
    """Somebody takes it back: what is open ends now; what is closed can still be discarded, also by who ended it."""
    asking, person = call.asking, call.participant(event.participant_id)
    if event.only_picture:
        return picture.withdrawn(call, event)
    if (
        event.discard
        and asking is not None
        and asking.state in ("asked", "declined")
        and _agreed(asking.before, person.id)
    ):
        return _discarded_before(call, asking, event)
    if asking is None or asking.state not in ("asked", "open", *_KEPT):
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "There is nothing to withdraw from.")
    if asking.state in _KEPT and not event.discard:
        return call, ()
    own = [a for a in asking.answers if a.participant_id == person.id]
    agreed = any(a.decision is not Decision.DECLINED for a in own)
    if not agreed and asking.state != "asked":
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "There is nothing to withdraw from.")
    state, ending = _ended(asking, discard=event.discard)
    answers, effects = _taken_back(event, asking, _effect_of(asking, state))
    if state == "discarded":
        effects += [each for earlier in _before(asking) for each in _discarded(event, earlier)]
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
        answers, effects = _taken_back(event, asking, "question_fell")
        asking = replace(asking, state="declined", answers=answers)
    earlier = _before(asking)
    effects += [each for one in earlier for each in _discarded(event, one)]
    effects += [do.EndRecording(one.recording_id or "", "discarded", "consent withdrawn") for one in earlier]
    effects.append(do.AddEntry("consent_withdrawn", event.participant_id, {"discard": True}))
    effects.append(do.AddEntry("recording_discarded", event.participant_id))
    return replace(call, asking=replace(asking, before=None)), tuple(effects)


def _before(asking: Asking) -> list[Asking]:
    """The questions before this one whose recordings are kept, the latest first."""
    return [] if asking.before is None else [asking.before, *_before(asking.before)]


def _discarded(event: e.ConsentWithdrawn, asking: Asking) -> list[do.Effect]:
    return _taken_back(event, asking, "recording_discarded")[1]


def _taken_back(
    event: e.ConsentWithdrawn, asking: Asking, effect: ConsentEffect
) -> tuple[tuple[Answer, ...], list[do.Effect]]:
    """The answers to this question once this person has taken back what `effect` ends, and for the ledger that they
    did, and what ends of the others' with it. What is recorded and only stopped is kept: to that they still agree.
    """
    keeps = frozenset({Purpose.RETENTION} if effect == "recording_stopped" else ())
    left = without(asking, event.participant_id, but=keeps)
    changed = [after for before, after in zip(asking.answers, left, strict=True) if before != after]
    own = [appended(event, asking.request_id, answer, effect) for answer in changed]
    return left, [*own, *expired(replace(asking, answers=left), effect)]


def leg_lost(call: Call, event: e.LegLost, now: datetime) -> Outcome:
    """A page needs another leg: it gets a ticket as long as everybody's consent stands."""
    call.participant(event.participant_id)
    asking = call.asking
    if asking is None or asking.state != "open" or asking.recording_id != event.recording_id or asking.asked_again:
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
        return replace(asking, state="declined"), expired(asking, "question_fell")
    ending = do.EndRecording(asking.recording_id, "stopped", because)
    return replace(asking, state="stopped"), [*expired(asking, "recording_ended"), ending]


def expired(asking: Asking, effect: ConsentEffect) -> list[do.Effect]:
    """What was given and has ended by itself: of a question that fell all of it, and of a recording that is discarded;
    of one that has ended, that it may be made. That it may be kept, and written out, stands until somebody takes it
    back or its last day has come.
    """
    ends_all = asking.recording_id is None or effect == "recording_discarded"
    purposes = frozenset(each for each in asking.purposes if ends_all or each in MEDIA)
    given = any(a.decision is Decision.GIVEN and a.purpose in purposes for a in asking.answers)
    return [do.ExpireConsents(asking.request_id, purposes, effect)] if given else []


def newcomers_ask_anew(before: Call, outcome: Outcome) -> Outcome:
    """Whoever was not asked is in the call: what the others agreed on without them ends."""
    call, effects = outcome
    came = {person.id for person in call.participants} - {person.id for person in before.participants}
    if not came:
        return outcome
    asking, more = ended(call, "somebody joined")
    return replace(call, asking=asking), (*effects, *more)


def _open_question(call: Call, event: e.ConsentAnswered) -> Asking:
    asking = call.asking
    if asking is None or asking.request_id != event.request_id or asking.state not in ("asked", "open"):
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "This question is not open.")
    answered = any(answer.participant_id == event.participant_id for answer in asking.answers)
    if answered if asking.state == "asked" else event.participant_id not in asking.asked_again:
        raise Refused(ErrorCode.NOT_IN_THIS_STATE, "This question has been answered.")
    asked = set(asking.purposes)
    if {purpose for purpose, _ in event.decisions} != asked or len(event.decisions) != len(asked):
        raise Refused(ErrorCode.INVALID_FIELD, "Every purpose needs its answer.")
    if any(decision not in (Decision.GIVEN, Decision.DECLINED) for _, decision in event.decisions):
        raise Refused(ErrorCode.INVALID_FIELD, "An answer is given or declined.")
    return asking


def _opening(call: Call, asking: Asking, event: e.ConsentAnswered) -> list[do.Effect]:
    """Who has come by another page since they said yes says it again first."""
    opened = [
        do.OpenRecording(event.recording_id, event.request_id, picture=asking.picture == "taken"),
        do.AddEntry("recording_opened"),
    ]
    if asking.asked_again:
        return [*opened, do.AskAgain(event.recording_id, asking.asked_again)]
    return [*opened, *_tickets(call, event.recording_id)]


def _tickets(call: Call, recording_id: str) -> list[do.Effect]:
    return [do.IssueTicket(recording_id, person.id) for person in call.participants if person.page_id]


def _ended(asking: Asking, *, discard: bool) -> tuple[AskingState, do.RecordingEnd]:
    if asking.state == "asked":
        return "declined", "stopped"
    return ("discarded", "discarded") if discard else ("stopped", "stopped")


def _effect_of(asking: Asking, state: AskingState) -> ConsentEffect:
    if asking.recording_id is None:
        return "question_fell"
    return "recording_discarded" if state == "discarded" else "recording_stopped"
