"""Numbers as Chinese writes and says them: by units, sign by sign, and digits counted in units. Pure.

What is only about so much (`三五百`, `几百`) is no number.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from summary.reading.numerals import HAN_DIGITS, HAN_UNITS, Number

_UNITS, _ONES = "".join(HAN_UNITS), "".join(HAN_DIGITS)
_HAN = re.compile(rf"[{_ONES}{_UNITS}]+")
_ABOUT = re.compile(rf"[几数半好多][{_UNITS}]|[一二两三四五六七八九]{{2,}}[{_UNITS}]")
_MIXED = re.compile(
    rf"(?<![\d.,])\d+(?:,\d{{3}})*(?:\.\d+)?[{_UNITS}](?:(?:\d+|[{_ONES}])[{_UNITS}])*"
    rf"(?:[\d{_ONES}](?![\d.,{_ONES}{_UNITS}]))?"
)
_MIXED_PART = re.compile(rf"(\d[\d,]*(?:\.\d+)?|[{_ONES}])([{_UNITS}])")
_LEAST_LEFT_OUT = 100
"""From here on the last unit need not be said: `三百五` are three hundred and fifty, `十五` are fifteen."""


def without_mixed(text: str) -> str:
    """Blanks where digits are counted in units, so that nobody reads the digits alone."""
    return _MIXED.sub(lambda match: " " * len(match.group()), text)


def mixed_numbers(text: str) -> Iterator[Number]:
    """`3万`, `1.2万`, `3万5千`, `3万5`."""
    for match in _MIXED.finditer(text):
        whole = match.group()
        parts = _MIXED_PART.findall(whole)
        value = sum((_count(count) * HAN_UNITS[unit] for count, unit in parts), Decimal(0))
        if whole[-1] not in HAN_UNITS:
            value += _count(whole[-1]) * _after(HAN_UNITS[parts[-1][1]])
        yield Number(value, match.start(), match.end())


def han_numbers(text: str) -> Iterator[Number]:
    """`一百二十`, `两千` by their units; signs without a unit one after the other, as numbers are read out."""
    for match in _HAN.finditer(text):
        signs = match.group()
        if _ABOUT.search(text, max(0, match.start() - 1), match.end()):
            continue
        value = read_han(signs) if any(sign in HAN_UNITS for sign in signs) else _read_out(signs)
        yield Number(Decimal(value), match.start(), match.end())


def read_han(signs: str) -> int:
    """`一百二十`, `十二`, `两千`: by their units; `两千五` leaves the last one out."""
    total = section = digit = 0
    before = ""
    for place, sign in enumerate(signs, start=1):
        unit = HAN_UNITS.get(sign)
        if unit is None:
            ends = before in HAN_UNITS and place == len(signs)
            digit = HAN_DIGITS[sign] * (_after(HAN_UNITS[before]) if ends else 1)
        elif unit == 10_000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
        before = sign
    return total + section + digit


def _after(unit: int) -> int:
    return unit // 10 if unit >= _LEAST_LEFT_OUT else 1


def _read_out(signs: str) -> int:
    return int("".join(str(HAN_DIGITS[sign]) for sign in signs))


def _count(sign: str) -> Decimal:
    return Decimal(HAN_DIGITS[sign]) if sign in HAN_DIGITS else Decimal(sign.replace(",", ""))
