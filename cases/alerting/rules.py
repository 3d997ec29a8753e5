"""The numbers of the rules, as an operator may write them: for all parcels, and for some carriers and routes. Pure.

A rule book is TOML. What it says is checked before it counts: an unknown word is an error, never passed over.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, model_validator

from cases.book import Written, read_book
from cases.journeys.anomalies import Anomaly, Patience
from cases.journeys.journey import folded
from cases.parcel import Country

MAX_EXCEPTIONS: Final = 500

_Days = Annotated[int, Field(ge=1, le=365)]


class Limits(Written):
    """What holds for one parcel."""

    overdue_days: _Days = Field(default=10, description="days without a word of the carrier")
    customs_days: _Days = Field(default=7, description="days in customs; a question of customs counts at once")
    disputed_days: int = Field(
        default=0, ge=0, le=60, description="days after a delivery before the customer's word that nothing came counts"
    )
    loop_returns: int = Field(default=2, ge=1, le=20, description="times back at a depot it had left")
    jump_kmh: float = Field(default=1_000, ge=50, le=20_000, description="faster between two countries is impossible")
    act_within_days: _Days = Field(default=3, description="days within which somebody should have acted on an alert")
    move_back: bool = Field(default=True, description="whether news move a case back to checking the facts")
    off: frozenset[Anomaly] = Field(default=frozenset(), description="anomalies that raise no alert")

    def patience(self) -> Patience:
        """As the rules read it."""
        return Patience(
            silent_days=self.overdue_days, customs_days=self.customs_days, disputed_days=self.disputed_days,
            loop_returns=self.loop_returns, jump_kmh=self.jump_kmh, off=self.off,
        )  # fmt: skip


class Otherwise(Written):
    """Other numbers for the parcels of a carrier, from a country, to one: all that is named must fit."""

    carrier: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    origin: Country | None = Field(default=None, alias="from")
    destination: Country | None = Field(default=None, alias="to")
    overdue_days: _Days | None = None
    customs_days: _Days | None = None
    disputed_days: Annotated[int, Field(ge=0, le=60)] | None = None
    loop_returns: Annotated[int, Field(ge=1, le=20)] | None = None
    jump_kmh: Annotated[float, Field(ge=50, le=20_000)] | None = None
    act_within_days: _Days | None = None
    move_back: bool | None = None
    off: frozenset[Anomaly] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Otherwise":
        if self.carrier is None and self.origin is None and self.destination is None:
            raise ValueError("names neither carrier, nor from, nor to")
        if not self.numbers():
            raise ValueError("changes nothing")
        return self

    def numbers(self) -> Mapping[str, Any]:
        """What is different."""
        named = {"carrier", "origin", "destination"}
        return {name: value for name, value in self if name not in named and value is not None}

    def fits(self, *, carrier: str | None, origin: str | None, destination: str | None) -> bool:
        """Whether it is about such a parcel."""
        return (
            (self.carrier is None or folded(self.carrier) == folded(carrier or ""))
            and self.origin in (None, origin)
            and self.destination in (None, destination)
        )


class RuleBook(Written):
    """All of it. Of several exceptions that fit, each later one has the last word on what it names."""

    name: Annotated[str, StringConstraints(max_length=200)] = "unnamed"
    limits: Limits = Limits()
    exception: tuple[Otherwise, ...] = Field(default=(), max_length=MAX_EXCEPTIONS)

    def limits_for(self, *, carrier: str | None, origin: str | None, destination: str | None) -> Limits:
        """What holds for a parcel of this carrier on this route; countries as ISO 3166 has them."""
        limits = self.limits
        for each in self.exception:
            if each.fits(carrier=carrier, origin=origin, destination=destination):
                limits = limits.model_copy(update=dict(each.numbers()))
        return limits

    @property
    def fingerprint(self) -> str:
        """Names these numbers: equal books have equal ones, whatever they are called and however they are written."""
        said = self.model_dump(exclude={"name"}, mode="json")
        for each in (said["limits"], *said["exception"]):
            each["off"] = sorted(each["off"] or ())  # a set has no order of its own
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


AS_DELIVERED: Final = RuleBook(name="as delivered")


def read_rules(text: str) -> RuleBook:
    """The book this TOML says. Raises BookNotValid."""
    return read_book(text, RuleBook, about="The rules for alerts")
