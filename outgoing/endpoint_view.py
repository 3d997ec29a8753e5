"""Endpoints as people and programs read and wish them: models of the REST interface. No secret is in any but one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from outgoing.signing import old_one_signs_until
from outgoing.standing import is_failing
from outgoing.wishes import CaseField, EventType
from records.endpoints import Counted
from records.tables import EndpointRow, EndpointState

OF_SETTINGS = "settings"
OF_CONNECTOR = "connector"

Kind = Literal["webhook", "connector"]
_Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Values = Annotated[tuple[_Value, ...], Field(min_length=1, max_length=50)]


class EndpointWish(BaseModel):
    """What an endpoint is told. `event_types` empty: every type; `cases` empty: of every case."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    event_types: tuple[EventType, ...] = Field(default=(), max_length=len(EventType))
    cases: dict[CaseField, _Values] = Field(
        default={}, description="of which cases: for each field named, one of the values must be the case's"
    )


class NewEndpoint(EndpointWish):
    """Where events go from now on: http or https, to a public address."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2_000)]


class EndpointChange(EndpointWish):
    """`on` turns it on or off: while it is off nothing is sent, and what arises for it waits."""

    on: bool


class EndpointView(BaseModel):
    """One endpoint, and how it stands. `changeable` false: its address and secret stand in the settings."""

    id: str
    kind: Kind
    state: EndpointState
    url: str
    description: str
    event_types: tuple[str, ...]
    cases: dict[str, tuple[str, ...]]
    changeable: bool
    created_at: datetime
    created_by: str
    waiting: int
    dead: int
    failing: bool = Field(description="somebody has to look: it is gone, or has taken nothing for ten minutes")
    failing_since: datetime | None
    last_delivered_at: datetime | None
    last_error: str | None
    old_secret_until: datetime | None = Field(description="so long the secret before this one signs too")


class EndpointList(BaseModel):
    """All of them, the oldest first."""

    endpoints: tuple[EndpointView, ...]


class ToldSecret(BaseModel):
    """An endpoint and its new secret, told this once."""

    endpoint: EndpointView
    secret: str


def view_of(row: EndpointRow, counted: Mapping[str, Counted], *, now: datetime) -> EndpointView:
    """How it stands by what was counted of its deliveries."""
    found = counted.get(row.id, Counted())
    return EndpointView(
        id=row.id, kind="connector" if row.kind == "connector" else "webhook", state=row.state, url=row.url,
        description=row.description, event_types=tuple(row.event_types),
        cases={field: tuple(values) for field, values in row.cases.items()},
        changeable=row.id not in (OF_SETTINGS, OF_CONNECTOR), created_at=row.created_at, created_by=row.created_by,
        waiting=found.waiting, dead=found.dead, failing=is_failing(row, now=now), failing_since=row.failing_since,
        last_delivered_at=found.last_delivered_at, last_error=found.last_error,
        old_secret_until=old_one_signs_until(row.secrets, now=now),
    )  # fmt: skip
