"""The table of solutions, as an operator may write it: which row holds, what it gives, who may decide how much. Pure.

A book is TOML like the rules for alerts, and checked as strictly. Sums are whole minor units: a point is an error.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from cases.amounts import MAX_MINOR, Amount, Currency
from cases.book import Written, read_book
from cases.journeys.anomalies import Anomaly
from cases.solutions.situation import Bearer, CustomerValue, SolutionKind

MAX_ROWS: Final = 200

Minor = Annotated[int, Field(ge=0, le=MAX_MINOR, strict=True)]
Sums = dict[Currency, Minor]
Percent = Annotated[int, Field(ge=0, le=200, strict=True)]
Decider = Literal["agent", "supervisor"]


class Row(Written):
    """All that is named must hold. It gives `share_percent` of the goods' value, or the `fixed` sum of the currency."""

    kind: SolutionKind
    causes: frozenset[Anomaly] = Field(default=frozenset(), description="one of these stands; empty: any, or none")
    customers: frozenset[CustomerValue] = frozenset()
    insured: bool | None = None
    freight_by: Bearer | None = None
    goods_at_least: Sums = Field(default_factory=dict)
    goods_below: Sums = Field(default_factory=dict)
    share_percent: Percent = 0
    with_freight: bool = Field(default=False, description="the freight comes on top, where it is known")
    fixed: Sums = Field(default_factory=dict)
    at_most: Sums = Field(default_factory=dict)

    @model_validator(mode="after")
    def _gives_something(self) -> "Row":
        if bool(self.share_percent) == bool(self.fixed):
            raise ValueError("gives either a share of the goods or a fixed sum")
        if self.with_freight and self.fixed:
            raise ValueError("a fixed sum has no freight on top")
        return self


class Limits(Written):
    """What each role may decide alone. A currency that is not named: nothing."""

    agent: Sums = Field(default_factory=dict)
    supervisor: Sums = Field(default_factory=dict)


class SolutionBook(Written):
    """All of it. Of several rows of one kind that hold, the first one counts."""

    name: Annotated[str, StringConstraints(max_length=200)] = "unnamed"
    limits: Limits = Limits()
    cost_percent: dict[SolutionKind, Percent] = Field(
        default_factory=dict, description="what a hundred given costs the house; 100 where none is named"
    )
    row: tuple[Row, ...] = Field(default=(), max_length=MAX_ROWS)

    def limit_of(self, role: Decider, currency: str) -> Amount:
        """What this role may decide alone in this currency."""
        sums: Mapping[str, int] = self.limits.agent if role == "agent" else self.limits.supervisor
        return Amount(minor=sums.get(currency, 0), currency=currency)

    @property
    def fingerprint(self) -> str:
        """Names these rows: equal books have equal ones, whatever they are called."""
        said = self.model_dump(exclude={"name"}, mode="json")
        for each in said["row"]:
            each["causes"], each["customers"] = sorted(each["causes"]), sorted(each["customers"])
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


def read_table(text: str) -> SolutionBook:
    """The book this TOML says. Raises BookNotValid."""
    return read_book(text, SolutionBook, about="The table of solutions")
