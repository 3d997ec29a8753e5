"""Finds tracking numbers as they are written or read out, sign by sign, and looks at their check digit. Pure."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import Literal

from cases.numbers.tracking_number import has_wrong_check_digit, normalise
from summary.reading.as_read import as_read
from summary.reading.numbers import find_numbers
from summary.reading.numerals import HAN_DIGITS, Number

_LONGEST = 34
_SHAPE = re.compile(rf"[A-Z0-9]{{10,{_LONGEST}}}")
_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
_LEAST_DIGITS = 8
_GROUPS = re.compile(r"[A-Za-z0-9]+(?:[ \u00a0.-][A-Za-z0-9]+)*")
_BETWEEN = re.compile(r"[\s,.\-\u00a0،、，]+")


def find_tracking_numbers(text: str, language: str) -> list[str]:
    """Each once, in the order in which they are named, as the case stores them: large letters, no blanks."""
    text = as_read(text)
    found = [*_written(text), *_read_out(text, language)]
    return [each for each in dict.fromkeys(found) if not any(each != other and each in other for other in found)]


def check_digit(number: str) -> Literal["right", "wrong"] | None:
    """Of a number of the postal form (UPU S10); None for any other."""
    if _S10.fullmatch(number) is None:
        return None
    return "wrong" if has_wrong_check_digit(number) else "right"


def _written(text: str) -> Iterator[str]:
    for match in _GROUPS.finditer(text):
        groups, first = match.group().split(), 0
        while first < len(groups):
            number, taken = _longest(groups[first : first + _LONGEST])
            if number is not None:
                yield number
            first += taken


def _longest(groups: Sequence[str]) -> tuple[str | None, int]:
    """The longest number that begins with the first of these groups, and of how many it is; a postal one is whole."""
    joined = ""
    found: tuple[str | None, int] = (None, 1)
    for count, group in enumerate(groups, start=1):
        joined += normalise(group.replace(".", "").replace("-", ""))
        if not _is_group(group) or len(joined) > _LONGEST:
            break
        if _is_number(joined):
            found = (joined, count)
        if _S10.fullmatch(joined):
            break
    return found


def _is_group(text: str) -> bool:
    """Blanks part a number into groups of digits; a word beside it is no group of it."""
    return any(map(str.isdigit, text)) or (len(text) <= 2 and text.isupper())


def _is_number(text: str) -> bool:
    return _SHAPE.fullmatch(text) is not None and sum(map(str.isdigit, text)) >= _LEAST_DIGITS


def _read_out(text: str, language: str) -> Iterator[str]:
    """`R R one two three`: letters one by one, and numbers in words or digits, nothing else between them."""
    numbers = {number.start: number for number in find_numbers(text, language)}
    run, at = "", 0
    while at < len(text):
        if number := numbers.get(at):
            run += _signs(text[number.start : number.end], number)
            at = number.end
        elif text[at].isascii() and text[at].isalpha() and _is_alone(text, at):
            run, at = run + text[at].upper(), at + 1
        elif gap := _BETWEEN.match(text, at):
            at = gap.end()
        else:
            if _is_number(run):
                yield run
            run, at = "", _after_word(text, at, numbers)
    if _is_number(run):
        yield run


def _signs(words: str, number: Number) -> str:
    """As they were said: zeros in front are part of it."""
    if any(map(str.isdecimal, words)):
        return "".join(str(int(sign)) for sign in words if sign.isdecimal())
    if all(sign in HAN_DIGITS for sign in words):
        return "".join(str(HAN_DIGITS[sign]) for sign in words)
    return str(number.value)


def _is_alone(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return not before.isalnum() and not after.isalpha()


def _after_word(text: str, at: int, numbers: Container[int]) -> int:
    """Behind the word that stands here, which is part of no number."""
    end = at + 1
    while end < len(text) and text[at].isalpha() and text[end].isalpha() and end not in numbers:
        end += 1
    return end
