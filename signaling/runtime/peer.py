"""The sending half of one socket. Knows no calls. Nobody waits for a slow peer.

A message is written in the turn of the loop in which it is sent. Only for a peer who does not take it as fast there is
an outbox, which is bounded, and a deadline.
"""

import asyncio
from typing import Protocol

import structlog

from signaling.protocol.codec import encode
from signaling.protocol.outgoing import Bye, Outgoing
from signaling.protocol.words import ErrorCode

OUTBOX_MESSAGES = 256
OUTBOX_CHARACTERS = 1024 * 1024
"""Of a message more than this one at a time is queued: what is longer has to wait for an empty outbox."""
_WRITE_TIMEOUT_S = 10.0

log = structlog.get_logger()


class Wire(Protocol):
    """A WebSocket, as little of it as is needed. None of this raises, nor waits."""

    @property
    def full(self) -> bool:
        """Whether the other side has enough to take for now; `Listener.drained` tells when it has not any more."""

    def write(self, text: str) -> None:
        """Send one text frame; nothing is done once the other side is gone."""

    def close(self, reason: str) -> None:
        """Close in order, after what was written; in the end `Listener.lost` is called, whatever the other does."""

    def watch(self, *, closely: bool) -> None:
        """How soon it is to be known that the other side is gone without a word; closely until told otherwise."""

    def hold(self) -> None:
        """Hear nothing until `go_on`: TCP tells the other side to wait."""

    def go_on(self) -> None:
        """Hear again."""


class Listener(Protocol):
    """Who is told what comes over a wire, in the turn of the loop in which it comes."""

    def heard(self, text: str) -> None:
        """One text frame; a few of them may come after `hold` yet."""

    def drained(self) -> None:
        """The wire is no longer full."""

    def lost(self) -> None:
        """The other side is gone; the last that is told."""


class Peer:
    """`send` writes or queues, or gives up on a peer who does not read."""

    __slots__ = ("_deadline", "_last", "_outbox", "_queued", "_wire", "address")

    def __init__(self, wire: Wire, *, address: str) -> None:
        self.address = address
        self._wire = wire
        self._outbox: list[str] = []  # an empty deque is ten times as large, and there is one for each socket
        self._queued = 0
        self._last: Bye | None = None
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def closing(self) -> bool:
        """Whether the last word has been said."""
        return self._last is not None

    @property
    def queued(self) -> int:
        """Characters that wait to be written."""
        return self._queued

    def send(self, message: Outgoing) -> None:
        """Send a message."""
        self.send_text(encode(message))

    def send_text(self, text: str) -> None:
        """Send a message that is encoded already."""
        if self._last is not None:
            return
        if not self._outbox and not self._wire.full:
            self._wire.write(text)
            return
        too_long = self._queued > 0 and self._queued + len(text) > OUTBOX_CHARACTERS
        if len(self._outbox) >= OUTBOX_MESSAGES or too_long:
            log.warning("peer.too_slow", address=self.address, code=ErrorCode.TOO_SLOW)
            self._empty()  # for somebody who does not read there is no use in what waits to be sent
            self.bye(ErrorCode.TOO_SLOW, retry=True)
            return
        self._queue(text)

    def bye(self, code: ErrorCode, *, retry: bool) -> None:
        """Say the last word and close; the first one counts. Whatever is queued before, all has ten seconds."""
        if self._last is not None:
            return
        self._last = Bye(code=code, retry=retry)
        if self._outbox or self._wire.full:
            self._queue(encode(self._last))
            self._begin_deadline()
        else:
            self._wire.write(encode(self._last))
            self._wire.close(code)

    def watch(self, *, closely: bool) -> None:
        """Whether anybody waits for this peer."""
        self._wire.watch(closely=closely)

    def drained(self) -> None:
        """Write what is queued, as far as the wire takes it."""
        written = 0
        while written < len(self._outbox) and not self._wire.full:
            text = self._outbox[written]
            written += 1
            self._queued -= len(text)
            self._wire.write(text)
        del self._outbox[:written]
        if self._outbox:
            if written and self._last is None:
                self._begin_deadline()
            return
        self._end_deadline()
        if self._last is not None:
            self._wire.close(self._last.code)

    def gone(self) -> None:
        """Nothing reaches the other side any more."""
        self._last = self._last or Bye(code=ErrorCode.UNAVAILABLE, retry=True)
        self._empty()
        self._end_deadline()

    def _queue(self, text: str) -> None:
        self._outbox.append(text)
        self._queued += len(text)
        if self._deadline is None:
            self._begin_deadline()

    def _empty(self) -> None:
        self._outbox.clear()
        self._queued = 0

    def _begin_deadline(self) -> None:
        self._end_deadline()
        self._deadline = asyncio.get_running_loop().call_later(_WRITE_TIMEOUT_S, self._give_up)

    def _end_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        log.warning("peer.does_not_read", address=self.address)
        self._deadline = None
        self._empty()
        self._last = self._last or Bye(code=ErrorCode.TOO_SLOW, retry=True)
        self._wire.close(self._last.code)
