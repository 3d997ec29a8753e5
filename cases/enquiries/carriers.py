"""Where carriers are asked, and how long each of their channels takes to answer, as an operator may write it. Pure.

A book is TOML. Published answering times contradict each other and change: each stands with where it comes from, and
where nobody has written one the house's own expectation counts and is called that.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from cases.book import Written, read_book
from cases.journeys.journey import folded
from cases.parcel import Country


class Channel(StrEnum):
    """How a carrier is asked."""

    WEB_FORM = "web_form"
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    POST = "post"


_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Days = Annotated[int, Field(ge=1, le=120, description="working days until an answer is due")]


class Way(Written):
    """One channel of one carrier. `source` says where its answering time is published, `seen_on` when it was read."""

    channel: Channel
    days: _Days
    address: _Name | None = None
    source: _Name | None = None
    seen_on: date | None = None


class Carrier(Written):
    """A carrier under the names cases give it; `country` is where its people sit, and whose language is written;
    `customer_number` is what it calls us.
    """

    names: tuple[_Name, ...] = Field(min_length=1, max_length=50)
    country: Country | None = None
    customer_number: _Name | None = None
    way: tuple[Way, ...] = Field(default=(), max_length=20)


class CarrierBook(Written):
    """All carriers, and what is expected of a channel for which nobody has written anything."""

    expected: Mapping[Channel, _Days] = Field(default_factory=dict)
    carrier: tuple[Carrier, ...] = Field(default=(), max_length=1_000)

    def carrier_of(self, name: str | None) -> Carrier | None:
        """The last one of this name: an operator's entry stands below ours."""
        wanted = folded(name or "")
        found = [each for each in self.carrier if wanted and wanted in map(folded, each.names)]
        return found[-1] if found else None

    def ways_of(self, name: str | None) -> tuple[Way, ...]:
        """Every channel, in the order of the words: as written for this carrier, else as the house expects it."""
        carrier = self.carrier_of(name)
        own = {way.channel: way for way in carrier.way} if carrier else {}
        return tuple(own.get(channel) or Way(channel=channel, days=self._expected(channel)) for channel in Channel)

    def way_of(self, name: str | None, channel: Channel) -> Way:
        """One of them."""
        return next(way for way in self.ways_of(name) if way.channel is channel)

    def _expected(self, channel: Channel) -> int:
        return self.expected.get(channel, _EXPECTED[channel])


_EXPECTED: Mapping[Channel, int] = {
    Channel.WEB_FORM: 5, Channel.EMAIL: 5, Channel.PHONE: 2, Channel.CHAT: 2, Channel.POST: 15,
}  # fmt: skip
"""The house's own patience, published by nobody."""

_HOMES: Mapping[str, tuple[str, ...]] = {
    "AE": ("Aramex", "Emirates Post"), "AR": ("Correo Argentino", "Andreani"), "AT": ("Österreichische Post",),
    "AU": ("Australia Post",), "BR": ("Correios", "Jadlog"), "CA": ("Canada Post", "Purolator"),
    "CN": ("China Post", "EMS China", "SF Express", "YunExpress", "Yanwen", "4PX", "Cainiao", "ZTO", "YTO", "STO"),
    "CO": ("Servientrega",), "DE": ("DHL", "DHL Paket", "Deutsche Post", "Hermes", "GLS Germany"),
    "EG": ("Egypt Post",), "ES": ("Correos", "Correos Express", "SEUR", "MRW"),
    "FR": ("La Poste", "Colissimo", "Chronopost", "Mondial Relay"), "GB": ("Royal Mail", "Parcelforce", "Evri"),
    "IT": ("Poste Italiane",), "JP": ("Japan Post",), "KR": ("Korea Post",), "MX": ("Correos de México", "Estafeta"),
    "NL": ("PostNL",), "PL": ("Poczta Polska", "InPost"), "PT": ("CTT",),
    "RU": ("Russian Post", "Pochta Rossii", "Почта России", "CDEK"), "SA": ("Saudi Post", "SPL", "SMSA"),
    "US": ("USPS", "UPS", "FedEx"),
}  # fmt: skip
"""Where the people of well-known carriers sit."""

AS_DELIVERED: Final = CarrierBook(
    carrier=tuple(Carrier(names=names, country=country) for country, names in _HOMES.items())
)


def read_carriers(text: str) -> CarrierBook:
    """The book this TOML says, over the one delivered. Raises BookNotValid."""
    book = read_book(text, CarrierBook, about="The book of carriers")
    return book.model_copy(update={"carrier": (*AS_DELIVERED.carrier, *book.carrier)})
