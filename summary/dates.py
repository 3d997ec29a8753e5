"""Finds the day a promise names, in the languages of `tongues.py`. Pure; what would be a guess gives no day.

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
    0, "monday lunes montag lundi segunda-feira", "tuesday martes dienstag mardi terça-feira",
    "wednesday miércoles miercoles mittwoch mercredi quarta-feira", "thursday jueves donnerstag jeudi quinta-feira",
    "friday viernes freitag vendredi sexta-feira", "saturday sábado sabado samstag sonnabend samedi",
    "sunday domingo sonntag dimanche",
)  # fmt: skip
_HAN_WEEKDAYS = _words(0, "一", "二", "三", "四", "五", "六", "日 天")
_MONTHS = _words(
    1, "january jan enero januar jänner janvier janeiro", "february feb febrero februar février fevereiro",
    "march mar marzo märz mars março", "april apr abril avril", "may mayo mai maio", "june jun junio juni juin junho",
    "july jul julio juli juillet julho", "august aug agosto août",
    "september sept sep septiembre setiembre septembre setembro", "october oct octubre oktober octobre outubro",
    "november nov noviembre novembre novembro", "december dec diciembre dezember décembre dezembro",
)  # fmt: skip
_NUMBERS = _words(
    1, "one a an un una uno ein eine einem einer une um uma", "two dos zwei deux dois duas",
    "three tres drei trois três", "four cuatro vier quatre quatro",
    "five cinco fünf cinq", "six seis sechs", "seven siete sieben sept sete",
    "eight ocho acht huit oito", "nine nueve neun neuf nove", "ten diez zehn dix dez",
) | _words(14, "fourteen catorce vierzehn quatorze", "fifteen quince fünfzehn quinze") | {
    "twenty": 20, "zwanzig": 20, "vingt": 20, "vinte": 20, "thirty": 30, "treinta": 30, "dreißig": 30, "trente": 30,
    "trinta": 30,
}  # fmt: skip
_HAN_NUMBERS = _words(1, "一", "二 两", "三", "四", "五", "六", "七", "八", "九", "十") | {
    "十四": 14, "十五": 15, "二十": 20, "三十": 30,
}  # fmt: skip
_ALL_NUMBERS = _NUMBERS | _HAN_NUMBERS
_ALL_WEEKDAYS = _WEEKDAYS | _HAN_WEEKDAYS
_DAY_FIRST = ("es", "fr", "de", "pt")


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
    if language.startswith(_DAY_FIRST) or first > 12 or first == second:
        return date(year, second, first)
    return date(year, first, second) if second > 12 else None


def _weekday(match: re.Match[str], said_on: date, language: str) -> date | None:
    """The coming one, never the same day. "Next Friday", "nächsten Freitag": two days to two people."""
    which = (match["which"] or "").lower()
    weekday = _ALL_WEEKDAYS[match["weekday"].lower()]
    if which in {"next", "nächsten"}:
        return None
    if which.startswith("下"):
        return said_on + timedelta(days=7 - said_on.weekday() + weekday)
    return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)


def _span(match: re.Match[str], said_on: date, language: str) -> date:
    count, unit = _number(match["count"]), match["unit"].lower()
    if unit.startswith(("hour", "hora", "stunde", "heure", "小时", "个小时")):
        return said_on + timedelta(days=-(-count // 24))
    if unit.startswith(("week", "semana", "woche", "semaine", "周", "星期", "个星期")):
        return said_on + timedelta(weeks=count)
    if any(word in unit for word in _WORKING):
        return _working_days(said_on, count)
    return said_on + timedelta(days=count)


_WORKING = (
    "working", "business", "hábil", "habil", "laborable", "werktag", "arbeitstag", "ouvr", "útil", "úteis", "工作",
)  # fmt: skip


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
    if any(week in word for week in ("week", "semana", "woche", "semaine", "周")):
        return said_on + timedelta(days=6 - said_on.weekday())
    if word.startswith(("today", "hoy", "heute", "aujourd", "hoje", "今")):
        return said_on
    return said_on + timedelta(days=2 if word.startswith(("übermorgen", "après", "depois", "后天")) else 1)


_COUNT, _HAN_COUNT = rf"\d{{1,3}}|{_any(_NUMBERS)}", rf"\d{{1,3}}|{_any(_HAN_NUMBERS)}"

_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date, str], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)", _calendar),
        (r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号](?:之?前|以前)?", _calendar),
        (rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?(?P<month>{_any(_MONTHS)})\b"
         r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4}))?", _calendar),
        (rf"\b(?P<month>{_any(_MONTHS)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", _calendar),
        (r"(?<![\d/.])(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<year>\d{4})(?!\d)", _slashes),
        (r"\b(?:by|before|on|until|no later than|antes\s+del?|para\s+el|hasta\s+el|el|bis|vor|am|spätestens|avant|le|"
         r"d['’]ici|jusqu['’]à|até|antes\s+da|na|no)\s+"
         rf"(?P<which>this|next|este|próximo|próxima|kommenden|nächsten)?\s*(?P<weekday>{_any(_WEEKDAYS)})\b",
         _weekday),
        (r"(?P<which>下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?:之?前|以前)?", _weekday),
        (r"\b(?:within(?:\s+the\s+next)?|in|en(?:\s+un\s+plazo\s+de)?|dentro\s+de|en\s+menos\s+de|innerhalb(?:\s+von)?|binnen|"
         rf"dans(?:\s+un\s+délai\s+de)?|sous|d['’]ici|em(?:\s+até)?|no\s+prazo\s+de)\s+(?P<count>{_COUNT})\s+"
         r"(?P<unit>(?:working|business)\s+days?|days?|hours?|weeks?|días?\s+(?:hábiles|habiles|laborables?|hábil)|"
         r"dias?\s+(?:habiles|laborables?|úteis|útil)|d[ií]as?|horas?|semanas?|(?:werk|arbeits)?tage?n?|stunden?|wochen?|"
         r"jours?\s+ouvr(?:és?|ables?)|jours?|heures?|semaines?)\b", _span),
        (rf"在?(?P<count>{_HAN_COUNT})\s*(?P<unit>个?工作日|天|日|个?小时|周|个?星期)(?:之?内|以内)", _span),
        (r"\b(?P<near>today|tomorrow|(?:by\s+)?the\s+end\s+of\s+(?:the|this)\s+week|hoy|"
         r"(?<!la )(?<!esta )mañana|antes\s+de\s+fin\s+de\s+semana|heute|übermorgen|bis\s+ende\s+der\s+woche|"
         r"(?<!am )(?<!guten )(?<!heute )(?<!jeden )morgen|aujourd['’]hui|après-demain|demain|"
         r"d['’]ici\s+la\s+fin\s+de\s+la\s+semaine|hoje|depois\s+de\s+amanhã|amanhã|"
         r"até\s+o\s+fim\s+da\s+semana)\b", _near),
        (r"(?P<near>今天|今日|明天|明日|后天|[本这]周内)", _near),
    )
)  # fmt: skip
