"""Tracking numbers: the postal format with its check digit (UPU S10), and the shapes other carriers use. Pure.

A number is never refused for its form: many real ones fit nothing, and 17TRACK's own sample fails its check digit.
"""

import re
from collections.abc import Mapping

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SEPARATORS = re.compile(r"[\s\u200b\u200e\u200f\ufeff]+")

_SHAPES: Mapping[str, re.Pattern[str]] = {
    "upu_s10": _S10,
    "ups": re.compile(r"1Z[0-9A-Z]{16}"),
    "usps": re.compile(r"9[1-5]\d{18,24}|420\d{27,31}"),
    "fedex": re.compile(r"\d{12}|\d{15}|\d{20}"),
    "dhl_express": re.compile(r"\d{10}|J[A-Z]{3}\d{12,20}"),
    "dhl_parcel": re.compile(r"00340\d{15}|JJD\d{16,18}"),
    "dpd": re.compile(r"\d{14}"),
    "gls": re.compile(r"\d{11}"),
    "sf_express": re.compile(r"SF\d{12,13}"),
    "yunexpress": re.compile(r"YT\d{16}"),
    "yanwen": re.compile(r"U[A-Z]\d{9}YP"),
    "cainiao": re.compile(r"LP\d{14,18}|CNG\d{14}"),
    "4px": re.compile(r"4PX\d{13}CN"),
    "amazon": re.compile(r"TB[ACM]\d{12}"),
}


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


def shapes(number: str) -> tuple[str, ...]:
    """The formats this number may be of, none or several: plain digits mean something to many carriers."""
    return tuple(name for name, shape in _SHAPES.items() if shape.fullmatch(number))
