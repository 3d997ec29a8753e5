"""What it was when a tracking number changed: a mistyped one corrected, or the parcel handed on. Pure."""

import re
from collections.abc import Collection
from enum import StrEnum
from itertools import takewhile

from cases.numbers.carrier_numbers import read_number
from cases.numbers.tracking_number import did_you_mean, has_wrong_check_digit

_DIGIT, _LETTER = re.compile(r"[0-9]"), re.compile(r"[^\W0-9]")
_MOSTLY_ALIKE = 3 / 4
"""Of a number's places. Two postal numbers of strangers share the country and one digit in ten: less than half."""


class Change(StrEnum):
    """`correction`: the old number was another parcel's. `hand_over`: the same parcel goes on under the new one."""

    CORRECTION = "correction"
    HAND_OVER = "hand_over"


def what_changed(old: str, new: str, *, answered: Collection[str] = ()) -> Change:
    """Of two normalised numbers. `answered` are those the checklist has as the ones that the customer has.

    A parcel that is handed over gets a number of another carrier's own, which is no slip of the hand away. The customer
    has that one, too, from whoever brings the parcel: only of the same form is it the right one of two of their shop's.
    """
    mistyped = is_one_slip(old, new) or new in did_you_mean(old) or _mends_check_digit(old, new)
    another = new in answered and _is_of_one_form(old, new)
    return Change.CORRECTION if mistyped or another else Change.HAND_OVER


def _is_of_one_form(one: str, other: str) -> bool:
    """Postal numbers end in the country that gave them out; others are told by their carrier or by their look."""
    readings = [read_number(number, None) for number in (one, other)]
    if any(reading.postal for reading in readings):
        return all(reading.postal for reading in readings) and one[-2:] == other[-2:]
    likeliest = [reading.forms[:1] for reading in readings]
    return _look(one) == _look(other) or (likeliest[0] == likeliest[1] != ())


def _look(number: str) -> str:
    return _LETTER.sub("A", _DIGIT.sub("0", number))


def is_one_slip(one: str, other: str) -> bool:
    """Whether one sign is wrong, missing or too many, or two neighbours are swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    begin = sum(1 for _ in takewhile(lambda signs: signs[0] == signs[1], zip(one, other, strict=False)))
    left, right = one[begin:], other[begin:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right or left == right[1:]


def _mends_check_digit(old: str, new: str) -> bool:
    mended = has_wrong_check_digit(old) and read_number(new, None).postal and not has_wrong_check_digit(new)
    return mended and sum(a == b for a, b in zip(old, new, strict=True)) >= _MOSTLY_ALIKE * len(new)
