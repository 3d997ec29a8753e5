"""The words of the statement: every language whole, every word under the hash, no gap a pattern."""

import hashlib
import json
from pathlib import Path

import pytest

from cases.claims.statement_words import Named, locales, nearest, shown

PAGES = Path(__file__).parents[4] / "web" / "static" / "locales"
ABOUT = Named("LP-1", "a lamp", "RR123456785CN", None)


def test_whoever_can_read_the_pages_can_read_the_statement() -> None:
    assert locales() == {page.stem for page in PAGES.glob("*.json")}


@pytest.mark.parametrize("locale", sorted(locales()))
def test_each_names_the_case_and_is_hashed_as_shown(locale: str) -> None:
    words = shown(locale, ABOUT)
    assert words.sha256 == hashlib.sha256(words.text.encode()).hexdigest()
    said = json.loads(words.text)
    assert (said["locale"], tuple(said["lines"])) == (locale, words.lines)
    whole = " ".join(words.lines)
    assert all(named in whole for named in ("LP-1", "a lamp", "RR123456785CN"))
    assert "{" not in whole
    assert "None" not in whole


def test_another_word_is_another_hash() -> None:
    assert shown("en", ABOUT).sha256 != shown("en", Named("LP-2", "a lamp", "RR123456785CN", None)).sha256


def test_a_title_cannot_write_itself_into_the_words() -> None:
    words = shown("en", Named("LP-1", "{carrier} {0} {", None, "X"))
    assert "“{carrier} {0} {”" in words.lines[0]


@pytest.mark.parametrize(("asked", "read"), [("pt", "pt-BR"), ("zh-Hant", "zh"), ("sv", "en"), ("ar", "ar")])
def test_the_nearest_language_is_read(asked: str, read: str) -> None:
    assert nearest(asked) == read
