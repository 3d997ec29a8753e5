"""Gives each event to every endpoint that wants it: one delivery for each, in one transaction.

As long as there is no endpoint at all, events wait for the first one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outgoing.wishes import CaseField, Wish
from records.database import Database
from records.deliveries import add_deliveries
from records.endpoints import cases_by_reference, somebody_is_told, takers
from records.outbox import event_unspread, take_unspread
from records.tables import CaseRow, EndpointRow, OutboxRow

_AT_ONCE = 100


async def spread_events(database: Database, *, now: datetime) -> int:
    """How many events were given out; 0: there is nothing to give, or nobody to give it to."""
    if not await event_unspread(database) or not await somebody_is_told(database):
        return 0
    async with database.transaction() as session:
        endpoints = await takers(session)
        if not endpoints:
            return 0
        events = await take_unspread(session, most=_AT_ONCE)
        await _spread(session, events, endpoints, now=now)
    return len(events)


async def somebody_takes(session: AsyncSession, event_type: str, reference: str) -> bool:
    """Whether an event of this type about this case would reach anybody."""
    endpoints = await takers(session)
    cases = await cases_by_reference(session, [reference])
    return any(wish_of(each).takes(event_type, _fields(cases.get(reference))) for each in endpoints)


def wish_of(endpoint: EndpointRow) -> Wish:
    """What its row says."""
    return Wish(endpoint.event_types, endpoint.cases)


async def _spread(
    session: AsyncSession, events: Sequence[OutboxRow], endpoints: Sequence[EndpointRow], *, now: datetime
) -> None:
    about = {event.id: _reference(event) for event in events}
    by_case = any(endpoint.cases for endpoint in endpoints)
    cases = await cases_by_reference(session, [each for each in about.values() if each]) if by_case else {}
    wishes = {endpoint.id: wish_of(endpoint) for endpoint in endpoints}
    pairs = [
        (event.id, endpoint_id)
        for event in events
        for endpoint_id, wish in wishes.items()
        if wish.takes(event.type, _fields(cases.get(about[event.id] or "")))
    ]
    await add_deliveries(session, pairs, now=now)
    for event in events:
        event.spread_at = now


def _reference(event: OutboxRow) -> str | None:
    data = event.payload.get("data")
    reference = data.get("case_reference") if isinstance(data, dict) else None
    return reference if isinstance(reference, str) else None


def _fields(case: CaseRow | None) -> Mapping[str, Any] | None:
    return {field: getattr(case, field) for field in CaseField} if case is not None else None
