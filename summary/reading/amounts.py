"""Finds amounts of money in a text: a number and its currency, in digits or in words, either way round. Pure.

A sign that several currencies share is taken for the one that the writer's language or the case makes likely, and for
none where nothing does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from summary.reading.as_read import as_read
from summary.reading.coins import coins_behind
from summary.reading.numbers import find_numbers
from summary.reading.numerals import Number
from summary.reading.vague_amounts import is_vague

_LONGEST = Decimal("9999999999.99")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """`currency` is an ISO 4217 code; the words stand at `start` to `end` of `as_read`."""

    value: Decimal
    currency: str
    start: int
    end: int


_WORDS: Mapping[str, str] = {
    r"euros?|EUR|€|евро|يورو|欧元": "EUR",
    r"USD|US\$|dollars?|dólar(?:es)?|dolar(?:es)?|доллар(?:а|ов|ы)?|دولار(?:ا|ات|ًا)?|美元|美金": "USD",
    r"GBP|£|pounds?(?:\s+sterling)?|libras?(?:\s+esterlinas)?|livres?\s+sterling|Pfund|фунт(?:а|ов)?|"
    r"جنيه(?:ا|ًا)?\s+إسترليني(?:ا|ًا)?|英镑": "GBP",
    r"CNY|RMB|人民币|元|块钱|块(?![儿去来走])|yuan(?:es)?|юан(?:ь|я|ей)|يوان": "CNY",
    r"RUB|₽|р\.|руб(?:\.|л(?:ь|я|ей|и))?|rublos?|Rubel|roubles?|روبل": "RUB",
    r"BRL|R\$|rea(?:l|is)|реал(?:а|ов)?": "BRL",
    r"CHF|(?:Schweizer\s+)?Franken|francs?\s+suisses|франк(?:а|ов)?": "CHF",
    r"AED|درهم(?:ا|ًا)?|دراهم|dirhams?": "AED",
    r"SAR|ريال(?:ا|ًا|ات)?|riyals?": "SAR",
    r"EGP|جنيه(?:ا|ًا|ات)?": "EGP",
    r"JPY|日元|yen": "JPY",
    r"CAD|CA?\$": "CAD",
    r"AUD|AU?\$": "AUD",
    r"MXN|MX\$|pesos?\s+mexicanos?": "MXN",
    r"HKD|HK\$|港币|港元": "HKD",
    r"NZD|NZ\$": "NZD",
    r"SGD|SG?\$": "SGD",
}
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "$": ("USD", "CAD", "AUD", "MXN", "NZD", "SGD", "HKD", "ARS", "CLP", "COP"), "¥": ("CNY", "JPY"),
    "peso": ("MXN", "ARS", "CLP", "COP", "UYU", "PHP", "DOP", "CUP"),
}  # fmt: skip
_LIKELY = {"$": "USD", "¥": "CNY"}
"""Where the case says nothing; of pesos none is."""
_SIGN = re.compile(
    "|".join([*(f"(?P<c{i}>{words})" for i, words in enumerate(_WORDS)), r"(?P<unclear>[$¥￥]|pesos?)"]), re.IGNORECASE
)
_CODES = tuple(_WORDS.values())
_BESIDE = re.compile(r"(?:,[-–—]+)?[\s\u00a0\u202f-]*(?:de\s+|d['’]\s*)?")
_WEIGHT = re.compile(r"weigh|heavy|\blbs?\b|pes[ao]|peso|wieg|schwer|вес|كيلو|وزن", re.IGNORECASE)


def find_amounts(text: str, language: str, *, usual: str | None = None) -> list[Amount]:
    """All of them, in the order in which they stand. `usual` is the currency of the case, for signs that say little."""
    text = as_read(text)
    signs, numbers = _Signs(text), find_numbers(text, language)
    weighed = _WEIGHT.search(text) is not None
    found: list[Amount] = []
    for place, number in enumerate(numbers):
        sign = signs.beside(number)
        if sign is None or not 0 < number.value <= _LONGEST or (found and number.start < found[-1].end):
            continue
        currency = _currency(sign, usual)
        start, end = min(number.start, sign.start()), max(number.end, sign.end())
        if currency is None or (currency == "GBP" and weighed) or is_vague(text, numbers, place, end):
            continue
        value = number.value
        if sign.start() >= number.end and value % 1 == 0:
            coins, end = coins_behind(text, end, numbers[place + 1 : place + 4])
            value += coins
        found.append(Amount(value.quantize(_CENT), currency, start, end))
    return found


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A word of letters is not the beginning or the end of another; signs and Chinese stand where they like."""
    word = match.group()
    if not word[0].isalpha() or "\u4e00" <= word[0] <= "\u9fff":
        return True
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return not before.isalpha() and not after.isalpha()


class _Signs:
    """The signs of currencies in a text, by where they begin and end: a text may be nothing but amounts."""

    def __init__(self, text: str) -> None:
        self._text = text
        alone = [match for match in _SIGN.finditer(text) if _stands_alone(text, match)]
        self._by_start = {match.start(): match for match in alone}
        self._by_end = {match.end(): match for match in alone}

    def beside(self, number: Number) -> re.Match[str] | None:
        """The one after the number, else the one before it, with nothing but blanks between."""
        after = _BESIDE.match(self._text, number.end)
        ahead = self._by_start.get(number.end) or self._by_start.get(after.end() if after else number.end)
        begin = number.start
        while begin and self._text[begin - 1].isspace():
            begin -= 1
        return ahead or self._by_end.get(begin)


def _currency(sign: re.Match[str], usual: str | None) -> str | None:
    if sign.lastgroup != "unclear":
        return _CODES[int((sign.lastgroup or "c0")[1:])]
    own = "peso" if sign.group()[0].isalpha() else "$" if sign.group() == "$" else "¥"
    return usual if usual in _ALIKE[own] else _LIKELY.get(own)
