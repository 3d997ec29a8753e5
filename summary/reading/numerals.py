"""Numbers in words, by language: what each word counts for. Pure tables for those who read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Number:
    """A value and where its words stand; `end` is excluded."""

    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numerals:
    """`values` add up; `hundred` and `thousand` multiply what stands before them; `joining` words may stand between."""

    values: Mapping[str, int]
    hundred: frozenset[str] = frozenset()
    thousand: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    prefix: str = field(default="")
    """Written together with the word that follows: Arabic `و`."""
    never_alone: frozenset[str] = frozenset()
    """Words of `thousand` that say no number by themselves: `тысячи рублей` are thousands."""

    def bare(self, word: str) -> str:
        """Without the prefix, where what is left is a word of numbers."""
        rest = word.removeprefix(self.prefix)
        return rest if rest in self.values or rest in self.hundred or rest in self.thousand else word


def _counted(first: int, *words: str) -> dict[str, int]:
    return {word: value for value, group in enumerate(words, start=first) for word in group.split()}


def _by(step: int, first: int, *words: str) -> dict[str, int]:
    return {word: step * value for value, group in enumerate(words, start=first) for word in group.split()}


ENGLISH = Numerals(
    values=_counted(
        0, "zero oh nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ) | _by(10, 2, "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    hundred=frozenset({"hundred"}), thousand=frozenset({"thousand"}), joining=frozenset({"and"}),
)  # fmt: skip

SPANISH = Numerals(
    values=_counted(
        0, "cero", "uno una un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
        "doce", "trece", "catorce", "quince", "dieciséis dieciseis", "diecisiete", "dieciocho", "diecinueve", "veinte",
        "veintiuno veintiún veintiun veintiuna", "veintidós veintidos", "veintitrés veintitres", "veinticuatro",
        "veinticinco", "veintiséis veintiseis", "veintisiete", "veintiocho", "veintinueve",
    ) | _by(10, 3, "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa") | _by(
        100, 1, "cien ciento", "doscientos doscientas", "trescientos trescientas", "cuatrocientos cuatrocientas",
        "quinientos quinientas", "seiscientos seiscientas", "setecientos setecientas", "ochocientos ochocientas",
        "novecientos novecientas",
    ),
    thousand=frozenset({"mil"}), joining=frozenset({"y"}),
)  # fmt: skip

PORTUGUESE = Numerals(
    values=_counted(
        0, "zero", "um uma", "dois duas", "três tres", "quatro", "cinco", "seis meia", "sete", "oito", "nove", "dez",
        "onze", "doze", "treze", "quatorze catorze", "quinze", "dezesseis dezasseis", "dezessete dezassete", "dezoito",
        "dezenove dezanove",
    ) | _by(10, 2, "vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa") | _by(
        100, 1, "cem cento", "duzentos duzentas", "trezentos trezentas", "quatrocentos quatrocentas",
        "quinhentos quinhentas", "seiscentos seiscentas", "setecentos setecentas", "oitocentos oitocentas",
        "novecentos novecentas",
    ),
    thousand=frozenset({"mil"}), joining=frozenset({"e"}),
)  # fmt: skip

FRENCH = Numerals(
    values=_counted(
        0, "zéro zero", "un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
        "douze", "treize", "quatorze", "quinze", "seize",
    ) | _by(10, 2, "vingt vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante octante",
            "nonante"),
    hundred=frozenset({"cent", "cents"}), thousand=frozenset({"mille"}), joining=frozenset({"et"}),
)  # fmt: skip

GERMAN = Numerals(
    values=_counted(
        0, "null", "eins ein eine einen einem einer", "zwei zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht",
        "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn",
        "neunzehn",
    ) | _by(10, 2, "zwanzig", "dreißig dreissig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"),
    hundred=frozenset({"hundert"}), thousand=frozenset({"tausend"}), joining=frozenset({"und"}),
)  # fmt: skip

RUSSIAN = Numerals(
    values=_counted(
        0, "ноль нуль ноля", "один одна одно одного одной одну", "два две двух", "три трёх трех",
        "четыре четырёх четырех", "пять пяти", "шесть шести", "семь семи", "восемь восьми", "девять девяти",
        "десять десяти", "одиннадцать одиннадцати", "двенадцать двенадцати", "тринадцать тринадцати",
        "четырнадцать четырнадцати", "пятнадцать пятнадцати", "шестнадцать шестнадцати", "семнадцать семнадцати",
        "восемнадцать восемнадцати", "девятнадцать девятнадцати",
    ) | _by(
        10, 2, "двадцать двадцати", "тридцать тридцати", "сорок сорока", "пятьдесят пятидесяти",
        "шестьдесят шестидесяти", "семьдесят семидесяти", "восемьдесят восьмидесяти", "девяносто девяноста",
    ) | _by(
        100, 1, "сто ста", "двести двухсот", "триста трёхсот трехсот", "четыреста четырёхсот четырехсот",
        "пятьсот пятисот", "шестьсот шестисот", "семьсот семисот", "восемьсот восьмисот", "девятьсот девятисот",
    ),
    thousand=frozenset({"тысяча", "тысячу", "тысячи", "тысяч", "тыс"}),
    never_alone=frozenset({"тысячи", "тысяч", "тыс"}),
)  # fmt: skip

ARABIC = Numerals(
    values=_counted(
        0, "صفر", "واحد واحدة أحد إحدى احد احدى",
        "اثنان اثنين اثنتان اثنتين إثنان إثنين اثنا اثني اثنتا اثنتي", "ثلاثة ثلاث", "أربعة أربع اربعة اربع",
        "خمسة خمس", "ستة ست", "سبعة سبع", "ثمانية ثماني ثمان", "تسعة تسع", "عشرة عشر",
    ) | _by(
        10, 2, "عشرون عشرين", "ثلاثون ثلاثين", "أربعون أربعين اربعون اربعين", "خمسون خمسين", "ستون ستين",
        "سبعون سبعين", "ثمانون ثمانين", "تسعون تسعين",
    ) | _by(
        100, 2, "مئتان مئتين مائتان مائتين مئتي مائتي مئتا مائتا", "ثلاثمئة ثلاثمائة", "أربعمئة أربعمائة",
        "خمسمئة خمسمائة", "ستمئة ستمائة", "سبعمئة سبعمائة", "ثمانمئة ثمانمائة", "تسعمئة تسعمائة",
    ) | _by(1_000, 2, "ألفان ألفين ألفي الفين"),
    hundred=frozenset({"مئة", "مائة"}), thousand=frozenset({"ألف", "الف", "آلاف", "ألفا"}), prefix="و",
    never_alone=frozenset({"آلاف"}),
)  # fmt: skip

BY_LANGUAGE: Mapping[str, Numerals] = {
    "en": ENGLISH, "es": SPANISH, "pt": PORTUGUESE, "fr": FRENCH, "de": GERMAN, "ru": RUSSIAN, "ar": ARABIC,
}  # fmt: skip

HAN_DIGITS: Mapping[str, int] = {
    "零": 0, "〇": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
HAN_UNITS: Mapping[str, int] = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
