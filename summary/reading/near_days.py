"""Days that are named by how far off they are: `the day after tomorrow`, `in drei bis fünf Werktagen`. Pure.

Of a span it is the last day; of a few hours it is today, since a promise that is looked at early is kept all the same.
"""

import re
from datetime import date, timedelta
from typing import Final

from summary.reading.calendar_words import (
    HOURS,
    NUMBERS,
    PAIRS,
    TODAY,
    TWO_DAYS_ON,
    WEEKS,
    WORKING,
    Rules,
    any_of,
)
from summary.reading.han_numbers import read_han
from summary.reading.spoken_days import HAN_COUNT

_LONGEST_WORKING: Final = 366
_COUNT: Final = rf"\d{{1,3}}|{any_of(NUMBERS)}"
_OR: Final = r"-|–|to|or|and|bis|oder|und|a|o|y|à|ou|et|e|до|или|إلى|الى|أو"
_COUNTED: Final = rf"(?:(?:{_COUNT})\s*(?:{_OR})\s*)?(?P<count>{_COUNT})"
"""`3 to 5 days`: the last of them counts."""
_OR_TWO: Final = r"(?!\s+(?:or|oder|o|ou|или|أو)\s+(?:two|zwei|dos|deux|dois|duas|два|две|اثنين|يومين))"
"""`in a day or two` is nobody's day."""


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    known = NUMBERS.get(text.lower())
    return read_han(text) if known is None else known


def _span(match: re.Match[str], said_on: date, language: str) -> date:
    unit = match["unit"].lower()
    if unit in PAIRS:
        return said_on + timedelta(days=PAIRS[unit])
    count = _number(match["count"]) if match["count"] else 1
    if any(word in unit for word in WORKING):
        return _working_days(said_on, count)
    if unit.startswith(HOURS):
        return said_on + timedelta(days=count if unit.startswith("сут") else count // 24)
    return said_on + (timedelta(weeks=count) if unit.startswith(WEEKS) else timedelta(days=count))


def _working_days(start: date, count: int) -> date:
    if count > _LONGEST_WORKING:
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
    if word.startswith("大后"):
        return said_on + timedelta(days=3)
    return said_on + timedelta(days=2 if word.startswith(TWO_DAYS_ON) else 1)


SPANS: Final[Rules] = (
    (r"\b(?:within(?:\s+the\s+next)?|in(?:\s+the\s+next)?|between|en(?:\s+un\s+plazo\s+de|\s+los\s+próximos)?|"
     r"dentro\s+de|en\s+menos\s+de|entre|innerhalb(?:\s+von|\s+der\s+nächsten)?|in\s+den\s+nächsten|zwischen|binnen|"
     r"dans(?:\s+un\s+délai\s+de|\s+les)?|sous|d['’]ici|em(?:\s+até)?|no\s+prazo\s+de|nos\s+próximos)\s+"
     rf"{_COUNTED}\s+"
     r"(?P<unit>(?:working|business)\s+days?|days?|hours?|weeks?|días?\s+(?:hábiles|habiles|laborables?|hábil)|"
     r"dias?\s+(?:habiles|laborables?|úteis|útil)|d[ií]as?|horas?|semanas?|(?:werk|arbeits)?tage?n?|stunden?|"
     rf"wochen?|jours?\s+ouvr(?:és?|ables?)|jours?|heures?|semaines?)\b{_OR_TWO}", _span),
    (rf"\b(?:через|в\s+течение|в\s+ближайшие|за)\s+(?:{_COUNTED}\s+)?"
     r"(?P<unit>рабоч\w+\s+(?:день|дня|дней)|день|(?<!течение\s)дня|дней|недел[юияь]\w*|час(?:а|ов)?|сут(?:ки|ок))\b"
     rf"{_OR_TWO}", _span),
    (rf"(?:خلال|في\s+غضون|بعد|في\s+ظرف)\s+(?:{_COUNTED}\s+)?"
     r"(?P<unit>(?:يوم|أيام|ايام)ا?\s+عمل|أيام|ايام|يومين|يوم|أسبوعين|اسبوعين|أسابيع|اسابيع|أسبوع|اسبوع|"
     rf"ساعتين|ساعات|ساعة)(?!\w){_OR_TWO}", _span),
    (rf"在?(?P<count>{HAN_COUNT})\s*(?P<unit>个?工作日|天|日|个?小时|周|个?星期)(?:[之以]?内|[之以]?后)", _span),
)  # fmt: skip

NEAR_DAYS: Final[Rules] = (
    (r"\b(?P<near>the\s+day\s+after\s+tomorrow|today|tonight|this\s+(?:afternoon|evening)|tomorrow|"
     r"(?:by\s+)?the\s+end\s+of\s+(?:the|this)\s+week|"
     r"hoy|esta\s+(?:tarde|noche)|pasado\s+mañana|(?<!la )(?<!esta )mañana|antes\s+de\s+fin\s+de\s+semana|"
     r"heute|übermorgen|bis\s+ende\s+der\s+woche|(?<!am )(?<!guten )(?<!heute )(?<!jeden )morgen|"
     r"aujourd['’]hui|ce\s+soir|cet\s+après-midi|après[-\s]+demain|demain|d['’]ici\s+la\s+fin\s+de\s+la\s+semaine|"
     r"hoje|depois\s+de\s+amanhã|amanhã|até\s+o\s+fim\s+da\s+semana|"
     r"сегодня|в\s+течение\s+дня|после\s*завтра|завтра|до\s+конца\s+недели)\b", _near),
    (r"(?P<near>今[天日晚]|大后天|后天|明[天日早晚]|[本这]周内)", _near),
    (r"(?<!\w)(?P<near>بعد\s+(?:ال)?غدا?|غدا?|اليوم(?!\s+(?:التالي|الموالي))|الليلة|هذا\s+المساء|"
     r"(?:قبل\s+|حتى\s+)?نهاية\s+(?:هذا\s+)?الأسبوع)(?!\w)", _near),
)  # fmt: skip
