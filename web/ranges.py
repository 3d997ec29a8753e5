"""Which bytes are asked for: one range (RFC 9110, section 14). Pure."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?")


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` up to, and without, `end`."""

    start: int
    end: int


def read_range(header: str, size: int) -> Span | None:
    """The range to be sent of `size` bytes; None for all of it: nothing, several, or nothing of sense was asked for.

    Raises ValueError when what is asked for lies beyond the end: the answer is then 416.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if found[1] is None:
        length = min(int(found[2]), size)
        span = Span(size - length, size)
    else:
        span = Span(int(found[1]), min(int(found[2]) + 1, size) if found[2] else size)
        if found[2] and int(found[2]) < int(found[1]):
            return None
    if span.start >= span.end:
        raise ValueError("beyond the end")
    return span
