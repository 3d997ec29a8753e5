"""Delivers what is due, each endpoint in a lane of its own: one that is slow or down holds up nobody else.

A lane takes a round of letters, sends them side by side, and settles them together. Killed anywhere, they are due
again after the lease; whoever was slower than that has lost the right to put them off.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from lifetime import still_wanted
from outgoing.answer import Answer, Sender
from outgoing.rounds import send_round
from outgoing.schedule import pause
from outgoing.spreading import spread_events
from outgoing.standing import News, note_standing, tell
from records.beat import keep_doing
from records.database import Database
from records.deliveries import (
    Letter,
    endpoints_due,
    lease_letters,
    mark_dead,
    mark_delivered,
    mark_retry,
    put_back,
)
from records.endpoints import find_endpoint
from records.tables import EndpointRow, EndpointState

IN_A_ROUND = 32
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
    """Try a round of letters that are due for this endpoint; how many were sent."""
    async with database.transaction() as session:
        endpoint = await find_endpoint(session, endpoint_id)
        sender = senders.get(endpoint.kind) if endpoint else None
        if endpoint is None or sender is None or endpoint.state is not EndpointState.ON:
            return 0
        lease = timedelta(seconds=sender.timeout_s) + LEASE_BEYOND_TIMEOUT
        letters = await lease_letters(session, endpoint_id, most=IN_A_ROUND, now=clock(), lease=lease)
    if not letters:
        return 0
    answers = await send_round(sender, endpoint, letters, clock=clock)
    sent = [(letter, answer) for letter, answer in zip(letters, answers, strict=True) if answer is not None]
    unsent = [letter for letter, answer in zip(letters, answers, strict=True) if answer is None]
    await _settle(database, endpoint, sent, unsent, now=clock())
    return len(sent)


async def _drain(database: Database, senders: Senders, endpoint_id: str, *, clock: Clock) -> None:
    """Until nothing is due for it. The ladder of background tasks: no endpoint takes the others with it."""
    try:
        while still_wanted() and await deliver_some(database, senders, endpoint_id, clock=clock):
            pass
    except Exception:
        log.exception("outgoing.lane_failed", endpoint=endpoint_id)


async def _settle(
    database: Database, endpoint: EndpointRow, sent: Sequence[tuple[Letter, Answer]], unsent: Sequence[Letter], *,
    now: datetime,
) -> None:  # fmt: skip
    told: list[Callable[[], None]] = []
    dead = 0
    async with database.transaction() as session:
        settled = await _mark_taken(session, sent, now=now)
        await put_back(session, unsent)
        for letter, answer in sent:
            bound = log.bind(
                webhook_id=letter.event.id, type=letter.event.type, endpoint=endpoint.id,
                attempt=letter.delivery.attempts, status=answer.status,
            )  # fmt: skip
            wait = pause(letter.delivery.attempts, answer.retry_after, now=now)
            if answer.taken:
                ours = letter.event.id in settled
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
        answers = [answer for _, answer in sent]
        news: News | None = await note_standing(session, endpoint, answers, gave_up=dead > 0, now=now)
    for each in told:
        each()
    if news is not None:
        await tell(database, endpoint.id, news, now=now)


async def _mark_taken(
    session: AsyncSession, sent: Sequence[tuple[Letter, Answer]], *, now: datetime
) -> frozenset[str]:  # fmt: skip
    """The events that were open until now, of those that were taken: mostly all, and one statement."""
    taken: defaultdict[int, list[Letter]] = defaultdict(list)
    for letter, answer in sent:
        if answer.taken:
            taken[answer.status or 0].append(letter)
    settled: set[str] = set()
    for status, letters in taken.items():
        settled |= await mark_delivered(session, letters, status=status, now=now)
    return frozenset(settled)
