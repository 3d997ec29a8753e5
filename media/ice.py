"""The recorder's end of ICE. It answers checks and sends none (a lite agent, RFC 8445, appendix A).

Whatever addresses an offer names, nothing is sent to them: not to 299 private ones, and no `.local` name is looked up.
Who wants to be heard has to come, and to know the password that stands in our answer. Until an address has done so,
nothing of it is passed on but its checks (RFC 7983, section 7). Media goes straight to who decrypts it, in the turn of
the loop in which it came; only the handshake waits for whoever reads it.
"""

import asyncio
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import structlog
from aioice import stun
from aiortc import RTCIceCandidate
from aiortc.rtcicetransport import RTCIceParameters

from media.checks import is_authentic
from media.sockets import Bound, open_sockets

_CHECKED_FOR_S = 30.0
"""So long after its last check an address may be sent to (consent to send, RFC 7675, section 5.1)."""
_MOST_ADDRESSES = 16
_LONGEST_QUEUE = 1024
_AGAIN_S = (0.08, 0.16, 0.32)
"""OpenSSL sends a flight of its handshake again after a second, and nobody can tell it otherwise. Until then we do."""
_MANY_STRANGERS = 1_000
"""A browser that is late with a check of an earlier leg sends some; so many are thrown."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

log = structlog.get_logger()

Address = tuple[str, int]
Media = Callable[[bytes, float], None]
"""Takes one datagram of SRTP or SRTCP and when it came, on the clock of the transport. Must not wait."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where browsers find us. `addresses`: ours, by default all of this machine. `public`: what the internet has
    instead of the IPv4 one of them (1:1 NAT). `ports`: the UDP ports that may be taken, by default any.
    """

    addresses: tuple[str, ...] = ()
    public: str | None = None
    ports: range | None = None
    private: bool = True
    """Whether somebody with a private address may come."""


class _Way(NamedTuple):
    """Between one of our sockets and one address of the other side."""

    bound: Bound
    address: Address


class IceLite:
    """What aiortc's DTLS takes for its ICE transport: the names `role`, `_recv` and `_send` are aiortc's.

    `open`, then `connected` once, `close` in any case.
    """

    role = "controlled"

    def __init__(self, reach: Reach, *, remote_username: str, clock: Callable[[], float]) -> None:
        self._reach = reach
        self._remote_username = remote_username
        self._clock = clock
        self.parameters = RTCIceParameters(usernameFragment=_drawn(8), password=_drawn(24), iceLite=True)
        self.once_more: Callable[[bytes], bytes] = bytes
        """What is sent in place of a flight of the handshake that was sent before; at first the same. Until `close`:
        who knows more about it knows us.
        """
        self._bound: list[Bound] = []
        self._checked: OrderedDict[_Way, float] = OrderedDict()
        self._used: _Way | None = None
        self._first_check = asyncio.Event()
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(_LONGEST_QUEUE)
        self._early: list[tuple[bytes, float]] = []
        self._media: Media = self._keep
        self._flight: asyncio.TimerHandle | None = None
        self._secure = False
        self._closed = False
        self._strangers = 0

    async def open(self) -> None:
        """Open our ports. Raises OSError when there is none to be had."""
        self._bound = await open_sockets(self._reach.addresses, self._reach.ports, self._received)

    @property
    def candidates(self) -> list[RTCIceCandidate]:
        """Where we can be reached, for the answer."""
        return [
            RTCIceCandidate(
                component=1, foundation=str(number), ip=self._seen_as(bound.host), port=bound.port,
                priority=126 << 24 | (65_535 - number) << 8 | 255, protocol="udp", type="host",
            )
            for number, bound in enumerate(self._bound)
        ]  # fmt: skip

    async def connected(self) -> None:
        """Until somebody has come who knows our password; they are answered, and may be sent to."""
        await self._first_check.wait()

    def secured(self, media: Media) -> None:
        """The handshake is done: `media` is given what comes, and first, in its order, what came too early for it."""
        self._secure = True
        self._stop_flight()
        self._media = media
        for each in self._early:
            media(*each)
        self._early.clear()

    async def close(self) -> None:
        """Close our ports."""
        self._closed = True
        self.once_more = bytes
        self._media = _forget
        self._stop_flight()
        for bound in self._bound:
            bound.close()
        self._bound.clear()
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def _recv(self) -> bytes:
        """Raises ConnectionError once this is closed."""
        got = None if self._closed and self._queue.empty() else await self._queue.get()
        if got is None:
            raise ConnectionError("the ports are closed")
        return got

    async def _send(self, data: bytes) -> None:
        """Raises ConnectionError when there is nobody, or they have not asked for anything for half a minute."""
        way = self._used
        if self._closed or way is None or self._clock() - self._checked.get(way, float("-inf")) > _CHECKED_FOR_S:
            raise ConnectionError("nobody may be sent to")
        way.bound.send(data, way.address)
        if not self._secure:
            self._stop_flight()
            self._insist(data, _AGAIN_S)

    def _insist(self, flight: bytes, pauses: tuple[float, ...]) -> None:
        """Once more: of the same records those who have had them drop them (RFC 6347, section 4.1.2.6)."""
        if not pauses:
            return

        def again() -> None:
            if self._used is not None and not self._closed:
                self._used.bound.send(self.once_more(flight), self._used.address)
            self._insist(flight, pauses[1:])

        self._flight = asyncio.get_running_loop().call_later(pauses[0], again)

    def _stop_flight(self) -> None:
        if self._flight is not None:
            self._flight.cancel()
            self._flight = None

    def _received(self, bound: Bound, data: bytes, address: Address) -> None:
        if not data:
            return
        way, kind = _Way(bound, address), data[0]
        if kind <= 3:
            self._check(way, data)
        elif way not in self._checked:
            return
        elif 128 <= kind <= 191:
            self._media(data, self._clock())
        elif 20 <= kind <= 63 and not self._queue.full():
            self._queue.put_nowait(data)

    def _keep(self, data: bytes, came_s: float) -> None:
        """The other side may be ready before we are: its last word of the handshake was lost, or is late."""
        if len(self._early) < _LONGEST_QUEUE // 2:
            self._early.append((data, came_s))

    def _check(self, way: _Way, data: bytes) -> None:
        """A check that is not authentic is not even refused: we answer nobody who does not know us."""
        if not self._welcome(way.address[0]) or (request := self._authentic(data)) is None:
            return
        if "ICE-CONTROLLED" in request.attributes:
            self._refuse(request, way)
            return
        answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=request.transaction_id)
        answer.attributes["XOR-MAPPED-ADDRESS"] = way.address
        self._answer(answer, way)
        self._checked[way] = self._clock()
        self._checked.move_to_end(way)
        if self._used is None or "USE-CANDIDATE" in request.attributes:
            self._used = way
        while len(self._checked) > _MOST_ADDRESSES:
            self._checked.pop(next(each for each in self._checked if each != self._used))
        self._first_check.set()

    def _refuse(self, request: stun.Message, way: _Way) -> None:
        """Both sides cannot be led; we never lead (RFC 8445, section 7.3.1.1)."""
        answer = stun.Message(stun.Method.BINDING, stun.Class.ERROR, transaction_id=request.transaction_id)
        answer.attributes["ERROR-CODE"] = (487, "Role Conflict")
        self._answer(answer, way)

    def _answer(self, answer: stun.Message, way: _Way) -> None:
        answer.add_message_integrity(self._key)
        way.bound.send(bytes(answer), way.address)

    def _authentic(self, data: bytes) -> stun.Message | None:
        """A binding request of whom the offer is from, by our password; else None, and nothing of it was parsed."""
        wanted = f"{self.parameters.usernameFragment}:{self._remote_username}"
        if not is_authentic(data, username=wanted.encode(), password=self._key):
            self._count_stranger()
            return None
        try:
            return stun.parse_message(data)
        except Exception:  # noqa: BLE001 (somebody's bytes in somebody else's parser)
            return None

    def _count_stranger(self) -> None:
        """Who is not answered is not told either; that somebody throws things at us is for the operator."""
        self._strangers += 1
        if self._strangers == _MANY_STRANGERS:
            log.warning("ice.strangers", ports=[bound.port for bound in self._bound])

    @property
    def _key(self) -> bytes:
        return (self.parameters.password or "").encode()

    def _welcome(self, host: str) -> bool:
        return self._reach.private or ipaddress.ip_address(host.partition("%")[0]).is_global

    def _seen_as(self, host: str) -> str:
        return self._reach.public if self._reach.public and ":" not in host else host


def _forget(data: bytes, came_s: float) -> None:
    """There is nobody any more who could read it."""


def _drawn(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
