"""What needs somebody, the most urgent first, as the page of agents reads it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cases.alerting.urgency import Because, Deadline, Known, Mood, Urgency, urgency
from cases.board import AlertView, alert_view
from cases.contacts.local_time import QuietHours
from cases.contacts.whereabouts import customers_place
from cases.journeys.journey import folded
from cases.parcel import Money
from cases.stages import Stage
from records.alerts import Dealings, count_open_alerts, dealings_of, open_alerts
from records.contacts import zones_told
from records.database import Database
from records.tables import AlertRow, CaseRow
from signaling.domain.matching import worth

ValueSteps = Mapping[str, Sequence[int]]
"""Currency -> the amounts from which a parcel is worth one more step."""

_MOST_RANKED = 2_000
"""Of more than these, those with the latest deadline are left out of the ranking; all are counted."""


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cause(_Shown):
    """The carrier's own words."""

    description: str
    language: str | None = None
    location: str | None = None
    country: str | None = None


class WorkLine(_Shown):
    """One alert with its case. `because` are the reasons of the mood; until `night_until` the customer may sleep."""

    alert: AlertView
    cause: Cause
    case_reference: str
    title: str
    stage: Stage
    carrier: str | None
    customer_name: str
    customer_language: str
    customer_contact: str | None
    value: Money | None
    deadline: datetime
    deadline_of: Deadline
    mood: Mood
    because: tuple[Because, ...]
    points: int
    night_until: datetime | None


class Worklist(_Shown):
    """One page, and how much there is in all."""

    lines: tuple[WorkLine, ...]
    total: int
    limit: int
    offset: int


async def read_worklist(
    database: Database, *, value_steps: ValueSteps, limit: int, offset: int, now: datetime,
    quiet: QuietHours | None = None,
) -> Worklist:  # fmt: skip
    """The alerts that stand, ranked by value, deadline and mood."""
    async with database.reading() as session:
        found = await open_alerts(session, limit=_MOST_RANKED)
        total = await count_open_alerts(session)
        ids = [case.id for _, case in found]
        dealings, zones = await dealings_of(session, ids), await zones_told(session, ids)
    ranked = sorted(
        (
            (alert, case, _urgency(alert, case, dealings.get(case.id, Dealings()), value_steps, now))
            for alert, case in found
        ),
        key=lambda one: (one[2].order, one[0].since),
    )
    page = ranked[offset : offset + limit]
    nights = await asyncio.to_thread(
        lambda: [_night_until(case, zones.get(case.id), quiet, now) for _, case, _ in page]
    )
    lines = [_line(alert, case, how, until, now) for (alert, case, how), until in zip(page, nights, strict=True)]
    return Worklist(lines=tuple(line for line in lines if line), total=total, limit=limit, offset=offset)


def _urgency(alert: AlertRow, case: CaseRow, dealt: Dealings, steps: ValueSteps, now: datetime) -> Urgency:
    told = next((str(value) for name, value in case.facts.items() if folded(name) == "mood"), None)
    known = Known(
        worth=worth(case.value_amount, case.value_currency, steps), act_by=alert.act_by,
        promised_by=_first(dealt.promised_by, case.next_update_at), broken_promises=dealt.broken_promises,
        failed_calls=dealt.failed_calls, calls=dealt.calls, told=told,
    )  # fmt: skip
    return urgency(known, now=now)


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _night_until(case: CaseRow, zone: str | None, quiet: QuietHours | None, now: datetime) -> datetime | None:
    return customers_place(case, zone_told=zone).day_begins(now, quiet)


def _line(
    alert: AlertRow, case: CaseRow, how: Urgency, night_until: datetime | None, now: datetime
) -> WorkLine | None:  # fmt: skip
    shown = alert_view(alert, now=now)
    if shown is None:
        return None
    value = None
    if case.value_amount is not None and case.value_currency is not None:
        value = Money.model_construct(amount=case.value_amount, currency=case.value_currency)
    return WorkLine(
        alert=shown, cause=Cause(**alert.cause), case_reference=case.reference, title=case.title,
        stage=Stage(case.stage), carrier=case.carrier, customer_name=case.customer_name,
        customer_language=case.customer_language, customer_contact=case.customer_contact, value=value,
        deadline=how.deadline, deadline_of=how.deadline_of, mood=how.mood, because=how.because, points=how.points,
        night_until=night_until,
    )  # fmt: skip
