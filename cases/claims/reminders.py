"""Days on claims that come near: a row each on the worklist until it is submitted, or the question answered."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Row

from cases.alerting.alerts import known_anomaly
from cases.claims.deadlines import deadlines, earliest, longest
from cases.claims.delivery_day import delivery_day
from cases.claims.desk import answer_by, carried, taken
from cases.claims.progress import Taken, last_step, waits_for_submission
from cases.claims.terms_of_carriers import ClaimBook
from cases.claims.views import Reminder, ReminderList
from cases.claims.words import Loss, Whom, loss_of
from cases.solutions.terms import Terms, terms_of
from cases.stages import Stage
from records.alerts import alerts_of
from records.claims import Since, claimable_cases, last_deliveries, steps_of_cases
from records.database import Database
from records.tables import AlertRow, CaseRow, CaseTermsRow, ClaimStepRow

_STAGES = (Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD, Stage.SOLUTION, Stage.CLAIM)
"""Before them nobody knows yet whether there is anything to claim."""
_READ_AT_ONCE = 1_000
AHEAD = timedelta(days=21)
BEHIND = timedelta(days=30)
"""What passed longer ago is past mending."""
_ZONES = timedelta(days=1)
"""A day at the door may be another one in UTC."""


async def read_reminders(database: Database, *, book: ClaimBook, now: datetime) -> ReminderList:
    """The days of all cases that are near, the earliest first."""
    today = now.astimezone(UTC).date()
    since = Since(counted_from=today - BEHIND - longest(book) - _ZONES, answer_by=today - BEHIND)
    near: list[Reminder] = []
    after = ""
    async with database.reading() as session:
        while found := await claimable_cases(session, _STAGES, since=since, after=after, limit=_READ_AT_ONCE):
            ids = [case.id for case, _ in found]
            known = _Known(
                steps=await steps_of_cases(session, ids), deliveries=await last_deliveries(session, ids),
                alerts=await alerts_of(session, ids),
            )  # fmt: skip
            near += await asyncio.to_thread(_of_cases, found, known, book, now)
            after = ids[-1]
    return ReminderList(reminders=tuple(sorted(near, key=lambda one: (one.last_day, one.case_reference))))


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands in other tables, by the id of the case."""

    steps: Mapping[str, Sequence[ClaimStepRow]]
    deliveries: Mapping[str, datetime]
    alerts: Mapping[str, Sequence[AlertRow]]


def _of_cases(
    found: Sequence[Row[CaseRow, CaseTermsRow | None]], known: _Known, book: ClaimBook, now: datetime
) -> list[Reminder]:
    """Blocking: zones are files."""
    countries = {case.id: case.destination_country for case, _ in found}
    delivered = {case_id: delivery_day(at, countries[case_id]) for case_id, at in known.deliveries.items()}
    return [
        reminder
        for case, row in found
        for reminder in _of_case(
            case,
            terms_of(row),
            [taken(step) for step in known.steps.get(case.id, ())],
            loss=_loss(known.alerts.get(case.id, ())),
            delivered=delivered.get(case.id),
            book=book,
            now=now,
        )
    ]


def _loss(alerts: Sequence[AlertRow]) -> Loss:
    """By what is wrong with the parcel, whether or not somebody has dealt with it: damage has days of its own."""
    stand = [alert for alert in alerts if alert.closed_because != "passed"]
    return loss_of(known_anomaly(stand[-1].anomaly) if stand else None)


def _of_case(
    case: CaseRow, terms: Terms, steps: Sequence[Taken], *, loss: Loss, delivered: date | None, book: ClaimBook,
    now: datetime,
) -> list[Reminder]:  # fmt: skip
    today = now.astimezone(UTC).date()
    days = deadlines(carried(case, terms, loss, delivered), book)
    found = []
    for whom, name in ((Whom.CARRIER, case.carrier), (Whom.INSURER, terms.insurer)):
        last = last_step(steps, whom)
        waits = waits_for_submission(last)
        day, what = (earliest(days, whom), "submit") if waits else (answer_by(last), "answer")
        if name and day is not None and today - BEHIND <= day <= today + AHEAD:
            found.append(
                Reminder(
                    case_reference=case.reference, title=case.title, customer_name=case.customer_name, whom=whom,
                    name=name, what=what, last_day=day,
                )
            )  # fmt: skip
    return found
