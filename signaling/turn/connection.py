"""The way to a TURN server: UDP, TCP or TLS, with every wait ended."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from signaling.turn.conversation import Answer, Conversation
from signaling.turn.credential import TurnCredential
from signaling.turn.message import HEADER, Attributes, Method, length_of
from signaling.turn.url import Way

_AGAIN_AFTER_S = (0.5, 1.0, 2.0)
"""RFC 8489, 6.2.1, cut short: who has not answered after three times is away, as far as we are concerned."""
_ONCE_S = (3.5,)
_TIMES = 3
"""A nonce may be stale again by the time we come with it."""


class TurnConnection:
    """Open inside `connected`. Requests may be under way side by side."""

    def __init__(self, credential: TurnCredential) -> None:
        self._conversation = Conversation(credential)
        self._waiting: dict[bytes, asyncio.Future[Answer]] = {}
        self._lost: OSError | None = None
        self.send: Callable[[bytes], None] = lambda _: None
        self.waits_s: tuple[float, ...] = _ONCE_S

    async def ask(self, method: Method, attributes: Callable[[bytes], Attributes]) -> Answer:
        """What the server says to it. Raises TimeoutError when it says nothing, and OSError when the way is gone."""
        answer = await self._say(*self._conversation.ask(method, attributes))
        for _ in range(_TIMES):
            if not answer.ask_again:
                break
            answer = await self._say(*self._conversation.ask(method, attributes))
        return answer

    async def knock(self) -> None:
        """Hear anything from it, without being anybody. Raises as `ask` does."""
        await self._say(*self._conversation.knock())

    def heard(self, data: bytes) -> None:
        """The server has said something."""
        answer = self._conversation.hear(data)
        future = self._waiting.get(answer.message.transaction) if answer else None
        if answer is not None and future is not None and not future.done():
            future.set_result(answer)

    def lose(self, error: Exception | None) -> None:
        """Nothing more will come."""
        self._lost = error if isinstance(error, OSError) else ConnectionResetError("the TURN server hung up")
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(self._lost)

    async def _say(self, transaction: bytes, data: bytes) -> Answer:
        if self._lost is not None:
            self._conversation.forget(transaction)
            raise self._lost
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = future
        try:
            for wait_s in self.waits_s:
                self.send(data)
                if (await asyncio.wait([future], timeout=wait_s))[0]:
                    return future.result()
            raise TimeoutError("no answer")
        finally:
            future.cancel()
            del self._waiting[transaction]
            self._conversation.forget(transaction)


@asynccontextmanager
async def connected(
    way: Way, address: str, credential: TurnCredential, *, tls: ssl.SSLContext | None
) -> AsyncIterator[TurnConnection]:
    """The way to this address of the server. Raises OSError when there is none; the deadline is the caller's."""
    connection, loop = TurnConnection(credential), asyncio.get_running_loop()
    transport: asyncio.BaseTransport
    if way.transport == "udp":
        datagrams, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(connection), remote_addr=(address, way.port)
        )
        connection.send, connection.waits_s, transport = datagrams.sendto, _AGAIN_AFTER_S, datagrams
    else:
        secure = way.transport == "tls"
        stream, _ = await loop.create_connection(
            lambda: _Stream(connection), address, way.port, ssl=tls if secure else None,
            server_hostname=way.host if secure else None,
        )  # fmt: skip
        connection.send, transport = stream.write, stream
    try:
        yield connection
    finally:
        transport.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, connection: TurnConnection) -> None:
        self._connection = connection

    def datagram_received(self, data: bytes, _: object) -> None:
        self._connection.heard(data)

    def error_received(self, exc: Exception) -> None:
        self._connection.lose(exc)


class _Stream(asyncio.Protocol):
    """STUN over TCP has no framing but the length in each message (RFC 8489, 6.2.2)."""

    def __init__(self, connection: TurnConnection) -> None:
        self._connection = connection
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= HEADER and len(self._buffer) >= (length := length_of(self._buffer)):
            message, self._buffer = self._buffer[:length], self._buffer[length:]
            self._connection.heard(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.lose(exc)
