"""Who comes back by another page is asked again; until then nothing is written, and nobody gets a ticket."""

from dataclasses import replace

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Call, Participant
from signaling.domain.consent import newcomers_ask_anew
from signaling.domain.errors import Refused
from signaling.protocol.words import CallState, Decision, Purpose, Role
from tests.unit.signaling.story import ALL_PURPOSES, answer, asked, recording, tell, withdrawal

LEFT = e.ParticipantLeft("cu", "page-c")
ELSEWHERE = e.ParticipantArrived("cu", "page-2")


def _again(call: Call) -> tuple[str, ...]:
    assert call.asking is not None
    return call.asking.asked_again


def _tickets(effects: list[do.Effect]) -> set[str]:
    return {x.participant_id for x in effects if isinstance(x, do.IssueTicket)}


def test_the_page_on_which_somebody_agreed_goes_on_after_a_lost_socket() -> None:
    call, effects = tell(recording(), LEFT, e.ParticipantArrived("cu", "page-c"))
    assert _again(call) == ()
    assert _tickets(effects) == {"cu"}


def test_another_page_of_the_same_person_is_asked_and_the_recording_waits() -> None:
    call, effects = tell(recording(), LEFT, ELSEWHERE)
    assert _again(call) == ("cu",)
    assert do.AskAgain("rec", ("cu",)) in effects
    assert not _tickets(effects)
    for who in ("ag", "cu"):
        with pytest.raises(Refused):
            tell(call, e.LegLost(who, "rec"))


def test_with_the_last_yes_it_goes_on_and_everybody_gets_a_ticket() -> None:
    both, _ = tell(
        recording(), LEFT, ELSEWHERE, e.ParticipantLeft("ag", "page-a"), e.ParticipantArrived("ag", "page-3")
    )
    assert _again(both) == ("cu", "ag")
    call, effects = tell(both, answer("cu"))
    assert (_again(call), _tickets(effects)) == (("ag",), set())
    call, effects = tell(call, answer("ag"))
    assert (_again(call), _tickets(effects)) == ((), {"ag", "cu"})
    assert call.asking is not None
    assert call.asking.state == "open"
    assert [x.effect for x in effects if isinstance(x, do.AppendConsent)] == ["recording_goes_on"] * 3


def test_a_no_stops_the_recording_and_the_call_goes_on() -> None:
    call, effects = tell(recording(), LEFT, ELSEWHERE, answer("cu", yes=()))
    assert call.asking is not None
    assert (call.asking.state, call.state) == ("stopped", CallState.INTERRUPTED)
    assert do.EndRecording("rec", "stopped", "consent declined") in effects


def test_who_was_not_asked_again_cannot_answer_again() -> None:
    call, _ = tell(recording(), LEFT, ELSEWHERE)
    with pytest.raises(Refused):
        tell(call, answer("ag"))


def test_the_newest_answer_counts_for_the_transcript() -> None:
    call, _ = tell(recording(), LEFT, ELSEWHERE, answer("cu", yes=(Purpose.AUDIO, Purpose.RETENTION)))
    assert call.asking is not None
    said = {a.purpose: a.decision for a in call.asking.answers if a.participant_id == "cu"}
    assert said[Purpose.TRANSCRIPT] is Decision.DECLINED
    assert len(call.asking.answers) == 2 * len(ALL_PURPOSES)


def test_anybody_may_withdraw_while_somebody_is_asked_again() -> None:
    for who in ("ag", "cu"):
        call, effects = tell(recording(), LEFT, ELSEWHERE, withdrawal(who))
        assert call.asking is not None
        assert call.asking.state == "stopped"
        assert do.EndRecording("rec", "stopped", "consent withdrawn") in effects


def test_whoever_joins_without_having_been_asked_ends_what_the_others_agreed_on() -> None:
    before = recording()
    third = Participant("third", Role.SUPERVISOR, "Sam", "en")
    joined, effects = newcomers_ask_anew(before, (_with(before, third), ()))
    assert joined.asking is not None
    assert joined.asking.state == "stopped"
    assert do.EndRecording("rec", "stopped", "somebody joined") in effects
    assert newcomers_ask_anew(before, (before, ())) == (before, ())


def _with(call: Call, person: Participant) -> Call:
    return replace(call, participants=(*call.participants, person))


def test_a_call_that_ends_tells_the_ledger_that_the_leave_to_record_has_ended() -> None:
    _, effects = tell(recording(), e.HungUp("ag"))
    assert do.ExpireConsents("rq", frozenset({Purpose.AUDIO}), "recording_ended") in effects
    order = [type(x) for x in effects if isinstance(x, do.ExpireConsents | do.EndRecording)]
    assert order == [do.ExpireConsents, do.EndRecording], "the ledger's turn comes before the recording's row"


def test_of_a_question_that_falls_everything_given_has_ended() -> None:
    again, _ = tell(recording(), withdrawal("cu"), e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30))
    _, effects = tell(again, _yes_to("rq2", "ag"), e.HungUp("ag"))
    assert do.ExpireConsents("rq2", frozenset(ALL_PURPOSES), "question_fell") in effects


def _yes_to(request_id: str, who: str) -> e.ConsentAnswered:
    words = tuple((purpose, Decision.GIVEN) for purpose in ALL_PURPOSES)
    return e.ConsentAnswered(who, request_id, words, "es", "las palabras", "0" * 64, recording_id="rec2")


def test_who_said_yes_and_came_by_another_page_before_it_began_is_asked_again_too() -> None:
    one, _ = tell(asked(), answer("ag"), e.ParticipantLeft("ag", "page-a"), e.ParticipantArrived("ag", "page-9"))
    call, effects = tell(one, answer("cu"))
    assert _again(call) == ("ag",)
    assert not _tickets(effects)
    assert _tickets(tell(call, answer("ag"))[1]) == {"ag", "cu"}
