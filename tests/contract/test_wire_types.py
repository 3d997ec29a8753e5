"""The browser's types and the words on its pages stay in step with the protocol."""

import json
from pathlib import Path

import pytest

from signaling.protocol.words import EndReason, ErrorCode
from web.types import PATH, wire_types
from web.wordings import languages

LOCALES = Path(__file__).parents[2] / "web" / "static" / "locales"


def test_generated_types_are_those_of_the_wire() -> None:
    assert PATH.read_text() == wire_types(), "run: python -m web.types"


@pytest.mark.parametrize("locale", sorted(languages()))
def test_every_error_code_has_words_and_a_next_step_in_every_language(locale: str) -> None:
    words = json.loads((LOCALES / f"{locale}.json").read_text())
    missing = [code for code in ErrorCode if not words.get(f"error.{code}") or not words.get(f"error.{code}.next")]
    assert missing == []


@pytest.mark.parametrize("locale", sorted(languages()))
def test_every_end_of_a_call_has_closing_words_in_every_language(locale: str) -> None:
    words = json.loads((LOCALES / f"{locale}.json").read_text())
    missing = [
        reason for reason in EndReason if not words.get(f"ended.{reason}") or not words.get(f"ended.{reason}.next")
    ]
    assert missing == []
