"""One connection to Redis, shared by all that a node says to the others and hears of them.

Commands of one turn of the event loop go out together and are answered in order; what is published comes in between.
Nothing is sent again by itself: whoever asked is told that nobody knows whether it was done.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from signaling.cluster.resp import Answers, ErrorAnswer, Push, Value, command

_CONNECT_TIMEOUT_S = 3.0
_ANSWER_TIMEOUT_S = 1.0
_QUIET_S = 1.0
_SILENT_FOR_S = 5.0
_STOOD_STILL_S = 1.0
_READ_BYTES = 256 * 1024

OnPush = Callable[[Push], None]


class SilentError(ConnectionError):
    """Redis does not answer, or has not in time; what was asked may be done yet."""


class Line:
    """Is read by `read` and looked after by `tend`; whoever opened it runs both."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_push: OnPush) -> None:
        self._reader = reader
        self._writer = writer
        self._on_push = on_push
        self._loop = asyncio.get_running_loop()
        self._unsent: list[bytes] = []
        self._asked: deque[tuple[asyncio.Future[Value], float]] = deque()
        self._heard_at = self._tended_at = self._loop.time()
        self._stuck = False

    def tell(self, *words: str | bytes | int) -> None:
        """Send what is answered by a push, if at all."""
        self.send(command(*words))

    def ask(self, packed: bytes) -> "asyncio.Future[Value]":
        """Send a command; the future has its answer, or ErrorAnswer or SilentError."""
        answer: asyncio.Future[Value] = self._loop.create_future()
        if self._stuck:
            answer.set_exception(SilentError("Redis has not answered what was asked before"))
        else:
            self._asked.append((answer, self._loop.time()))
            self.send(packed)
        return answer

    def send(self, packed: bytes) -> None:
        """With everything else that is said in this turn of the loop."""
        if not self._unsent:
            self._loop.call_soon(self._flush)
        self._unsent.append(packed)

    async def read(self) -> None:
        """Until the connection ends, which raises ConnectionError."""
        answers = Answers()
        while data := await self._reader.read(_READ_BYTES):
            self._heard_at = self._loop.time()
            for value in answers.feed(data):
                if isinstance(value, Push):
                    self._on_push(value)
                else:
                    self._answered(value)
        raise ConnectionError("Redis has closed the connection")

    def tend(self) -> None:
        """Several times a second: nobody waits without an end. A connection that died without a word is found by
        asking; whoever only listens would never know. Raises SilentError for it.

        What is due at once after this process stood still itself is not held against Redis: its words lie unread.
        """
        now = self._loop.time()
        stood_still, self._tended_at = now - self._tended_at > _STOOD_STILL_S, now
        if stood_still:
            return
        if now - self._heard_at > _SILENT_FOR_S:
            raise SilentError("Redis does not answer")
        self._stuck = bool(self._asked) and now - self._asked[0][1] > _ANSWER_TIMEOUT_S
        if self._stuck:
            self.give_up()
        elif not self._asked and now - self._heard_at > _QUIET_S:
            self.ask(command("PING")).add_done_callback(asyncio.Future.exception)

    def give_up(self) -> None:
        """Whoever waits for an answer waits no longer; the answers that come yet are nobody's."""
        for answer, _ in self._asked:
            if not answer.done():
                answer.set_exception(SilentError("Redis has not answered in time"))

    def _answered(self, value: Value | ErrorAnswer) -> None:
        if not self._asked:
            raise ConnectionError(f"Redis answers what nobody asked: {value!r:.100}")
        answer, _ = self._asked.popleft()
        self._stuck = self._stuck and bool(self._asked)
        if answer.done():
            return
        if isinstance(value, ErrorAnswer):
            answer.set_exception(value)
        else:
            answer.set_result(value)

    def _flush(self) -> None:
        if not self._writer.is_closing():
            self._writer.write(b"".join(self._unsent))
        self._unsent.clear()


@asynccontextmanager
async def open_line(redis: "Redis", on_push: OnPush) -> AsyncIterator[Line]:
    """Connect as this client of redis-py would (address, TLS, sign-in), then take the connection over."""
    connection = redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py's
    try:
        async with asyncio.timeout(_CONNECT_TIMEOUT_S):
            await connection.connect()
            # Its own way of reading is what costs; it offers no other door to the streams it has opened.
            line = Line(connection._reader, connection._writer, on_push)
            line.ask(command("HELLO", 3)).add_done_callback(asyncio.Future.exception)
        try:
            yield line
        finally:
            line._flush()  # what was said in the last turn; to close the connection waits for it
            line.give_up()
    finally:
        await connection.disconnect(nowait=True)
