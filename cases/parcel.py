"""A case as the outside world states it: the body of `PUT /api/cases/{reference}`. Pure, strict, limited in size."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from cases.currencies import minor_digits
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.numbers.tracking_number import normalise
from cases.stages import Stage

MAX_EVENTS: Final = 500
MAX_FACTS: Final = 40
_KEPT_DECIMALS: Final = 2
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters are not allowed")
    return text


_Plain = AfterValidator(_printable)
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Plain]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000), _Plain]
_Number = Annotated[_Line, StringConstraints(max_length=60), AfterValidator(normalise)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Money(_Stated):
    """A sum in an ISO 4217 currency; on the wire the amount is a text, so that no digit is lost."""

    amount: Decimal = Field(ge=0, max_digits=12, decimal_places=3)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def _in_its_decimals(money: Money) -> Money:
    if money.amount != round(money.amount, min(minor_digits(money.currency), _KEPT_DECIMALS)):
        raise ValueError("this currency has not so many decimals here")
    return money


Worth = Annotated[Money, AfterValidator(_in_its_decimals)]
"""What goods are worth: whole hundredths at most, as cases keep it, also where a currency has thousandths."""


class Place(_Stated):
    """Where a parcel starts or is meant to end."""

    country: Country
    city: _Line | None = None


class Customer(_Stated):
    """Whose parcel it is, and the language they are spoken to in (BCP 47)."""

    name: _Line
    language: Language
    country: Country | None = None
    contact: _Line | None = None


def _believable(at: datetime) -> datetime:
    """The years feeds are believed in, too; the calendar's first and last day cannot even be told in UTC."""
    if not 2000 <= at.year < 2100:
        raise ValueError("this is no year of a parcel")
    return at


Believable = AfterValidator(_believable)


def _day_of_a_parcel(day: date) -> date:
    if not 2000 <= day.year < 2100:
        raise ValueError("this is no year of a parcel")
    return day


Day = Annotated[date, AfterValidator(_day_of_a_parcel)]
"""A day of the same years: deadlines are counted from it."""


def _in_a_zone(value: object) -> object:
    """A moment without a zone, or a day, is taken as UTC: a shop's export seldom says more."""
    if not isinstance(value, str):
        return value
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return value
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Purchase = Annotated[AwareDatetime, Believable, BeforeValidator(_in_a_zone)]
"""When a customer bought again."""

_purchase: Final[TypeAdapter[datetime]] = TypeAdapter(Purchase)


def purchase_told(value: object) -> datetime | None:
    """The moment; None for what is none, or none of the years we believe in."""
    try:
        return _purchase.validate_python(value)
    except ValidationError:
        return None


class EventBody(_Stated):
    """A tracking event told by a helpdesk rather than by a feed."""

    at: Annotated[AwareDatetime, Believable]
    description: _Text
    progress: Progress = Progress.UNKNOWN
    location: _Line | None = None
    country: Country | None = None
    language: Language | None = None

    def told_by(self, source: str) -> TrackingEvent:
        """The same line as one of the journey."""
        return TrackingEvent(**dict(self), source=source)


class CaseBody(_Stated):
    """The whole case: what is left out is not known. `stage` and `purchased_again_at` left out stay as they are, and
    events are only added.
    """

    title: _Line
    kind: Kind | None = Field(default=None, description="what sort of matter it is, in the shop's own word")
    order_reference: _Line | None = None
    tracking_number: _Number | None = None
    carrier: _Line | None = None
    shipped_on: Day | None = None
    value: Worth | None = None
    origin: Place | None = None
    destination: Place | None = None
    customer: Customer
    stage: Stage | None = None
    purchased_again_at: Purchase | None = Field(default=None, description="when this customer bought again")
    facts: dict[_Line, _Text] = Field(default_factory=dict, max_length=MAX_FACTS)
    events: tuple[EventBody, ...] = Field(default=(), max_length=MAX_EVENTS)


class CaseDetails(_Stated):
    """What a person knows of a parcel that a feed has brought, or that was stated wrongly."""

    title: _Line
    carrier: _Line | None = None
    value: Worth | None = None
    customer: Customer
