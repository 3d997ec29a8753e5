"""What a claim asks of a journey, read once and beside the event loop: a journey may have a thousand lines."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.alerting.rules import RuleBook
from cases.board import events_of, journey_of, limits_of, reading_of
from cases.claims.loss_point import LossPoint, loss_point
from cases.claims.words import Loss, loss_of
from cases.journeys.journey import happened
from cases.journeys.tracking_event import Progress, TrackingEvent
from records.cases import list_tracking_events
from records.tables import CaseRow, TrackingEventRow


@dataclass(frozen=True, slots=True)
class JourneyRead:
    """`events` oldest first, with what is only planned; `seen`: some of it has happened; `delivered`: when the carrier
    last said that it was.
    """

    events: Sequence[TrackingEvent]
    seen: bool
    loss: Loss
    point: LossPoint | None
    delivered: datetime | None


async def read_journey_of(session: AsyncSession, case: CaseRow, rules: RuleBook, now: datetime) -> JourneyRead:
    """As it stands in this transaction."""
    told = (await list_tracking_events(session, [case.id])).get(case.id, ())
    return await asyncio.to_thread(_read, case, told, rules, now)


def _read(case: CaseRow, told: Sequence[TrackingEventRow], rules: RuleBook, now: datetime) -> JourneyRead:
    so_far = happened(journey_of(case, told), now=now)
    reading = reading_of(case, told, patience=limits_of(case, rules).patience(), now=now)
    return JourneyRead(
        events=events_of(told), seen=bool(so_far), loss=loss_of(reading.anomaly if reading else None),
        point=loss_point(so_far, now=now),
        delivered=next((each.at for each in reversed(so_far) if each.progress is Progress.DELIVERED), None),
    )  # fmt: skip
