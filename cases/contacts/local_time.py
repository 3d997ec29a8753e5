"""What time it is at the customer's, and whether one may write to or call them now. Pure.

Where the customer has told their time zone, it is that one. Else it is their country's; a country that spans several is
seen by the outermost of those in which most of its people live, and it is night there while it is night in one of them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import get_global

_SPAN: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_STEP: Final = timedelta(minutes=15)
_LONGEST_NIGHT: Final = timedelta(hours=48)

_PEOPLED: Mapping[str, tuple[str, ...]] = {
    "AU": ("Australia/Sydney", "Australia/Perth"), "BR": ("America/Sao_Paulo", "America/Manaus"),
    "CA": ("America/Halifax", "America/Vancouver"), "CL": ("America/Santiago",), "CN": ("Asia/Shanghai",),
    "EC": ("America/Guayaquil",), "ES": ("Europe/Madrid",), "FR": ("Europe/Paris",),
    "ID": ("Asia/Jakarta", "Asia/Makassar"), "KZ": ("Asia/Almaty",), "MN": ("Asia/Ulaanbaatar",),
    "MX": ("America/Mexico_City", "America/Tijuana"), "NZ": ("Pacific/Auckland",), "PT": ("Europe/Lisbon",),
    "RU": ("Europe/Moscow", "Asia/Novosibirsk"), "UA": ("Europe/Kyiv",),
    "US": ("America/New_York", "America/Los_Angeles"),
}  # fmt: skip
_ZONES: Final[Mapping[str, str]] = get_global("zone_territories")
_NO_COUNTRY: Final = frozenset({"AQ", "ZZ"})
"""Zones of these are spread around the globe: they say nothing of anybody's night."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when to when nobody is written to or called, by the customer's own clock; over midnight or not."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """`21:00-08:00`. Raises ValueError."""
        found = _SPAN.fullmatch(text)
        if found is None:
            raise ValueError("is no span of hours; write 21:00-08:00")
        begin, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if begin == end:
            raise ValueError("leaves no hour at all")
        return cls(begin, end)

    def hold(self, wall: time) -> bool:
        """Whether this hour of the day is one of them."""
        if self.begin < self.end:
            return self.begin <= wall < self.end
        return wall >= self.begin or wall < self.end


AT_NIGHT: Final = QuietHours(time(21), time(8))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the customer is, as far as the clock goes. Without a zone nothing is known, and nothing is night."""

    zones: tuple[ZoneInfo, ...]
    told: bool = False
    """By themselves, rather than guessed from their country."""

    def clocks(self, at: datetime) -> tuple[datetime, ...]:
        """The earliest and the latest wall clock there; one where both are the same."""
        walls = sorted((at.astimezone(zone) for zone in self.zones), key=lambda wall: wall.replace(tzinfo=None))
        same = not walls or walls[0].replace(tzinfo=None) == walls[-1].replace(tzinfo=None)
        return tuple(walls[:1]) if same else (walls[0], walls[-1])

    def is_night(self, at: datetime, quiet: QuietHours | None) -> bool:
        """Whether anybody there may be asleep."""
        return quiet is not None and any(quiet.hold(at.astimezone(zone).time()) for zone in self.zones)

    def day_begins(self, at: datetime, quiet: QuietHours | None) -> datetime | None:
        """When the night of `at` is over, in UTC; None: it is day, or there is no hour that is day everywhere."""
        return self._first_day(at, quiet, _STEP) if self.is_night(at, quiet) else None

    def before_night(self, at: datetime, quiet: QuietHours | None) -> datetime:
        """`at` itself by day; else the last quarter of an hour before the night it lies in, where there is one."""
        if not self.is_night(at, quiet):
            return at
        return self._first_day(at, quiet, -_STEP) or at

    def _first_day(self, at: datetime, quiet: QuietHours | None, step: timedelta) -> datetime | None:
        quarter = at.astimezone(UTC).replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
        for n in range(1, _LONGEST_NIGHT // _STEP):
            if not self.is_night(quarter + n * step, quiet):
                return quarter + n * step
        return None


def place_of(*, told: str | None, countries: Iterable[str | None]) -> Place:
    """By the zone they have told, else by the first of these countries that is known. Blocking: zones are files."""
    if told and (zone := _zone(told)):
        return Place((zone,), told=True)
    for country in countries:
        if country and country not in _NO_COUNTRY and (zones := _of_country(country)):
            return Place(zones)
    return Place(())


def _of_country(country: str) -> tuple[ZoneInfo, ...]:
    names = _PEOPLED.get(country) or [name for name, territory in _ZONES.items() if territory == country]
    return tuple(zone for name in names if (zone := _zone(name)))


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
