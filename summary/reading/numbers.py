"""Finds numbers in a text, written in digits or in words. Pure.

Separators are read as people write them: the last one before one or two digits begins a fraction, others part
thousands. What is not clear is left as it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from summary.reading.han_numbers import han_numbers, mixed_numbers, without_mixed
from summary.reading.numerals import BY_LANGUAGE, FRENCH, GERMAN, Number, Numerals

_DIGITS = re.compile(r"(?<![\w.,])\d+(?:[.,٫٬'’\u00a0\u202f ]\d{3})*(?:[.,٫]\d{1,2})?(?!\d)|\d+")
_WORD = re.compile(r"[^\W\d_]+")
_FRACTION = re.compile(r"[.,٫](\d{1,2})$")
_ABOUT = re.compile(
    r"\b(?:half(?:\s+a)?|few|several|couple(?:\s+of)?|\w*einhalb|anderthalb|paar|einige|mehrere|medio|media|varios|varias|"
    r"demi|quelques|plusieurs|vários|alguns|половиной|полторы|نصف|عدة|بضعة)\s+$",
    re.IGNORECASE,
)
"""What stands before a unit and makes it another number than the unit alone."""
_NEAR = 24
_HUNDRED, _THOUSAND = 100, 1_000


def find_numbers(text: str, language: str) -> list[Number]:
    """All of them, in the order in which they stand."""
    rest = without_mixed(text)
    digits = list(_in_digits(rest))
    numerals = BY_LANGUAGE.get(language.partition("-")[0].lower())
    words = _in_words(text, numerals) if numerals is not None else ()
    found = [*mixed_numbers(text), *_counted(text, digits, list(words), numerals), *han_numbers(rest)]
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


def _counted(
    text: str, digits: Sequence[Number], words: Sequence[Number], numerals: Numerals | None
) -> Iterator[Number]:
    """Both; `2 тысячи пятьсот` is one number, and a unit of which there is not just one (`half a thousand`) is none."""
    free = {number.end: number for number in digits}
    for number in words:
        unit, alone = _unit_first(text, number, numerals)
        count = free.pop(len(text[: number.start].rstrip()), None) if unit else None
        if count is not None:
            yield Number(count.value * unit + number.value - unit, count.start, number.end)
        elif alone:
            yield number
    yield from free.values()


def _unit_first(text: str, number: Number, numerals: Numerals | None) -> tuple[int, bool]:
    """The unit with which a number in words begins, 0 for none; and whether it may stand without a count."""
    first = _WORD.match(text, number.start)
    word = first.group().lower() if first else ""
    if numerals is None or numerals is FRENCH or word not in numerals.hundred | numerals.thousand:
        return 0, True  # French "50 cents" are coins
    alone = word not in numerals.never_alone and not _ABOUT.search(text, max(0, number.start - _NEAR), number.start)
    return _HUNDRED if word in numerals.hundred else _THOUSAND, alone


def _in_words(text: str, numerals: Numerals) -> Iterator[Number]:
    """Runs of number words: each is added to the number before it where that is how numbers go on."""
    sum_: _Sum | None = None
    for match in _WORD.finditer(text):
        word = numerals.bare(match.group().lower())
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
        if numerals is GERMAN and self.seen > self.end and 0 < below < 10:  # "fünf und vierzig"
            return value >= 20 and value % 10 == 0
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
            if value >= _THOUSAND:  # Arabic's dual
                self.total, self.counts, self.end = value, True, end
                return
            fourscore = numerals is FRENCH and self.current % _HUNDRED == 4 and value == 20
            self.current += 76 if fourscore else value
        self.counts, self.end = True, end

    def number(self) -> Number:
        return Number(Decimal(self.total + self.current), self.start, self.end)


def _value(word: str, numerals: Numerals) -> int | None:
    value = numerals.values.get(word)
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
