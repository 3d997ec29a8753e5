"""`POST /hooks/...`: carriers' feeds at our door. Signed or refused; told twice, nothing changes."""

import asyncio
from collections.abc import Callable

import structlog
from aiohttp import web
from pydantic import BaseModel

from cases.feeds import aftership, seventeentrack
from cases.feeds.message import Feed, FeedMessage
from cases.intake import take_in
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from web.bodies import read_bytes
from web.operation import Ask

MAX_FEED_BYTES = 4 * 1024 * 1024
_QUICK = 64 * 1024
"""Larger bodies are read beside the event loop."""
log = structlog.get_logger()


class Taken(BaseModel):
    """What a body came to."""

    cases: tuple[str, ...]
    events_added: int


async def take_seventeentrack(ask: Ask[None, None]) -> Taken:
    """17TRACK's webhook, signed in the header `sign`."""
    key, signature = ask.parts.config.seventeentrack_key or "", ask.http.headers.get(seventeentrack.HEADER)
    raw = await _signed(ask.http, lambda body: seventeentrack.is_signed(body, signature, key=key))
    return await _take(ask, Feed.SEVENTEENTRACK, raw, seventeentrack.parse)


async def take_aftership(ask: Ask[None, None]) -> Taken:
    """AfterShip's webhook, signed in the header `aftership-hmac-sha256`."""
    key, signature = ask.parts.config.aftership_secret or "", ask.http.headers.get(aftership.HEADER)
    raw = await _signed(ask.http, lambda body: aftership.is_signed(body, signature, key=key))
    return await _take(ask, Feed.AFTERSHIP, raw, aftership.parse)


async def _signed(request: web.Request, is_signed: Callable[[bytes], bool]) -> bytes:
    raw = await read_bytes(request, limit=MAX_FEED_BYTES)
    if not is_signed(raw):
        raise SignalError(ErrorCode.BAD_CREDENTIALS, "The signature does not fit the body.")
    return raw


async def _take(ask: Ask[None, None], feed: Feed, raw: bytes, parse: Callable[[bytes], FeedMessage]) -> Taken:
    work = ask.parts.casework
    opens = work.rules if work.opens_cases else None
    parsed = await asyncio.to_thread(parse, raw) if len(raw) > _QUICK else parse(raw)
    taken = await take_in(ask.parts.database, feed, raw, parsed, now=ask.parts.clock(), opens=opens)
    if taken.unknown:
        log.info("feed.unknown_numbers", feed=feed, count=len(taken.unknown))
    ask.parts.work_waits()
    return Taken(cases=taken.cases, events_added=taken.events_added)
