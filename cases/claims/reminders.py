"""Days on claims that come near: a row each on the worklist until it is submitted, or the question answered."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from cases.alerts import known_anomaly
from cases.claims.deadlines import deadlines, earliest
from cases.claims.delivery_day import delivery_day
from cases.claims.desk import answer_by, carried, taken
from cases.claims.progress import Taken, last_step
from cases.claims.terms_of_carriers import ClaimBook
from cases.claims.views import Reminder, ReminderList
from cases.claims.words import Loss, Whom, loss_of
from cases.solutions.terms import Terms, terms_of
from cases.stages import Stage
from records.alerts import alerts_of
from records.claims import claimable_cases, last_deliveries, steps_of_cases
from records.database import Database
from records.tables import AlertRow, CaseRow

_STAGES = (Stage.CARRIER_ASKED, Stage.CUSTOMER_TOLD, Stage.SOLUTION, Stage.CLAIM)
"""Before them nobody knows yet whether there is anything to claim."""
_MOST_READ = 2_000
AHEAD = timedelta(days=21)
BEHIND = timedelta(days=30)
"""What passed longer ago is past mending."""


async def read_reminders(database: Database, *, book: ClaimBook, now: datetime) -> ReminderList:
    """The days of all cases that are near, the earliest first."""
    async with database.reading() as session:
        found = await claimable_cases(session, _STAGES, limit=_MOST_READ)
        ids = [case.id for case, _ in found]
        steps = await steps_of_cases(session, ids)
        deliveries = await last_deliveries(session, ids)
        alerts = await alerts_of(session, ids)
    countries = {case.id: case.destination_country for case, _ in found}
    delivered = await asyncio.to_thread(
        lambda: {case_id: delivery_day(at, countries[case_id]) for case_id, at in deliveries.items()}
    )
    near = [
        reminder
        for case, row in found
        for reminder in _of_case(
            case,
            terms_of(row),
            [taken(step) for step in steps.get(case.id, ())],
            loss=_loss(alerts.get(case.id, ())),
            delivered=delivered.get(case.id),
            book=book,
            now=now,
        )
    ]
    return ReminderList(reminders=tuple(sorted(near, key=lambda one: (one.last_day, one.case_reference))))


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
        day, what = (earliest(days, whom), "submit") if last is None else (answer_by(last), "answer")
        if name and day is not None and today - BEHIND <= day <= today + AHEAD:
            found.append(
                Reminder(
                    case_reference=case.reference, title=case.title, customer_name=case.customer_name, whom=whom,
                    name=name, what=what, last_day=day,
                )
            )  # fmt: skip
    return found
