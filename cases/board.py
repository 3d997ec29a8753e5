"""Cases as the pages of agents read them: the shapes of web/static/js/protocol/desk.d.ts, exactly."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from cases.alerts import ADVICE, Advice, known_anomaly
from cases.anomalies import Anomaly, Journey, Patience, Reading, read_journey
from cases.journey import Route, days_between, days_silent, in_order, last_location, route
from cases.parcel import Customer, Money, Place
from cases.replay import Past
from cases.rules import AS_DELIVERED, Limits, RuleBook
from cases.stages import Stage, usual_next
from cases.tracking_event import Progress, TrackingEvent
from cases.tracking_number import has_wrong_check_digit
from records.alerts import open_alert
from records.cases import find_case, find_cases, list_tracking_events
from records.commitments import CommitmentRecord, list_of_case
from records.database import Database
from records.tables import AlertRow, CaseRow, TrackingEventRow

_LONGEST_QUERY = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class CaseLine(_Shown):
    """One row of the list of cases."""

    reference: str
    title: str
    stage: Stage
    customer_name: str
    customer_language: str
    carrier: str | None
    tracking_number: str | None
    days_silent: int | None
    anomaly: Anomaly | None
    last_event: TrackingEvent | None
    updated_at: datetime


class CaseList(_Shown):
    """One page of the cases, last changed first, and how many there are in all."""

    cases: tuple[CaseLine, ...]
    total: int
    limit: int
    offset: int


class ParcelView(_Shown):
    """What was sent."""

    tracking_number: str | None
    carrier: str | None
    shipped_on: date | None
    value: Money | None
    origin: Place | None
    destination: Place | None


class AlertView(_Shown):
    """What is wrong and stands: why, what to do about it, and by when."""

    id: str
    anomaly: Anomaly
    since: datetime
    days: int
    limit_days: int | None
    advice: Advice
    raised_at: datetime
    act_by: datetime


class CaseView(_Shown):
    """One case with its journey, newest event first, and what the journey says."""

    reference: str
    stage: Stage
    title: str
    kind: str | None
    order_reference: str | None
    parcel: ParcelView
    customer: Customer
    facts: dict[str, str]
    route: Route
    events: tuple[TrackingEvent, ...]
    last_location: str | None
    days_silent: int | None
    reading: Reading | None
    suggested_stage: Stage | None
    alert: AlertView | None
    alerts: tuple[str, ...]
    commitments: tuple[CommitmentRecord, ...]
    purchased_again_at: datetime | None


async def read_case(
    database: Database, reference: str, *, now: datetime, rules: RuleBook = AS_DELIVERED
) -> CaseView | None:  # fmt: skip
    """The case of this reference as it stands, read by these rules, or None."""
    async with database.reading() as session:
        row = await find_case(session, reference)
        if row is None:
            return None
        journeys = await list_tracking_events(session, [row.id])
        promised = await list_of_case(session, row.id)
        alert = await open_alert(session, row.id)
    told = _Told(_events(journeys.get(row.id, ())), promised, alert)
    return _view(row, told, limits_of(row, rules).patience(), now=now)


async def search_cases(
    database: Database,
    *,
    query: str,
    stage: Stage | None,
    limit: int,
    offset: int,
    now: datetime,
    rules: RuleBook = AS_DELIVERED,
) -> CaseList:
    """The cases that hold every word of `query` in reference, title, customer, number, order or carrier."""
    words = _CONTROL.sub(" ", query)[:_LONGEST_QUERY]
    async with database.reading() as session:
        rows, total = await find_cases(session, query=words, stage=stage, limit=limit, offset=offset)
        journeys = await list_tracking_events(session, [row.id for row in rows])
    lines = tuple(
        _line(row, _events(journeys.get(row.id, ())), limits_of(row, rules).patience(), now=now) for row in rows
    )
    return CaseList(cases=lines, total=total, limit=limit, offset=offset)


def _events(rows: Sequence[TrackingEventRow]) -> list[TrackingEvent]:
    return in_order([tracking_event(row) for row in rows])


def tracking_event(row: TrackingEventRow) -> TrackingEvent:
    """A word of a newer release than ours is kept in the row and read as unknown."""
    progress = Progress(row.stage) if row.stage in set(Progress) else Progress.UNKNOWN
    return TrackingEvent(
        at=row.at, description=row.description, progress=progress, location=row.location, country=row.country,
        language=row.language, source=row.source,
    )  # fmt: skip


def _place(country: str | None, city: str | None) -> Place | None:
    return Place.model_construct(country=country, city=city) if country else None


def limits_of(row: CaseRow, rules: RuleBook) -> Limits:
    """The numbers that hold for its parcel."""
    return rules.limits_for(carrier=row.carrier, origin=row.origin_country, destination=row.destination_country)


def reading_of(
    row: CaseRow, told: Sequence[TrackingEventRow], *, patience: Patience, now: datetime
) -> Reading | None:  # fmt: skip
    """What the journey of a case says, from its rows."""
    return _reading(row, _events(told), patience, now)


def past_of(row: CaseRow, told: Sequence[TrackingEventRow]) -> Past:
    """Its history, as a replay of rules reads it."""
    return Past(
        reference=row.reference, carrier=row.carrier, origin=_place(row.origin_country, row.origin_city),
        destination=_place(row.destination_country, row.destination_city), facts=_facts(row), events=_events(told),
    )  # fmt: skip


def _reading(row: CaseRow, events: Sequence[TrackingEvent], patience: Patience, now: datetime) -> Reading | None:
    origin = _place(row.origin_country, row.origin_city)
    destination = _place(row.destination_country, row.destination_city)
    journey = Journey(
        events=events, origin=origin, destination=destination, facts=_facts(row), now=now, patience=patience
    )  # fmt: skip
    return read_journey(journey)


@dataclass(frozen=True, slots=True)
class _Told:
    events: Sequence[TrackingEvent]
    promised: tuple[CommitmentRecord, ...]
    alert: AlertRow | None


def _facts(row: CaseRow) -> dict[str, str]:
    return {name: str(value) for name, value in row.facts.items()}


def _line(row: CaseRow, events: Sequence[TrackingEvent], patience: Patience, *, now: datetime) -> CaseLine:
    reading = _reading(row, events, patience, now)
    return CaseLine(
        reference=row.reference, title=row.title, stage=Stage(row.stage), customer_name=row.customer_name,
        customer_language=row.customer_language, carrier=row.carrier, tracking_number=row.tracking_number,
        days_silent=days_silent(events, now=now), anomaly=reading.anomaly if reading else None,
        last_event=events[-1] if events else None, updated_at=row.updated_at,
    )  # fmt: skip


def _view(row: CaseRow, told: _Told, patience: Patience, *, now: datetime) -> CaseView:
    events = told.events
    origin = _place(row.origin_country, row.origin_city)
    destination = _place(row.destination_country, row.destination_city)
    stage = Stage(row.stage)
    return CaseView(
        reference=row.reference, stage=stage, title=row.title, kind=row.kind, order_reference=row.order_reference,
        parcel=_parcel(row, origin, destination), customer=_customer(row), facts=_facts(row),
        route=route(events, origin=origin, destination=destination), events=tuple(reversed(events)),
        last_location=last_location(events), days_silent=days_silent(events, now=now),
        reading=_reading(row, events, patience, now), suggested_stage=usual_next(stage), alerts=_alerts(row),
        commitments=told.promised, purchased_again_at=row.purchased_again_at,
        alert=alert_view(told.alert, now=now) if told.alert else None,
    )  # fmt: skip


def _parcel(row: CaseRow, origin: Place | None, destination: Place | None) -> ParcelView:
    return ParcelView(
        tracking_number=row.tracking_number, carrier=row.carrier, shipped_on=row.shipped_on, value=_money(row),
        origin=origin, destination=destination,
    )  # fmt: skip


def _money(row: CaseRow) -> Money | None:
    if row.value_amount is None or row.value_currency is None:
        return None
    return Money.model_construct(amount=row.value_amount, currency=row.value_currency)


def _customer(row: CaseRow) -> Customer:
    """As it was accepted; what is stored is not judged again."""
    return Customer.model_construct(
        name=row.customer_name, language=row.customer_language, country=row.customer_country,
        contact=row.customer_contact,
    )  # fmt: skip


def alert_view(row: AlertRow, *, now: datetime) -> AlertView | None:
    """An alert as pages read it; None for one of a newer release than ours."""
    anomaly = known_anomaly(row.anomaly)
    if anomaly is None:
        return None
    return AlertView(
        id=row.id, anomaly=anomaly, since=row.since, days=days_between(row.since, now), limit_days=row.limit_days,
        advice=ADVICE[anomaly], raised_at=row.raised_at, act_by=row.act_by,
    )  # fmt: skip


def _alerts(row: CaseRow) -> tuple[str, ...]:
    return ("wrong_check_digit",) if row.tracking_number and has_wrong_check_digit(row.tracking_number) else ()
