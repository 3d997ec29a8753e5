"""Finds the day a promise names, in the eight languages. Pure; what would be a guess gives no day.

The day is the one that is named: "before Friday" is due on that Friday. Working days are Monday to Friday, since
nobody told us whose holidays count. A numeric date that reads both ways (03/04) has a day only where the writer's
language settles the order.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from summary.reading.as_read import as_read, as_written
from summary.reading.calendar_words import MONTHS, Read, Rules, any_of
from summary.reading.near_days import NEAR_DAYS, SPANS
from summary.reading.spoken_days import SPOKEN_DAYS, of_year
from summary.reading.weekdays import BEFORE, WEEKDAY_RULES
from summary.statements import MAX_WORDS

_DAY_FIRST = ("es", "fr", "de", "pt", "ru", "ar")
_Kind = Literal["date", "weekday", "span", "near"]
_GAP: Final = re.compile(r"\s*[,،、(（]?\s*(?:(?:the|de[nm]|el|le|dia|día)\s+)?")
"""Between two parts of one time: `Freitag, den 13. März`."""


@dataclass(frozen=True, slots=True)
class Due:
    """The words that name a time, and the day they mean; None when they may mean more than one."""

    words: str
    day: date | None


@dataclass(frozen=True, slots=True)
class _Named:
    kind: _Kind
    start: int
    end: int
    day: date | None


def find_due(text: str, *, said_on: date, language: str) -> Due | None:
    """The first time that `text`, written on `said_on`, names; of two that begin together the longer."""
    return next(iter(find_dues(text, said_on=said_on, language=language)), None)


def find_dues(text: str, *, said_on: date, language: str) -> list[Due]:
    """Every time that is named, in the order in which they stand."""
    read = as_read(text)
    found = sorted(_all(read, said_on, language), key=lambda one: (one.start, -one.end))
    return [Due(as_written(text, one.start, one.end).strip()[:MAX_WORDS], one.day) for one in _whole(found, read)]


def _all(text: str, said_on: date, language: str) -> Iterator[_Named]:
    for kind, pattern, read in _RULES:
        for match in pattern.finditer(text):
            try:
                yield _Named(kind, match.start(), match.end(), read(match, said_on, language))
            except (ValueError, OverflowError):
                continue  # 31 February, or a number of days beyond the calendar: not a time


def _whole(found: Iterable[_Named], text: str) -> list[_Named]:
    """Without what is a part of another: `Tuesday` of `Tuesday next week`, or of `Tuesday, 3 March`."""
    kept: list[_Named] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and one.end <= last.end:
            continue
        joined = _joined(last, one, text) if last is not None else None
        if joined is not None:
            kept.pop()
        kept.append(joined or one)
    return kept


def _joined(first: _Named, then: _Named, text: str) -> _Named | None:
    """One time of two that stand side by side; without a day where they do not agree. None: they are two."""
    if first.end > then.start or not _GAP.fullmatch(text, first.end, then.start):
        return None
    if first.kind == "weekday" and then.kind == "date":
        return then if then.day == first.day or _same_weekday(first, then) else replace(then, day=None)
    if {first.kind, then.kind} == {"weekday", "span"}:
        agree = first.kind == "span" and first.day == then.day
        return replace(first, end=then.end, day=first.day if agree else None)
    return None


def _same_weekday(weekday: _Named, dated: _Named) -> bool:
    return weekday.day is None or (dated.day is not None and weekday.day.weekday() == dated.day.weekday())


def _calendar(match: re.Match[str], said_on: date, language: str) -> date:
    """A day and a month; without a year, the next time they come."""
    parts = match.groupdict()
    month = parts["month"].lower()
    number = int(month) if month.isdecimal() else MONTHS[month]
    return of_year(number, int(parts["day"]), parts.get("year"), said_on)


def _slashes(match: re.Match[str], said_on: date, language: str) -> date | None:
    """Day first where the language says so or the numbers leave no choice; otherwise nobody can tell."""
    first, second = int(match["first"]), int(match["second"])
    if language.startswith(_DAY_FIRST) or first > 12 or first == second:
        day, month = first, second
    elif second > 12:
        day, month = second, first
    else:
        return None
    return of_year(month, day, match.groupdict().get("year"), said_on)


def _short(match: re.Match[str], said_on: date, language: str) -> date | None:
    """`12/3`, and `12.3.` where a point is how dates are written: the next time they come."""
    dotted = match["dotted"]
    if dotted is None:
        return _slashes(match, said_on, language)
    return of_year(int(dotted), int(match["first"]), None, said_on) if language.startswith(("de", "ru")) else None


_DATES: Final[Rules] = (
    *SPOKEN_DAYS,
    (r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)", _calendar),
    (r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?:之?前|以前)?", _calendar),
    (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|-?го)?\s+(?:of\s+|de\s+)?(?P<month>{any_of(MONTHS)})\b"
     r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4}))?", _calendar),
    (rf"\b(?P<month>{any_of(MONTHS)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", _calendar),
    (r"(?<![\d/.])(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4})(?!\d)", _slashes),
    (rf"\b(?:{BEFORE})\s+(?P<first>\d{{1,2}})(?:/(?P<second>\d{{1,2}})(?![/\d])|\.(?P<dotted>\d{{1,2}})\.(?!\d))",
     _short),
)  # fmt: skip
_BY_KIND: Final[tuple[tuple[_Kind, Rules], ...]] = (
    ("date", _DATES), ("weekday", WEEKDAY_RULES), ("span", SPANS), ("near", NEAR_DAYS),
)  # fmt: skip
_RULES: Final[tuple[tuple[_Kind, re.Pattern[str], Read], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), read) for kind, rules in _BY_KIND for pattern, read in rules
)
