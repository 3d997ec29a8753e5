"""Who promises what, in eight languages: "I will call you back on Friday", as people say it. On Monday, 23 November."""

from datetime import date

import pytest

from summary.reading.dates import find_due
from summary.reading.phrases import is_yes, promise

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I will call you back on Friday."),
        ("en", "we'll call you back friday"),
        ("es", "Le llamaré el viernes."),
        ("es", "Le llamo el viernes."),
        ("es", "Le vuelvo a llamar el viernes."),
        ("zh", "我会在周五给您回电话。"),
        ("zh", "我星期五给您回电话。"),
        ("fr", "Je vous rappellerai vendredi."),
        ("fr", "Je vous rappelle vendredi."),
        ("de", "Ich rufe Sie am Freitag zurück."),
        ("de", "Ich melde mich bis Freitag bei Ihnen."),
        ("ru", "Я перезвоню вам в пятницу."),
        ("ar", "سأتصل بك يوم الجمعة."),
        ("ar", "سأعاود الاتصال بك يوم الجمعة."),
        ("pt-BR", "Vou ligar de volta na sexta-feira."),
        ("pt-BR", "Ligarei de volta na sexta."),
        ("pt-BR", "Ligo para a senhora na sexta."),
        ("en", "I'm going to call you back on Friday."),
        ("en", "Let me call you back on Friday."),
        ("fr", "On vous rappelle vendredi."),
        ("de", "Ich gebe Ihnen bis Freitag Bescheid."),
        ("de", "Ich veranlasse das bis Freitag."),
        ("de", "Ich leite es am Freitag an den Zoll weiter."),
        ("ar", "سأتّصِل بكَ يومَ الجمعة."),
    ],
)
def test_a_promise_is_the_speakers_and_has_its_day(language: str, said: str) -> None:
    assert promise(said, language) == "speaker"
    due = find_due(said, said_on=MONDAY, language=language)
    assert due is not None
    assert due.day == FRIDAY


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Sie bekommen das Geld bis Freitag."), ("zh", "周五给您回电。")]
)  # fmt: skip
def test_a_promise_may_leave_open_who_keeps_it(language: str, said: str) -> None:
    assert promise(said, language) == "unsaid"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'm going to the post office."),
        ("pt-BR", "O envio para a China atrasou."),
        ("de", "Sie bekommen das nicht bis Freitag."),
        ("en", "I won't call you back on Friday."),
        ("en", "Will you call me back on Friday?"),
        ("es", "No le llamo el viernes."),
        ("zh", "我不会在周五给您回电话。"),
        ("fr", "Je ne vous rappellerai pas vendredi."),
        ("de", "Ich rufe Sie am Freitag nicht zurück."),
        ("ru", "Я не перезвоню вам в пятницу."),
        ("ar", "لن أتصل بك يوم الجمعة."),
        ("pt-BR", "Não vou ligar na sexta-feira."),
    ],
)
def test_what_is_denied_or_asked_is_no_promise(language: str, said: str) -> None:
    assert promise(said, language) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "yes that is all right"), ("en", "That's fine, thank you."), ("es", "sí está bien"), ("zh", "好的。")],
)
def test_a_yes_needs_no_signs_between_its_words(language: str, said: str) -> None:
    assert is_yes(said, language)


@pytest.mark.parametrize("said", ["that is all wrong", "no that is not right", "is that all right?"])
def test_words_that_sound_like_a_yes_are_none(said: str) -> None:
    assert not is_yes(said, "en")
