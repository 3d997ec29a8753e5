"""What carriers write in words: found as before, and looked for no oftener than need be."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.journeys import phrases
from cases.journeys.phrases import Cause, cause_of


def plainly(text: str) -> Cause | None:
    """Every word tried on every text."""
    return next((cause for cause, words in phrases._WORDS.items() if words.search(text)), None)


@pytest.mark.parametrize("cause", list(Cause))
@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_no_text_that_the_words_fit_is_passed_over_for_want_of_a_stem(cause: Cause, data: st.DataObject) -> None:
    words = phrases._WORDS[cause]
    text = data.draw(st.from_regex(words))
    assert cause_of(text) is plainly(text) is not None


@given(st.text(max_size=60))
def test_any_text_says_what_it_says_when_every_word_is_tried(text: str) -> None:
    assert cause_of(text) is plainly(text)


def test_a_text_without_a_stem_costs_no_search_and_a_known_one_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []

    class Counted:
        def __init__(self, words: re.Pattern[str]) -> None:
            self._words = words

        def search(self, text: str) -> re.Match[str] | None:
            searched.append(text)
            return self._words.search(text)

    monkeypatch.setattr(phrases, "_WORDS", {cause: Counted(words) for cause, words in phrases._WORDS.items()})
    cause_of.cache_clear()
    try:
        assert cause_of("Arrived at the sorting centre of Leipzig") is None
        assert searched == []
        for _ in range(3):
            assert cause_of("Lost in a snowdrift") is None
        assert len(searched) == len(Cause)
    finally:
        cause_of.cache_clear()
