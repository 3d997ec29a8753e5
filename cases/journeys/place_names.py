"""Whether two places that carriers write are one: by what they name, not by how it is written. Pure.

`Madrid`, `MADRID, SPAIN`, `28042 Madrid (ES)` and `Spain, Madrid` are one place. A name that says more is the same
place as one that says less (`Toronto, ON` and `Toronto`), and another one than a name that says something else.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cases.journeys.country_words import CITIES_TOO, LONGEST_NAME, country_coded, country_named, plain

_BETWEEN: Final = re.compile(r"[,;/|()\[\]{}·•、，；（）]|\s[-–—]\s|\s*\n\s*")
_POSTAL_CODE: Final = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"  # British
    r"|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"  # Canadian
    r"|\b\d{4}\s[A-Z]{2}\b(?!\s?-)"  # Dutch
    r"|\b(?:[A-Z]{1,3}-)?(?:\d{3}\s\d{2}|\d{4,7})(?:-\d{3,4})?\b"
)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a place is called, part by part and without order; its country where somebody says it."""

    parts: frozenset[str]
    country: str | None

    def is_same(self, other: "PlaceName") -> bool:
        """Whether both may name one place."""
        if None not in (self.country, other.country) and self.country != other.country:
            return False
        return self.parts <= other.parts or other.parts <= self.parts

    def says_more(self, other: "PlaceName") -> bool:
        """Whether it tells places apart that the other does not."""
        return self.parts > other.parts or (self.country is not None and other.country is None)


class Visited:
    """Places that were visited, counted without comparing each with each: two that are one place share a part."""

    def __init__(self) -> None:
        self._times: Counter[PlaceName] = Counter()
        self._by_part: defaultdict[str, set[PlaceName]] = defaultdict(set)

    def add(self, name: PlaceName) -> None:
        """It was visited once more."""
        self._times[name] += 1
        for part in name.parts:
            self._by_part[part].add(name)

    def times(self, name: PlaceName) -> int:
        """How often this place was visited, by whichever of its names."""
        near: set[PlaceName] = set().union(*(self._by_part.get(part, ()) for part in name.parts))
        return sum(self._times[known] for known in near if known.is_same(name))


@lru_cache(maxsize=8192)
def place_name(written: str, country: str | None) -> PlaceName:
    """The name in what a carrier wrote. `country` as its feed gives it, which outweighs what the words seem to say."""
    parts = [part for text in _BETWEEN.split(_POSTAL_CODE.sub(" ", written)) if plain(part := text.strip())]
    if not parts:  # a depot that is a number
        return PlaceName(frozenset({plain(written)}), country)
    country = country or _claimed(parts)
    for end in (-1, 0):
        if len(parts) > 1 and _names_country(parts[end], country):
            del parts[end]
    return PlaceName(frozenset(_without_country(part, country) for part in parts), country)


def _claimed(parts: list[str]) -> str | None:
    """The country that the words themselves name. A code alone claims nothing: CA is in the US."""
    if len(parts) > 1 and (named := country_named(plain(parts[-1]))):
        return named
    first = plain(parts[0])
    if len(parts) > 1 and first not in CITIES_TOO and (named := country_named(first)):
        return named
    return next((named for _, named, name in _endings(plain(parts[-1])) if name not in CITIES_TOO), None)


def _names_country(part: str, country: str | None) -> bool:
    """Whether a whole part is the country, or the code of one where nobody says which."""
    word = plain(part)
    coded = country_coded(word)
    return country_named(word) == country if country_named(word) else coded is not None and country in (None, coded)


def _without_country(part: str, country: str | None) -> str:
    words = plain(part).split()
    for rest, named, name in _endings(" ".join(words)):
        if named == country and name not in CITIES_TOO:
            return rest
    if len(words) > 1 and _is_code(words[-1], country, written=part.rsplit(maxsplit=1)[-1]):
        return " ".join(words[:-1])
    if len(words) > 1 and country is not None and _is_code(words[0], country, written=words[0]):
        return " ".join(words[1:])
    return " ".join(words)


def _endings(name: str) -> Iterator[tuple[str, str, str]]:
    """Ways in which a name may end in a country's: what is before it, the country, and how that is called."""
    words = name.split()
    for length in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
        ending = " ".join(words[-length:])
        if named := country_named(ending):
            yield " ".join(words[:-length]), named, ending


def _is_code(word: str, country: str | None, *, written: str) -> bool:
    """Whether a word is a country's code rather than part of a name, as `de` is in Rio de Janeiro."""
    coded = country_coded(word)
    return coded is not None and (coded == country if country else written.isupper())
