"""Finds the day a promise names, in the eight languages. Pure; what would be a guess gives no day.

The day is the one that is named: "before Friday" is due on that Friday. Working days are Monday to Friday, since
nobody told us whose holidays count. A numeric date that reads both ways (03/04) has a day only where the writer's
language settles the order.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from summary.reading.calendar_words import (
    HAN_WEEKDAYS,
    HOURS,
    MONTHS,
    NUMBERS,
    PAIRS,
    TODAY,
    TWO_DAYS_ON,
    WEEKDAYS,
    WEEKS,
    WORKING,
    any_of,
)
from summary.reading.numbers import read_han
from summary.reading.spoken_days import HAN_COUNT, SPOKEN_DAYS, of_year
from summary.statements import MAX_WORDS

_ALL_WEEKDAYS = WEEKDAYS | HAN_WEEKDAYS
_DAY_FIRST = ("es", "fr", "de", "pt", "ru", "ar")


@dataclass(frozen=True, slots=True)
class Due:
    """The words that name a time, and the day they mean; None when they may mean more than one."""

    words: str
    day: date | None


def find_due(text: str, *, said_on: date, language: str) -> Due | None:
    """The first time that `text`, written on `said_on`, names; of two that begin together the longer."""
    return next(iter(find_dues(text, said_on=said_on, language=language)), None)


def find_dues(text: str, *, said_on: date, language: str) -> list[Due]:
    """Every time that is named, in the order in which they stand."""
    found = sorted(_all(text, said_on, language), key=lambda pair: (pair[0].start(), -pair[0].end()))
    return [Due(match.group().strip()[:MAX_WORDS], day) for match, day in found]


def _all(text: str, said_on: date, language: str) -> Iterator[tuple[re.Match[str], date | None]]:
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            try:
                yield match, read(match, said_on, language)
            except (ValueError, OverflowError):
                continue  # 31 February, or a number of days beyond the calendar: not a time


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    known = NUMBERS.get(text.lower())
    return read_han(text) if known is None else known


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


def _weekday(match: re.Match[str], said_on: date, language: str) -> date | None:
    """The coming one, never the same day. "Next Friday", "nächsten Freitag": two days to two people."""
    which = (match["which"] or "").lower()
    weekday = _ALL_WEEKDAYS[match["weekday"].lower()]
    if which in {"next", "nächsten", "следующий", "следующую", "следующее", "следующей", "следующего"}:
        return None
    if which.startswith("下"):
        return said_on + timedelta(days=7 - said_on.weekday() + weekday)
    return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)


def _feira(match: re.Match[str], said_on: date, language: str) -> date:
    """`na sexta`, as Brazil leaves its `-feira` out; the same word counts things, so only where nothing follows it."""
    if not language.startswith("pt"):
        raise ValueError("no weekday in another language")
    weekday = WEEKDAYS[f"{match['feira'].lower()}-feira"]
    return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)


def _span(match: re.Match[str], said_on: date, language: str) -> date:
    unit = match["unit"].lower()
    if unit in PAIRS:
        return said_on + timedelta(days=PAIRS[unit])
    count = _number(match["count"]) if match["count"] else 1
    if any(word in unit for word in WORKING):
        return _working_days(said_on, count)
    if unit.startswith(HOURS):
        days = count if unit.startswith("сут") else -(-count // 24)
        return said_on + timedelta(days=days)
    return said_on + (timedelta(weeks=count) if unit.startswith(WEEKS) else timedelta(days=count))


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
    if any(week in word for week in WEEKS):
        return said_on + timedelta(days=6 - said_on.weekday())
    if word.startswith(TODAY):
        return said_on
    return said_on + timedelta(days=2 if word.startswith(TWO_DAYS_ON) else 1)


def _short(match: re.Match[str], said_on: date, language: str) -> date | None:
    """`12/3`, and `12.3.` where a point is how dates are written: the next time they come."""
    dotted = match["dotted"]
    if dotted is None:
        return _slashes(match, said_on, language)
    return of_year(int(dotted), int(match["first"]), None, said_on) if language.startswith(("de", "ru")) else None


_COUNT = rf"\d{{1,3}}|{any_of(NUMBERS)}"
_BEFORE = (
    r"by|before|on|until|no\s+later\s+than|antes\s+del?|para\s+el|hasta\s+el|el|bis(?:\s+zum)?|vor(?:\s+dem)?|am|zum|"
    r"spätestens|avant(?:\s+le)?|le|d['’]ici(?:\s+le)?|jusqu['’]à|jusqu['’]au|até(?:\s+[aoà])?|antes\s+d[ao]|na|no|dia|"
    r"до|к|во?|на|не\s+позднее|не\s+позже|"
    r"قبل|بحلول|حتى|يوم"
)

_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, str], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        *SPOKEN_DAYS,
        (r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)", _calendar),
        (r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?:之?前|以前)?", _calendar),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|-?го)?\s+(?:of\s+|de\s+)?(?P<month>{any_of(MONTHS)})\b"
         r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4}))?", _calendar),
        (rf"\b(?P<month>{any_of(MONTHS)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?",
         _calendar),
        (r"(?<![\d/.])(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4})(?!\d)", _slashes),
        (rf"\b(?:{_BEFORE})\s+(?P<first>\d{{1,2}})(?:/(?P<second>\d{{1,2}})(?![/\d])|\.(?P<dotted>\d{{1,2}})\.(?!\d))",
         _short),
        (rf"\b(?:{_BEFORE})\s+(?:يوم\s+|dia\s+)?"
         r"(?P<which>this|next|este|próximo|próxima|kommenden|nächsten|(?:эт|ближайш|следующ)\w{1,4})?\s*"
         rf"(?P<weekday>{any_of(WEEKDAYS)})\b", _weekday),
        (r"\b(?P<which>)(?P<weekday>lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
         r"(?!\s+(?:dernier|passé|prochain)\b)", _weekday),
        (r"(?:(?<=\byou\s)|(?<=\bback\s)|(?<=\bagain\s))(?P<which>)"
         rf"(?P<weekday>{any_of(WEEKDAYS)})\b(?!\s+last\b)", _weekday),
        (r"\b(?:até(?:\s+[aà])?|na|para|antes\s+da)\s+(?:próxima\s+)?(?P<feira>segunda|terça|quarta|quinta|sexta)"
         r"(?=\s*(?:$|[.,;!?])|\s+(?:de\s+manhã|à\s+tarde|à\s+noite)\b)", _feira),
        (r"(?P<which>下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?:之?前|以前)?", _weekday),
        (r"\b(?:within(?:\s+the\s+next)?|in|en(?:\s+un\s+plazo\s+de)?|dentro\s+de|en\s+menos\s+de|innerhalb(?:\s+von)?|"
         rf"binnen|dans(?:\s+un\s+délai\s+de)?|sous|d['’]ici|em(?:\s+até)?|no\s+prazo\s+de)\s+(?P<count>{_COUNT})\s+"
         r"(?P<unit>(?:working|business)\s+days?|days?|hours?|weeks?|días?\s+(?:hábiles|habiles|laborables?|hábil)|"
         r"dias?\s+(?:habiles|laborables?|úteis|útil)|d[ií]as?|horas?|semanas?|(?:werk|arbeits)?tage?n?|stunden?|"
         r"wochen?|jours?\s+ouvr(?:és?|ables?)|jours?|heures?|semaines?)\b", _span),
        (rf"\b(?:через|в\s+течение|за)\s+(?:(?P<count>{_COUNT})\s+)?"
         r"(?P<unit>рабоч\w+\s+(?:день|дня|дней)|день|дня|дней|недел[юияь]\w*|час(?:а|ов)?|сут(?:ки|ок))\b", _span),
        (rf"(?:خلال|في\s+غضون|بعد|في\s+ظرف)\s+(?:(?P<count>{_COUNT})\s+)?"
         r"(?P<unit>(?:يوم|أيام|ايام)(?:ا|ًا|اً)?\s+عمل|أيام|ايام|يومين|يوم|أسبوعين|اسبوعين|أسابيع|اسابيع|أسبوع|اسبوع|"
         r"ساعتين|ساعات|ساعة)(?!\w)", _span),
        (rf"在?(?P<count>{HAN_COUNT})\s*(?P<unit>个?工作日|天|日|个?小时|周|个?星期)(?:之?内|以内)", _span),
        (r"\b(?P<near>today|tomorrow|(?:by\s+)?the\s+end\s+of\s+(?:the|this)\s+week|hoy|"
         r"(?<!la )(?<!esta )mañana|antes\s+de\s+fin\s+de\s+semana|heute|übermorgen|bis\s+ende\s+der\s+woche|"
         r"(?<!am )(?<!guten )(?<!heute )(?<!jeden )morgen|aujourd['’]hui|après-demain|demain|"
         r"d['’]ici\s+la\s+fin\s+de\s+la\s+semaine|hoje|depois\s+de\s+amanhã|amanhã|"
         r"até\s+o\s+fim\s+da\s+semana|сегодня|послезавтра|завтра|до\s+конца\s+недели)\b", _near),
        (r"(?P<near>今天|今日|明天|明日|后天|[本这]周内)", _near),
        (r"(?<!\w)(?P<near>بعد\s+غد|غد(?:ا|ًا|اً)?|اليوم|(?:قبل\s+|حتى\s+)?نهاية\s+(?:هذا\s+)?الأسبوع)(?!\w)", _near),
    )
)  # fmt: skip
