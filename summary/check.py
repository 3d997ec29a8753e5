"""Holds a draft against what was really said. Pure; whoever wrote the draft, nothing of it is believed.

A source that does not exist, or was spoken by the other person, is taken away; a statement without any source left is
dropped. A number, an amount or a day that stands in no source of its statement makes it doubtful: the figure is taken
out of the fields that others decide by, and the agent is told.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from signaling.protocol.words import Role
from summary.material import Material, Words
from summary.model import GROUPS, Summary
from summary.reading.amounts import find_amounts
from summary.reading.dates import find_dues
from summary.reading.numbers import find_numbers
from summary.reading.parcel_numbers import find_tracking_numbers
from summary.statements import Agreement, Commitment, Doubt, Fact, Mood, Said, Source, Statement

Kind = TypeVar("Kind", bound=Statement)
_LEAST_IN_WORDS = 13
"""`one`, `a`, `un`: below it a number word is mostly none."""


def check(summary: Summary, material: Material) -> Summary:
    """The same summary with what its sources bear out."""
    kept = {group: tuple(_kept(getattr(summary, group), material)) for group in GROUPS}
    return summary.model_copy(update=kept)


def _kept(statements: tuple[Kind, ...], material: Material) -> Iterator[Kind]:
    for statement in statements:
        sources = tuple(source for source in statement.sources if _stands(source, _speaker(statement), material))
        if sources:
            yield _held(statement.model_copy(update={"sources": sources}), material)


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


def _held(statement: Kind, material: Material) -> Kind:
    words = [material.words[source.kind, source.ref] for source in statement.sources]
    update: dict[str, Any] = {"doubt": None}
    if isinstance(statement, Commitment):
        update |= _held_day(statement, words)
    elif isinstance(statement, Agreement):
        update |= _held_amount(statement, words, material)
    elif isinstance(statement, Fact):
        update |= _held_fact(statement, words)
    if update["doubt"] is None and not _figures(statement.text, material.language) <= _known_figures(words):
        update["doubt"] = "figures"
    return statement.model_copy(update=update)


def _held_day(statement: Commitment, words: list[Words]) -> dict[str, Any]:
    if statement.due_on is None or statement.due_on in _days(words):
        return {}
    return {"due_on": None, "time_zone": None, **_doubted("day")}


def _held_amount(statement: Agreement, words: list[Words], material: Material) -> dict[str, Any]:
    if statement.amount is None:
        return {"currency": None}
    usual = material.usual_currency
    named = {(one.value, one.currency) for each in words for one in find_amounts(each.text, each.language, usual=usual)}
    if (statement.amount, statement.currency) in named:
        return {}
    return {"amount": None, "currency": None, **_doubted("figures")}


def _held_fact(statement: Fact, words: list[Words]) -> dict[str, Any]:
    if statement.about == "tracking_number":
        heard = {number for each in words for number in find_tracking_numbers(each.text, each.language)}
        return {} if statement.heard in heard else _doubted("figures")
    heard_words = statement.heard.casefold()
    return {} if any(heard_words in each.text.casefold() for each in words) else _doubted("figures")


def _doubted(doubt: Doubt) -> dict[str, Any]:
    return {"doubt": doubt}


def _days(words: list[Words]) -> set[date]:
    return {
        due.day
        for each in words
        for due in find_dues(each.text, said_on=each.said_on, language=each.language)
        if due.day is not None
    }


def _figures(text: str, language: str) -> set[Decimal]:
    """The numbers a statement names."""
    return {
        number.value
        for number in find_numbers(text, language)
        if number.value >= _LEAST_IN_WORDS or any(map(str.isdecimal, text[number.start : number.end]))
    }


def _known_figures(words: list[Words]) -> set[Decimal]:
    """The numbers in the words, and those of the days they name: "Friday" may be told as the 27th."""
    said = {number.value for each in words for number in find_numbers(each.text, each.language)}
    said |= {one.value for each in words for one in find_amounts(each.text, each.language)}  # 45 and 50: 45.50
    return said | {Decimal(part) for day in _days(words) for part in (day.year, day.month, day.day)}
