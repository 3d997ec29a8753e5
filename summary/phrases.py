"""Recognises promises, agreements and questions by their words, in the languages of `tongues.py`. Pure.

Wrongly silent is better than wrongly sure: a denied promise is none, and a question is no promise.
"""

import re
from typing import Literal

from summary.tongues import tongue

Subject = Literal["speaker", "unsaid"]

_QUESTION = re.compile(r"[?？¿]|[吗呢]\s*[。.!！]?$")
_GERMAN_MONTHS = "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_INNER_POINT = rf"\.(?=[\da-z]|\s(?:{_GERMAN_MONTHS})\b)"
_SENTENCE = re.compile(rf"[^.!?。！？\n;；]+(?:{_INNER_POINT}[^.!?。！？\n;；]+)*[.!?。！？;；]*")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each verbatim; a point inside a number, a date or an address ends nothing."""
    return [part for match in _SENTENCE.finditer(text) if any(map(str.isalnum, part := match.group().strip()))]


def is_question(sentence: str) -> bool:
    """Whether it asks something."""
    return _QUESTION.search(sentence) is not None


def promise(sentence: str, language: str) -> Subject | None:
    """Whether it promises something: the speaker, or somebody the words do not settle; None for no promise."""
    words = tongue(language)
    if is_question(sentence) or words.denied.search(sentence):
        return None
    if words.speaker.search(sentence):
        return "speaker"
    return "unsaid" if words.somebody.search(sentence) else None


def is_agreement(sentence: str, language: str) -> bool:
    """Whether it says that something was agreed."""
    words = tongue(language)
    return not is_question(sentence) and not words.denied.search(sentence) and words.agreed.search(sentence) is not None


def puts_off(text: str, language: str) -> bool:
    """Whether a reply only says that the answer is still to be found."""
    return tongue(language).puts_off.search(text) is not None
