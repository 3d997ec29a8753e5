"""The picture within a recording: by everybody's yes, ended for good by one no, and never at the cost of the sound."""

import pytest

from signaling.domain import effects as do
from signaling.domain import events as e
from signaling.domain.call import Call
from signaling.domain.consent import transcript_allowed
from signaling.domain.effects import Effect
from signaling.domain.errors import Refused
from signaling.protocol.words import Decision, Purpose
from tests.unit.signaling.story import active, recording, tell, withdrawal

NO_PICTURE = e.ConsentWithdrawn(
    "cu", discard=False, locale="es", wording="w", wording_sha256="0" * 64, only_picture=True
)
ELSEWHERE = (e.ParticipantLeft("cu", "page-c"), e.ParticipantArrived("cu", "page-2"))


def _answer(who: str, *, picture: bool) -> e.ConsentAnswered:
    words = tuple(
        (each, Decision.GIVEN if picture or each is not Purpose.VIDEO else Decision.DECLINED) for each in Purpose
    )
    return e.ConsentAnswered(who, "rq", words, "es", "las palabras", "0" * 64, recording_id="rec")


def _with_picture(*no: str) -> Call:
    asked = e.ConsentRequested("ag", "rq", tuple(Purpose), 30)
    call, effects = tell(active(), asked, *(_answer(who, picture=who not in no) for who in ("ag", "cu")))
    assert do.OpenRecording("rec", "rq", picture=not no) in effects
    return call


def _stands(call: Call) -> tuple[str, str]:
    assert call.asking is not None
    return call.asking.state, call.asking.picture


def _rows(effects: list[Effect]) -> list[tuple[Purpose, Decision, str]]:
    return [(one.purpose, one.decision, one.effect) for one in effects if isinstance(one, do.AppendConsent)]


@pytest.mark.parametrize("no", [(), ("ag",), ("cu",), ("ag", "cu")])
def test_a_no_to_the_picture_records_the_sound_of_both_and_the_picture_of_nobody(no: tuple[str, ...]) -> None:
    call = _with_picture(*no)
    assert _stands(call) == ("open", "none" if no else "taken")
    assert transcript_allowed(call)


def test_whoever_was_not_asked_for_the_picture_is_not_recorded_with_it() -> None:
    assert _stands(recording()) == ("open", "none")


@pytest.mark.parametrize("event", [withdrawal("cu"), e.HungUp("ag")])
def test_that_the_picture_was_taken_is_known_after_the_end(event: e.Event) -> None:
    call, _ = tell(_with_picture(), event)
    assert _stands(call) == ("stopped", "taken")


def test_who_takes_back_the_picture_ends_it_for_both_and_the_sound_goes_on() -> None:
    call, effects = tell(_with_picture(), NO_PICTURE)
    assert _stands(call) == ("open", "ended")
    assert do.EndPicture("rec") in effects
    assert not [one for one in effects if isinstance(one, do.EndRecording)]
    assert _rows(effects) == [(Purpose.VIDEO, Decision.WITHDRAWN, "picture_ended")]
    assert transcript_allowed(call)
    call, effects = tell(call, e.HungUp("ag"))
    assert _stands(call) == ("stopped", "ended")
    assert do.ExpireConsents("rq", frozenset({Purpose.AUDIO, Purpose.VIDEO}), "recording_ended") in effects


@pytest.mark.parametrize("call", [recording(), active(), _with_picture("ag"), tell(_with_picture(), NO_PICTURE)[0]])
def test_where_no_picture_is_recorded_there_is_none_to_take_back(call: Call) -> None:
    with pytest.raises(Refused):
        tell(call, NO_PICTURE)


def test_a_picture_is_not_discarded_alone() -> None:
    both = e.ConsentWithdrawn("cu", discard=True, locale="es", wording="w", wording_sha256="0" * 64, only_picture=True)
    with pytest.raises(Refused):
        tell(_with_picture(), both)


def test_all_else_can_still_be_taken_back_after_the_picture() -> None:
    call, effects = tell(_with_picture(), NO_PICTURE, withdrawal("cu", discard=True))
    assert _stands(call)[0] == "discarded"
    taken_back = [purpose for purpose, decision, _ in _rows(effects) if decision is Decision.WITHDRAWN]
    assert sorted(taken_back) == sorted(Purpose)


@pytest.mark.parametrize(("again", "picture"), [(True, "taken"), (False, "ended")])
def test_who_says_no_to_it_on_another_page_ends_it_and_the_sound_goes_on(again: bool, picture: str) -> None:
    call, effects = tell(_with_picture(), *ELSEWHERE, _answer("cu", picture=again))
    assert _stands(call) == ("open", picture)
    assert (do.EndPicture("rec") in effects) is not again


def test_a_later_yes_brings_back_no_picture_that_was_taken_back() -> None:
    call, _ = tell(_with_picture(), NO_PICTURE, *ELSEWHERE, _answer("cu", picture=True))
    assert _stands(call) == ("open", "ended")
