"""One socket: what is read from it, and what is written to it. Knows no calls. Nobody waits for a slow peer.

A message is written in the turn of the loop in which it is sent. Only for a peer who does not take it as fast there is
an outbox, which is bounded, and a task that empties it: an idle socket has neither.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from functools import partial
from typing import Any, Protocol

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

    def send(self, text: str) -> Coroutine[Any, Any, None]:
        """Send one text frame, and wait while the other side has too much to take; raises ConnectionError when it is
        gone. Its first step may be made outside of a task.
        """

    async def close(self, reason: str) -> None:
        """Close in order; never raises."""


class Peer:
    """The sending half is synchronous: `send` writes or queues, or gives up on a peer who does not read."""

    __slots__ = ("_closer", "_closing", "_held", "_limit", "_outbox", "_queued", "_wire", "_writer", "address")

    def __init__(self, wire: Wire, *, address: str) -> None:
        self.address = address
        self._wire = wire
        self._outbox: list[str] = []  # an empty deque is ten times as large, and there is one for each socket
        self._queued = 0
        self._closing: Bye | None = None
        self._writer: asyncio.Task[None] | None = None
        self._closer: asyncio.Task[None] | None = None
        self._limit: asyncio.Timeout | None = None
        self._held: asyncio.Future[None] | None = None

    @property
    def closing(self) -> bool:
        """Whether the last word has been said."""
        return self._closing is not None

    def send(self, message: Outgoing) -> None:
        """Send a message."""
        self.send_text(encode(message))

    def send_text(self, text: str) -> None:
        """Send a message that is encoded already."""
        if self._closing is not None:
            return
        if self._writer is None:
            self._write_now(text)
            return
        too_long = self._queued > 0 and self._queued + len(text) > OUTBOX_CHARACTERS
        if len(self._outbox) >= OUTBOX_MESSAGES or too_long:
            log.warning("peer.too_slow", address=self.address, code=ErrorCode.TOO_SLOW)
            self._outbox.clear()  # for somebody who does not read there is no use in what waits to be sent
            self.bye(ErrorCode.TOO_SLOW, retry=True)
            return
        self._queued += len(text)
        self._outbox.append(text)

    def bye(self, code: ErrorCode, *, retry: bool) -> None:
        """Say the last word and close; the first one counts. Whatever is queued before, it has ten seconds."""
        if self._closing is not None:
            return
        last = Bye(code=code, retry=retry)
        if self._writer is None:
            self._write_now(encode(last))
        else:
            self._outbox.append(encode(last))
        self._end(last)

    async def hold(self, seconds: float) -> None:
        """Nothing is read for so long: TCP tells the other side to wait. Ends early with the socket."""
        if self._closing is None:
            self._held = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._held], timeout=seconds)

    async def run(self, receive: Callable[[str], Awaitable[None]]) -> None:
        """Serve until either side ends it; `receive` is awaited for each text frame, one after the other.

        What was asked last is done to its end: cut off after its commit, nobody would be told of it.
        """
        try:
            async with asyncio.timeout(None) as self._limit:
                async for text in self._wire:
                    if self._closing is None:
                        await receive(text)
                    if self._closing is not None:
                        break
        except TimeoutError:
            if self._limit is None or not self._limit.expired():
                raise
            log.warning("peer.cut_off", address=self.address)
        finally:
            self._limit = None
            self._end(Bye(code=ErrorCode.UNAVAILABLE, retry=True))
            await self._ended()

    def _write_now(self, text: str) -> None:
        """The first step of sending, and mostly the only one; what it waits for then, a task waits for."""
        sending = self._wire.send(text)
        try:
            waited_for = sending.send(None)
        except StopIteration:
            return
        except ConnectionError:
            self._gone()
            return
        self._writer = asyncio.get_running_loop().create_task(self._write(_Begun(sending, waited_for)))

    async def _write(self, begun: Awaitable[None]) -> None:
        try:
            await _in_time(begun)
            while self._outbox:
                text = self._outbox.pop(0)
                self._queued = max(0, self._queued - len(text))
                await _in_time(self._wire.send(text))
        except ConnectionError:
            self._gone()
        finally:
            self._writer = None

    def _gone(self) -> None:
        """The other side is, which is no error of ours and must not cut the reader off."""
        log.debug("peer.gone", address=self.address)
        self._outbox.clear()
        self._end(Bye(code=ErrorCode.UNAVAILABLE, retry=True))

    def _end(self, last: Bye) -> None:
        if self._closing is None:
            self._closing = last
            self._closer = asyncio.get_running_loop().create_task(self._close())
        if self._held is not None and not self._held.done():
            self._held.set_result(None)

    async def _close(self) -> None:
        """What is queued has its time, then nothing more is read, and whoever reads has time for the last message."""
        if (writer := self._writer) is not None:
            await asyncio.wait([writer], timeout=_WRITE_TIMEOUT_S)
            writer.cancel()
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time() + _RECEIVE_TIMEOUT_S)
        if self._closing is not None:
            await self._wire.close(self._closing.code)

    async def _ended(self) -> None:
        """Nothing of this peer is left behind."""
        tasks = [task for task in (self._closer, self._writer) if task is not None]
        await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.result()


class _Begun:
    """Awaits the rest of a coroutine whose first step was made without a task.

    From Python 3.12 on a task can begin eagerly (`asyncio.eager_task_factory`), and this can go.
    """

    def __init__(self, rest: Coroutine[Any, Any, None], waited_for: object) -> None:
        self._rest = rest
        self._waited_for = waited_for

    def __await__(self) -> Generator[Any, Any, None]:
        waited_for = self._waited_for
        while True:
            try:
                answer = yield waited_for
            except BaseException as error:  # noqa: BLE001 (it is the coroutine's, whatever it is)
                step: Callable[[], object] = partial(self._rest.throw, error)
            else:
                step = partial(self._rest.send, answer)
            try:
                waited_for = step()
            except StopIteration:
                return


async def _in_time(writing: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(_WRITE_TIMEOUT_S):
            await writing
    except TimeoutError as error:
        raise ConnectionError("the peer does not read") from error
