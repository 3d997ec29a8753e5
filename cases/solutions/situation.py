"""What a solution is proposed from, in the words of this subject. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from cases.amounts import Amount
from cases.journeys.anomalies import Anomaly


class SolutionKind(StrEnum):
    """What can be done for a customer whose parcel does not come."""

    RESHIP = "reship"
    REFUND = "refund"
    FULL_COMPENSATION = "full_compensation"
    PARTIAL_COMPENSATION = "partial_compensation"
    COUPON = "coupon"
    GIFT = "gift"


class CustomerValue(StrEnum):
    """What the shop says of this customer."""

    NEW = "new"
    REGULAR = "regular"
    VALUED = "valued"


class Bearer(StrEnum):
    """Who has paid for the carriage."""

    SELLER = "seller"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the table may ask about. None: not known, and then no row that asks for it holds."""

    cause: Anomaly | None = None
    goods: Amount | None = None
    freight: Amount | None = None
    freight_by: Bearer | None = None
    insured: bool | None = None
    customer: CustomerValue | None = None

    @property
    def freight_in_currency(self) -> Amount | None:
        """The freight where it can be added to the goods: in the same currency."""
        same = self.freight and self.goods and self.freight.currency == self.goods.currency
        return self.freight if same else None
