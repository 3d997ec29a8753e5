"""The sockets of this node: who is let in by which hello, and how all of them are sent elsewhere.

What is asked for is the hub's business.
"""

import asyncio
from collections import defaultdict

from records.arrivals import Arrival
from records.credentials import hashed
from signaling.protocol.codec import decode
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Hello
from signaling.protocol.outgoing import Self
from signaling.protocol.words import ErrorCode
from signaling.runtime.allowance import HELLO_COST, Allowances
from signaling.runtime.doorkeeper import Doorkeeper
from signaling.runtime.hub import Hub
from signaling.runtime.page import Page
from signaling.runtime.peer import Listener, Peer, Wire
from signaling.runtime.relay import Relay
from signaling.runtime.visit import Guest, Visit

_HELLO_CHARACTERS = 2048
_HELLO_OWED_S = 1.0
_STRANGERS = 200
"""Sockets of one address that have not said hello."""

_MOVED_TOGETHER = 50
_MOVE_STEP_S = 0.02
"""2,500 sockets a second come to the other nodes when this one leaves, instead of all of them in one instant."""

_MOVE_WITHIN_S = 6.0
_END_WITHIN_S = 8.0
"""Longer than a wire needs to end whatever the other side does."""


class Sockets:
    """All of one node."""

    def __init__(self, doorkeeper: Doorkeeper, hub: Hub, relay: Relay) -> None:
        self._doorkeeper = doorkeeper
        self._hub = hub
        self.pass_on = relay.pass_on
        self.ask = hub.ask
        self._visits: set[Visit] = set()
        self._empty = asyncio.Event()
        self._strangers: defaultdict[str, set[Peer]] = defaultdict(set)
        self._allowances = Allowances()
        self._draining = False
        self._fenced = False

    @property
    def draining(self) -> bool:
        """Whether this node is on its way out, or between two lives."""
        return self._draining or self._fenced

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self._visits)

    @property
    def anybody(self) -> bool:
        """Whether somebody is signed in."""
        return bool(self._hub.pages)

    def open(self, wire: Wire, *, address: str) -> Listener:
        """A socket has come; who is to be told what comes over it."""
        visit = Visit(wire, self, address=address)
        self._visits.add(visit)
        self._empty.clear()
        strangers = self._strangers[address]
        strangers.add(visit.peer)
        if len(strangers) > _STRANGERS:
            visit.peer.bye(ErrorCode.RATE_LIMITED, retry=True)
        return visit

    async def greet(self, peer: Peer, text: str) -> Guest:
        """Recognise who says hello. Raises SignalError when nobody is let in by it."""
        hello = self._hello(text)
        self._greeted(peer)
        arrival = await self._doorkeeper.recognise(hello.token)
        page = _page(peer, hello, arrival)
        return Guest(page, arrival.seat, self._allowances.of(page.person.id, _now()))

    async def admit(self, guest: Guest) -> None:
        """Give the page its first word, and all it needs to be right at once."""
        await self._hub.admit(guest.page, guest.seat)

    async def part(self, visit: Visit) -> None:
        """It is over; its person is gone unless another page of theirs is there."""
        try:
            self._greeted(visit.peer)
            if visit.page is not None:
                await self._hub.part(visit.page, lost=not self.draining)
        finally:
            self._visits.discard(visit)
            if not self._visits:
                self._empty.set()

    def drain(self) -> None:
        """From now on nobody new is let in, and nobody who goes counts as lost."""
        self._draining = True

    async def move(self) -> None:
        """Tell every socket to come back elsewhere, one after the other; back when all are gone or their time is over.

        Those too that were just being let in when it began, or have said nothing yet.
        """
        self.drain()
        time = asyncio.get_running_loop().time
        end = time() + _MOVE_WITHIN_S
        together = max(_MOVED_TOGETHER, round(2 * _MOVE_STEP_S * len(self._visits) / _MOVE_WITHIN_S))
        while self._visits and time() < end:
            for peer in [visit.peer for visit in self._visits if not visit.peer.closing][:together]:
                peer.bye(ErrorCode.DRAINING, retry=True)
            await asyncio.sleep(_MOVE_STEP_S)

    async def close(self) -> None:
        """This node ends: pages are told to come back elsewhere, and nobody counts as lost because of it.

        Back when the last one is gone, at the latest when the time of all is over.
        """
        self.drain()
        self._send_away()
        if self._visits:
            gone = asyncio.ensure_future(self._empty.wait())
            await asyncio.wait([gone], timeout=_END_WITHIN_S)
            gone.cancel()

    def fence(self) -> None:
        """The others have given this node up: pages come again, here or elsewhere, and nobody comes in meanwhile."""
        self._fenced = True
        self._send_away()

    def reopen(self) -> None:
        """People may come again, to a node that has begun a new life."""
        self._fenced = False

    def _send_away(self) -> None:
        for visit in tuple(self._visits):
            visit.peer.bye(ErrorCode.DRAINING, retry=True)

    def _greeted(self, peer: Peer) -> None:
        strangers = self._strangers.get(peer.address, set())
        strangers.discard(peer)
        if not strangers:
            self._strangers.pop(peer.address, None)

    def _hello(self, text: str) -> Hello:
        if self.draining:
            raise SignalError(ErrorCode.DRAINING, "This server is closing; connect again.")
        if len(text) > _HELLO_CHARACTERS:
            raise SignalError(ErrorCode.TOO_LARGE, f"The first message may have {_HELLO_CHARACTERS} characters.")
        hello = decode(text)
        if not isinstance(hello, Hello):
            raise SignalError(ErrorCode.HELLO_EXPECTED, "The first message is hello.")
        if self._allowances.of(hashed(hello.token), _now()).take(HELLO_COST, _now()) > _HELLO_OWED_S:
            raise SignalError(ErrorCode.RATE_LIMITED, "This came back too often in a short time.")
        return hello


def _page(peer: Peer, hello: Hello, arrival: Arrival) -> Page:
    credential = arrival.credential
    person = Self(
        id=credential.participant_id or credential.user_id or "", role=credential.role, name=credential.name,
        language=arrival.language,
    )  # fmt: skip
    return Page(peer, hello.page_id, credential, person, resume=hello.resume, seen_version=hello.call_version)


def _now() -> float:
    return asyncio.get_running_loop().time()
