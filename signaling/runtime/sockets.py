"""The sockets of this node: who says hello, how much they may ask in which time, and how they are sent elsewhere.

What is asked for is the hub's business; here one is recognised, charged, and answered when refused: the socket's
ladder of errors.
"""

import asyncio
from collections import defaultdict

import structlog

from records.arrivals import Arrival
from records.credentials import hashed
from signaling.protocol.codec import decode, reply_id
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Hello
from signaling.protocol.outgoing import Error, Self
from signaling.protocol.words import ErrorCode
from signaling.runtime.allowance import HELLO_COST, Allowance, Allowances, cost_of, cost_of_text
from signaling.runtime.doorkeeper import Doorkeeper
from signaling.runtime.hub import Hub
from signaling.runtime.page import Page
from signaling.runtime.peer import Peer, Wire

_HELLO_TIMEOUT_S = 10.0
_HELLO_CHARACTERS = 2048
_HELLO_OWED_S = 1.0
_BAD_MESSAGES = 50
_STRANGERS = 200
"""Sockets of one address that have not said hello."""

_MOVED_TOGETHER = 50
_MOVE_STEP_S = 0.02
"""2,500 sockets a second come to the other nodes when this one leaves, instead of all of them in one instant."""

_MOVE_WITHIN_S = 6.0

_PASSING = (ErrorCode.DRAINING, ErrorCode.RATE_LIMITED)
"""Why a hello was refused that may be said again."""

log = structlog.get_logger()


class Sockets:
    """All of one node."""

    def __init__(self, doorkeeper: Doorkeeper, hub: Hub) -> None:
        self._doorkeeper = doorkeeper
        self._hub = hub
        self._peers: set[Peer] = set()
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
        return len(self._peers)

    @property
    def anybody(self) -> bool:
        """Whether somebody is signed in."""
        return bool(self._hub.pages)

    async def serve(self, wire: Wire, *, address: str) -> None:
        """Serve one socket from its first frame to its end."""
        peer = Peer(wire, address=address)
        page: Page | None = None
        allowance = Allowance(_now())
        bad = 0

        async def receive(text: str) -> None:
            nonlocal page, allowance, bad
            cost = cost_of_text(text)
            try:
                if page is None:
                    hello = self._hello(text)
                    self._greeted(peer)
                    arrival = await self._doorkeeper.recognise(hello.token)
                    page = _page(peer, hello, arrival)
                    allowance = self._allowances.of(page.person.id, _now())
                    await self._hub.admit(page, arrival.seat)
                else:
                    message = decode(text)
                    cost += cost_of(message)
                    await self._hub.ask(page, message)
            except SignalError as error:
                bad += 1
                log.info("peer.refused", code=error.code, address=address)
                peer.send(Error(code=error.code, message=error.message, reply_to=reply_id(text)))
                if page is None:
                    peer.bye(error.code, retry=error.code in _PASSING)
                elif bad > _BAD_MESSAGES:
                    peer.bye(ErrorCode.RATE_LIMITED, retry=False)
            owed_s = allowance.take(cost, _now())
            if allowance.abused:
                peer.bye(ErrorCode.RATE_LIMITED, retry=False)
            elif owed_s > 0:
                await peer.hold(owed_s)

        def too_late() -> None:
            if page is None:
                peer.bye(ErrorCode.HELLO_TIMEOUT, retry=False)

        self._peers.add(peer)
        self._expect(peer)
        deadline = asyncio.get_running_loop().call_later(_HELLO_TIMEOUT_S, too_late)
        try:
            await peer.run(receive)
        finally:
            self._peers.discard(peer)
            deadline.cancel()
            self._greeted(peer)
            if page is not None:
                await asyncio.shield(self._hub.part(page, lost=not self.draining))

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
        together = max(_MOVED_TOGETHER, round(2 * _MOVE_STEP_S * len(self._peers) / _MOVE_WITHIN_S))
        while self._peers and time() < end:
            for peer in [peer for peer in self._peers if not peer.closing][:together]:
                peer.bye(ErrorCode.DRAINING, retry=True)
            await asyncio.sleep(_MOVE_STEP_S)

    async def close(self) -> None:
        """This node ends: pages are told to come back elsewhere, and nobody counts as lost because of it."""
        self.drain()
        self._send_away()

    def fence(self) -> None:
        """The others have given this node up: pages come again, here or elsewhere, and nobody comes in meanwhile."""
        self._fenced = True
        self._send_away()

    def reopen(self) -> None:
        """People may come again, to a node that has begun a new life."""
        self._fenced = False

    def _send_away(self) -> None:
        for peer in tuple(self._peers):
            peer.bye(ErrorCode.DRAINING, retry=True)

    def _expect(self, peer: Peer) -> None:
        strangers = self._strangers[peer.address]
        strangers.add(peer)
        if len(strangers) > _STRANGERS:
            peer.bye(ErrorCode.RATE_LIMITED, retry=True)

    def _greeted(self, peer: Peer) -> None:
        self._strangers[peer.address].discard(peer)
        if not self._strangers[peer.address]:
            del self._strangers[peer.address]

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
