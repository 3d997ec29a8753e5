"""The offer of a video call in the customer's language."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.contacts.local_time import Place, place_of
from cases.letters.letter import CopyOffer, Invitation, copy_letter, invitation_letter, language_for, languages

LOCALES = sorted(path.stem for path in (Path(__file__).parents[4] / "web/static/locales").glob("*.json"))
INVITATION = Invitation(
    name="Lucía {link}", title="a lamp", reference="LP-1", link="https://desk.example/j/1#secret",
    until=datetime(2026, 11, 21, 12, 0, 7, tzinfo=UTC), agent="Wei", call_id="call",
)  # fmt: skip
COPY = CopyOffer(
    name="Lucía", title="a lamp", reference="LP-1", link="https://desk.example/copy#secret", until=INVITATION.until,
    call_id="call",
)  # fmt: skip
NOWHERE = Place(())
SEVILLA, SOMEWHERE_IN_AMERICA = (place_of(told=None, countries=(country,)) for country in ("ES", "US"))


def test_there_is_a_template_in_every_language_of_the_pages() -> None:
    assert sorted(languages()) == LOCALES


@pytest.mark.parametrize("language", LOCALES)
def test_every_template_says_everything_and_nothing_twice_replaced(language: str) -> None:
    letter = invitation_letter(INVITATION, to="lucia@example.org", language=language, place=NOWHERE)
    assert letter.language == language
    assert letter.text.count("https://desk.example/j/1#secret") == 1
    assert "Lucía {link}" in letter.text
    assert all(word in letter.text for word in ("a lamp", "Wei", "(TU" if language == "fr" else "(UTC"))
    assert "LP-1" in letter.subject
    nameless = invitation_letter(replace(INVITATION, agent=None), to="", language=language, place=NOWHERE)
    assert "Wei" not in nameless.text


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("es", "es"), ("es-MX", "es"), ("pt", "pt-BR"), ("pt-PT", "pt-BR"), ("zh-Hant", "zh"), ("tlh", "en"), ("", "en")],
)
def test_a_language_without_words_is_served_in_a_near_one(wanted: str, given: str) -> None:
    assert language_for(wanted) == given


UNTIL = {
    "en": "until November 21, 2026, 1:00\u202fPM (",
    "de": "bis 21. November 2026, 13:00 (MEZ)",
    "es": "hasta el 21 de noviembre de 2026, 13:00 (CET)",
    "fr": "jusqu’au 21 novembre 2026, 13:00 (",
    "pt-BR": "até 21 de novembro de 2026, 13:00 (",
    "ru": "до 21 ноября 2026\u202fг., 13:00 (",
    "zh": "2026年11月21日, 13:00 (",
    "ar": "حتى 21 نوفمبر 2026, 1:00\u202fم (",
}


@pytest.mark.parametrize("language", LOCALES)
def test_both_links_end_by_the_customers_own_clock_and_calendar(language: str) -> None:
    """It was told in UTC and with its seconds: who opens the link an hour too late meets a closed door."""
    for letter in (
        invitation_letter(INVITATION, to="", language=language, place=SEVILLA),
        copy_letter(COPY, to="", language=language, place=SEVILLA),
    ):
        assert UNTIL[language].replace("\u202f", " ") in letter.text.replace("\u202f", " ").replace("\xa0", " ")
        assert "UTC" not in letter.text


def test_in_a_country_of_several_zones_the_end_is_told_by_the_earliest_of_them() -> None:
    letter = invitation_letter(INVITATION, to="", language="en", place=SOMEWHERE_IN_AMERICA)
    assert "until November 21, 2026, 4:00\u202fAM (PST)" in letter.text
    told = invitation_letter(
        INVITATION, to="", language="en", place=place_of(told="America/New_York", countries=("US",))
    )
    assert "until November 21, 2026, 7:00\u202fAM (EST)" in told.text
