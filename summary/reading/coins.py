"""Reads the small coin behind an amount: `forty five euros and fifty cents`, `45 euros fifty`, `四十五元五角`. Pure.

A bare number counts only where the words end behind it and nothing joins it: of `20 euros and 30` nobody can tell.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from summary.reading.numerals import HAN_DIGITS, Number

_JOINED = re.compile(r"(?P<comma>,?)[\s\u00a0\u202f]*(?:(?P<word>and|y|con|e|et|und|и|с|و)[\s\u00a0]+)?", re.IGNORECASE)
_JOINS_BARE = frozenset({"con"})
"""Spanish says `euros con cincuenta`, and means nothing else by it."""
_COIN = re.compile(
    r"[\s\u00a0\u202f]*(?:(?:cents?|pence|céntimos?|centimos?|centavos?|centimes?|коп(?:\.|е(?:йк[аиу]|ек))?)(?!\w)"
    r"|سنت(?:ا|ًا|ات)?(?!\w)|فلس(?:ا|ًا)?(?!\w)|قرش(?:ا|ًا)?(?!\w)|هلل(?:ة|ات)(?!\w))",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*(?:$|[.!?;:،؛。！？；)])")
_HAN_DIGIT = rf"[\d{''.join(HAN_DIGITS)}]"
_HAN = re.compile(rf"(?P<tenth>{_HAN_DIGIT})[角毛](?:(?P<hundredth>{_HAN_DIGIT})分)?")
_HAN_BARE = re.compile(rf"(?P<tenth>{_HAN_DIGIT})(?=\s*(?:$|[，。！？；,.!?;]))")
_LEAST_BARE = 10
_HUNDRED = 100


def coins_behind(text: str, end: int, numbers: Sequence[Number]) -> tuple[Decimal, int]:
    """What belongs to the amount whose words end at `end`, as a part of one, and where that ends; 0 and `end`: nothing
    does.
    """
    if han := _HAN.match(text, end) or (_HAN_BARE.match(text, end) if text[end - 1 : end] == "块" else None):
        parts = han.groupdict()
        return Decimal(f"0.{_digit(parts['tenth'])}{_digit(parts.get('hundredth') or '0')}"), han.end()
    joined = _JOINED.match(text, end)
    at = joined.end() if joined else end
    number = next((one for one in numbers if one.start == at), None)
    if joined is None or number is None or not 0 < number.value < _HUNDRED or number.value % 1:
        return Decimal(0), end
    if coin := _COIN.match(text, number.end):
        return number.value / _HUNDRED, coin.end()
    loose = joined["comma"] or (joined["word"] or "con").lower() not in _JOINS_BARE
    if not loose and number.value >= _LEAST_BARE and _ENDS.match(text, number.end):
        return number.value / _HUNDRED, number.end
    return Decimal(0), end


def _digit(sign: str) -> int:
    return HAN_DIGITS[sign] if sign in HAN_DIGITS else int(sign)
