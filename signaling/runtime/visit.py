"""One socket from its first frame to its end: who says hello, how much they may ask in which time, and the ladder of
errors. What is asked for is the hub's business.

One thing is asked after the other: what comes while something is carried out waits, and TCP tells the other side.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from records.arrivals import Seat
from signaling.protocol.codec import decode, encode, reply_id
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Incoming, Ping
from signaling.protocol.outgoing import Error, Pong
from signaling.protocol.relayed import Relayed, glance, relayed
from signaling.protocol.words import ErrorCode
from signaling.runtime.allowance import Allowance, cost_of, cost_of_text
from signaling.runtime.page import Page
from signaling.runtime.peer import Peer, Wire

_HELLO_TIMEOUT_S = 10.0
_BAD_MESSAGES = 50
_PASSING = (ErrorCode.DRAINING, ErrorCode.RATE_LIMITED)
"""Why a hello was refused that may be said again."""
_PONG = encode(Pong())

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Guest:
    """Who was recognised: the page, where its person sat when they were, and what else they may ask for."""

    page: Page
    seat: Seat | None
    allowance: Allowance


class Host(Protocol):
    """Whose guest the visitor is: all sockets of a node."""

    def greet(self, peer: Peer, text: str) -> Awaitable[Guest]:
        """Who says this hello. Raises SignalError when nobody is let in by it."""

    def admit(self, guest: Guest) -> Awaitable[None]:
        """Give a page that was recognised its first word."""

    def pass_on(self, page: Page, said: Relayed) -> None:
        """Give it to the other page. Raises SignalError when it is refused."""

    def ask(self, page: Page, message: Incoming) -> Coroutine[Any, Any, None]:
        """Do what the page asks for. Raises SignalError when it is refused."""

    def part(self, visit: "Visit") -> Awaitable[None]:
        """The visit is over; nothing more comes of it."""


class Visit:
    """The listener at one wire."""

    __slots__ = (
        "_allowance", "_bad", "_gone", "_held", "_host", "_patience", "_unheard", "_wire", "_work", "page", "peer",
    )  # fmt: skip

    def __init__(self, wire: Wire, host: Host, *, address: str) -> None:
        self.peer = Peer(wire, address=address)
        self.page: Page | None = None
        self._wire = wire
        self._host = host
        self._allowance: Allowance | None = None
        self._bad = 0
        self._gone = False
        self._held: asyncio.TimerHandle | None = None
        self._unheard: list[str] = []
        self._work: asyncio.Task[None] | None = None
        self._patience: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            _HELLO_TIMEOUT_S, self._too_late
        )

    def heard(self, text: str) -> None:
        """After the last word nothing is carried out any more."""
        if self._work is not None or self._held is not None:
            self._unheard.append(text)
            self._wire.hold()
        elif not self.peer.closing:
            self._take(text)

    def drained(self) -> None:
        """What waits to be sent goes on."""
        self.peer.drained()

    def lost(self) -> None:
        """What was asked last is done to its end: cut off after its commit, nobody would be told of it."""
        self._gone = True
        self._unheard.clear()
        self.peer.gone()
        self._not_too_late()
        if self._held is not None:
            self._held.cancel()
            self._held = None
        if self._work is None:
            self._begin(self._part())

    def _too_late(self) -> None:
        self._patience = None
        self.peer.bye(ErrorCode.HELLO_TIMEOUT, retry=False)

    def _not_too_late(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _take(self, text: str) -> None:
        """Do at once what is done at once, and begin what is not."""
        cost, page = cost_of_text(text), self.page
        work: Coroutine[Any, Any, None] | None = None
        try:
            if page is None:
                work = self._come_in(text)
            elif (said := glance(text)) is not None:
                self._host.pass_on(page, said)
            else:
                message = decode(text)
                cost += cost_of(message)
                work = self._answer(page, message)
        except SignalError as error:
            self._refuse(text, error)
        except Exception:  # the ladder of the socket: the unknown ends it, and only it
            log.exception("socket.failed", code=ErrorCode.INTERNAL)
            self._fail()
        if work is None:
            self._charge(cost)
        else:
            self._begin(self._carry_out(work, text, cost))

    def _answer(self, page: Page, message: Incoming) -> Coroutine[Any, Any, None] | None:
        if isinstance(message, Ping):
            self.peer.send_text(_PONG)
        elif (said := relayed(message)) is not None:
            self._host.pass_on(page, said)
        else:
            return self._host.ask(page, message)
        return None

    async def _come_in(self, text: str) -> None:
        guest = await self._host.greet(self.peer, text)
        self._not_too_late()
        self.page, self._allowance = guest.page, guest.allowance
        await self._host.admit(guest)

    async def _carry_out(self, work: Coroutine[Any, Any, None], text: str, cost: float) -> None:
        try:
            await work
        except SignalError as error:
            self._refuse(text, error)
        except Exception:  # the same
            log.exception("socket.failed", code=ErrorCode.INTERNAL)
            self._fail()
        self._charge(cost)
        if self._gone:
            await self._part()
        else:
            self._work = None
            self._go_on()

    def _refuse(self, text: str, error: SignalError) -> None:
        self._bad += 1
        log.info("peer.refused", code=error.code, address=self.peer.address)
        self.peer.send(Error(code=error.code, message=error.message, reply_to=reply_id(text)))
        if self.page is None:
            self.peer.bye(error.code, retry=error.code in _PASSING)
        elif self._bad > _BAD_MESSAGES:
            self.peer.bye(ErrorCode.RATE_LIMITED, retry=False)

    def _fail(self) -> None:
        self.peer.bye(ErrorCode.UNAVAILABLE, retry=True)

    def _charge(self, cost: float) -> None:
        if self._allowance is None:  # nobody came in, who has said the last word by then
            return
        now = asyncio.get_running_loop().time()
        owed_s = self._allowance.take(cost, now)
        if self._allowance.abused:
            self.peer.bye(ErrorCode.RATE_LIMITED, retry=False)
        elif owed_s > 0 and not self._gone and not self.peer.closing:
            self._wire.hold()
            self._held = asyncio.get_running_loop().call_later(owed_s, self._released)

    def _released(self) -> None:
        self._held = None
        if self._work is None:
            self._go_on()

    def _go_on(self) -> None:
        """Take what has come meanwhile, one after the other, and then hear again."""
        while self._unheard and self._held is None and self._work is None and not self.peer.closing:
            self._take(self._unheard.pop(0))
        if self.peer.closing:
            self._unheard.clear()
        if self._held is None and self._work is None:
            self._wire.go_on()

    async def _part(self) -> None:
        try:
            await self._host.part(self)
        except Exception:  # as above; its person is found to be gone by the others
            log.exception("socket.not_parted", code=ErrorCode.INTERNAL)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._work = asyncio.get_running_loop().create_task(work)
