"""Where the customer of a case is, as a time zone: "tomorrow" is theirs. Pure.

A country with several zones is taken for the one most of its people live in; it matters to a promise only around
midnight, and the agent sees the day before it counts.
"""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

UTC: Final = "UTC"
_MOST_LIVE_IN: Final[Mapping[str, str]] = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CL": "America/Santiago", "CN": "Asia/Shanghai", "DE": "Europe/Berlin",
    "EC": "America/Guayaquil", "ES": "Europe/Madrid", "ID": "Asia/Jakarta", "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York", "UZ": "Asia/Tashkent",
}  # fmt: skip


def zone_of(*, named: str | None, countries: tuple[str | None, ...]) -> str:
    """`named` is what the customer's own browser once said; else the first country of which the zone is known."""
    for zone in (named, *map(_of_country, countries)):
        if zone and zone_exists(zone):
            return zone
    return UTC


def _of_country(country: str | None) -> str | None:
    code = (country or "").strip().upper()
    zones = get_global("territory_zones").get(code, [])
    return _MOST_LIVE_IN.get(code) or (zones[0] if len(zones) == 1 else None)


def zone_exists(zone: str) -> bool:
    """Whether it is the name of one that is known here."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
