"""Cases and journeys coming in: from a helpdesk by REST, from carriers' feeds. Told twice, nothing changes.

Everything one body brings commits together: the columns, the events, the entry on the case, the outgoing event.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.feeds.message import Feed, FeedMessage, ParcelNews
from cases.parcel import CaseBody, Place, Reference
from cases.stages import Stage, may_follow
from cases.tracking_event import TrackingEvent
from records.cases import (
    add_case_entry,
    add_tracking_events,
    find_case,
    insert_case,
    lock_cases_of_number,
    remember_feed_body,
)
from records.database import Database
from records.outbox import enqueue_event
from records.tables import CaseRow, new_id
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

HELPDESK = "helpdesk"
"""The `source` of events that came with a case rather than from a feed."""

_BEFORE_SHIPPING = timedelta(days=30)
_NUMBER_IN_USE = timedelta(days=365)
"""Carriers give a number out again after twelve months: older and later lines are of another parcel."""

_reference: TypeAdapter[str] = TypeAdapter(Reference)


@dataclass(frozen=True, slots=True)
class Intake:
    """What a feed's body came to: the references it was about, lines that were new, numbers no case knows."""

    cases: tuple[str, ...] = ()
    events_added: int = 0
    unknown: tuple[str, ...] = ()


async def upsert_case(database: Database, reference: str, body: CaseBody, *, actor: str, now: datetime) -> bool:
    """Make the case, or make it say what `body` says; True when it is new. `actor` is who asked, for the entry.

    Raises SignalError: `invalid_field` for a reference of another form, `not_in_this_state` for a stage that cannot
    follow the present one; nothing is changed then.
    """
    async with database.transaction() as session:
        return await put_case(session, reference, body, actor=actor, now=now)


async def take_in(
    database: Database, feed: Feed, raw_body: bytes, parsed: FeedMessage, *, now: datetime
) -> Intake:  # fmt: skip
    """Add what a feed tells to the cases it is about. `raw_body` is what was signed: the same bytes count once.

    A body about numbers no case knows is not remembered, so that it can be sent again once there is a case.
    """
    async with database.transaction() as session:
        return await take_in_body(session, feed, raw_body, parsed, now=now)


async def put_case(session: AsyncSession, reference: str, body: CaseBody, *, actor: str, now: datetime) -> bool:
    """`upsert_case` inside the caller's transaction."""
    _check_reference(reference)
    row = await find_case(session, reference, for_update=True)
    if row is None:
        stage = body.stage or Stage.ANOMALY_FOUND
        row = await insert_case(session, reference=reference, stage=stage, columns=_columns(body), now=now)
        if row is not None:
            data = {"actor": actor, "stage": stage}
            await add_case_entry(session, row.id, kind="case_created", key="case", data=data, now=now)
            await _add_events(session, row, _told(body))
            return True
        row = await find_case(session, reference, for_update=True)
        if row is None:
            raise SignalError(ErrorCode.UNAVAILABLE, "The case came and went; try again.")
    await _change(session, row, body, actor=actor, now=now)
    return False


async def take_in_body(
    session: AsyncSession, feed: Feed, raw_body: bytes, parsed: FeedMessage, *, now: datetime
) -> Intake:  # fmt: skip
    """`take_in` inside the caller's transaction."""
    found = [(news, await lock_cases_of_number(session, news.number)) for news in parsed.parcels]
    references = tuple(dict.fromkeys(row.reference for _, rows in found for row in rows))
    unknown = tuple(news.number for news, rows in found if not rows)
    digest = hashlib.sha256(raw_body).hexdigest()
    if not references or not await remember_feed_body(session, digest, feed=feed, now=now):
        return Intake(cases=references, unknown=unknown)
    added = 0
    for news, rows in found:
        for row in rows:
            added += await _take_news(session, row, news, feed=feed, key=digest, now=now)
    return Intake(cases=references, events_added=added, unknown=unknown)


async def _take_news(
    session: AsyncSession, row: CaseRow, news: ParcelNews, *, feed: Feed, key: str, now: datetime
) -> int:
    added = await _add_events(session, row, [event for event in news.events if _of_this_parcel(event, row)])
    if added:
        row.updated_at = now
        data = {"feed": feed, "events_added": added}
        await add_case_entry(session, row.id, kind="tracking_updated", key=key, data=data, now=now)
    return added


async def _change(session: AsyncSession, row: CaseRow, body: CaseBody, *, actor: str, now: datetime) -> None:
    if body.stage is not None:
        await _move(session, row, body.stage, actor=actor, now=now)
    changed = sorted(name for name, value in _columns(body).items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, _columns(body)[name])
    added = await _add_events(session, row, _told(body))
    if changed or added:
        row.updated_at = now
        data = {"actor": actor, "changed": changed, "events_added": added}
        await add_case_entry(session, row.id, kind="case_changed", key=new_id(), data=data, now=now)


async def _move(session: AsyncSession, row: CaseRow, stage: Stage, *, actor: str, now: datetime) -> None:
    """Change the stage, note it, and tell the helpdesk in the same transaction."""
    before = Stage(row.stage)
    if before is stage:
        return
    if not may_follow(before, stage):
        raise SignalError(ErrorCode.NOT_IN_THIS_STATE, f"A case cannot go from {before} to {stage}.")
    row.stage, row.updated_at = stage, now
    key, step = new_id(), {"from": before, "to": stage, "actor": actor}
    await add_case_entry(session, row.id, kind="stage_changed", key=key, data=step, now=now)
    data = {"case_reference": row.reference, **step, "at": now.isoformat()}
    payload = {"type": "case.stage_changed", "timestamp": now.isoformat(), "data": data}
    await enqueue_event(session, type="case.stage_changed", key=key, payload=payload, now=now)


def _check_reference(reference: str) -> None:
    try:
        _reference.validate_python(reference)
    except ValidationError as error:
        words = "A case reference is 1 to 64 letters, digits, points, hyphens or underscores."
        raise SignalError(ErrorCode.INVALID_FIELD, words) from error


def _columns(body: CaseBody) -> Mapping[str, Any]:
    value, customer = body.value, body.customer
    return {
        "title": body.title,
        "order_reference": body.order_reference,
        "tracking_number": body.tracking_number,
        "carrier": body.carrier,
        "shipped_on": body.shipped_on,
        "value_amount": value.amount if value else None,
        "value_currency": value.currency if value else None,
        **_place("origin", body.origin),
        **_place("destination", body.destination),
        "customer_name": customer.name,
        "customer_language": customer.language,
        "customer_country": customer.country,
        "customer_contact": customer.contact,
        "facts": body.facts,
    }


def _place(name: str, place: Place | None) -> Mapping[str, str | None]:
    return {f"{name}_country": place.country if place else None, f"{name}_city": place.city if place else None}


def _told(body: CaseBody) -> Sequence[TrackingEvent]:
    return [event.told_by(HELPDESK) for event in body.events]


def _of_this_parcel(event: TrackingEvent, row: CaseRow) -> bool:
    if row.shipped_on is None:
        return True
    return -_BEFORE_SHIPPING <= event.at.date() - row.shipped_on <= _NUMBER_IN_USE


async def _add_events(session: AsyncSession, row: CaseRow, events: Sequence[TrackingEvent]) -> int:
    return await add_tracking_events(session, row.id, {event.digest(): _event_columns(event) for event in events})


def _event_columns(event: TrackingEvent) -> Mapping[str, Any]:
    return {
        "at": event.at,
        "location": event.location,
        "country": event.country,
        "description": event.description,
        "language": event.language,
        "stage": event.progress,
        "source": event.source,
    }
