"""Whether an address can be delivered to: what each country's addresses need, and whether a flat is missing. Pure.

Postcodes follow the countries' own rules as the Universal Postal Union publishes them (POST*CODE); where a country is
not listed, only what every address needs is asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from cases.parcel import Country


class AddressPart(StrEnum):
    """What an address is made of."""

    STREET = "street"
    HOUSE = "house"
    FLAT = "flat"
    POSTCODE = "postcode"
    CITY = "city"
    REGION = "region"


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters are not allowed")
    return text


_Part = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_printable)]


class Address(BaseModel):
    """As the customer says it. `many_live_there`: true for a house with several flats, null when nobody has asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    street: _Part = ""
    house: _Part = ""
    flat: _Part = ""
    postcode: _Part = ""
    city: _Part = ""
    region: _Part = ""
    country: Country
    many_live_there: bool | None = None


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What is wrong with an address; all empty: it is complete."""

    missing: tuple[AddressPart, ...]
    odd_postcode: bool
    ask_for_flat: bool
    """Nobody has said whether several families live there, and no flat is given."""


@dataclass(frozen=True, slots=True)
class _Needs:
    postcode: str | None = None
    region: bool = False
    house: bool = True


_PLAIN: Final = _Needs()
_NEEDS: Mapping[str, _Needs] = {
    "AR": _Needs(r"[A-Z]?\d{4}([A-Z]{3})?"), "AT": _Needs(r"\d{4}"), "AU": _Needs(r"\d{4}", region=True),
    "BE": _Needs(r"\d{4}"), "BR": _Needs(r"\d{5}-?\d{3}", region=True), "BG": _Needs(r"\d{4}"),
    "BY": _Needs(r"\d{6}"), "CA": _Needs(r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d", region=True),
    "CH": _Needs(r"\d{4}"), "CL": _Needs(r"\d{3}-?\d{4}"), "CN": _Needs(r"\d{6}", region=True),
    "CO": _Needs(r"\d{6}"), "CZ": _Needs(r"\d{3} ?\d{2}"), "DE": _Needs(r"\d{5}"), "DK": _Needs(r"\d{4}"),
    "DZ": _Needs(r"\d{5}"), "EE": _Needs(r"\d{5}"), "EG": _Needs(r"\d{5}(\d{2})?"), "ES": _Needs(r"\d{5}"),
    "FI": _Needs(r"\d{5}"), "FR": _Needs(r"\d{5}"), "GB": _Needs(r"[A-Z]{1,2}\d[A-Z0-9]? ?\d[A-Z]{2}", house=False),
    "GR": _Needs(r"\d{3} ?\d{2}"), "HR": _Needs(r"\d{5}"), "HU": _Needs(r"\d{4}"), "ID": _Needs(r"\d{5}"),
    "IE": _Needs(r"[A-Z]\d[0-9W] ?[A-Z0-9]{4}", house=False), "IL": _Needs(r"\d{7}"),
    "IN": _Needs(r"[1-9]\d{2} ?\d{3}", region=True, house=False), "IT": _Needs(r"\d{5}", region=True),
    "JP": _Needs(r"\d{3}-?\d{4}", region=True), "KR": _Needs(r"\d{5}"), "KZ": _Needs(r"\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d"),
    "LT": _Needs(r"(LT-)?\d{5}"), "LU": _Needs(r"\d{4}"), "LV": _Needs(r"(LV-)?\d{4}"), "MA": _Needs(r"\d{5}"),
    "MX": _Needs(r"\d{5}", region=True), "MY": _Needs(r"\d{5}"), "NL": _Needs(r"[1-9]\d{3} ?[A-Z]{2}"),
    "NO": _Needs(r"\d{4}"), "NZ": _Needs(r"\d{4}"), "PE": _Needs(r"\d{5}"), "PH": _Needs(r"\d{4}"),
    "PK": _Needs(r"\d{5}"), "PL": _Needs(r"\d{2}-?\d{3}"), "PT": _Needs(r"\d{4}-?\d{3}"), "RO": _Needs(r"\d{6}"),
    "RS": _Needs(r"\d{5}"), "RU": _Needs(r"\d{6}"), "SA": _Needs(r"\d{5}(-\d{4})?"), "SE": _Needs(r"\d{3} ?\d{2}"),
    "SG": _Needs(r"\d{6}"), "SI": _Needs(r"\d{4}"), "SK": _Needs(r"\d{3} ?\d{2}"), "TH": _Needs(r"\d{5}"),
    "TR": _Needs(r"\d{5}", region=True), "TW": _Needs(r"\d{3}(\d{2,3})?"), "UA": _Needs(r"\d{5}"),
    "US": _Needs(r"\d{5}(-\d{4})?", region=True), "VN": _Needs(r"\d{5,6}"), "ZA": _Needs(r"\d{4}"),
}  # fmt: skip
"""`region`: a province or state belongs into it. `house` false: a house may have a name instead of a number."""


def read_address(address: Address) -> AddressReading:
    """What an address lacks by the rules of its country."""
    needs = _NEEDS.get(address.country, _PLAIN)
    wanted = {
        AddressPart.STREET: True,
        AddressPart.HOUSE: needs.house and not re.search(r"\d", address.street),
        AddressPart.FLAT: address.many_live_there is True,
        AddressPart.POSTCODE: needs.postcode is not None,
        AddressPart.CITY: True,
        AddressPart.REGION: needs.region,
    }
    missing = tuple(part for part, asked in wanted.items() if asked and not getattr(address, part))
    odd = bool(
        address.postcode and needs.postcode and not re.fullmatch(needs.postcode, address.postcode.upper(), re.ASCII)
    )
    return AddressReading(missing, odd, ask_for_flat=address.many_live_there is None and not address.flat)
