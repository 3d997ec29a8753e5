"""Finds the day a promise names, in English, Spanish and Chinese. Pure; what would be a guess gives no day.

The day is the one that is named: "before Friday" is due on that Friday. Working days are Monday to Friday, since
nobody told us whose holidays count. A numeric date that reads both ways (03/04) has a day only where the writer's
language settles the order.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Due:
    """The words that name a time, and the day they mean; None when they may mean more than one."""

    words: str
    day: date | None


def find_due(text: str, *, said_on: date, language: str) -> Due | None:
    """The first time that `text`, written on `said_on`, names; of two that begin together the longer."""
    found = sorted(_all(text, said_on, language), key=lambda pair: (pair[0].start(), -pair[0].end()))
    if not found:
        return None
    match, day = found[0]
    return Due(match.group().strip()[:MAX_WORDS], day)


def _all(text: str, said_on: date, language: str) -> Iterator[tuple[re.Match[str], date | None]]:
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            try:
                yield match, read(match, said_on, language)
            except (ValueError, OverflowError):
                continue  # 31 February, or a number of days beyond the calendar: not a time


def _words(first: int, *names: str) -> dict[str, int]:
    return {name: index for index, group in enumerate(names, start=first) for name in group.split()}


_WEEKDAYS = _words(
    0, "monday lunes", "tuesday martes", "wednesday miércoles miercoles", "thursday jueves", "friday viernes",
    "saturday sábado sabado", "sunday domingo",
)  # fmt: skip
_HAN_WEEKDAYS = _words(0, "一", "二", "三", "四", "五", "六", "日 天")
_MONTHS = _words(
    1, "january jan enero", "february feb febrero", "march mar marzo", "april apr abril", "may mayo",
    "june jun junio", "july jul julio", "august aug agosto", "september sept sep septiembre setiembre",
    "october oct octubre", "november nov noviembre", "december dec diciembre",
)  # fmt: skip
_NUMBERS = _words(
    1, "one a an un una uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
    "eight ocho", "nine nueve", "ten diez",
) | {"fourteen": 14, "catorce": 14, "fifteen": 15, "quince": 15, "twenty": 20, "thirty": 30, "treinta": 30}  # fmt: skip
_HAN_NUMBERS = _words(1, "一", "二 两", "三", "四", "五", "六", "七", "八", "九", "十") | {
    "十四": 14, "十五": 15, "二十": 20, "三十": 30,
}  # fmt: skip
_ALL_NUMBERS = _NUMBERS | _HAN_NUMBERS
_ALL_WEEKDAYS = _WEEKDAYS | _HAN_WEEKDAYS


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _ALL_NUMBERS[text.lower()]


def _calendar(match: re.Match[str], said_on: date, language: str) -> date:
    """A day and a month; without a year, the next time they come."""
    parts = match.groupdict()
    month = parts["month"].lower()
    number = int(month) if month.isdecimal() else _MONTHS[month]
    if parts.get("year"):
        return date(int(parts["year"]), number, int(parts["day"]))
    day = date(said_on.year, number, int(parts["day"]))
    return day if day >= said_on else date(said_on.year + 1, number, int(parts["day"]))


def _slashes(match: re.Match[str], said_on: date, language: str) -> date | None:
    """Day first where the language says so or the numbers leave no choice; otherwise nobody can tell."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if language.startswith("es") or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


def _weekday(match: re.Match[str], said_on: date, language: str) -> date | None:
    """The coming one, never the same day. English "next Friday" means two different days to two people."""
    which = (match["which"] or "").lower()
    weekday = _ALL_WEEKDAYS[match["weekday"].lower()]
    if which == "next":
        return None
    if which.startswith("下"):
        return said_on + timedelta(days=7 - said_on.weekday() + weekday)
    return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)


def _span(match: re.Match[str], said_on: date, language: str) -> date:
    count, unit = _number(match["count"]), match["unit"].lower()
    if unit.startswith(("hour", "hora", "小时", "个小时")):
        return said_on + timedelta(days=-(-count // 24))
    if unit.startswith(("week", "semana", "周", "星期", "个星期")):
        return said_on + timedelta(weeks=count)
    if any(word in unit for word in ("working", "business", "hábil", "habil", "laborable", "工作")):
        return _working_days(said_on, count)
    return said_on + timedelta(days=count)


def _working_days(start: date, count: int) -> date:
    if count > 366:
        raise ValueError("nobody promises that")
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _near(match: re.Match[str], said_on: date, language: str) -> date:
    word = match["near"].lower()
    if "week" in word or "semana" in word or "周" in word:
        return said_on + timedelta(days=6 - said_on.weekday())
    return said_on + timedelta(days={"today": 0, "hoy": 0, "今天": 0, "今日": 0, "后天": 2}.get(word, 1))


_COUNT, _HAN_COUNT = rf"\d{{1,3}}|{_any(_NUMBERS)}", rf"\d{{1,3}}|{_any(_HAN_NUMBERS)}"

_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, str], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)", _calendar),
        (r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?:之?前|以前)?", _calendar),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?P<month>{_any(_MONTHS)})\b"
         r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4}))?", _calendar),
        (rf"\b(?P<month>{_any(_MONTHS)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", _calendar),
        (r"(?<![\d/.])(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4})(?!\d)", _slashes),
        (r"\b(?:by|before|on|until|no later than|antes\s+del?|para\s+el|hasta\s+el|el)\s+"
         rf"(?P<which>this|next|este|próximo)?\s*(?P<weekday>{_any(_WEEKDAYS)})\b", _weekday),
        (r"(?P<which>下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?:之?前|以前)?", _weekday),
        (rf"\b(?:within(?:\s+the\s+next)?|in|en(?:\s+un\s+plazo\s+de)?|dentro\s+de|en\s+menos\s+de)\s+(?P<count>{_COUNT})\s+"
         r"(?P<unit>(?:working|business)\s+days?|days?|hours?|weeks?|días?\s+(?:hábiles|habiles|laborables?|hábil)|"
         r"dias?\s+(?:habiles|laborables?)|d[ií]as?|horas?|semanas?)\b", _span),
        (rf"在?(?P<count>{_HAN_COUNT})\s*(?P<unit>个?工作日|天|日|个?小时|周|个?星期)(?:之?内|以内)", _span),
        (r"\b(?P<near>today|tomorrow|(?:by\s+)?the\s+end\s+of\s+(?:the|this)\s+week|hoy|"
         r"(?<!la )(?<!esta )mañana|antes\s+de\s+fin\s+de\s+semana)\b", _near),
        (r"(?P<near>今天|今日|明天|明日|后天|[本这]周内)", _near),
    )
)  # fmt: skip
