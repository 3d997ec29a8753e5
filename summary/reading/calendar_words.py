"""The words for days, months, spans and their numbers, in eight languages. Pure tables for those who read them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

Read = Callable[[re.Match[str], date, str], date | None]
"""Which day a match means, said on that day in that language. None: it may be more than one; ValueError: no time."""
Rules = tuple[tuple[str, Read], ...]
"""Patterns of one kind of time, each with what reads it."""


def _words(first: int, *names: str) -> dict[str, int]:
    return {name: index for index, group in enumerate(names, start=first) for name in group.split()}


WEEKDAYS: Final = _words(
    0, "monday lunes montag lundi segunda-feira понедельник понедельника понедельнику الاثنين الإثنين",
    "tuesday martes dienstag mardi terça-feira вторник вторника вторнику الثلاثاء",
    "wednesday miércoles miercoles mittwoch mercredi quarta-feira среда среду среды среде الأربعاء الاربعاء",
    "thursday jueves donnerstag jeudi quinta-feira четверг четверга четвергу الخميس",
    "friday viernes freitag vendredi sexta-feira пятница пятницу пятницы пятнице الجمعة",
    "saturday sábado sabado samstag sonnabend samedi суббота субботу субботы субботе السبت",
    "sunday domingo sonntag dimanche воскресенье воскресенья воскресенью الأحد الاحد",
)  # fmt: skip
HAN_WEEKDAYS: Final = _words(0, "一", "二", "三", "四", "五", "六", "日 天")
MONTHS: Final = _words(
    1, "january jan enero januar jänner janvier janeiro января يناير",
    "february feb febrero februar février fevereiro февраля فبراير", "march mar marzo märz mars março марта مارس",
    "april apr abril avril апреля أبريل ابريل", "may mayo mai maio мая مايو",
    "june jun junio juni juin junho июня يونيو",
    "july jul julio juli juillet julho июля يوليو", "august aug agosto août августа أغسطس اغسطس",
    "september sept sep septiembre setiembre septembre setembro сентября سبتمبر",
    "october oct octubre oktober octobre outubro октября أكتوبر اكتوبر",
    "november nov noviembre novembre novembro ноября نوفمبر",
    "december dec diciembre dezember décembre dezembro декабря ديسمبر",
)  # fmt: skip
NUMBERS: Final = _words(
    1, "one a an un una uno ein eine einem einer une um uma один одного одну одной واحد واحدة",
    "two dos zwei deux dois duas два две двух اثنين", "three tres drei trois três три трёх трех ثلاثة ثلاث",
    "four cuatro vier quatre quatro четыре четырёх четырех أربعة أربع", "five cinco fünf cinq пять пяти خمسة خمس",
    "six seis sechs шесть шести ستة ست", "seven siete sieben sept sete семь семи سبعة سبع",
    "eight ocho acht huit oito восемь восьми ثمانية ثماني", "nine nueve neun neuf nove девять девяти تسعة تسع",
    "ten diez zehn dix dez десять десяти عشرة عشر",
) | _words(
    14, "fourteen catorce vierzehn quatorze четырнадцать четырнадцати",
    "fifteen quince fünfzehn quinze пятнадцать пятнадцати",
) | {
    "twenty": 20, "zwanzig": 20, "vingt": 20, "vinte": 20, "двадцать": 20, "двадцати": 20, "thirty": 30, "treinta": 30,
    "dreißig": 30, "trente": 30, "trinta": 30, "тридцать": 30, "тридцати": 30,
}  # fmt: skip

HOURS: Final = ("hour", "hora", "stunde", "heure", "小时", "个小时", "час", "сут", "ساع")
WEEKS: Final = ("week", "semana", "woche", "semaine", "周", "星期", "个星期", "недел", "أسب", "اسب")
WORKING: Final = (
    "working", "business", "hábil", "habil", "laborable", "werktag", "arbeitstag", "ouvr", "útil", "úteis", "工作",
    "рабоч", "عمل",
)  # fmt: skip
TWO_DAYS_ON: Final = ("the day", "pasado", "übermorgen", "après", "depois", "后天", "после", "بعد")
TODAY: Final = (
    "today", "tonight", "this", "hoy", "esta", "heute", "aujourd", "ce", "hoje", "今", "сегодня", "в течение", "اليوم",
    "الليلة", "هذا",
)  # fmt: skip
PAIRS: Final = {"يومين": 2, "يومان": 2, "أسبوعين": 14, "اسبوعين": 14, "ساعتين": 0}
"""Arabic's dual: two of something in one word, in days."""


def any_of(words: dict[str, int]) -> str:
    """The alternatives of a pattern, longer ones first."""
    return "|".join(sorted(words, key=len, reverse=True))
