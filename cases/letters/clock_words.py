"""A moment as somebody's own clock and calendar say it, in their language, with the zone named. Blocking: dates and
zones are read from files.
"""

from datetime import datetime
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_name


def on_the_clock(wall: datetime, locale: Locale, day: Literal["full", "long"]) -> str:
    """`wall` in its own zone. `full` names the weekday; `long` does not, and so stands after a word like `until`."""
    return (
        f"{format_date(wall, day, locale=locale)}, {format_time(wall, 'short', locale=locale)} ({_zone(wall, locale)})"
    )


def _zone(wall: datetime, locale: Locale) -> str:
    """Its short name where the language has one, rather than a bare `+0800`."""
    short = get_timezone_name(wall, width="short", locale=locale)
    return short if short[:1].isalpha() else get_timezone_name(wall, width="long", locale=locale)
