"""Amounts that are not one: `20 to 30 euros`, `$5K`, `neunzehn neunundneunzig Euro`. Pure.

A number beside a currency is not what was agreed when it is the end of a range, or a part of a number that was read in
pieces: then there is no amount, and a person looks.
"""

import re
from collections.abc import Sequence
from typing import Final

from summary.reading.numerals import Number

_RANGE: Final = re.compile(r"\s*(?:[-–—~～至到]|to|or|bis|oder|a|o|à|ou|até|до|или|إلى|الى|أو|或)\s*", re.IGNORECASE)
_AND: Final = re.compile(r"\s*(?:and|und|y|et|e|и|و|和)\s*", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?:\b(?:between|zwischen|entre|между)|بين)\s*$", re.IGNORECASE)
_IN_PIECES: Final = re.compile(
    r"[\s-]*|\s*(?:point|komma|coma|virgule|vírgula|запятая|целых|فاصلة|点)\s*", re.IGNORECASE
)
_COUNTED_ON: Final = re.compile(
    r"\s*(?:k|mio|mln|million\w*|millones|millón|milhão|milhões|milliarden?|миллион\w*|млн|مليون|ملايين|亿)(?![^\W\d_])",
    re.IGNORECASE,
)

_NEAR: Final = 20
"""Signs before a number in which a word that belongs to it begins."""


def is_vague(text: str, numbers: Sequence[Number], place: int, end: int) -> bool:
    """Whether the amount of the number at this place, whose words end at `end`, is an end of a range, or a part."""
    number = numbers[place]
    before = next((one for one in reversed(numbers[max(0, place - 4) : place]) if one.end <= number.start), None)
    after = next((one for one in numbers[place + 1 : place + 5] if one.start >= end), None)
    return (
        (before is not None and _tied(text, before, number))
        or (after is not None and _ranges(text, number, end, after))
        or _COUNTED_ON.match(text, number.end) is not None
    )


def _tied(text: str, first: Number, then: Number) -> bool:
    alike = text[first.start].isdecimal() == text[then.start].isdecimal()  # "ein 20-Euro-Gutschein" has one number
    in_pieces = alike and _IN_PIECES.fullmatch(text, first.end, then.start) is not None
    return in_pieces or _ranges(text, first, first.end, then)


def _ranges(text: str, first: Number, end: int, then: Number) -> bool:
    if _RANGE.fullmatch(text, end, then.start):
        return True
    return (
        _AND.fullmatch(text, end, then.start) is not None
        and _BETWEEN.search(text, max(0, first.start - _NEAR), first.start) is not None
    )
