"""Consent: one no is a no for all, the last yes opens, a withdrawal ends in the same step."""

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.consent import transcript_allowed
from signaling.domain.errors import NotInThisState, Refused
from signaling.protocol.words import CallState, Decision, Purpose
from tests.unit.signaling.story import ALL_PURPOSES, active, answer, asked, invited, recording, tell, withdrawal


def _state(call: object) -> str:
    return call.asking.state  # type: ignore[attr-defined, no-any-return]


def test_the_recording_opens_with_the_last_yes_and_gives_everybody_a_ticket() -> None:
    call, effects = tell(asked(), answer("ag"))
    assert _state(call) == "asked"
    assert not [x for x in effects if isinstance(x, do.OpenRecording)]
    call, effects = tell(call, answer("cu"))
    assert _state(call) == "open"
    assert do.OpenRecording("rec", "rq") in effects
    assert {x.participant_id for x in effects if isinstance(x, do.IssueTicket)} == {"ag", "cu"}


@pytest.mark.parametrize("refused", [Purpose.AUDIO, Purpose.RETENTION])
@pytest.mark.parametrize("order", [("ag", "cu"), ("cu", "ag")])
def test_one_no_to_what_recording_needs_is_a_no_for_all(refused: Purpose, order: tuple[str, str]) -> None:
    yes = tuple(p for p in ALL_PURPOSES if p is not refused)
    call, effects = tell(asked(), answer(order[0]))
    call, more = tell(call, answer(order[1], yes=yes))
    assert _state(call) == "declined"
    assert call.state is CallState.ACTIVE
    assert not [x for x in effects + more if isinstance(x, do.OpenRecording | do.IssueTicket)]


def test_a_no_to_the_transcript_records_without_one() -> None:
    call, _ = tell(asked(), answer("ag"), answer("cu", yes=(Purpose.AUDIO, Purpose.RETENTION)))
    assert _state(call) == "open"
    assert not transcript_allowed(call)
    assert transcript_allowed(recording())


@pytest.mark.parametrize("who", ["ag", "cu"])
@pytest.mark.parametrize("discard", [False, True])
def test_anybody_may_withdraw_at_any_time(who: str, *, discard: bool) -> None:
    call, effects = tell(recording(), withdrawal(who, discard=discard))
    word = "discarded" if discard else "stopped"
    assert _state(call) == word
    assert do.EndRecording("rec", word, "consent withdrawn") in effects  # type: ignore[arg-type]
    appended = [x for x in effects if isinstance(x, do.AppendConsent)]
    kept = set() if discard else {Purpose.RETENTION}
    assert {x.purpose for x in appended} == set(ALL_PURPOSES) - kept, "what is kept is kept with their consent"
    assert {x.decision for x in appended} == {Decision.WITHDRAWN}
    others = frozenset(ALL_PURPOSES) if discard else frozenset({Purpose.AUDIO})
    assert do.ExpireConsents("rq", others, f"recording_{word}") in effects  # type: ignore[arg-type]
    order = [type(x) for x in effects if isinstance(x, do.AppendConsent | do.ExpireConsents | do.EndRecording)]
    assert order[-2:] == [do.ExpireConsents, do.EndRecording], "the ledger's turn comes before the recording's row"
    assert not transcript_allowed(call)


def test_what_was_recorded_can_be_discarded_after_the_call() -> None:
    ended, effects = tell(recording(), e.HungUp("ag"))
    assert do.EndRecording("rec", "stopped", "call ended") in effects
    call, effects = tell(ended, withdrawal("cu", discard=True))
    assert _state(call) == "discarded"
    assert do.EndRecording("rec", "discarded", "consent withdrawn") in effects


def test_whoever_has_stopped_the_recording_can_still_have_it_removed() -> None:
    call, effects = tell(recording(), withdrawal("cu"), withdrawal("cu"), withdrawal("cu", discard=True))
    assert _state(call) == "discarded"
    assert do.EndRecording("rec", "discarded", "consent withdrawn") in effects
    assert len([x for x in effects if isinstance(x, do.AppendConsent)]) == len(ALL_PURPOSES)


def test_who_said_no_has_nothing_to_take_back() -> None:
    declined, _ = tell(asked(), answer("cu", yes=()))
    with pytest.raises(Refused):
        tell(declined, withdrawal("cu", discard=True))


def test_a_lost_leg_gets_a_ticket_only_while_consent_stands() -> None:
    _, effects = tell(recording(), e.LegLost("cu", "rec"))
    assert do.IssueTicket("rec", "cu") in effects
    stopped, _ = tell(recording(), withdrawal("ag"))
    for call in (stopped, active()):
        with pytest.raises(Refused):
            tell(call, e.LegLost("cu", "rec"))


def test_an_answer_is_given_once_and_to_the_open_question() -> None:
    call, _ = tell(asked(), answer("cu"))
    for again in (answer("cu"), e.ConsentAnswered("ag", "old", (), "es", "w", "0" * 64, recording_id="r")):
        with pytest.raises(Refused):
            tell(call, again)


def test_an_answer_must_decide_every_purpose() -> None:
    partial = ((Purpose.AUDIO, Decision.GIVEN),)
    with pytest.raises(Refused):
        tell(asked(), e.ConsentAnswered("cu", "rq", partial, "es", "w", "0" * 64, recording_id="r"))


def test_only_the_agent_asks_and_only_while_talking() -> None:
    with pytest.raises(Refused):
        tell(active(), e.ConsentRequested("cu", "rq", ALL_PURPOSES, 30))
    with pytest.raises(NotInThisState):
        tell(invited(), e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30))


def test_what_was_recorded_can_be_removed_also_after_a_later_question_was_declined() -> None:
    first, _ = tell(recording(), withdrawal("ag"))
    second, _ = tell(first, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30))
    no = tuple((purpose, Decision.DECLINED) for purpose in ALL_PURPOSES)
    declined, _ = tell(second, e.ConsentAnswered("cu", "rq2", no, "es", "w", "0" * 64, recording_id="rec2"))
    assert _state(declined) == "declined"
    with pytest.raises(Refused):
        tell(declined, withdrawal("cu"))
    gone, effects = tell(declined, withdrawal("cu", discard=True))
    assert do.EndRecording("rec", "discarded", "consent withdrawn") in effects
    assert {x.request_id for x in effects if isinstance(x, do.AppendConsent)} == {"rq"}
    with pytest.raises(Refused):
        tell(gone, withdrawal("cu", discard=True))


@pytest.mark.parametrize("answers", [True, False])
def test_what_was_recorded_can_be_removed_also_while_a_later_question_is_open(*, answers: bool) -> None:
    first, _ = tell(recording(), withdrawal("ag"))
    second, _ = tell(first, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30))
    if answers:
        yes = tuple((purpose, Decision.GIVEN) for purpose in ALL_PURPOSES)
        second, _ = tell(second, e.ConsentAnswered("cu", "rq2", yes, "es", "w", "0" * 64, recording_id="rec2"))
    gone, effects = tell(second, withdrawal("cu", discard=True))
    assert _state(gone) == "declined"
    assert effects.count(do.EndRecording("rec", "discarded", "consent withdrawn")) == 1
    assert effects.count(do.AddEntry("consent_withdrawn", "cu", {"discard": True})) == 1
    assert effects.count(do.AddEntry("recording_discarded", "cu")) == 1
    taken_back = [x.request_id for x in effects if isinstance(x, do.AppendConsent)]
    assert taken_back == (["rq2"] * 3 if answers else []) + ["rq"] * 3
    with pytest.raises(Refused):
        tell(gone, withdrawal("cu", discard=True))


def test_whoever_takes_back_an_open_question_without_a_word_of_removal_keeps_what_was_recorded() -> None:
    first, _ = tell(recording(), withdrawal("ag"))
    second, _ = tell(first, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30))
    call, effects = tell(second, withdrawal("cu"))
    assert call.asking is not None and call.asking.before is not None
    assert not [x for x in effects if isinstance(x, do.EndRecording)]


def test_who_agreed_to_nothing_removes_nothing() -> None:
    declined, _ = tell(asked(), answer("cu", yes=()))
    later, _ = tell(declined, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30))
    with pytest.raises(Refused):
        tell(tell(later, withdrawal("ag"))[0], withdrawal("cu", discard=True))
