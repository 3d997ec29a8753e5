"""Holds a draft against what was really said. Pure; whoever wrote the draft, nothing of it is believed.

A source that does not exist, or was spoken by the other person, is taken away; a statement without any source left is
dropped. A number, an amount or a day that stands in no source of its statement makes it doubtful, and so does a
solution of which none speaks: it is taken out of the fields that others decide by, and the agent is told.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from signaling.protocol.words import Role
from summary.material import Material, Words
from summary.model import GROUPS, Summary
from summary.reading.amounts import find_amounts
from summary.reading.as_read import as_read
from summary.reading.dates import find_dues
from summary.reading.numbers import find_numbers
from summary.reading.parcel_numbers import find_tracking_numbers
from summary.reading.phrases import sentences
from summary.reading.topics import kind_of
from summary.statements import (
    AgreedKind,
    Agreement,
    Commitment,
    Doubt,
    Fact,
    Mood,
    Said,
    Source,
    SourceKind,
    Statement,
)

Kind = TypeVar("Kind", bound=Statement)
Found = TypeVar("Found")
_LEAST_IN_WORDS = 13
"""`one`, `a`, `un`: below it a number word is mostly none."""


def check(summary: Summary, material: Material) -> Summary:
    """The same summary with what its sources bear out."""
    sources = _Sources(material)
    kept = {group: tuple(_kept(getattr(summary, group), sources)) for group in GROUPS}
    return summary.model_copy(update=kept)


class _Sources:
    """What the words of a call say, each read once: notes may be one source of a hundred statements."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._read: dict[tuple[str, str], _Read] = {}

    def of(self, statement: Statement) -> list["_Read"]:
        """Those of a statement, all of which stand."""
        return [self._one(source.kind, source.ref) for source in statement.sources]

    def _one(self, kind: SourceKind, ref: str) -> "_Read":
        if (kind, ref) not in self._read:
            self._read[kind, ref] = _Read(self.material.words[kind, ref], self.material.usual_currency)
        return self._read[kind, ref]


class _Read:
    """What one source says."""

    def __init__(self, words: Words, usual: str | None) -> None:
        self.words = words
        self._usual = usual

    @cached_property
    def amounts(self) -> frozenset[tuple[Decimal, str]]:
        """With their currencies."""
        found = find_amounts(self.words.text, self.words.language, usual=self._usual)
        return frozenset((one.value, one.currency) for one in found)

    @cached_property
    def days(self) -> frozenset[date]:
        """Those that are named and can be told."""
        dues = find_dues(self.words.text, said_on=self.words.said_on, language=self.words.language)
        return frozenset(due.day for due in dues if due.day is not None)

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """Its numbers, and those of the days it names: "Friday" may be told as the 27th."""
        said = {number.value for number in find_numbers(as_read(self.words.text), self.words.language)}
        said |= {value for value, _ in self.amounts}  # 45 and 50: 45.50
        return frozenset(said | {Decimal(part) for day in self.days for part in (day.year, day.month, day.day)})

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Tracking numbers."""
        return frozenset(find_tracking_numbers(self.words.text, self.words.language))

    @cached_property
    def kinds(self) -> frozenset[AgreedKind]:
        """Of what its sentences offer."""
        return frozenset(kind_of(sentence) for sentence in sentences(self.words.text))


def _kept(statements: tuple[Kind, ...], sources: _Sources) -> Iterator[Kind]:
    for statement in statements:
        speaker = _speaker(statement)
        standing = tuple(source for source in statement.sources if _stands(source, speaker, sources.material))
        if standing:
            borne_out = statement.model_copy(update={"sources": standing})
            yield _held(borne_out, sources.of(borne_out), sources.material.language)


def _speaker(statement: Statement) -> Role | None:
    """Whose words they are said to be; None: nobody's in particular."""
    if isinstance(statement, Commitment):
        return statement.who
    if isinstance(statement, Mood):
        return Role.CUSTOMER
    return statement.speaker if isinstance(statement, Said) else None


def _stands(source: Source, speaker: Role | None, material: Material) -> bool:
    words = material.words.get((source.kind, source.ref))
    return words is not None and (speaker is None or words.speaker is speaker)


def _held(statement: Kind, said: list[_Read], language: str) -> Kind:
    update: dict[str, Any] = {"doubt": None}
    if isinstance(statement, Commitment):
        update |= _held_day(statement, said)
    elif isinstance(statement, Agreement):
        update |= _held_kind(statement, said) | _held_amount(statement, said)
    elif isinstance(statement, Fact):
        update |= _held_fact(statement, said)
    if update["doubt"] is None and not _figures(statement.text, language) <= _all(each.figures for each in said):
        update["doubt"] = "figures"
    return statement.model_copy(update=update)


def _held_day(statement: Commitment, said: list[_Read]) -> dict[str, Any]:
    if statement.due_on is None or statement.due_on in _all(each.days for each in said):
        return {}
    return {"due_on": None, "time_zone": None, **_doubted("day")}


def _held_kind(statement: Agreement, said: list[_Read]) -> dict[str, Any]:
    if statement.kind == "other" or statement.kind in _all(each.kinds for each in said):
        return {}
    return {"kind": "other", **_doubted("kind")}


def _held_amount(statement: Agreement, said: list[_Read]) -> dict[str, Any]:
    if statement.amount is None:
        return {"currency": None}
    if (statement.amount, statement.currency) in _all(each.amounts for each in said):
        return {}
    return {"amount": None, "currency": None, **_doubted("figures")}


def _held_fact(statement: Fact, said: list[_Read]) -> dict[str, Any]:
    if statement.about == "tracking_number":
        return {} if statement.heard in _all(each.numbers for each in said) else _doubted("figures")
    heard_words = statement.heard.casefold()
    return {} if any(heard_words in each.words.text.casefold() for each in said) else _doubted("figures")


def _doubted(doubt: Doubt) -> dict[str, Any]:
    return {"doubt": doubt}


def _all(found: Iterable[frozenset[Found]]) -> frozenset[Found]:
    return frozenset[Found]().union(*found)


def _figures(text: str, language: str) -> set[Decimal]:
    """The numbers a statement names."""
    text = as_read(text)
    return {
        number.value
        for number in find_numbers(text, language)
        if number.value >= _LEAST_IN_WORDS or any(map(str.isdecimal, text[number.start : number.end]))
    }
