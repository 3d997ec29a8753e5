"""Delivers the outbox, signed as Standard Webhooks, again and again until the receiver says 2xx.

At least once on the wire, once in effect: an event keeps its `webhook-id` through every retry and restart. 410 makes
it a dead letter: visible, and replayable under its old id. Nothing of an answer's body is read.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus

import aiohttp
import structlog
from standardwebhooks import Webhook
from yarl import URL

from records.beat import keep_doing
from records.database import Database
from records.outbox import event_due, lease_due_event, mark_dead, mark_delivered, mark_retry
from records.tables import OutboxRow
from summary.target import InsideAddress, PublicResolver, check_literal

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 3_600.0
_LONGEST_RETRY_AFTER_S = 86_400.0
_LEASE_BEYOND_TIMEOUT = timedelta(seconds=15)

Clock = Callable[[], datetime]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said; `status` None when it said nothing, and then `error` says why."""

    status: int | None
    error: str | None = None
    retry_after: str | None = None


class Receiver:
    """Where events go, how they are signed, and how long the other side may take."""

    def __init__(
        self, client: aiohttp.ClientSession, *, url: str, secret: str, timeout_s: float, allow_private: bool
    ) -> None:
        self._client = client
        self._url = URL(url)
        self._webhook = Webhook(secret)
        self._allow_private = allow_private
        self.timeout_s = timeout_s

    async def post(self, event: OutboxRow, *, now: datetime) -> Answer:
        """Send one event. Never raises for what the other side does."""
        body = json.dumps(event.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        try:
            if not self._allow_private:
                check_literal(self._url)
            async with (
                asyncio.timeout(self.timeout_s),
                self._client.post(
                    self._url, data=body.encode(), headers=self._headers(event.id, body, now), allow_redirects=False
                ) as response,
            ):
                response.close()
                return Answer(response.status, retry_after=response.headers.get("Retry-After"))
        except TimeoutError:
            return Answer(None, f"no answer within {self.timeout_s:g} s")
        except InsideAddress as error:
            return Answer(None, str(error))
        except (aiohttp.ClientError, OSError, UnicodeError) as error:  # UnicodeError: no name, says the codec of names
            return Answer(None, f"{type(error).__name__}: {error}"[:300])

    def _headers(self, event_id: str, body: str, now: datetime) -> dict[str, str]:
        return {
            "content-type": "application/json",
            "user-agent": "reassure",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(event_id, now, body),
        }


@asynccontextmanager
async def open_receiver(
    *, url: str, secret: str, timeout_s: float, allow_private: bool
) -> AsyncIterator[Receiver]:  # fmt: skip
    """A receiver with a client of its own: no proxies, no cookies, a fresh connection for each event.

    With `allow_private` false, nothing but public addresses is dialled, whatever a name resolves to.
    """
    resolver = None if allow_private else PublicResolver()
    connector = aiohttp.TCPConnector(resolver=resolver, force_close=True, use_dns_cache=False)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield Receiver(client, url=url, secret=secret, timeout_s=timeout_s, allow_private=allow_private)


async def run_outbox(
    database: Database,
    *,
    url: str | None,
    secret: str | None,
    timeout_s: float,
    allow_private: bool,
    clock: Clock,
    wake: asyncio.Event,
    poll_s: float = 1.0,
) -> None:
    """Deliver until cancelled. Without a `url` nothing is taken: the rows stay, for a receiver configured later."""
    if url is None or secret is None:
        log.info("outbox.no_receiver")
        return
    async with open_receiver(url=url, secret=secret, timeout_s=timeout_s, allow_private=allow_private) as receiver:
        step = partial(deliver_due_event, database, receiver, clock=clock)
        await keep_doing(step, name="outbox", wake=wake, poll_s=poll_s)


async def deliver_due_event(database: Database, receiver: Receiver, *, clock: Clock) -> bool:
    """Try one event that is due; False when there is none. Killed anywhere inside, it is due again after the lease."""
    lease = timedelta(seconds=receiver.timeout_s) + _LEASE_BEYOND_TIMEOUT
    async with database.reading() as session:
        if not await event_due(session, now=clock()):
            return False
    async with database.transaction() as session:
        event = await lease_due_event(session, now=clock(), lease=lease)
    if event is None:
        return False
    answer = await receiver.post(event, now=clock())
    await _settle(database, event, answer, now=clock())
    return True


async def _settle(database: Database, event: OutboxRow, answer: Answer, *, now: datetime) -> None:
    told = log.bind(webhook_id=event.id, type=event.type, attempt=event.attempts, status=answer.status)
    error = answer.error or f"the receiver answered {answer.status}"
    async with database.transaction() as session:
        if answer.status is not None and HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            ours = await mark_delivered(session, event, status=answer.status, now=now)
            tell = partial(told.info, "outbox.delivered")
        elif answer.status == HTTPStatus.GONE:
            ours = await mark_dead(session, event, status=answer.status, error=error, now=now)
            tell = partial(told.error, "outbox.dead_letter")
        else:
            next_at = now + pause(event.attempts, answer.retry_after, now=now)
            ours = await mark_retry(session, event, status=answer.status, error=error, next_at=next_at)
            tell = partial(told.warning, "outbox.retry", error=error, next_at=next_at.isoformat())
    if ours:
        tell()
    else:
        told.info("outbox.lease_lost")


def pause(attempts: int, retry_after: str | None, *, now: datetime) -> timedelta:
    """How long to wait after this many attempts: doubled each time, jittered, and never less than we were asked to."""
    longest = min(FIRST_PAUSE_S * 2.0 ** min(attempts - 1, 30), LONGEST_PAUSE_S)
    jittered = longest * random.uniform(0.5, 1)  # noqa: S311 (jitter, no secret)
    return timedelta(seconds=max(jittered, _asked_for(retry_after, now)))


def _asked_for(retry_after: str | None, now: datetime) -> float:
    """Seconds of a Retry-After header in either form (RFC 9110, 10.2.3), a day at most; 0 when it says nothing."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdecimal() and len(text) <= 10:
        return min(float(text), _LONGEST_RETRY_AFTER_S)
    try:
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):  # a stranger's header may hold any number
        return 0.0
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)
