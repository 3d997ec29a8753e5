"""Who claims: the shop, as it is written to carriers and insurers, and what each carrier calls it. Pure."""

from dataclasses import dataclass
from typing import Final

from cases.enquiries.carriers import AS_DELIVERED, CarrierBook


@dataclass(frozen=True, slots=True)
class Claimant:
    """The house that claims. `address` line by line; `contact`: by which it is answered."""

    name: str
    address: tuple[str, ...] = ()
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends claims. `claimant` None: nobody has said, and packs name none."""

    claimant: Claimant | None = None
    carriers: CarrierBook = AS_DELIVERED

    def number_with(self, carrier: str | None) -> str | None:
        """The customer number of the house with this carrier."""
        known = self.carriers.carrier_of(carrier)
        return known.customer_number if known else None

    def country_of(self, carrier: str | None) -> str | None:
        """Where the people of this carrier sit."""
        known = self.carriers.carrier_of(carrier)
        return known.country if known else None


NOBODY: Final = Sender()
