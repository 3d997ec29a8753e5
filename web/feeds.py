"""`POST /hooks/...`: carriers' feeds at our door. Signed or refused; told twice, nothing changes."""

from collections.abc import Callable

import structlog
from aiohttp import web
from pydantic import BaseModel

from cases.feeds import aftership, seventeentrack
from cases.feeds.message import Feed
from cases.intake import keep_unreadable, read_message, take_in
from cases.opened_by_feeds import opening_under
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.bodies import read_bytes
from web.operation import Ask
from web.parts import Parts

MAX_FEED_BYTES = 4 * 1024 * 1024
log = structlog.get_logger()


class Taken(BaseModel):
    """What a body came to."""

    cases: tuple[str, ...]
    events_added: int


async def take_seventeentrack(ask: Ask[None, None]) -> Taken:
    """17TRACK's webhook, signed in the header `sign`."""
    key, signature = ask.parts.config.seventeentrack_key or "", ask.http.headers.get(seventeentrack.HEADER)
    raw = await _signed(ask.http, lambda body: seventeentrack.is_signed(body, signature, key=key))
    return await _take(ask, Feed.SEVENTEENTRACK, raw)


async def take_aftership(ask: Ask[None, None]) -> Taken:
    """AfterShip's webhook, signed in the header `aftership-hmac-sha256`."""
    key, signature = ask.parts.config.aftership_secret or "", ask.http.headers.get(aftership.HEADER)
    raw = await _signed(ask.http, lambda body: aftership.is_signed(body, signature, key=key))
    return await _take(ask, Feed.AFTERSHIP, raw)


async def _signed(request: web.Request, is_signed: Callable[[bytes], bool]) -> bytes:
    raw = await read_bytes(request, limit=MAX_FEED_BYTES)
    if not is_signed(raw):
        raise SignalError(ErrorCode.BAD_CREDENTIALS, "The signature does not fit the body.")
    return raw


async def _take(ask: Ask[None, None], feed: Feed, raw: bytes) -> Taken:
    parts, work = ask.parts, ask.parts.casework
    try:
        parsed = await read_message(feed, raw)
    except SignalError:
        await keep_unreadable(parts.database, feed, raw, now=parts.clock())
        await _one_more(parts)
        raise
    opens = opening_under(work.rules) if work.opens_cases else None
    taken = await take_in(parts.database, feed, raw, parsed, now=parts.clock(), opens=opens)
    if taken.unknown:
        log.info("feed.unknown_numbers", feed=feed, count=len(taken.unknown))
    if taken.unknown or not taken.cases:
        await _one_more(parts)
    parts.work_waits()
    return Taken(cases=taken.cases, events_added=taken.events_added)


async def _one_more(parts: Parts) -> None:
    if parts.casework.unclaimed is not None:
        parts.metrics.dropped_pushes.inc(await parts.casework.unclaimed.one_more())
