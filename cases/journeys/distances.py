"""How far apart countries are, roughly and never too far: the middle of each, and how far from there it reaches. Pure.

Only good for saying that nobody can have been in both within the hour.
"""

from collections.abc import Mapping
from math import asin, cos, radians, sin, sqrt

_EARTH_KM = 6_371

_MIDDLES: Mapping[str, tuple[float, float, int]] = {
    "AE": (24, 54, 350), "AR": (-35, -65, 2000), "AT": (47.6, 14.1, 350), "AU": (-25, 134, 2300),
    "BD": (24, 90, 400), "BE": (50.6, 4.7, 180), "BG": (42.7, 25.5, 300), "BR": (-11, -53, 2600),
    "BY": (53.5, 28, 350), "CA": (58, -98, 3200), "CH": (46.8, 8.2, 220), "CL": (-36, -71, 2400),
    "CN": (36, 103, 2900), "CO": (4, -73, 1000), "CZ": (49.8, 15.5, 280), "DE": (51.2, 10.4, 520),
    "DK": (56, 10, 350), "DZ": (28, 2.6, 1400), "EE": (58.7, 25.5, 220), "EG": (26.5, 30, 850),
    "ES": (40, -4, 1900), "FI": (64.5, 26, 650), "FR": (46.6, 2.5, 650), "GB": (54.5, -3, 650),
    "GR": (39, 22, 550), "HK": (22.3, 114.2, 50), "HR": (45, 16, 350), "HU": (47.2, 19.4, 300),
    "ID": (-2, 118, 2700), "IE": (53.2, -8, 280), "IL": (31.4, 35, 280), "IN": (22, 79, 1900),
    "IT": (42.8, 12.5, 750), "JP": (36.5, 138, 1700), "KR": (36.4, 127.9, 400), "KZ": (48, 67, 1600),
    "LT": (55.3, 24, 230), "LU": (49.8, 6.1, 60), "LV": (56.9, 25, 260), "MA": (31, -7, 1100),
    "MX": (23.6, -102, 1800), "MY": (4, 109, 1200), "NG": (9, 8, 800), "NL": (52.2, 5.4, 200),
    "NO": (65, 14, 1300), "NZ": (-41.5, 173, 1000), "PE": (-9.5, -75, 1200), "PH": (12, 122.5, 1000),
    "PK": (30, 70, 1000), "PL": (52, 19.3, 450), "PT": (39.7, -8, 1700), "RO": (45.9, 25, 420),
    "RS": (44, 20.8, 300), "RU": (60, 95, 4700), "SA": (24, 45, 1300), "SE": (62.5, 16.5, 900),
    "SG": (1.35, 103.8, 40), "SI": (46.1, 14.8, 150), "SK": (48.7, 19.5, 250), "TH": (15, 101, 900),
    "TR": (39, 35, 850), "TW": (23.7, 121, 250), "UA": (49, 31.5, 750), "US": (39.5, -98, 2700),
    "VN": (16, 107, 950), "ZA": (-29, 25, 1100),
}  # fmt: skip
"""Country -> latitude, longitude, and a radius in km that holds it, the far islands of Spain and Portugal too."""


def km_between(one: str, other: str) -> float | None:
    """The least a way between these countries can measure, 0 where they may touch; None for one not in the list."""
    if one not in _MIDDLES or other not in _MIDDLES:
        return None
    (lat, lon, reach), (other_lat, other_lon, other_reach) = _MIDDLES[one], _MIDDLES[other]
    north = sin(radians(other_lat - lat) / 2) ** 2
    east = sin(radians(other_lon - lon) / 2) ** 2
    half_chord = sqrt(north + cos(radians(lat)) * cos(radians(other_lat)) * east)
    return max(2 * _EARTH_KM * asin(min(half_chord, 1.0)) - reach - other_reach, 0.0)
