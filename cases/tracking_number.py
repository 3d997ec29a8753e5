"""Tracking numbers: how they are compared, and the postal format with its check digit (UPU S10). Pure.

A number is never refused for its form: many real ones fit nothing, and 17TRACK's own sample fails its check digit.
"""

import re

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SEPARATORS = re.compile(r"[\s\u200b\u200e\u200f\ufeff]+")


def normalise(number: str) -> str:
    """The number as it is stored and compared: no blanks (pasted invisible ones neither), letters large."""
    return _SEPARATORS.sub("", number).upper()


def s10_check_digit(serial: str) -> int:
    """The check digit of eight serial digits (UPU S10-12, 5.1)."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True))
    return {10: 0, 11: 5}.get(check := 11 - total % 11, check)


def has_wrong_check_digit(number: str) -> bool:
    """Whether it is shaped like an S10 number but its check digit is another one: perhaps mistyped, worth a warning."""
    match = _S10.fullmatch(number)
    return match is not None and s10_check_digit(match[1]) != int(match[2])
