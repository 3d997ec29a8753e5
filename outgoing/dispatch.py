"""Delivers what is due, each endpoint in a lane of its own: one that is slow or down holds up nobody else.

A lane takes a few letters at a time, sends them side by side, and settles them together. Killed anywhere, they are due
again after the lease; whoever was slower than that has lost the right to put them off.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from lifetime import still_wanted
from outgoing.answer import Answer, Sender
from outgoing.schedule import pause
from outgoing.spreading import spread_events
from outgoing.standing import News, note_standing, tell
from records.beat import keep_doing
from records.database import Database
from records.deliveries import Letter, endpoints_due, lease_letters, mark_dead, mark_delivered, mark_retry
from records.endpoints import find_endpoint
from records.tables import EndpointRow, EndpointState

AT_ONCE = 8
LEASE_BEYOND_TIMEOUT = timedelta(seconds=15)

Clock = Callable[[], datetime]
Senders = Mapping[str, Sender]
"""By the kind of endpoint; what nobody here delivers to waits for a node that does."""

log = structlog.get_logger()


async def run_outgoing(
    database: Database, senders: Senders, *, clock: Clock, wake: asyncio.Event, poll_s: float = 1.0
) -> None:
    """Spread and deliver until cancelled. `wake` set means that there may be something to do."""
    async with asyncio.TaskGroup() as group:
        lanes: dict[str, asyncio.Task[None]] = {}

        async def look() -> bool:
            now = clock()
            spread = await spread_events(database, now=now)
            due = await endpoints_due(database, now=now)
            for endpoint_id in due:
                if (lane := lanes.get(endpoint_id)) is None or lane.done():
                    lanes[endpoint_id] = group.create_task(_drain(database, senders, endpoint_id, clock=clock))
            return spread > 0

        try:
            await keep_doing(look, name="outgoing", wake=wake, poll_s=poll_s)
        finally:
            for lane in lanes.values():
                lane.cancel()


async def deliver_everything_due(database: Database, senders: Senders, *, clock: Clock) -> int:
    """Spread and deliver what is due at this moment, once; how many letters were tried. For whoever does not wait."""
    while await spread_events(database, now=clock()):
        pass
    due = await endpoints_due(database, now=clock())
    tried = 0
    for endpoint_id in due:
        while some := await deliver_some(database, senders, endpoint_id, clock=clock):
            tried += some
    return tried


async def deliver_some(database: Database, senders: Senders, endpoint_id: str, *, clock: Clock) -> int:
    """Try a few letters that are due for this endpoint; how many."""
    async with database.transaction() as session:
        endpoint = await find_endpoint(session, endpoint_id)
        sender = senders.get(endpoint.kind) if endpoint else None
        if endpoint is None or sender is None or endpoint.state is not EndpointState.ON:
            return 0
        lease = timedelta(seconds=sender.timeout_s) + LEASE_BEYOND_TIMEOUT
        letters = await lease_letters(session, endpoint_id, most=AT_ONCE, now=clock(), lease=lease)
    if letters:
        async with asyncio.TaskGroup() as group:
            sent = [group.create_task(sender.send(each.event, endpoint, now=clock())) for each in letters]
        await _settle(database, endpoint, letters, [each.result() for each in sent], now=clock())
    return len(letters)


async def _drain(database: Database, senders: Senders, endpoint_id: str, *, clock: Clock) -> None:
    """Until nothing is due for it. The ladder of background tasks: no endpoint takes the others with it."""
    try:
        while still_wanted() and await deliver_some(database, senders, endpoint_id, clock=clock):
            pass
    except Exception:
        log.exception("outgoing.lane_failed", endpoint=endpoint_id)


async def _settle(
    database: Database, endpoint: EndpointRow, letters: Sequence[Letter], answers: Sequence[Answer], *, now: datetime
) -> None:
    told: list[Callable[[], None]] = []
    dead = 0
    async with database.transaction() as session:
        for letter, answer in zip(letters, answers, strict=True):
            bound = log.bind(
                webhook_id=letter.event.id, type=letter.event.type, endpoint=endpoint.id,
                attempt=letter.delivery.attempts, status=answer.status,
            )  # fmt: skip
            wait = pause(letter.delivery.attempts, answer.retry_after, now=now)
            if answer.taken:
                ours = await mark_delivered(session, letter, status=answer.status or 0, now=now)
                tell_it = partial(bound.info, "outgoing.delivered")
            elif answer.gone or wait is None:
                ours = await mark_dead(session, letter, status=answer.status, error=answer.reason, now=now)
                tell_it = partial(bound.error, "outgoing.dead_letter", error=answer.reason)
                dead += ours
            else:
                at = now + wait
                ours = await mark_retry(session, letter, status=answer.status, error=answer.reason, next_at=at)
                tell_it = partial(bound.warning, "outgoing.retry", error=answer.reason, next_at=at.isoformat())
            told.append(tell_it if ours else partial(bound.info, "outgoing.lease_lost"))
        news: News | None = await note_standing(session, endpoint, answers, gave_up=dead > 0, now=now)
    for each in told:
        each()
    if news is not None:
        await tell(database, endpoint.id, news, now=now)
