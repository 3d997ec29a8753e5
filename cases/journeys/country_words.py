"""What countries are called where carriers write a place: names in the languages of the house, and codes. Pure."""

import unicodedata
from typing import Any, Final, cast

from babel import Locale
from babel.core import get_global

_LANGUAGES: Final = ("en", "es", "zh", "fr", "de", "ru", "ar", "pt", "it", "nl")
_ALSO: Final = {
    "america": "US", "england": "GB", "great britain": "GB", "scotland": "GB", "wales": "GB", "uk": "GB", "usa": "US",
    "czech republic": "CZ", "holland": "NL", "the netherlands": "NL", "mainland china": "CN", "p r china": "CN",
    "pr china": "CN", "russian federation": "RU", "republic of korea": "KR", "korea": "KR", "viet nam": "VN",
    "hong kong": "HK", "macau": "MO", "macao": "MO", "united states of america": "US",
    "соединенные штаты америки": "US",
}  # fmt: skip
CITIES_TOO: Final = frozenset({
    "djibouti", "georgia", "gibraltar", "granada", "grenada", "guadalupe", "guatemala", "hong kong", "jersey", "jordan",
    "kuwait", "luxembourg", "luxemburg", "luxemburgo", "macao", "mexico", "monaco", "panama", "san marino", "singapore",
    "singapour", "singapur", "singapura",
})  # fmt: skip
"""Names that may be a city's, or part of one's, where nobody says the country."""

_NO_MARKS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def plain(text: str) -> str:
    """Letters without case and accents, everything between them one space."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold().translate(_NO_MARKS))
    bare = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        territories: Any = Locale(language).territories
        found |= {plain(name): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
    return found | _ALSO


def _codes() -> dict[str, str]:
    aliases = cast("dict[str, list[str]]", get_global("territory_aliases"))
    three = {code.casefold(): two[0] for code, two in aliases.items() if len(code) == 3 and code.isalpha()}
    territories: Any = Locale("en").territories
    two = {code.casefold(): code for code in territories if len(code) == 2 and code.isalpha()}
    return {code: country for code, country in (three | two).items() if len(country) == 2}


_BY_NAME: Final = _names()
_BY_CODE: Final = _codes()
LONGEST_NAME: Final = 4
"""Words of the longest name that is looked for at the end of a place."""


def country_named(name: str) -> str | None:
    """The country of this name, plain, in any of our languages."""
    return _BY_NAME.get(name)


def country_coded(code: str) -> str | None:
    """The country of these two or three letters of ISO 3166."""
    return _BY_CODE.get(code.casefold())
