"""Days that are named by their weekday, in the week the words say. Pure; what would be a guess gives no day.

A weekday alone is the coming one, never the same day. "Next Friday", "Friday week": two days to two people.
"""

import re
from datetime import date, timedelta
from typing import Final

from summary.reading.calendar_words import HAN_WEEKDAYS, MONTHS, WEEKDAYS, Rules, any_of

BEFORE: Final = (
    r"by|before|on|until|no\s+later\s+than|antes\s+del?|para\s+el|hasta\s+el|el|bis(?:\s+zum)?|vor(?:\s+dem)?|am|zum|"
    r"spätestens|avant(?:\s+le)?|le|d['’]ici(?:\s+le)?|jusqu['’]à|jusqu['’]au|até(?:\s+[aoà])?|antes\s+d[ao]|na|no|dia|"
    r"до|к|во?|на|не\s+позднее|не\s+позже|"
    r"قبل|بحلول|حتى|يوم"
)
_ALL: Final = WEEKDAYS | HAN_WEEKDAYS
_NAMES: Final = any_of(WEEKDAYS)
_GERMAN: Final = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_PART_OF_DAY: Final = r"(?:(?<=tag|end|och)(?:morgen|früh|vormittag|mittag|nachmittag|abend))?"
"""German writes it together with the day."""
_NEXT_WEEK: Final = (
    r"(?:(?:of|in|der|de|da|na|la|на|من|في)\s+){0,2}(?:next\s+week|(?:nächste|kommende)[rn]?\s+woche|"
    r"próxima\s+semana|semana\s+(?:que\s+viene|que\s+vem|próxima|entrante|seguinte)|semaine\s+prochaine|"
    r"(?:следующ|будущ)(?:ей|ую)\s+недел[еию]|(?:ال)?أسبوع\s+(?:القادم|المقبل|التالي))"
)
_UNCLEAR: Final = r"week|en\s+(?:huit|quinze)|(?:der\s+)?übernächste[rn]?\s+woche"
_PAST: Final = (
    r"(?:of\s+)?last(?:\s+week)?|(?:letzte|vorige|vergangene)[rn]?\s+woche|(?:de\s+la\s+semana\s+)?pasad[oa]|dernier|"
    r"passé|(?:da\s+semana\s+)?passad[oa]|(?:на\s+)?прошлой\s+недел[еи]|الماضي"
)
_AFTER: Final = rf"(?:,?\s+(?:(?P<later>{_NEXT_WEEK})|(?P<unclear>{_UNCLEAR})|(?P<past>{_PAST}))(?!\w))?"
_NOT_COMING: Final = re.compile(
    r"\b(?:(?:letzte|vergangene|vorige|jede)[nrms]?|seit|vo[nm]|frau|herrn?|chaque|depuis|tous\s+les)\s+$",
    re.IGNORECASE,
)
_NEXT_OF_TWO: Final = ("next", "nächst", "следующ")
_WEEK_BEGINS_WITH_SUNDAY: Final = ("en", "pt", "ar")
"""Or does for some who speak it: a week that others end with that day."""
_SATURDAY: Final = 5


def _weekday(match: re.Match[str], said_on: date, language: str) -> date | None:
    """Of the week the words name; by itself the coming one."""
    parts = match.groupdict()
    if parts.get("past") or _NOT_COMING.search(match.string[: match.start()]):
        raise ValueError("not a day to come")
    which = (parts.get("which") or "").lower()
    weekday = _ALL[match["weekday"].lower()]
    if parts.get("unclear") or which.startswith(_NEXT_OF_TWO):
        return None
    if parts.get("later"):
        return _of_next_week(weekday, said_on, language)
    if which.startswith("下"):
        weeks = 2 if which.startswith("下下") else 1
        return said_on + timedelta(days=7 * weeks - said_on.weekday() + weekday)
    return _coming(weekday, said_on)


def _feira(match: re.Match[str], said_on: date, language: str) -> date | None:
    """`na sexta`, as Brazil leaves its `-feira` out; the same word counts things, so only where nothing follows it."""
    if not language.startswith("pt"):
        raise ValueError("no weekday in another language")
    weekday = WEEKDAYS[f"{match['feira'].lower()}-feira"]
    return _of_next_week(weekday, said_on, language) if match["later"] else _coming(weekday, said_on)


def _numbered(match: re.Match[str], said_on: date, language: str) -> date | None:
    """`Tuesday the 10th`: the next day of that number, if it is that weekday."""
    number = int(match["number"] or match["zahl"])
    coming = (said_on + timedelta(days=days) for days in range(62))
    day = next((each for each in coming if each.day == number), None)
    return day if day is not None and day.weekday() == WEEKDAYS[match["weekday"].lower()] else None


def _coming(weekday: int, said_on: date) -> date:
    return said_on + timedelta(days=(weekday - said_on.weekday() - 1) % 7 + 1)


def _of_next_week(weekday: int, said_on: date, language: str) -> date | None:
    """None where it depends on the day with which the speaker's week begins."""
    if language.startswith(_WEEK_BEGINS_WITH_SUNDAY) and max(weekday, said_on.weekday()) >= _SATURDAY:
        return None
    return said_on + timedelta(days=7 - said_on.weekday() + weekday)


WEEKDAY_RULES: Final[Rules] = (
    (rf"\b(?:{BEFORE})\s+(?:يوم\s+|dia\s+)?"
     r"(?P<which>this|next|este|próximo|próxima|kommenden|nächsten|diesen|(?:эт|ближайш|следующ)\w{1,4})?\s*"
     rf"(?P<weekday>{_NAMES}){_PART_OF_DAY}\b{_AFTER}", _weekday),
    (rf"(?<!\w)(?P<later>{_NEXT_WEEK})[,،]?\s+(?:(?:{BEFORE})\s+)?(?:يوم\s+)?(?P<weekday>{_NAMES}){_PART_OF_DAY}\b",
     _weekday),
    (rf"\b(?P<weekday>lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b(?!\s+prochain\b){_AFTER}", _weekday),
    (rf"\b(?P<which>nächsten\s+)?(?P<weekday>{_GERMAN}){_PART_OF_DAY}\b{_AFTER}", _weekday),
    (r"(?:(?<=\byou\s)|(?<=\bback\s)|(?<=\bagain\s))"
     rf"(?P<weekday>{_NAMES})\b{_AFTER}", _weekday),
    (rf"(?<!\w)(?P<weekday>{_NAMES})\s+(?:القادم|المقبل)(?!\w)", _weekday),
    (rf"\b(?:(?:{BEFORE})\s+)?(?P<weekday>{_NAMES})"
     r"(?:,?\s+the\s+(?P<number>\d{1,2})(?:st|nd|rd|th)\b|,?\s+de[nm]\s+(?P<zahl>\d{1,2})\.)"
     rf"(?!\s*(?:of\s+)?(?:\d|{any_of(MONTHS)}))", _numbered),
    (r"\b(?:até(?:\s+[aà])?|na|para|antes\s+da)\s+(?:próxima\s+)?(?P<feira>segunda|terça|quarta|quinta|sexta)"
     rf"(?:\s+(?P<later>{_NEXT_WEEK}))?"
     r"(?=\s*(?:$|[.,;!?])|\s+(?:de\s+manhã|à\s+tarde|à\s+noite)\b)", _feira),
    (r"(?P<which>下下个?|下个?|这个?|本)?(?<![上每])(?<!上个)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?:之?前|以前)?",
     _weekday),
)  # fmt: skip
