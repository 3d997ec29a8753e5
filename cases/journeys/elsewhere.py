"""Whether two places that carriers write are surely two: stricter than that their names differ. Pure.

`Liege Airport` is Liege, `Madrid Barajas` may be Madrid, and what is written in two scripts cannot be compared. Whoever
ends a trouble because a parcel was seen elsewhere asks here; who counts visits asks `cases.journeys.place_names`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from cases.journeys.country_words import country_named, plain
from cases.journeys.place_names import place_name

_SAYS_NO_PLACE: Final = frozenset({
    "airport", "aeropuerto", "aeroporto", "aeroport", "flughafen", "luchthaven", "аэропорт", "مطار",
    "international", "internacional", "intl", "domestic", "national", "regional", "city", "town", "port",
    "terminal", "hub", "gateway", "facility", "center", "centre", "centro", "zentrum", "центр", "مركز", "depot",
    "station", "office", "warehouse", "plant", "unit", "unidade", "site", "location", "branch", "post", "postal",
    "mail", "parcel", "parcels", "cargo", "logistics", "exchange", "distribution", "distribucion", "distribuicao",
    "sorting", "sort", "processing", "delivery", "transit", "destination", "origin", "country", "local",
    "paketzentrum", "briefzentrum", "isc", "usps", "dhl", "ups", "fedex", "dpd", "gls", "correos", "отделение",
    "сортировочныи", "north", "south", "east", "west", "central", "new", "san", "santa", "saint", "st", "los",
    "las", "la", "le", "el", "de", "del", "da", "do", "di", "du", "des", "der", "am", "an", "of", "the", "and",
    "in", "at", "von", "bei",
})  # fmt: skip
"""Words, plain, that the names of many places have."""

_SAYS_NO_PLACE_IN_CHINESE: Final = re.compile(
    "国际|国内|机场|处理|分拨|分拣|转运|中转|集散|互换局|邮件|邮局|快件|快递|物流|仓库|中心|目的国|目的地|省|市|区"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")

_ALSO_CALLED: Final = {
    "wien": "vienna", "koln": "cologne", "munchen": "munich", "luik": "liege", "luttich": "liege", "praha": "prague",
    "bruxelles": "brussels", "brussel": "brussels", "bruselas": "brussels", "roma": "rome",
    "antwerpen": "antwerp", "anvers": "antwerp", "warszawa": "warsaw", "milano": "milan", "lisboa": "lisbon",
    "sevilla": "seville", "kobenhavn": "copenhagen", "moskva": "moscow", "moskau": "moscow", "geneve": "geneva",
    "genf": "geneva", "peking": "beijing", "bucuresti": "bucharest", "napoli": "naples", "torino": "turin",
    "firenze": "florence", "venezia": "venice", "nurnberg": "nuremberg", "londres": "london", "parigi": "paris",
}  # fmt: skip
"""Towns of two names, as two feeds or two carriers write them."""


def surely_elsewhere(one: str, other: str, *, country: str | None) -> bool:
    """Whether two places in one country are not the same, nor neighbours as far as their names tell: each says a name,
    in the same script, and they have no word of it in common. False where that cannot be known.
    """
    names = _words(one, country), _words(other, country)
    if not names[0] or not names[1] or names[0] & names[1]:
        return False
    return _scripts(names[0]) == _scripts(names[1])


@lru_cache(maxsize=8192)
def _words(written: str, country: str | None) -> frozenset[str]:
    """What tells this place from others, word by word; of Chinese, sign by sign in pairs."""
    found: set[str] = set()
    for part in place_name(written, country).parts:
        if country_named(plain(part)):
            continue
        for word in plain(part).split():
            han = _HAN.findall(_SAYS_NO_PLACE_IN_CHINESE.sub(" ", word)) if _HAN.search(word) else []
            found.update(sign[begin : begin + 2] for sign in han for begin in range(max(len(sign) - 1, 1)))
            if not _HAN.search(word) and word not in _SAYS_NO_PLACE:
                found.add(_ALSO_CALLED.get(word, word))
    return frozenset(found)


def _scripts(words: frozenset[str]) -> frozenset[str]:
    letters = {letter for word in words for letter in word if letter.isalpha()}
    return frozenset(unicodedata.name(letter, "?").split()[0] for letter in letters)
