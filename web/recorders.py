"""The doors of the media workers: which one a leg goes to, and how each is spoken to."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import structlog
from aiohttp import hdrs

from signaling.cluster.media_workers import Door

_ANSWERS_WITHIN_S = 2.5
"""A worker answers an offer in milliseconds; one that is frozen is left for the next one."""
_CONNECTS_WITHIN_S = 1.0
_MOST_DOORS = 64
_PASSED_BACK = (hdrs.LOCATION, hdrs.CONTENT_TYPE, hdrs.ALLOW)

log = structlog.get_logger()


class Workers(Protocol):
    """Who knows which media workers there are."""

    async def ranked(self, recording_id: str) -> Sequence[Door]:
        """Those that may take a leg of this recording, the best first."""

    async def chosen(self, recording_id: str, door: Door) -> None:
        """This one has taken it."""

    async def door(self, worker: str) -> Door | None:
        """Where this worker is; None when it is not there any more."""

    async def doors(self) -> Sequence[Door]:
        """All there are."""


@dataclass(frozen=True, slots=True)
class Said:
    """A worker's answer, as far as it is passed on."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Recorders:
    """Made by `open_recorders`. A worker that does not answer is told apart from one that refuses."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._clients: dict[str, aiohttp.ClientSession] = {}

    async def open(self, recording_id: str, path: str, *, offer: bytes, content_type: str | None) -> Said | None:
        """Have a leg opened by whoever has room, one worker after the other; None when none of them is there.

        503 is what a worker says that takes nobody now, and 507 one whose disk is full: both have left the ticket good.
        """
        refused: Said | None = None
        headers: dict[str, str] = {hdrs.CONTENT_TYPE: content_type} if content_type else {}
        for door in await self._workers.ranked(recording_id):
            said = await self._ask(door, hdrs.METH_POST, path, body=offer, headers=headers)
            if said is not None and said.status == 201:
                await self._workers.chosen(recording_id, door)
            if said is not None and said.status not in (503, 507):
                return said
            if said is not None and (refused is None or said.status == 503):
                refused = said
        return refused

    async def close_leg(self, worker: str, path: str) -> Said | None:
        """Have a leg ended; None when its worker is away. Raises LookupError when there is no such worker."""
        door = await self._workers.door(worker)
        if door is None:
            raise LookupError(worker)
        return await self._ask(door, hdrs.METH_DELETE, path)

    async def there(self) -> bool:
        """Whether any worker answers."""
        answers = [self._ask(door, hdrs.METH_GET, "/healthz") for door in await self._workers.doors()]
        return any(said is not None and said.status == 200 for said in await asyncio.gather(*answers))

    async def close(self) -> None:
        """Close all lines."""
        for client in self._clients.values():
            await client.close()

    async def _ask(
        self, door: Door, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Said | None:
        base = "http://recorder" if door.url.startswith("unix:") else door.url
        client = await self._client(door.url)
        try:
            async with client.request(method, base + path, data=body, headers=headers, allow_redirects=False) as answer:
                kept = {str(name): answer.headers[name] for name in _PASSED_BACK if name in answer.headers}
                return Said(answer.status, kept, await answer.read())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("whip.recorder_away", worker=door.worker, error=type(error).__name__)
            return None

    async def _client(self, url: str) -> aiohttp.ClientSession:
        """Doors come and go with their workers' lives: of those that are not asked any more, the oldest are closed."""
        if url not in self._clients:
            path = url.removeprefix("unix://")
            connector = aiohttp.UnixConnector(path) if path != url else aiohttp.TCPConnector()
            timeout = aiohttp.ClientTimeout(total=_ANSWERS_WITHIN_S, connect=_CONNECTS_WITHIN_S)
            self._clients[url] = aiohttp.ClientSession(connector=connector, timeout=timeout)
        client = self._clients[url] = self._clients.pop(url)
        while len(self._clients) > _MOST_DOORS:
            await self._clients.pop(next(iter(self._clients))).close()
        return client


@asynccontextmanager
async def open_recorders(workers: Workers) -> AsyncIterator[Recorders]:
    """The way to these workers."""
    recorders = Recorders(workers)
    try:
        yield recorders
    finally:
        await recorders.close()
