"""Sums of money in whole minor units of an ISO 4217 currency: no fraction is ever lost, and no float is near. Pure."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, computed_field

from cases.currencies import minor_digits
from cases.parcel import Money

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
MAX_MINOR: Final = 10**14


class Amount(BaseModel):
    """A sum. `minor` are cents, pence, fen or yen: the smallest unit there is."""

    model_config = ConfigDict(frozen=True)
    minor: int = Field(ge=0, le=MAX_MINOR, strict=True)
    currency: Currency

    @computed_field(description="the same as a decimal number, for people")  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """`86.50`; without a point where the currency has none."""
        digits = minor_digits(self.currency)
        return str(Decimal(self.minor).scaleb(-digits)) if digits else str(self.minor)

    def share(self, percent: int) -> "Amount":
        """So many hundredths of it, halves rounded up."""
        return Amount(minor=(self.minor * percent + 50) // 100, currency=self.currency)

    def plus(self, other: "Amount | None") -> "Amount":
        """The sum; another currency cannot be added and raises ValueError, nothing adds nothing."""
        if other is None:
            return self
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} is not {self.currency}")
        return Amount(minor=self.minor + other.minor, currency=self.currency)

    def at_most(self, minor: int | None) -> "Amount":
        """Itself, or the cap."""
        return self if minor is None or self.minor <= minor else Amount(minor=minor, currency=self.currency)


def amount_of(money: Money) -> Amount:
    """The same sum in minor units. Raises ValueError for a part of the smallest unit."""
    scaled = money.amount.scaleb(minor_digits(money.currency))
    minor = int(scaled)
    if minor != scaled:
        raise ValueError(f"{money.currency} has no such fraction")
    return Amount(minor=minor, currency=money.currency)


def amount_or_none(minor: int | None, currency: str | None) -> Amount | None:
    """As two columns have it."""
    return None if minor is None or currency is None else Amount(minor=minor, currency=currency)
