"""The words of an enquiry, drafted from what the case knows, in the language of the carrier's country. Sends nothing.

Dates are read from files, so that making one blocks for a moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from cases.journeys.anomalies import Anomaly
from cases.letters.templates import Templates, filled
from cases.parcel import Money, Place

_TEMPLATES: Final = Templates(Path(__file__).parent / "words")
_SPOKEN: Mapping[str, tuple[str, ...]] = {
    "es": (
        "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE", "PY", "SV", "UY",
        "VE",
    ),
    "zh": ("CN", "HK", "MO", "TW"),
    "fr": ("BJ", "CI", "CM", "FR", "LU", "MC", "SN"),
    "de": ("AT", "CH", "DE", "LI"),
    "pt": ("AO", "BR", "MZ", "PT"),
    "ru": ("BY", "KG", "KZ", "RU"),
    "ar": ("AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "OM", "QA", "SA", "SY", "TN", "YE"),
}  # fmt: skip
_ASKS: Mapping[Anomaly, str] = {
    Anomaly.DELIVERED_ELSEWHERE: "delivery", Anomaly.DELIVERED_NOT_RECEIVED: "delivery",
    Anomaly.CUSTOMS_HOLD: "customs", Anomaly.ADDRESS_INCOMPLETE: "address", Anomaly.RETURNED_TO_SENDER: "return",
    Anomaly.DAMAGED: "damage",
}  # fmt: skip
"""What is asked for; about everything else, that the parcel be searched for."""


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The carrier's own last word."""

    on: date
    words: str
    where: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the case knows of the parcel; None where it does not."""

    reference: str
    number: str | None
    order: str | None
    shipped_on: date | None
    origin: Place | None
    destination: Place | None
    contents: str
    value: Money | None
    last: LastSeen | None
    anomaly: Anomaly | None
    signed: str


@dataclass(frozen=True, slots=True)
class Draft:
    """To be read, mended and sent by a person."""

    language: str
    subject: str
    text: str


def languages() -> tuple[str, ...]:
    """Those there are templates for."""
    return _TEMPLATES.languages


def language_of(country: str | None) -> str:
    """The language a carrier of this country is written to in; English where there are no words in its own."""
    spoken = next((language for language, countries in _SPOKEN.items() if country in countries), "en")
    return _TEMPLATES.language_for(spoken)


def draft(known: Known, *, language: str) -> Draft:
    """The enquiry. A line that the case has nothing for is left out."""
    spoken = _TEMPLATES.language_for(language)
    words, locale = _TEMPLATES.words(spoken), Locale.parse(spoken, sep="-")
    lines = [filled(words[f"line.{name}"], {"value": value}) for name, value in _lines(known, locale).items() if value]
    asked = _ASKS.get(known.anomaly, "search") if known.anomaly else "search"
    closing = filled(words["closing"], {"signed": known.signed})
    text = "\n\n".join((words["opening"], "\n".join(lines), words[f"ask.{asked}"], closing)) + "\n"
    return Draft(
        language=spoken, subject=filled(words["subject"], {"number": known.number or known.reference}), text=text
    )


def _lines(known: Known, locale: Locale) -> dict[str, str]:
    last = known.last
    seen = ", ".join(part for part in (format_date(last.on, "long", locale=locale), last.where) if part) if last else ""
    return {
        "number": known.number or "",
        "order": known.order or "",
        "shipped": format_date(known.shipped_on, "long", locale=locale) if known.shipped_on else "",
        "origin": _place(known.origin, locale),
        "destination": _place(known.destination, locale),
        "contents": known.contents,
        "value": format_currency(known.value.amount, known.value.currency, locale=locale) if known.value else "",
        "last": f"{seen}: {last.words}" if last else "",
        "reference": known.reference,
    }


def _place(place: Place | None, locale: Locale) -> str:
    if place is None:
        return ""
    country = str(locale.territories.get(place.country, place.country))
    return f"{place.city}, {country}" if place.city else country
