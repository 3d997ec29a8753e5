"""Tracking numbers: how they are compared, and the postal format with its check digit (UPU S10). Pure.

A number is never refused for its form: many real ones fit nothing, and 17TRACK's own sample fails its check digit.
"""

import re
import unicodedata
from collections.abc import Iterator

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_S10_LENGTH = 13
_MOST_MEANT = 3
_LIKE_DIGITS = str.maketrans("OQDILZSGBT", "0001125687")
_LIKE_LETTERS = str.maketrans("015682", "OISGBZ")
_BLANKS = re.compile(r"\s+")


def normalise(number: str) -> str:
    """The number as it is stored and compared: no blanks (pasted invisible ones neither), letters large, and both as
    carriers write them: other keyboards have wide letters and digits of their own.
    """
    return _BLANKS.sub("", number if number.isascii() else _plain(number)).upper()


def _plain(number: str) -> str:
    signs = (sign for sign in unicodedata.normalize("NFKC", number) if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in signs)


def s10_check_digit(serial: str) -> int:
    """The check digit of eight serial digits (UPU S10-12, 5.1)."""
    total = sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True))
    return {10: 0, 11: 5}.get(check := 11 - total % 11, check)


def has_wrong_check_digit(number: str) -> bool:
    """Whether it is shaped like an S10 number but its check digit is another one: perhaps mistyped, worth a warning."""
    match = _S10.fullmatch(number)
    return match is not None and s10_check_digit(match[1]) != int(match[2])


def did_you_mean(number: str) -> tuple[str, ...]:
    """Numbers of the postal form that are one slip of the hand away from this one, likeliest first, three at most.

    Two digits swapped, a letter typed for the digit it looks like, then the check digit itself. Nothing for a number
    that fits, or that is far from the form.
    """
    typed = normalise(number)
    if len(typed) != _S10_LENGTH:
        return ()
    readings = list(dict.fromkeys(_as_digits(typed)))
    found = [reading for reading in readings if reading != typed and _fits(reading)]
    for reading in readings:
        if _S10.fullmatch(reading) and not _fits(reading):
            found += [swapped for swapped in _swaps(reading) if _fits(swapped)]
            found.append(f"{reading[:10]}{s10_check_digit(reading[2:10])}{reading[11:]}")
    return tuple(dict.fromkeys(found))[:_MOST_MEANT]


def _fits(number: str) -> bool:
    match = _S10.fullmatch(number)
    return match is not None and s10_check_digit(match[1]) == int(match[2])


def _as_digits(number: str) -> Iterator[str]:
    """As it is, and with the letters between its two pairs read as digits and the digits of the pairs as letters."""
    yield number
    pairs = (number[:2] + number[11:]).translate(_LIKE_LETTERS)
    yield pairs[:2] + number[2:11].translate(_LIKE_DIGITS) + pairs[2:]


def _swaps(number: str) -> Iterator[str]:
    for place in range(2, 10):
        one, other = number[place], number[place + 1]
        if one != other:
            yield number[:place] + other + one + number[place + 2 :]
