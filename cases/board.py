"""Cases as the pages of agents read them: the shapes of web/static/js/protocol/desk.d.ts, exactly."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from cases.alerting.alerts import ADVICE, RULES, Advice, known_anomaly
from cases.alerting.replay import Moved, Past
from cases.alerting.rules import AS_DELIVERED, Limits, RuleBook
from cases.journeys.anomalies import Anomaly, Journey, Patience, Reading, Trouble, find_trouble, read_journey
from cases.journeys.journey import Route, days_between, days_silent, happened, in_order, last_location, route
from cases.journeys.steps import steps
from cases.journeys.strip import Strip, Told, strip
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.numbers.handed_over import delivered_to_a_carrier
from cases.numbers.lines import OfNumber, other_numbers
from cases.numbers.shapes import OtherNumber
from cases.numbers.tracking_number import has_wrong_check_digit
from cases.parcel import Customer, Money, Place
from cases.stages import Stage, usual_next
from records.alerts import open_alert
from records.cases import find_case, list_tracking_events
from records.commitments import CommitmentRecord, list_of_case
from records.database import Database
from records.tables import AlertRow, CaseRow, TrackingEventRow, UserRow
from records.told_under import numbered_lines


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class ParcelView(_Shown):
    """What was sent."""

    tracking_number: str | None
    carrier: str | None
    shipped_on: date | None
    value: Money | None
    origin: Place | None
    destination: Place | None


class Owner(_Shown):
    """The person who looks after a case."""

    id: str
    name: str


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
    strip: Strip
    owner: Owner | None
    events: tuple[TrackingEvent, ...]
    last_location: str | None
    days_silent: int | None
    reading: Reading | None
    suggested_stage: Stage | None
    alert: AlertView | None
    alerts: tuple[str, ...]
    commitments: tuple[CommitmentRecord, ...]
    purchased_again_at: datetime | None
    other_numbers: tuple[OtherNumber, ...]


async def read_case(
    database: Database, reference: str, *, now: datetime, rules: RuleBook = AS_DELIVERED
) -> CaseView | None:  # fmt: skip
    """The case of this reference as it stands, read by these rules, or None."""
    async with database.reading() as session:
        row = await find_case(session, reference)
        if row is None:
            return None
        journeys = await list_tracking_events(session, [row.id])
        numbered = other_numbers(await numbered_lines(session, row.id), current=row.tracking_number)
        aside = await list_tracking_events(session, [row.id], set_aside=True) if numbered else {}
        promised = await list_of_case(session, row.id)
        alert = await open_alert(session, row.id)
        owner = await session.get(UserRow, row.owner_id) if row.owner_id else None
    journey = await asyncio.to_thread(journey_of, row, journeys.get(row.id, ()))
    others = tuple(_other_number(each, aside.get(row.id, ())) for each in numbered)
    told = _Told(journey, promised, alert, owner, others)
    return await asyncio.to_thread(_view, row, told, limits_of(row, rules).patience(), now=now)


_MOST_SHOWN: Final = 200
"""Lines of another parcel; the longest journeys have no more."""
_STAGES: Final = frozenset(Stage)
_PROGRESS: Final = {progress.value: progress for progress in Progress}


def events_of(rows: Sequence[TrackingEventRow]) -> list[TrackingEvent]:
    """The journey from its rows, oldest first."""
    return in_order([tracking_event(row) for row in rows])


def journey_of(row: CaseRow, told: Sequence[TrackingEventRow]) -> list[TrackingEvent]:
    """The journey of a case as the rules read it: what was delivered to the next carrier is on its way."""
    handed_over = delivered_to_a_carrier(told, current=row.tracking_number)
    on_its_way = {"progress": Progress.IN_TRANSIT}
    lines = ((each.id, tracking_event(each)) for each in told)
    return in_order(line.model_copy(update=on_its_way) if key in handed_over else line for key, line in lines)


def tracking_event(row: TrackingEventRow) -> TrackingEvent:
    """A word of a newer release than ours is kept in the row and read as unknown."""
    progress = _PROGRESS.get(row.stage or "", Progress.UNKNOWN)
    return TrackingEvent(
        at=row.at, description=row.description, progress=progress, location=row.location, country=row.country,
        language=row.language, source=row.source,
    )  # fmt: skip


def _other_number(number: OfNumber, aside: Sequence[TrackingEventRow]) -> OtherNumber:
    """`aside` are all the lines of its case that are another parcel's, oldest first."""
    lines = frozenset(number.lines)
    shown = [tracking_event(row) for row in reversed(aside) if row.id in lines] if number.set_aside else []
    return OtherNumber(
        number=number.number, lines=len(number.lines), set_aside=number.set_aside, events=tuple(shown[:_MOST_SHOWN])
    )


def _place(country: str | None, city: str | None) -> Place | None:
    return Place.model_construct(country=country, city=city) if country else None


def limits_of(row: CaseRow, rules: RuleBook) -> Limits:
    """The numbers that hold for its parcel."""
    return rules.limits_for(carrier=row.carrier, origin=row.origin_country, destination=row.destination_country)


def reading_of(
    row: CaseRow, told: Sequence[TrackingEventRow], *, patience: Patience, now: datetime
) -> Reading | None:  # fmt: skip
    """What the journey of a case says, from its rows."""
    return read_journey(_journey(row, journey_of(row, told), patience, now))


def trouble_of(
    row: CaseRow, told: Sequence[TrackingEventRow], *, patience: Patience, now: datetime
) -> Trouble | None:  # fmt: skip
    """What is wrong with it, as alerts are told of it."""
    return find_trouble(_journey(row, journey_of(row, told), patience, now))


def past_of(
    row: CaseRow, told: Sequence[TrackingEventRow], stages: Sequence[tuple[datetime, str, str]] = ()
) -> Past:  # fmt: skip
    """Its history, as a replay of rules reads it. `stages`: when it came to which, and who brought it there."""
    moves = tuple(Moved(at, Stage(stage)) for at, stage, actor in stages if actor != RULES and stage in _STAGES)
    return Past(
        reference=row.reference, carrier=row.carrier, origin=_place(row.origin_country, row.origin_city),
        destination=_place(row.destination_country, row.destination_city), facts=_as_read(row),
        events=journey_of(row, told), moves=moves,
    )  # fmt: skip


def _journey(row: CaseRow, events: Sequence[TrackingEvent], patience: Patience, now: datetime) -> Journey:
    origin = _place(row.origin_country, row.origin_city)
    destination = _place(row.destination_country, row.destination_city)
    return Journey(
        events=events, origin=origin, destination=destination, facts=_as_read(row), now=now, patience=patience
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    events: Sequence[TrackingEvent]
    promised: tuple[CommitmentRecord, ...]
    alert: AlertRow | None
    owner: UserRow | None
    others: tuple[OtherNumber, ...]


def _facts(row: CaseRow) -> dict[str, str]:
    return {name: str(value) for name, value in row.facts.items()}


def _as_read(row: CaseRow) -> dict[str, str]:
    """The facts as the rules read them. What the customer has stated under their own name counts last."""
    return _facts(row) | ({"received": "no"} if row.denied_at is not None else {})


def _view(row: CaseRow, told: _Told, patience: Patience, *, now: datetime) -> CaseView:
    events = told.events
    origin = _place(row.origin_country, row.origin_city)
    destination = _place(row.destination_country, row.destination_city)
    stage, reading = Stage(row.stage), read_journey(_journey(row, events, patience, now))
    seen = steps(happened(events, now=now))
    journey = Told(events, origin, destination, reading, patience, now)
    return CaseView(
        reference=row.reference, stage=stage, title=row.title, kind=row.kind, order_reference=row.order_reference,
        parcel=_parcel(row, origin, destination), customer=_customer(row), facts=_facts(row),
        route=route(seen, origin=origin, destination=destination), events=tuple(reversed(events)),
        strip=strip(journey), owner=Owner(id=told.owner.id, name=told.owner.name) if told.owner else None,
        last_location=last_location(seen), days_silent=days_silent(events, now=now),
        reading=reading, suggested_stage=usual_next(stage), alerts=_alerts(row),
        commitments=told.promised, purchased_again_at=row.purchased_again_at, other_numbers=told.others,
        alert=alert_view(told.alert, now=now) if told.alert else None,
    )  # fmt: skip


def _parcel(row: CaseRow, origin: Place | None, destination: Place | None) -> ParcelView:
    return ParcelView(
        tracking_number=row.tracking_number, carrier=row.carrier, shipped_on=row.shipped_on, value=value_of(row),
        origin=origin, destination=destination,
    )  # fmt: skip


def value_of(row: CaseRow) -> Money | None:
    """What the parcel is worth, where that is known."""
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
