"""Finds amounts of money in a text: a number and its currency, in digits or in words, either way round. Pure.

A sign that several currencies share is taken for the one that the writer's language or the case makes likely, and for
none where nothing does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from summary.reading.coins import coins_behind
from summary.reading.numbers import Number, find_numbers

_LONGEST = Decimal("9999999999.99")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """`currency` is an ISO 4217 code; the words stand at `start` to `end`."""

    value: Decimal
    currency: str
    start: int
    end: int


_WORDS: Mapping[str, str] = {
    r"euros?|EUR|€|евро|يورو|欧元": "EUR",
    r"USD|US\$|dollars?|dólar(?:es)?|dolar(?:es)?|доллар(?:а|ов|ы)?|دولار(?:ا|ات|ًا)?|美元|美金": "USD",
    r"GBP|£|pounds?(?:\s+sterling)?|libras?(?:\s+esterlinas)?|livres?\s+sterling|Pfund|фунт(?:а|ов)?|"
    r"جنيه(?:ا|ًا)?\s+إسترليني(?:ا|ًا)?|英镑": "GBP",
    r"CNY|RMB|人民币|元|块钱?|yuan(?:es)?|юан(?:ь|я|ей)|يوان": "CNY",
    r"RUB|₽|руб(?:\.|л(?:ь|я|ей|и))?|rublos?|Rubel|roubles?|روبل": "RUB",
    r"BRL|R\$|rea(?:l|is)|реал(?:а|ов)?": "BRL",
    r"CHF|Franken|francs?\s+suisses|франк(?:а|ов)?": "CHF",
    r"AED|درهم(?:ا|ًا)?|دراهم|dirhams?": "AED",
    r"SAR|ريال(?:ا|ًا|ات)?|riyals?": "SAR",
    r"EGP|جنيه(?:ا|ًا|ات)?": "EGP",
    r"JPY|日元|yen": "JPY",
}
_UNCLEAR = {"$": "USD", "¥": "CNY"}
_SIGN = re.compile(
    "|".join([*(f"(?P<c{i}>{words})" for i, words in enumerate(_WORDS)), r"(?P<unclear>[$¥￥])"]), re.IGNORECASE
)
_CODES = tuple(_WORDS.values())
_BESIDE = re.compile(r"[\s\u00a0\u202f]*(?:de\s+|d['’]\s*)?")
_WEIGHT = re.compile(r"weigh|heavy|\blbs?\b|pes[ao]|peso|wieg|schwer|вес|كيلو|وزن", re.IGNORECASE)


def find_amounts(text: str, language: str, *, usual: str | None = None) -> list[Amount]:
    """All of them, in the order in which they stand. `usual` is the currency of the case, for signs that say little."""
    signs = [match for match in _SIGN.finditer(text) if _stands_alone(text, match)]
    numbers = find_numbers(text, language)
    found: list[Amount] = []
    for number in numbers:
        sign = _beside(text, number, signs)
        if sign is None or not 0 < number.value <= _LONGEST or (found and number.start < found[-1].end):
            continue
        currency = _currency(sign, usual)
        if currency == "GBP" and _WEIGHT.search(text):
            continue
        start, end = min(number.start, sign.start()), max(number.end, sign.end())
        value = number.value
        if sign.start() >= number.end and value % 1 == 0:
            coins, end = coins_behind(text, end, numbers)
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


def _beside(text: str, number: Number, signs: list[re.Match[str]]) -> re.Match[str] | None:
    """The sign after the number, else the one before it, with nothing but blanks between."""
    after = _BESIDE.match(text, number.end)
    at = after.end() if after else number.end
    for sign in signs:
        if sign.start() in (number.end, at):
            return sign
    return next(
        (sign for sign in signs if not text[sign.end() : number.start].strip() and sign.end() <= number.start), None
    )


def _currency(sign: re.Match[str], usual: str | None) -> str:
    if sign.lastgroup == "unclear":
        own = "$" if sign.group() == "$" else "¥"
        alike = {"$": ("USD", "CAD", "AUD", "MXN", "NZD", "SGD", "HKD"), "¥": ("CNY", "JPY")}[own]
        return usual if usual in alike else _UNCLEAR[own]
    return _CODES[int((sign.lastgroup or "c0")[1:])]
