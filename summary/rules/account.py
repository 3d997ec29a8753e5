"""What the customer tells: their account, numbers and places they name, what supports it, their mood. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cases.numbers.tracking_number import normalise
from signaling.protocol.words import Role
from summary.material import Material
from summary.reading.parcel_numbers import check_digit, find_tracking_numbers
from summary.reading.phrases import is_agreement, is_question, is_refusal, is_yes, promise
from summary.reading.topics import mood_of, names_evidence, point_of_address
from summary.rules.told import Told, cut, quoted
from summary.statements import MAX_SOURCES, MAX_WORDS, Evidence, Fact, Mood, MoodWord, Said, Source

_MOST_OF_ACCOUNT = 30
_MOST_MENTIONED = 10
_LEAST_WORDS = 4
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST_HAN = 6


def account(told: Sequence[Told]) -> Iterator[Said]:
    """What the customer says has happened: no questions, no answers to offers, no promises."""
    theirs = (each for each in told if each.speaker is Role.CUSTOMER and _says_something(each))
    for each, _ in zip(theirs, range(_MOST_OF_ACCOUNT), strict=False):
        yield Said(text=quoted(each), sources=(each.source,), speaker=Role.CUSTOMER)


def facts(told: Sequence[Told], material: Material) -> Iterator[Fact]:
    """Tracking numbers as they were heard, and points of the address, beside what the case says."""
    heard: dict[tuple[Literal["tracking_number", "address"], str], list[Told]] = {}
    for each in told:
        for number in find_tracking_numbers(each.text, each.language):
            heard.setdefault(("tracking_number", number), []).append(each)
        if (city := material.destination_city) and city.casefold() in each.text.casefold():
            heard.setdefault(("address", city), []).append(each)
        if point := point_of_address(each.text):
            heard.setdefault(("address", point), []).append(each)
    for (about, words), where in heard.items():
        yield _fact(about, words, where, material)


def evidence(told: Sequence[Told], material: Material) -> Iterator[Evidence]:
    """What was given in the call, and what was spoken of."""
    for file in material.filed:
        yield Evidence(
            text=cut(file.name), sources=(Source(kind="evidence", ref=file.id, at=file.at),), standing="taken"
        )
    named = (each for each in told if names_evidence(each.text) and not is_question(each.text))
    for each, _ in zip(named, range(_MOST_MENTIONED), strict=False):
        yield Evidence(text=quoted(each), sources=(each.source,), standing="mentioned")


def moods(told: Sequence[Told]) -> Iterator[Mood]:
    """The first word of a feeling in the first half of what they say, and the last one in the second half."""
    theirs = [each for each in told if each.speaker is Role.CUSTOMER]
    middle = (len(theirs) + 1) // 2
    first = next((mood for mood in map(_mood, theirs[:middle]) if mood and mood[1] != "thankful"), None)
    last = next((mood for mood in map(_mood, reversed(theirs[middle:])) if mood), None)
    if first:
        yield Mood(text=quoted(first[0]), sources=(first[0].source,), moment="start", mood=first[1])
    if last:
        yield Mood(text=quoted(last[0]), sources=(last[0].source,), moment="end", mood=last[1])


def _mood(told: Told) -> tuple[Told, MoodWord] | None:
    word = mood_of(told.text)
    return None if word is None else (told, word)


def _says_something(told: Told) -> bool:
    if is_question(told.text) or is_refusal(told.text) or promise(told.text, told.language):
        return False
    if is_agreement(told.text, told.language) or is_yes(told.text, told.language):
        return False
    return len(told.text.split()) >= _LEAST_WORDS or len(_HAN.findall(told.text)) >= _LEAST_HAN


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that was heard, beside what the case says."""

    heard: str
    on_case: str | None
    standing: Literal["same", "other", "unknown"]


def beside_case(about: str, heard: str, material: Material) -> Beside:
    """A number as the case stores numbers; of an address the city is all that the case knows."""
    if about == "tracking_number":
        number, known = normalise(heard), material.fact("tracking_number")
        on_case = normalise(known) if known else None
        if on_case is None:
            return Beside(number, None, "unknown")
        return Beside(number, on_case, "same" if on_case == number else "other")
    city = material.destination_city
    is_city = city is not None and city.casefold() == heard.casefold()
    return Beside(heard[:MAX_WORDS], city if is_city else None, "same" if is_city else "unknown")


def _fact(about: Literal["tracking_number", "address"], heard: str, where: Sequence[Told], material: Material) -> Fact:
    beside = beside_case(about, heard, material)
    return Fact(
        text=quoted(where[0]), sources=_sources(where), about=about, heard=beside.heard, on_case=beside.on_case,
        standing=beside.standing, check_digit=check_digit(beside.heard) if about == "tracking_number" else None,
    )  # fmt: skip


def _sources(where: Sequence[Told]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(each.source for each in where))[:MAX_SOURCES]
