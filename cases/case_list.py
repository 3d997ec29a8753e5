"""The list of cases and its filters, as the pages of agents read them."""

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from cases.alerting.alerts import known_anomaly
from cases.alerting.rules import AS_DELIVERED, RuleBook
from cases.board import Owner, events_of, limits_of, reading_of, value_of
from cases.journeys.anomalies import Anomaly
from cases.journeys.journey import days_silent, happened
from cases.journeys.tracking_event import TrackingEvent
from cases.parcel import Country, Language, Money
from cases.stages import Stage
from records.case_list import After, Found, Key, Sort, Wanted, count_wanted, find_page
from records.cases import list_tracking_events
from records.database import Database
from records.tables import TrackingEventRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

ME, NOBODY = "me", "nobody"
_MOST_WORDS = 8
_LARGEST = 10**10
_EARLIEST = 1970
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class CaseFilter(BaseModel):
    """What narrows the list; everything may be left out. Sums are compared within one currency only."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    stage: Stage | None = None
    carrier: _Name | None = None
    country: Country | None = Field(default=None, description="where the parcel goes, else where the customer is")
    language: Language | None = Field(default=None, description="the customer's; `pt` finds `pt-BR` too")
    owner: _Name | None = Field(default=None, description="a user's id, `me` or `nobody`")
    alert: Anomaly | None = Field(default=None, description="a standing alert of this kind")
    overdue: bool = Field(default=False, description="only where an alert or a promise is overdue")
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    value_from: Decimal | None = Field(default=None, ge=0, max_digits=12, decimal_places=2)
    sort: Sort = Sort.UPDATED

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        if self.currency is None and (self.value_from is not None or self.sort is Sort.VALUE):
            raise ValueError("name a currency: sums in different ones cannot be compared")
        return self

    def wanted(self, *, query: str = "", user_id: str | None, now: datetime) -> Wanted:
        """As the records are asked. `user_id` is who `me` is."""
        owner_id = user_id if self.owner == ME else None if self.owner == NOBODY else self.owner
        if self.owner == ME and user_id is None:
            raise SignalError(ErrorCode.INVALID_FIELD, "owner: a program looks after no case.")
        return Wanted(
            words=_CONTROL.sub(" ", query).split()[:_MOST_WORDS], stage=self.stage, carrier=self.carrier,
            country=self.country, language=self.language, owner_id=owner_id, unowned=self.owner == NOBODY,
            anomaly=self.alert, currency=self.currency, value_from=self.value_from,
            overdue_at=now if self.overdue else None,
        )  # fmt: skip


class KeptFilter(BaseModel):
    """A filter as it is given back: what narrows nothing is null, and the sum is a text, so that no digit is lost."""

    model_config = ConfigDict(frozen=True)
    stage: Stage | None
    carrier: str | None
    country: str | None
    language: str | None
    owner: str | None
    alert: Anomaly | None
    overdue: bool
    currency: str | None
    value_from: str | None
    sort: Sort


class CaseSearch(CaseFilter):
    """Every word of `query` must occur in reference, title, customer, number, order or carrier."""

    query: str = Field(default="", max_length=200)
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)
    after: str = Field(default="", max_length=400, description="`next` of the page before; cheaper than an offset")


class CaseLine(BaseModel):
    """One row of the list of cases."""

    model_config = ConfigDict(frozen=True)
    reference: str
    title: str
    stage: Stage
    customer_name: str
    customer_language: str
    country: str | None
    carrier: str | None
    tracking_number: str | None
    value: Money | None
    owner: Owner | None
    days_silent: int | None
    anomaly: Anomaly | None = Field(description="what the journey says")
    alert: Anomaly | None = Field(description="what stands and waits for somebody")
    deadline: datetime | None = Field(description="the soonest of the alert's, the open promises' and the next word's")
    last_event: TrackingEvent | None
    updated_at: datetime


class CaseList(BaseModel):
    """One page of the cases, and how many there are in all. `next`: what to ask `after` for the following page."""

    model_config = ConfigDict(frozen=True)
    cases: tuple[CaseLine, ...]
    total: int
    limit: int
    offset: int
    next: str | None


async def read_case_list(
    database: Database, search: CaseSearch, *, user_id: str | None, now: datetime, rules: RuleBook = AS_DELIVERED
) -> CaseList:
    """A page of the cases that fit. Raises SignalError with `invalid_field` for an `after` of another list."""
    wanted = search.wanted(query=search.query, user_id=user_id, now=now)
    after = _after(search) if search.after else None
    async with database.reading() as session:
        found = await find_page(
            session, wanted, sort=search.sort, after=after, limit=search.limit + 1, offset=search.offset
        )
        total = await count_wanted(session, wanted)
        page = found[: search.limit]
        journeys = await list_tracking_events(session, [each.row.id for each in page])
    lines = await asyncio.to_thread(lines_of, page, journeys, now=now, rules=rules)
    more = _next(page[-1], search.sort) if len(found) > search.limit else None
    return CaseList(cases=lines, total=total, limit=search.limit, offset=search.offset, next=more)


def lines_of(
    found: Sequence[Found], journeys: Mapping[str, Sequence[TrackingEventRow]], *, now: datetime, rules: RuleBook
) -> tuple[CaseLine, ...]:
    """As they are shown. Blocking: the rules read each journey."""
    return tuple(_line(each, journeys.get(each.row.id, ()), now=now, rules=rules) for each in found)


def _line(found: Found, told: Sequence[TrackingEventRow], *, now: datetime, rules: RuleBook) -> CaseLine:
    row, events = found.row, happened(events_of(told), now=now)
    reading = reading_of(row, told, patience=limits_of(row, rules).patience(), now=now)
    owner = Owner(id=row.owner_id, name=found.owner_name) if row.owner_id and found.owner_name else None
    return CaseLine(
        reference=row.reference, title=row.title, stage=Stage(row.stage), customer_name=row.customer_name,
        customer_language=row.customer_language, country=row.destination_country or row.customer_country,
        carrier=row.carrier, tracking_number=row.tracking_number, value=value_of(row), owner=owner,
        days_silent=days_silent(events, now=now), anomaly=reading.anomaly if reading else None,
        alert=known_anomaly(found.anomaly) if found.anomaly else None, deadline=found.deadline,
        last_event=events[-1] if events else None, updated_at=row.updated_at,
    )  # fmt: skip


def _next(last: Found, sort: Sort) -> str:
    key = last.key.isoformat() if isinstance(last.key, datetime) else str(last.key)
    said = json.dumps([sort, key, last.row.reference], ensure_ascii=False)
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _after(search: CaseSearch) -> After:
    wrong = SignalError(ErrorCode.INVALID_FIELD, "after: this is no place in this list.")
    try:
        padded = search.after + "=" * (-len(search.after) % 4)
        sort, said, reference = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        key = _key(search.sort, str(said)) if sort == search.sort else None
    except (ValueError, TypeError, binascii.Error, InvalidOperation, RecursionError) as error:
        raise wrong from error
    if key is None or not isinstance(reference, str) or "\0" in reference:
        raise wrong
    return After(key, reference)


def _key(sort: Sort, said: str) -> Key | None:
    """None, ValueError or InvalidOperation for what is no key of this order."""
    if sort is Sort.VALUE:
        value = Decimal(said)
        return value if value.is_finite() and abs(value) < _LARGEST else None
    if sort is Sort.REFERENCE:
        return None if "\0" in said else said
    moment = datetime.fromisoformat(said)
    return moment if moment.tzinfo is not None and moment.year >= _EARLIEST else None
