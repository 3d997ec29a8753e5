"""One question to a feed's REST interface: bounded in time and size, and limits of its rate understood."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp

_WITHIN_S = 30.0
_MOST_BYTES = 16 * 1024 * 1024
_LONGEST_WAIT_S = 3_600.0
_REFUSED_WAIT_S = 3_600.0
"""A wrong key stays wrong until somebody mends it."""
_TROUBLE_WAIT_S = 60.0
_RATE_WAIT_S = 2.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The JSON that came, and its bytes; or how long not to ask again and why."""

    body: Mapping[str, Any] | None = None
    raw: bytes = b""
    wait_s: float | None = None
    error: str | None = None


async def question(
    client: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: object = None,
    query: Mapping[str, str] | None = None,
) -> Reply:
    """Never raises for what the other side does."""
    try:
        async with (
            asyncio.timeout(_WITHIN_S),
            client.request(
                method, url, headers=dict(headers), json=body, params=query, allow_redirects=False
            ) as response,
        ):
            if response.status != HTTPStatus.OK:
                return _refused(response.status, response.headers)
            raw = await response.content.read(_MOST_BYTES + 1)
            while len(raw) <= _MOST_BYTES and (more := await response.content.read(_MOST_BYTES + 1 - len(raw))):
                raw += more
    except TimeoutError:
        return Reply(wait_s=_TROUBLE_WAIT_S, error=f"no answer within {_WITHIN_S:g} s")
    except (aiohttp.ClientError, OSError, UnicodeError, ValueError) as error:
        return Reply(wait_s=_TROUBLE_WAIT_S, error=type(error).__name__)
    if len(raw) > _MOST_BYTES:
        return Reply(wait_s=_TROUBLE_WAIT_S, error="too long an answer")
    return await asyncio.to_thread(_read, raw)


def wait_of(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Seconds of `Retry-After` in either form (RFC 9110, 10.2.3), or until `X-RateLimit-Reset`, which is Unix time."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdecimal() and len(said) <= 10:
        return min(float(said), _LONGEST_WAIT_S)
    reset = headers.get("X-RateLimit-Reset", "").strip()
    try:
        if said:
            until = parsedate_to_datetime(said)
        elif reset.isascii() and reset.isdecimal() and len(reset) <= 12:
            until = datetime.fromtimestamp(int(reset), UTC)
        else:
            return None
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT_S)
    except (ValueError, TypeError, OverflowError, OSError):  # a stranger's header may hold anything
        return None


def _refused(status: int, headers: Mapping[str, str]) -> Reply:
    error = f"answered {status}"
    asked_for = wait_of(headers, now=datetime.now(UTC))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Reply(wait_s=max(asked_for or 0.0, _RATE_WAIT_S), error=error)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Reply(wait_s=_REFUSED_WAIT_S, error=error)
    return Reply(wait_s=asked_for or _TROUBLE_WAIT_S, error=error)


def _read(raw: bytes) -> Reply:
    try:
        body = json.loads(raw.decode())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        return Reply(wait_s=_TROUBLE_WAIT_S, error="no JSON object")
    return Reply(body, raw)
