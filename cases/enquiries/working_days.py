"""When an answer is due: so many days on which people work in every country concerned. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Protocol

_LONGEST_REST: Final = timedelta(days=40)
"""No country rests longer at a stretch: a calendar that says so is broken, and is not followed without end."""


class Calendar(Protocol):
    """The days on which a country does not work."""

    def rests(self, day: date) -> bool:
        """Whether it is a weekend or a public holiday there."""


class Weekends:
    """Saturday and Sunday, for a country whose holidays nobody has told."""

    def rests(self, day: date) -> bool:
        """Whether it is one of the two."""
        return day.weekday() >= 5


def due_day(asked: date, days: int, calendars: Sequence[Calendar]) -> date:
    """The `days`-th working day after the one on which was asked; days that any of the calendars rests do not count.

    Raises ValueError for `days` under one, and for calendars that rest without end.
    """
    if days < 1:
        raise ValueError("an answer takes a day at least")
    observed = calendars or (Weekends(),)
    day, last = asked, asked
    for _ in range(days):
        day = last + timedelta(days=1)
        while any(each.rests(day) for each in observed):
            day += timedelta(days=1)
            if day - last > _LONGEST_REST:
                raise ValueError("these calendars have no working day")
        last = day
    return day
