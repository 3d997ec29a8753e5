"""The weekends and nation-wide public holidays of countries, as the `holidays` package knows them.

Holidays of a single region or town are left out: where in the country an office lies is not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cases.enquiries.working_days import Calendar, Weekends


class Country:
    """One country's calendar. The years asked for are worked out once each, and kept."""

    def __init__(self, country: str) -> None:
        import holidays  # noqa: PLC0415 (half a second of the start of every process, and few of them work out due dates)

        self._days = holidays.country_holidays(country)

    def rests(self, day: date) -> bool:
        """Whether nobody works there on this day."""
        return not self._days.is_working_day(day)


@dataclass(frozen=True, slots=True)
class Observed:
    """What a due date keeps to. Of `unknown` countries only Saturday and Sunday are known."""

    calendars: tuple[Calendar, ...]
    countries: tuple[str, ...]
    unknown: tuple[str, ...]


def observed(countries: Iterable[str | None]) -> Observed:
    """The calendars of these countries, each once. Blocking: a country asked for first is read from a file."""
    asked = tuple(dict.fromkeys(country for country in countries if country))
    found = {country: _calendar(country) for country in asked}
    return Observed(
        calendars=tuple(calendar or Weekends() for calendar in found.values()) or (Weekends(),),
        countries=tuple(country for country, calendar in found.items() if calendar),
        unknown=tuple(country for country, calendar in found.items() if not calendar),
    )


@lru_cache(maxsize=300)
def _calendar(country: str) -> Country | None:
    try:
        return Country(country)
    except NotImplementedError:
        return None
