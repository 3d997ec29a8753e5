"""Of which recordings of a call a transcript may be made: of those to which everybody said yes, and still does."""

from dataclasses import replace

from signaling.domain import events as e
from signaling.domain.call import Asking
from signaling.domain.consent import transcript_of
from signaling.protocol.words import Purpose
from tests.unit.signaling.story import ALL_PURPOSES, answer, asked, recording, tell, withdrawal


def test_everybody_said_yes_and_the_call_is_over() -> None:
    call, _ = tell(recording(), e.HungUp("cu"))
    assert transcript_of(call, "rec")
    assert not transcript_of(call, "another")


def test_nothing_is_recorded_while_it_is_only_asked_for() -> None:
    assert not transcript_of(asked(), "rec")


def test_one_who_said_no_to_the_transcript_alone() -> None:
    call, _ = tell(asked(), answer("ag"), answer("cu", yes=(Purpose.AUDIO, Purpose.RETENTION)))
    assert not transcript_of(call, "rec")


def test_who_takes_it_back_takes_the_transcript_back() -> None:
    call, _ = tell(recording(), withdrawal("cu"))
    assert not transcript_of(call, "rec")


def test_an_earlier_recording_stands_though_a_later_question_was_declined() -> None:
    call = recording()
    later = Asking("rq2", "declined", ALL_PURPOSES, 30, before=call.asking)
    assert transcript_of(replace(call, asking=later), "rec")
