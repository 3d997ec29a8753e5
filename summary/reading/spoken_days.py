"""Days of a month as people say them, `the third of December`, `el tres de diciembre`, `十二月三日`. Pure.

Whoever writes down what was said may write the words. An English number and month side by side may be other words ("it
may first be checked"), so English needs its `of`, or a month that is nothing else.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from summary.reading.calendar_words import MONTHS, Rules, any_of
from summary.reading.han_numbers import read_han

_HAN: Final = r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
HAN_COUNT: Final = rf"(?<![\d一二两三四五六七八九十百])(?:\d{{1,3}}|{_HAN})"
"""A number of Han signs whole: of `十二天` no part is one, and `两三天` are two or three."""


def _listed(*tens: str) -> Mapping[str, int]:
    """By commas: the first to the ninth, the tenth to the nineteenth, and so on. Ways to say one are parted by `|`."""
    days: dict[str, int] = {}
    for ten, row in enumerate(tens):
        for one, ways in enumerate(row.split(","), start=1 if ten == 0 else 10 * ten):
            days |= dict.fromkeys(ways.strip().split("|"), one)
    return days


_ENGLISH: Final = _listed(
    "first, second, third, fourth, fifth, sixth, seventh, eighth, ninth",
    "tenth, eleventh, twelfth, thirteenth, fourteenth, fifteenth, sixteenth, seventeenth, eighteenth, nineteenth",
    "twentieth, twenty first, twenty second, twenty third, twenty fourth, twenty fifth, twenty sixth, twenty seventh,"
    "twenty eighth, twenty ninth",
    "thirtieth, thirty first",
)
_WITH_DE: Final[Mapping[str, int]] = {
    **_listed(
        "uno|primero, dos, tres, cuatro, cinco, seis, siete, ocho, nueve",
        "diez, once, doce, trece, catorce, quince, dieciséis|dieciseis, diecisiete, dieciocho, diecinueve",
        "veinte, veintiuno, veintidós|veintidos, veintitrés|veintitres, veinticuatro, veinticinco,"
        "veintiséis|veintiseis, veintisiete, veintiocho, veintinueve",
        "treinta, treinta y uno",
    ),
    **_listed(
        "um|primeiro, dois, três, quatro, cinco, seis, sete, oito, nove",
        "dez, onze, doze, treze, catorze|quatorze, quinze, dezesseis|dezasseis, dezessete|dezassete, dezoito,"
        "dezenove|dezanove",
        "vinte, vinte e um, vinte e dois, vinte e três, vinte e quatro, vinte e cinco, vinte e seis, vinte e sete,"
        "vinte e oito, vinte e nove",
        "trinta, trinta e um",
    ),
}
"""Spanish and Portuguese say `de`: their `once` is an English word."""
_BARE: Final[Mapping[str, int]] = {
    **_listed(
        "premier, deux, trois, quatre, cinq, six, sept, huit, neuf",
        "dix, onze, douze, treize, quatorze, quinze, seize, dix sept, dix huit, dix neuf",
        "vingt, vingt et un, vingt deux, vingt trois, vingt quatre, vingt cinq, vingt six, vingt sept, vingt huit,"
        "vingt neuf",
        "trente, trente et un",
    ),
    **_listed(
        "ersten, zweiten, dritten, vierten, fünften, sechsten, siebten|siebenten, achten, neunten",
        "zehnten, elften, zwölften, dreizehnten, vierzehnten, fünfzehnten, sechzehnten, siebzehnten, achtzehnten,"
        "neunzehnten",
        "zwanzigsten, einundzwanzigsten, zweiundzwanzigsten, dreiundzwanzigsten, vierundzwanzigsten,"
        "fünfundzwanzigsten, sechsundzwanzigsten, siebenundzwanzigsten, achtundzwanzigsten, neunundzwanzigsten",
        "dreißigsten|dreissigsten, einunddreißigsten|einunddreissigsten",
    ),
    **_listed(
        "первого, второго, третьего, четвёртого|четвертого, пятого, шестого, седьмого, восьмого, девятого",
        "десятого, одиннадцатого, двенадцатого, тринадцатого, четырнадцатого, пятнадцатого, шестнадцатого,"
        "семнадцатого, восемнадцатого, девятнадцатого",
        "двадцатого, двадцать первого, двадцать второго, двадцать третьего, двадцать четвёртого|двадцать четвертого,"
        "двадцать пятого, двадцать шестого, двадцать седьмого, двадцать восьмого, двадцать девятого",
        "тридцатого, тридцать первого",
    ),
    **_listed(
        "الأول, الثاني, الثالث, الرابع, الخامس, السادس, السابع, الثامن, التاسع",
        "العاشر, الحادي عشر, الثاني عشر, الثالث عشر, الرابع عشر, الخامس عشر, السادس عشر, السابع عشر, الثامن عشر,"
        "التاسع عشر",
        "العشرين, الحادي والعشرين, الثاني والعشرين, الثالث والعشرين, الرابع والعشرين, الخامس والعشرين,"
        "السادس والعشرين, السابع والعشرين, الثامن والعشرين, التاسع والعشرين",
        "الثلاثين, الحادي والثلاثين",
    ),
}
_ALL: Final[Mapping[str, int]] = {**_ENGLISH, **_WITH_DE, **_BARE}
_CLEAR_MONTHS: Final = {name: number for name, number in MONTHS.items() if name not in {"may", "march", "mar"}}
_MOST_YEARS: Final = 50
_YEAR: Final = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d))?"


def _any(days: Mapping[str, int]) -> str:
    """The longest first; between the parts of one there may be a hyphen."""
    return any_of(dict(days)).replace(" ", r"[\s\u00a0-]+")


def _named(match: re.Match[str], said_on: date, language: str) -> date:
    day = _ALL[" ".join(re.split(r"[\s\u00a0-]+", match["day"].lower()))]
    return of_year(MONTHS[match["month"].lower()], day, match["year"], said_on)


def _in_han(match: re.Match[str], said_on: date, language: str) -> date:
    return of_year(read_han(match["month"]), read_han(match["day"]), None, said_on)


def of_year(month: int, day: int, year: str | None, said_on: date) -> date:
    """Without a year, the next time it comes. Raises ValueError for a day no month has, and for another age's."""
    if year:
        if abs(int(year) - said_on.year) > _MOST_YEARS:
            raise ValueError("nobody promises that")
        return date(int(year), month, day)
    found = date(said_on.year, month, day)
    return found if found >= said_on else date(said_on.year + 1, month, day)


SPOKEN_DAYS: Final[Rules] = (
    (rf"\b(?P<day>{_any(_ENGLISH)})\s+of\s+(?P<month>{any_of(MONTHS)})\b{_YEAR}", _named),
    (rf"\b(?P<month>{any_of(_CLEAR_MONTHS)})\s+(?:the\s+)?(?P<day>{_any(_ENGLISH)})\b{_YEAR}", _named),
    (rf"\b(?P<day>{_any(_WITH_DE)})\s+de\s+(?P<month>{any_of(_CLEAR_MONTHS)})\b{_YEAR}", _named),
    (rf"(?<!\w)(?P<day>{_any(_BARE)})\s+(?:من\s+)?(?P<month>{any_of(_CLEAR_MONTHS)})(?!\w){_YEAR}", _named),
    (rf"(?<![\d一二三四五六七八九十])(?P<month>{_HAN})月(?P<day>{_HAN})[日号](?:之?前|以前)?", _in_han),
)
