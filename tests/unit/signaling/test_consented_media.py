"""The ledger says of each decision which media it is about, as this person has decided."""

from signaling.domain import events as e
from signaling.domain.call import Call
from signaling.domain.consented_media import media_of
from signaling.protocol.words import Decision, Medium, Purpose
from tests.unit.signaling.story import ALL_PURPOSES, active, tell

BOTH = (Medium.SOUND, Medium.PICTURE)


def _answered(purposes: tuple[Purpose, ...], *, no: Purpose | None = None) -> Call:
    words = tuple((each, Decision.DECLINED if each is no else Decision.GIVEN) for each in purposes)
    said = e.ConsentAnswered("cu", "rq", words, "es", "las palabras", "0" * 64, recording_id="rec")
    return tell(active(), e.ConsentRequested("ag", "rq", purposes, 30), said)[0]


def _media(call: Call, purpose: Purpose, who: str = "cu") -> tuple[Medium, ...]:
    return media_of(purpose, call.asking, who)


def test_each_medium_has_a_purpose_of_its_own() -> None:
    call = _answered(tuple(Purpose))
    assert (_media(call, Purpose.AUDIO), _media(call, Purpose.VIDEO)) == ((Medium.SOUND,), (Medium.PICTURE,))


def test_what_is_kept_is_what_this_person_let_through() -> None:
    assert _media(_answered(tuple(Purpose)), Purpose.RETENTION) == BOTH
    assert _media(_answered(tuple(Purpose), no=Purpose.VIDEO), Purpose.RETENTION) == (Medium.SOUND,)
    assert _media(_answered(ALL_PURPOSES), Purpose.RETENTION) == (Medium.SOUND,)


def test_one_persons_no_says_nothing_of_what_the_other_decided() -> None:
    assert _media(_answered(tuple(Purpose), no=Purpose.VIDEO), Purpose.RETENTION, who="ag") == BOTH


def test_what_was_taken_so_far_is_kept_though_the_picture_was_taken_back() -> None:
    yes = e.ConsentAnswered(
        "ag", "rq", tuple((each, Decision.GIVEN) for each in Purpose), "es", "w", "0" * 64, recording_id="rec"
    )
    back = e.ConsentWithdrawn("cu", discard=False, locale="es", wording="w", wording_sha256="0" * 64, only_picture=True)
    call, _ = tell(_answered(tuple(Purpose)), yes, back)
    assert _media(call, Purpose.RETENTION) == BOTH


def test_a_transcript_is_made_of_sound_alone() -> None:
    assert _media(_answered(tuple(Purpose)), Purpose.TRANSCRIPT) == (Medium.SOUND,)


def test_without_a_question_there_is_nothing_to_be_kept() -> None:
    assert media_of(Purpose.RETENTION, None, "cu") == ()
