"""The watch over all journeys: reads each case whenever something came in, and every hour, and raises alerts.

One thing is told once, whatever comes in twice or out of order, and however many nodes watch: the alert, the entry on
the case, the step back to checking the facts and the outgoing event commit together, and the thing is unique.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.alerts import ADVICE, RULES, Told, is_told, known_anomaly, matter_of, moved_by_news, thing_of
from cases.alerting.rules import Limits, RuleBook
from cases.board import limits_of, trouble_of
from cases.journeys.anomalies import Anomaly, Reading, Trouble, reading_of_trouble
from cases.stages import Stage
from cases.upsert import move
from records.alerts import alerts_of, lock_due_cases, look_again, look_due, stage_since
from records.beat import keep_doing
from records.cases import add_case_entry, list_tracking_events
from records.database import Database
from records.outbox import enqueue_event
from records.tables import AlertRow, CaseRow, TrackingEventRow, new_id
from records.told_under import numbers_aside

LOOK_AGAIN = timedelta(hours=1)
_AT_ONCE = 20
"""Others wait for the database meanwhile, and reading a journey takes the better part of a millisecond."""
_POLL_S = 5.0
_REST = 2.0
"""With 15,000 cases due at once the watch took half a core for a minute and a half, beside the calls."""

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def keep_watch(
    database: Database, book: RuleBook, *, clock: Clock, wake: asyncio.Event, told: Callable[[], None]
) -> None:
    """Watch until cancelled. `wake` set: something may have come in. `told` is called when there are alerts."""

    async def look() -> bool:
        looked = await look_at_due_cases(database, book, now=clock())
        if looked.raised:
            told()
        return looked.cases > 0

    await keep_doing(look, name="watch", wake=wake, poll_s=_POLL_S, rest=_REST)


@dataclass(frozen=True, slots=True)
class Looked:
    """How many cases were looked at, and how many alerts raised."""

    cases: int = 0
    raised: int = 0


async def look_at_due_cases(database: Database, book: RuleBook, *, now: datetime) -> Looked:
    """Look at some of the cases that are due; none when none is."""
    if not await look_due(database, now=now):
        return Looked()
    async with database.transaction() as session:
        rows = await lock_due_cases(session, now=now, limit=_AT_ONCE)
        ids = [row.id for row in rows]
        journeys, alerts = await list_tracking_events(session, ids), await alerts_of(session, ids)
        aside = await numbers_aside(session, ids)
        limits = [limits_of(row, book) for row in rows]
        troubles = await asyncio.to_thread(_troubles, rows, journeys, limits, now)
        raised = 0
        for row, of_row, trouble in zip(rows, limits, troubles, strict=True):
            watched = _Watched(session, row, of_row, book.fingerprint, now)
            raised += await watched.read(trouble, alerts.get(row.id, ()), aside=aside.get(row.id, frozenset()))
        if ids:
            await look_again(session, ids, at=now + LOOK_AGAIN)
    return Looked(len(rows), raised)


def _troubles(
    rows: Sequence[CaseRow], journeys: Mapping[str, Sequence[TrackingEventRow]], limits: Sequence[Limits], now: datetime
) -> list[Trouble | None]:  # fmt: skip
    return [
        trouble_of(row, journeys.get(row.id, ()), patience=of_row.patience(), now=now)
        for row, of_row in zip(rows, limits, strict=True)
    ]


class _Watched:
    """One case under the eyes of the rules, held until the commit."""

    def __init__(self, session: AsyncSession, row: CaseRow, limits: Limits, rules: str, now: datetime) -> None:
        self._session = session
        self._row = row
        self._limits = limits
        self._rules = rules
        self._now = now

    async def read(self, trouble: Trouble | None, alerts: Sequence[AlertRow], *, aside: Collection[str]) -> int:
        """Bring the alerts of the case to what its journey says; gives how many were raised. `aside` are the numbers
        whose lines are another parcel's.
        """
        known = _known(trouble, alerts, aside) if trouble else None
        for alert in alerts:
            if alert.closed_at is None and alert is not known:
                await self._pass(alert)
        if trouble is None:
            return 0
        if known is not None:
            self._goes_on(known, trouble)
            return 0
        await self._raise(trouble)
        return 1

    def _goes_on(self, alert: AlertRow, trouble: Trouble) -> None:
        """The same thing still stands; a line that came late may say that it began earlier. A person's word that it is
        dealt with holds for what is said of it later, too.
        """
        alert.told_until = max(_told(alert).until, trouble.until)
        if alert.closed_because == "settled":
            return
        alert.closed_at = alert.closed_because = None
        reading = reading_of_trouble(trouble, now=self._now)
        alert.anomaly = reading.anomaly
        alert.since = reading.since
        alert.limit_days = self._limits.patience().limit_of(reading.anomaly)
        alert.cause = _cause(reading)

    async def _pass(self, alert: AlertRow) -> None:
        alert.closed_at, alert.closed_because = self._now, "passed"
        data = {"anomaly": alert.anomaly, "alert_id": alert.id}
        await self._note("alert_passed", new_id(), data)

    async def _raise(self, trouble: Trouble) -> None:
        reading = reading_of_trouble(trouble, now=self._now)
        alert = AlertRow(
            id=new_id(), case_id=self._row.id, anomaly=reading.anomaly, thing=str(thing_of(trouble)),
            since=reading.since, limit_days=self._limits.patience().limit_of(reading.anomaly), cause=_cause(reading),
            told_until=trouble.until, rules=self._rules, raised_at=self._now,
            act_by=self._now + timedelta(days=self._limits.act_within_days),
        )  # fmt: skip
        self._session.add(alert)
        await self._note("alert_raised", alert.id, {"anomaly": reading.anomaly, "days": reading.days})
        await self._move_back(reading)
        await self._tell(alert, reading)
        log.info("watch.alert", case=self._row.reference, anomaly=reading.anomaly, days=reading.days)

    async def _move_back(self, reading: Reading) -> None:
        """What happened after the case came to its stage was not known to whoever brought it there."""
        goal = moved_by_news(Stage(self._row.stage))
        if goal is None or not self._limits.move_back:
            return
        since = await stage_since(self._session, self._row.id)
        if since is not None and reading.since > since:
            await move(self._session, self._row, goal, actor=RULES, now=self._now)

    async def _note(self, kind: str, key: str, data: dict[str, Any]) -> None:
        await add_case_entry(self._session, self._row.id, kind=kind, key=key, data=data, now=self._now)

    async def _tell(self, alert: AlertRow, reading: Reading) -> None:
        row = self._row
        value = None
        if row.value_amount is not None and row.value_currency is not None:
            value = {"amount": str(row.value_amount), "currency": row.value_currency}
        data = {
            "case_reference": row.reference, "alert_id": alert.id, "anomaly": reading.anomaly,
            "since": reading.since.isoformat(), "days": reading.days, "limit_days": alert.limit_days,
            "cause": alert.cause, "value": value, "advice": ADVICE[reading.anomaly], "stage": row.stage,
            "act_by": alert.act_by.isoformat(), "at": self._now.isoformat(),
        }  # fmt: skip
        payload = {"type": "case.alert", "timestamp": self._now.isoformat(), "data": data}
        await enqueue_event(self._session, type="case.alert", key=alert.id, payload=payload, now=self._now)


def _known(trouble: Trouble, alerts: Sequence[AlertRow], aside: Collection[str]) -> AlertRow | None:
    """The alert that has told this thing, the newest where several have. What was told under another parcel's number
    says nothing of this one's, unless it is the very same thing: one line that was told of both.
    """
    thing = str(thing_of(trouble))
    of_parcel = [alert for alert in alerts if alert.number not in aside or alert.thing == thing]
    telling = [alert for alert in of_parcel if known_anomaly(alert.anomaly) and is_told(trouble, _told(alert))]
    return max(telling, key=lambda alert: (_told(alert).until, alert.raised_at), default=None)


def _told(alert: AlertRow) -> Told:
    """What an alert has told. One that was raised before migration 0026 has told of the line that it began with, or of
    the silence it waited in.
    """
    anomaly = Anomaly(alert.anomaly)
    waited = timedelta(days=alert.limit_days or 0) if anomaly is Anomaly.SILENT else timedelta()
    known = alert.raised_at if anomaly is Anomaly.EXPIRED else alert.since + waited
    return Told(matter_of(anomaly), alert.told_until or known)


def _cause(reading: Reading) -> dict[str, str | None]:
    event = reading.event
    return {
        "description": event.description, "language": event.language, "location": event.location,
        "country": event.country,
    }  # fmt: skip
