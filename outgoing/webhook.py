"""Sends events as signed webhooks (Standard Webhooks). Nothing of an answer's body is read.

At least once on the wire, once in effect: an event keeps its `webhook-id` through every retry and restart.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus

import aiohttp
from yarl import URL

from outgoing.answer import Answer
from outgoing.secret_lock import SecretLock
from outgoing.signing import in_force, sign
from outgoing.target import InsideAddress, PublicResolver, check_literal
from records.tables import EndpointRow, OutboxRow

_MOST_AT_ONCE = 200


class WebhookSender:
    """`lock` opens the secrets of endpoints; `settings_secrets` sign for the one whose secrets are in the settings."""

    def __init__(
        self,
        client: aiohttp.ClientSession,
        lock: SecretLock,
        *,
        timeout_s: float,
        allow_private: bool,
        settings_secrets: Sequence[str],
    ) -> None:
        self._client = client
        self._lock = lock
        self._allow_private = allow_private
        self._settings_secrets = settings_secrets
        self.timeout_s = timeout_s

    async def send(self, event: OutboxRow, endpoint: EndpointRow, *, now: datetime) -> Answer:
        """See `Sender`. Without its secret nothing is sent: a receiver would learn to take what is not signed."""
        try:
            texts = await self._texts(endpoint, now=now)
        except LookupError:
            return Answer(None, "its secret cannot be opened: the master key is not here")
        body = json.dumps(event.payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        headers = {
            "content-type": "application/json",
            "user-agent": "reassure",
            "webhook-id": event.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": sign(texts, event.id, body, now=now),
        }
        try:
            return await self._post(URL(endpoint.url), body.encode(), headers)
        except TimeoutError:
            return Answer(None, f"no answer within {self.timeout_s:g} s")
        except InsideAddress as error:
            return Answer(None, str(error))
        except (
            aiohttp.ClientError,
            OSError,
            ValueError,
        ) as error:  # ValueError: no name, no URL, say those who read it
            return Answer(None, f"{type(error).__name__}: {error}"[:300])

    async def _texts(self, endpoint: EndpointRow, *, now: datetime) -> Sequence[str]:
        if not endpoint.secrets:
            return self._settings_secrets
        return [await self._lock.open(endpoint.id, each) for each in in_force(endpoint.secrets, now=now)]

    async def _post(self, url: URL, body: bytes, headers: dict[str, str]) -> Answer:
        if not self._allow_private:
            check_literal(url)
        async with (
            asyncio.timeout(self.timeout_s),
            self._client.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            response.close()
            return Answer(
                response.status,
                retry_after=response.headers.get("Retry-After"),
                gone=response.status == HTTPStatus.GONE,
            )


@asynccontextmanager
async def open_webhooks(
    lock: SecretLock, *, timeout_s: float, allow_private: bool, settings_secrets: Sequence[str] = ()
) -> AsyncIterator[WebhookSender]:
    """A sender with a client of its own: no proxies, no cookies, a fresh connection for each event.

    With `allow_private` false, nothing but public addresses is dialled, whatever a name resolves to.
    """
    async with open_outside(allow_private=allow_private) as client:
        yield WebhookSender(
            client, lock, timeout_s=timeout_s, allow_private=allow_private, settings_secrets=settings_secrets
        )  # fmt: skip


@asynccontextmanager
async def open_outside(*, allow_private: bool) -> AsyncIterator[aiohttp.ClientSession]:
    """A client for strangers' servers."""
    resolver = None if allow_private else PublicResolver()
    connector = aiohttp.TCPConnector(
        resolver=resolver, force_close=True, use_dns_cache=False, limit=_MOST_AT_ONCE, limit_per_host=0
    )
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield client
