"""Finds numbers in a text, written in digits or in words. Pure.

Separators are read as people write them: the last one before one or two digits begins a fraction, others part
thousands. What is not clear is left as it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from summary.reading.numerals import BY_LANGUAGE, FRENCH, GERMAN, HAN_DIGITS, HAN_UNITS, Numerals

_DIGITS = re.compile(r"(?<![\w.,])\d+(?:[.,٫٬'’\u00a0\u202f ]\d{3})*(?:[.,٫]\d{1,2})?(?!\d)|\d+")
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(rf"[{''.join(HAN_DIGITS)}{''.join(HAN_UNITS)}]+")
_UNITS, _HAN_ONES = "".join(HAN_UNITS), "".join(HAN_DIGITS)
_MIXED = re.compile(rf"(?<![\d.,])\d+(?:,\d{{3}})*(?:\.\d+)?[{_UNITS}](?:(?:\d+|[{_HAN_ONES}])[{_UNITS}])*")
_MIXED_PART = re.compile(rf"(\d[\d,]*(?:\.\d+)?|[{_HAN_ONES}])([{_UNITS}])")
_FRACTION = re.compile(r"[.,٫](\d{1,2})$")
_HUNDRED, _THOUSAND = 100, 1_000


@dataclass(frozen=True, slots=True)
class Number:
    """A value and where its words stand; `end` is excluded."""

    value: Decimal
    start: int
    end: int


def find_numbers(text: str, language: str) -> list[Number]:
    """All of them, in the order in which they stand."""
    rest = _MIXED.sub(lambda match: " " * len(match.group()), text)
    found = [*_in_both(text), *_in_digits(rest), *_in_han(rest)]
    numerals = BY_LANGUAGE.get(language.partition("-")[0].lower())
    if numerals is not None:
        found += _in_words(text, numerals)
    return sorted(found, key=lambda number: number.start)


def read_digits(text: str) -> Decimal:
    """`1.250,50`, `1,250.50` and `1 250,50` are the same; a fraction has one or two digits."""
    fraction = _FRACTION.search(text)
    whole = text[: fraction.start()] if fraction else text
    digits = "".join(str(int(sign)) for sign in whole if sign.isdecimal())
    after = "".join(str(int(sign)) for sign in fraction[1]) if fraction else ""
    return Decimal(f"{digits or '0'}.{after}" if after else digits or "0")


def _in_digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        yield Number(read_digits(match.group()), match.start(), match.end())


def _in_both(text: str) -> Iterator[Number]:
    """`3万`, `1.2万`, `3万5千`: digits that are counted in units."""
    for match in _MIXED.finditer(text):
        parts = _MIXED_PART.findall(match.group())
        value = sum((_ones(count) * HAN_UNITS[unit] for count, unit in parts), Decimal(0))
        yield Number(value, match.start(), match.end())


def _in_words(text: str, numerals: Numerals) -> Iterator[Number]:
    """Runs of number words: each is added to the number before it where that is how numbers go on."""
    sum_: _Sum | None = None
    for match in _WORD.finditer(text):
        word = match.group().lower()
        gap = text[sum_.seen : match.start()] if sum_ else ""
        if sum_ and (gap.strip(" -\u00a0\u2010\u2011") or not sum_.takes(word, numerals)):
            if sum_.counts:
                yield sum_.number()
            sum_ = None
        if sum_ is None:
            sum_ = _Sum.begin(word, numerals, match.start())
        if sum_ is not None:
            sum_.add(word, numerals, match.end())
    if sum_ is not None and sum_.counts:
        yield sum_.number()


@dataclass(slots=True)
class _Sum:
    """A number that is being read, word by word."""

    start: int
    end: int = 0
    seen: int = 0
    """Behind the last word that was looked at, which may have joined nothing."""
    total: int = 0
    current: int = 0
    counts: bool = False
    """A word that only multiplies, or only joins, is no number by itself."""

    @classmethod
    def begin(cls, word: str, numerals: Numerals, start: int) -> "_Sum | None":
        known = _value(word, numerals) is not None or word in numerals.hundred | numerals.thousand
        return cls(start, start, start) if known else None

    def takes(self, word: str, numerals: Numerals) -> bool:
        """Whether it may go on with this word: `sixty five`, but not `five six`."""
        if word in numerals.joining:
            return self.counts
        if word in numerals.hundred:
            return self.current < _HUNDRED
        if word in numerals.thousand:
            return self.total == 0
        value = _value(word, numerals)
        return value is not None and self._goes_on(value, numerals)

    def _goes_on(self, value: int, numerals: Numerals) -> bool:
        below = self.current % _HUNDRED
        if self.current == 0:
            return self.total > 0
        if value >= _HUNDRED:
            return False
        french = numerals is FRENCH and ((below in (60, 80) and 10 <= value < 20) or (below == 4 and value == 20))
        arabic = bool(numerals.prefix) and 0 < below < 10 and value % 10 == 0  # "five and twenty", "three ten"
        return below == 0 or french or arabic or (below >= 20 and below % 10 == 0 and 0 < value < 10)

    def add(self, word: str, numerals: Numerals, end: int) -> None:
        """One more; a joining word is not the end of the number until another follows."""
        self.seen = end
        if word in numerals.joining and _value(word, numerals) is None:
            return
        if word in numerals.hundred:
            self.current = (self.current or 1) * _HUNDRED
        elif word in numerals.thousand:
            self.total, self.current = (self.current or 1) * _THOUSAND, 0
        else:
            value = _value(word, numerals) or 0
            fourscore = numerals is FRENCH and self.current % _HUNDRED == 4 and value == 20
            self.current += 76 if fourscore else value
        self.counts, self.end = True, end

    def number(self) -> Number:
        return Number(Decimal(self.total + self.current), self.start, self.end)


def _value(word: str, numerals: Numerals) -> int | None:
    value = numerals.values.get(word)
    if value is None and numerals.prefix and word.startswith(numerals.prefix):
        value = numerals.values.get(word[len(numerals.prefix) :])
    if value is None and numerals is GERMAN:
        value = _german(word)
    return value


def _german(word: str) -> int | None:
    """`zweitausendhundertfünfundzwanzig`: written together, the ones before the tens."""
    before, thousand, after = word.partition("tausend")
    if thousand and (before or after):
        thousands = _german(before) if before else 1
        rest = _german(after.removeprefix("und")) if after else 0
        return None if thousands is None or rest is None else thousands * _THOUSAND + rest
    before, hundred, after = word.partition("hundert")
    if hundred:
        hundreds = GERMAN.values.get(before, 1 if before == "" else None)
        rest = 0 if after == "" else _german(after.removeprefix("und"))
        return None if hundreds is None or rest is None else hundreds * _HUNDRED + rest
    ones, joined, tens = word.partition("und")
    if joined and ones in GERMAN.values and GERMAN.values.get(tens, 0) >= 20:
        return GERMAN.values[ones] + GERMAN.values[tens]
    return GERMAN.values.get(word)


def _in_han(text: str) -> Iterator[Number]:
    """`一百二十`, `两千` by their units; signs without a unit one after the other, as numbers are read out."""
    for match in _HAN.finditer(text):
        signs = match.group()
        value = read_han(signs) if any(sign in HAN_UNITS for sign in signs) else _read_out(signs)
        yield Number(Decimal(value), match.start(), match.end())


def read_han(signs: str) -> int:
    """`一百二十`, `十二`, `两千`: by their units."""
    total = section = digit = 0
    for sign in signs:
        unit = HAN_UNITS.get(sign)
        if unit is None:
            digit = HAN_DIGITS[sign]
        elif unit == 10_000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit


def _read_out(signs: str) -> int:
    return int("".join(str(HAN_DIGITS[sign]) for sign in signs))


def _ones(sign: str) -> Decimal:
    return Decimal(HAN_DIGITS[sign]) if sign in HAN_DIGITS else Decimal(sign.replace(",", ""))
