"""How long a server asks to be left alone: `Retry-After` in either of its forms (RFC 9110, 10.2.3). Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MOST_DIGITS = 10


def seconds_asked(header: str | None, *, now: datetime, most_s: float) -> float | None:
    """Not less than 0 and not more than `most_s`; None when it says nothing that can be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return min(float(text), most_s)
    try:
        until = parsedate_to_datetime(text)
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):  # a stranger's header may hold any number
        return None
    return min(max(seconds, 0.0), most_s)
