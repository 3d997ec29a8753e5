"""Lines of a journey as rows of their case: which are of its parcel, and each of them once."""

import asyncio
import heapq
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cases.journeys.tracking_event import TrackingEvent
from records.cases import MOST_READ, add_tracking_events
from records.tables import CaseRow

_BEFORE_SHIPPING = timedelta(days=30)
_NUMBER_IN_USE = timedelta(days=365)
"""Carriers give a number out again after twelve months: older and later lines are of another parcel."""
_QUICK = 100
"""More lines than these are prepared beside the event loop."""
log = structlog.get_logger()


def may_be_of(at: datetime, shipped_on: date | None) -> bool:
    """Whether a line of this moment can be about the parcel that was shipped on this day: numbers are used again."""
    return shipped_on is None or -_BEFORE_SHIPPING <= at.date() - shipped_on <= _NUMBER_IN_USE


async def add_events(
    session: AsyncSession,
    row: CaseRow,
    events: Sequence[TrackingEvent],
    *,
    told_in: str | None = None,
    number: str | None = None,
) -> int:
    """Add what the case has not got yet; how many. `told_in` is the digest of the body they came in, `number` the one
    they were told of, where it may be another than the case has now.

    Of more lines at once than are ever read the newest count; the others stay in the body they came in.
    """
    if len(events) > MOST_READ:
        log.warning("journey.too_long", case=row.reference, lines=len(events), most=MOST_READ)
        events = heapq.nlargest(MOST_READ, events, key=lambda event: event.at)
    columns = _columns(events, told_in) if len(events) <= _QUICK else await asyncio.to_thread(_columns, events, told_in)
    return await add_tracking_events(session, row.id, columns, number=number or row.tracking_number)


def _columns(events: Sequence[TrackingEvent], told_in: str | None) -> Mapping[str, Mapping[str, Any]]:
    return {event.digest(): {**event_columns(event), "told_in": told_in} for event in events}


def event_columns(event: TrackingEvent) -> Mapping[str, Any]:
    """An event as its row has it."""
    return {
        "at": event.at,
        "location": event.location,
        "country": event.country,
        "description": event.description,
        "language": event.language,
        "stage": event.progress,
        "source": event.source,
    }
