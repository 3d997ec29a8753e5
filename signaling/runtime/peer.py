"""One socket: a reader, a writer, and a bounded outbox between. Knows no calls. Nobody waits for a slow peer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import structlog

from signaling.protocol.codec import encode
from signaling.protocol.outgoing import Bye, Outgoing
from signaling.protocol.words import ErrorCode

OUTBOX_MESSAGES = 256
OUTBOX_CHARACTERS = 1024 * 1024
"""Of a message more than this one at a time is queued: what is longer has to wait for an empty outbox."""
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
        self._queued = 0
        self._closing: Bye | None = None
        self._closed = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

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
        too_long = self._queued > 0 and self._queued + len(text) > OUTBOX_CHARACTERS
        if self._outbox.full() or too_long:
            log.warning("peer.too_slow", address=self.address, code=ErrorCode.TOO_SLOW)
            self._forget()
            self.bye(ErrorCode.TOO_SLOW, retry=True)
            return
        self._queued += len(text)
        self._outbox.put_nowait(text)

    def bye(self, code: ErrorCode, *, retry: bool) -> None:
        """Say the last word and close; the first one counts. Whatever is queued before, it has ten seconds."""
        if self._closing is not None:
            return
        self._closing = Bye(code=code, retry=retry)
        if self._outbox.full():
            self._forget()
        self._outbox.put_nowait(None)
        self._closed.set()
        if self._writer is not None:
            asyncio.get_running_loop().call_later(_WRITE_TIMEOUT_S, self._writer.cancel)

    async def hold(self, seconds: float) -> None:
        """Nothing is read for so long: TCP tells the other side to wait. Ends early with the socket."""
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait([closed], timeout=seconds)
        finally:
            closed.cancel()

    async def run(self, receive: Callable[[str], Awaitable[None]]) -> None:
        """Serve until either side ends it; `receive` is awaited for each text frame, one after the other."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._writer = writer = tasks.create_task(self._write())
                reader = tasks.create_task(self._read(receive))
                await asyncio.wait([writer, reader], return_when=asyncio.FIRST_COMPLETED)
                if not writer.done() and self._closing is not None:
                    await asyncio.wait([writer], timeout=_WRITE_TIMEOUT_S)
                writer.cancel()
                if not reader.done():
                    await self._let_finish(reader)
        finally:
            await self._close()

    def _forget(self) -> None:
        """For somebody who does not read there is no use in what waits to be sent."""
        while not self._outbox.empty():
            self._outbox.get_nowait()
        self._queued = 0

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
                self._queued = max(0, self._queued - len(text))
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
