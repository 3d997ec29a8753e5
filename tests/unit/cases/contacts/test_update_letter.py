"""The messages that keep a customer informed: in every language, for every occasion, by the customer's clock."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cases.contacts.local_time import Place, place_of
from cases.contacts.moments import Moment
from cases.contacts.update_letter import Update, languages, update_letter

LOCALES = sorted(path.stem for path in (Path(__file__).parents[4] / "web/static/locales").glob("*.json"))
UPDATE = Update(
    moment=Moment.CARRIER_ASKED, name="Lucía {next}", title="a lamp", reference="LP-1", carrier="Correos",
    detail="We send you another one.", answer_by=date(2026, 11, 27), next_at=datetime(2026, 11, 24, 17, tzinfo=UTC),
    agent="Wei",
)  # fmt: skip
TOKYO = place_of(told="Asia/Tokyo", countries=())


def test_there_are_words_in_every_language_of_the_pages() -> None:
    assert sorted(languages()) == LOCALES


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("moment", Moment)
def test_every_message_is_whole(language: str, moment: Moment) -> None:
    letter = update_letter(replace(UPDATE, moment=moment), to="x@example.org", language=language, place=TOKYO)
    assert (letter.language, letter.kind) == (language, moment)
    assert "LP-1" in letter.subject
    for word in ("Lucía {next}", "a lamp", "We send you another one.", "Wei"):
        assert word in letter.text
    assert "{" not in letter.text.replace("{next}", "")


@pytest.mark.parametrize("language", LOCALES)
def test_the_promise_stands_in_the_customers_own_day(language: str) -> None:
    told = update_letter(UPDATE, to="", language=language, place=TOKYO)  # two in the morning of the 25th there
    assert "25" in told.text
    silent = update_letter(replace(UPDATE, next_at=None), to="", language=language, place=TOKYO)
    assert len(silent.text) < len(told.text)


def test_who_is_not_known_is_not_named() -> None:
    letter = update_letter(replace(UPDATE, carrier=None, answer_by=None), to="", language="en", place=Place(()))
    assert "the carrier where your parcel" in letter.text
    assert "owe us" not in letter.text
    assert "UTC" in letter.text
