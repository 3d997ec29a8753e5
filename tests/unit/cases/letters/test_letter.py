"""The offer of a video call in the customer's language."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases.letters.letter import Invitation, invitation_letter, language_for, languages

LOCALES = sorted(path.stem for path in (Path(__file__).parents[4] / "web/static/locales").glob("*.json"))
INVITATION = Invitation(
    name="Lucía {link}", title="a lamp", reference="LP-1", link="https://desk.example/j/1#secret",
    until=datetime(2026, 11, 21, 12, tzinfo=UTC), agent="Wei", call_id="call",
)  # fmt: skip


def test_there_is_a_template_in_every_language_of_the_pages() -> None:
    assert sorted(languages()) == LOCALES


@pytest.mark.parametrize("language", LOCALES)
def test_every_template_says_everything_and_nothing_twice_replaced(language: str) -> None:
    letter = invitation_letter(INVITATION, to="lucia@example.org", language=language)
    assert letter.language == language
    assert letter.text.count("https://desk.example/j/1#secret") == 1
    assert "Lucía {link}" in letter.text
    assert all(word in letter.text for word in ("a lamp", "Wei", "UTC"))
    assert "LP-1" in letter.subject
    nameless = invitation_letter(replace(INVITATION, agent=None), to="", language=language)
    assert "Wei" not in nameless.text


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("es", "es"), ("es-MX", "es"), ("pt", "pt-BR"), ("pt-PT", "pt-BR"), ("zh-Hant", "zh"), ("tlh", "en"), ("", "en")],
)
def test_a_language_without_words_is_served_in_a_near_one(wanted: str, given: str) -> None:
    assert language_for(wanted) == given
