"""The generator's end of a connection, as cheap as Python can have it: a WebSocket of RFC 6455, or bare TCP.

A frame of ours is masked with the key 0, which a server has to unmask like any other and costs us nothing.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

_TEXT, _CLOSE, _PING = 1, 8, 9
_PONG = b"\x8a\x80\0\0\0\0"


@dataclass(frozen=True, slots=True)
class Step:
    """Say this (nothing, if empty), then wait for a text that holds `until`."""

    say: bytes
    until: bytes


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits at a connection: how it begins, and what is said until it is ready.

    `path` of None is bare TCP. `before`/`after` make a message to the other one of a pair of what stands between.
    """

    path: str | None
    steps: tuple[Step, ...]
    before: bytes = b""
    after: bytes = b""


class Line(asyncio.Protocol):
    """One connection. `heard` is called with each text; `ready` is done once the last step's words have come."""

    def __init__(self, seat: Seat, heard: Callable[["Line", bytes], None]) -> None:
        self.seat = seat
        self.heard = heard
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost = False
        self._step = -1
        self._rest = b""

    def say(self, text: bytes) -> None:
        """Send one message."""
        self._write(len(text).to_bytes(4) + text)

    def drop(self) -> None:
        """Cut the connection, without a word."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but its class
        self._write = self._transport.write
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for us is told."""
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"lost in step {self._step} ({self._rest[:200]!r})"))

    def data_received(self, data: bytes) -> None:
        """Frames of four bytes of length, and as many of text."""
        data = self._rest + data if self._rest else data
        at = 0
        while len(data) >= at + 4 and len(data) >= (end := at + 4 + int.from_bytes(data[at : at + 4])):
            self._got(data[at + 4 : end])
            at = end
        self._rest = data[at:]

    def _begin(self) -> None:
        self._next()

    def _got(self, text: bytes) -> None:
        self.heard(self, text)
        if self._step < len(self.seat.steps) and self.seat.steps[self._step].until in text:
            self._next()

    def _next(self) -> None:
        self._step += 1
        if self._step == len(self.seat.steps):
            if not self.ready.done():
                self.ready.set_result(None)
        elif say := self.seat.steps[self._step].say:
            self.say(say)


class WebSocketLine(Line):
    """The same over a WebSocket."""

    _upgraded = False

    def say(self, text: bytes) -> None:
        """In one frame."""
        self._write(framed(text))

    def data_received(self, data: bytes) -> None:
        """The answer to the upgrade, then frames."""
        data = self._rest + data if self._rest else data
        if not self._upgraded:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._rest = b""
            if not head.startswith(b"HTTP/1.1 101"):
                self._rest = head
                self._transport.abort()
                return
            self._upgraded = True
            self._next()
        at, have = 0, len(data)
        while have - at >= 2:
            length, start = data[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if have < start + length:
                break
            self._frame(data[at] & 15, data[start : start + length])
            at = start + length
        self._rest = data[at:]

    def _begin(self) -> None:
        self._write(
            b"GET %s HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            b"Sec-WebSocket-Protocol: reassure.v1\r\n\r\n" % (self.seat.path or "/").encode()
        )

    def _frame(self, kind: int, body: bytes) -> None:
        if kind == _TEXT:
            self._got(body)
        elif kind == _PING:
            self._write(_PONG if not body else bytes((0x8A, 0x80 | len(body))) + b"\0\0\0\0" + body)
        elif kind == _CLOSE:
            self._transport.close()


def framed(text: bytes) -> bytes:
    """One masked text frame."""
    size = len(text)
    if size < 126:
        return bytes((0x81, 0x80 | size)) + b"\0\0\0\0" + text
    return b"\x81\xfe" + size.to_bytes(2) + b"\0\0\0\0" + text
