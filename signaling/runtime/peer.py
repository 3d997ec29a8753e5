"""One socket: a reader, a writer, and a bounded outbox between. Knows no calls. Nobody waits for a slow peer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import structlog

from signaling.protocol.codec import encode
from signaling.protocol.outgoing import Bye, Outgoing
from signaling.protocol.words import ErrorCode

OUTBOX_MESSAGES = 256
_WRITE_TIMEOUT_S = 10.0
_RECEIVE_TIMEOUT_S = 5.0

log = structlog.get_logger()


class Wire(Protocol):
    """A WebSocket, as little of it as is needed."""

    def __aiter__(self) -> AsyncIterator[str]:
        """The text frames that arrive, until the other side is gone."""

    async def send(self, text: str) -> None:
        """Send one text frame; raises ConnectionError when the other side is gone."""

    async def close(self, reason: str) -> None:
        """Close in order; never raises."""


class Peer:
    """The sending half is synchronous: `send` queues, or gives up on a peer who does not read."""

    def __init__(self, wire: Wire, *, address: str) -> None:
        self.address = address
        self._wire = wire
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue(OUTBOX_MESSAGES)
        self._closing: Bye | None = None
        self._closed = asyncio.Event()

    @property
    def closing(self) -> bool:
        """Whether the last word has been said."""
        return self._closing is not None

    def send(self, message: Outgoing) -> None:
        """Queue a message."""
        self.send_text(encode(message))

    def send_text(self, text: str) -> None:
        """Queue a message that is encoded already."""
        if self._closing is not None:
            return
        try:
            self._outbox.put_nowait(text)
        except asyncio.QueueFull:
            log.warning("peer.too_slow", address=self.address)
            self.bye(ErrorCode.TOO_SLOW, retry=True)

    def bye(self, code: ErrorCode, *, retry: bool) -> None:
        """Say the last word and close; the first one counts. What is still queued for a slow reader is dropped."""
        if self._closing is not None:
            return
        self._closing = Bye(code=code, retry=retry)
        while self._outbox.full():
            self._outbox.get_nowait()
        self._outbox.put_nowait(None)
        self._closed.set()

    async def run(self, receive: Callable[[str], Awaitable[None]]) -> None:
        """Serve until either side ends it; `receive` is awaited for each text frame, one after the other."""
        try:
            async with asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write())
                reader = tasks.create_task(self._read(receive))
                await asyncio.wait([writer, reader], return_when=asyncio.FIRST_COMPLETED)
                if not writer.done() and self._closing is not None:
                    await asyncio.wait([writer], timeout=_WRITE_TIMEOUT_S)
                writer.cancel()
                if not reader.done():
                    await self._let_finish(reader)
        finally:
            await self._close()

    async def _let_finish(self, reader: "asyncio.Task[None]") -> None:
        """What was asked last is done to its end: cut off after its commit, nobody would be told of it."""
        await self._close()
        await asyncio.wait([reader], timeout=_RECEIVE_TIMEOUT_S)
        reader.cancel()

    async def _close(self) -> None:
        self._closing = self._closing or Bye(code=ErrorCode.UNAVAILABLE, retry=True)
        await self._wire.close(self._closing.code)

    async def _read(self, receive: Callable[[str], Awaitable[None]]) -> None:
        async for text in self._wire:
            await receive(text)
            if self._closing is not None:
                return

    async def _write(self) -> None:
        try:
            while (text := await self._outbox.get()) is not None:
                await self._send(text)
            if self._closing is not None:
                await self._send(encode(self._closing))
        except ConnectionError:  # the other side is gone, which is no error of ours and must not cut the reader off
            log.debug("peer.gone", address=self.address)

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(_WRITE_TIMEOUT_S):
                await self._wire.send(text)
        except TimeoutError as error:
            raise ConnectionError("the peer does not read") from error
