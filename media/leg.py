"""One browser's leg: what arrives waits here for consent, what is missing is asked for, and how it ends."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import structlog

from media.description import Offer, write_answer
from media.ice import Reach
from media.opus import packet_seconds
from media.ports import LegGrant
from media.receiver import Receiver
from media.timeline import Arrived
from media.transport import Transport, open_transport
from media.writer import PartFile

CONNECT_WITHIN_S = 15.0
SILENT_FOR_S = 10.0
_REPORT_EVERY_S = 0.5
_LEAD_S = 0.25
"""Silence at the head of a file: what follows may show that the first packet was late, and belongs before."""
_MAX_HELD = 6_000
"""Packets waiting for consent to be confirmed or for the disk: minutes, where tenths of a second are normal."""
_MAX_BYTES_PER_S = 256 * 1024
"""Twice the most that Opus can be; who sends more sends something else."""
_MOST_STREAMS = 32
"""A browser has one or two; whoever has more is filling our memory."""
_PACKET_BYTES = 200
"""What each packet counts beside its own bytes: it costs us a wake-up."""

LegEnd = Literal[
    "closed", "lost", "replaced", "never_connected", "stopped", "discarded", "no_answer", "overrun", "disk", "no_room",
    "worker_stopped", "taken",
]  # fmt: skip
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LegConfig:
    """Where the recorder is reached, and by whom."""

    reach: Reach = field(default_factory=Reach)


@dataclass(slots=True, eq=False)
class Leg:
    """Made from a grant and a checked offer. `answer` opens the transport, `run` lasts until the leg has ended, `tend`
    is called ten times a second meanwhile.
    """

    grant: LegGrant
    offer: Offer
    file: PartFile
    config: LegConfig
    clock: Callable[[], float]
    first_packet: Callable[[LegGrant, float], float]
    """Gives the position that is second 0 of the file."""
    begun: Callable[[], None] = lambda: None
    """Called for the first packet that waits for consent to be confirmed."""

    zero_s: float | None = None
    paused: bool = False
    """Whether the file says that nothing is written for now."""
    held: deque[Arrived] = field(default_factory=deque)
    _receiver: Receiver = field(default_factory=Receiver)
    _last_packet_s: float = 0.0
    _reported_s: float = 0.0
    _bytes: int = 0
    _counted_s: float = 0.0
    _ended: "asyncio.Future[LegEnd] | None" = None
    _transport: Transport | None = None

    async def answer(self) -> str:
        """Open our ports and write the answer. Raises OSError."""
        self._ended = asyncio.get_running_loop().create_future()
        self._transport = await open_transport(self, self.offer, reach=self.config.reach, clock=self.clock)
        return write_answer(
            self.offer,
            ice=self._transport.ice_parameters,
            dtls=self._transport.dtls_parameters,
            candidates=self._transport.candidates,
        )

    def end(self, reason: LegEnd) -> None:
        """Ask the leg to end; the first reason counts."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(reason)

    @property
    def ending(self) -> bool:
        """Whether it has been asked to end."""
        return self._ended is not None and self._ended.done()

    async def run(self) -> LegEnd:
        """Connect, receive, and give the reason of the end; the transport is closed then."""
        assert self._ended is not None  # noqa: S101 (answer comes first)
        try:
            await self._connected_or_ended(self._ended)
            self._last_packet_s = self.clock()
            return await self._ended
        finally:
            await self.close()

    async def tend(self, now_s: float) -> None:
        """Ask for the missing, report, notice silence and floods."""
        if self._transport is None or self._last_packet_s == 0.0 or self.ending:
            return
        if not self._transport.connected or now_s - self._last_packet_s > SILENT_FOR_S:
            self.end("lost")
            return
        self._look_for_flood(now_s)
        try:
            if missing := self._receiver.ask(now_s):
                await self._transport.ask_again(missing)
            if now_s - self._reported_s >= _REPORT_EVERY_S and (report := self._receiver.report()) is not None:
                self._reported_s = now_s
                await self._transport.report(report)
        except ConnectionError:
            self.end("lost")

    def packet(self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, arrival_s: float) -> None:
        """Called by the transport for everything that comes."""
        now_s = arrival_s
        self._last_packet_s = now_s
        self._bytes += len(payload) + _PACKET_BYTES
        number = self._receiver.number(ssrc, sequence, now_s)
        if number is None or not payload or self.ending:
            return
        self._receiver.measure(timestamp, now_s)
        self.held.append(Arrived(number, timestamp, now_s, payload))
        if self.zero_s is None and len(self.held) == 1:
            self.begun()
        if len(self.held) > _MAX_HELD:
            self.end("overrun")

    def begin_with(self, first: Arrived) -> float:
        """The first packet that is written: where second 0 of the file lies."""
        if self.zero_s is None:
            self.zero_s = self.first_packet(self.grant, first.arrival_s - packet_seconds(first.payload) - _LEAD_S)
        return self.zero_s

    def gone(self) -> None:
        """Called by the transport when the line is closed from the other side."""
        self.end("lost")

    async def close(self) -> None:
        """Close the transport, if there is one, and let go of it: it holds us, and nobody looks for circles often."""
        if self._transport is not None:
            transport, self._transport = self._transport, None
            await transport.close()
        log.info("leg.closed", part_id=self.grant.part_id, counts=str(self._receiver.counts))

    async def _connected_or_ended(self, ended: "asyncio.Future[LegEnd]") -> None:
        assert self._transport is not None  # noqa: S101 (answer comes first)
        connecting: asyncio.Future[Any] = asyncio.ensure_future(self._transport.connect(self.offer))
        await asyncio.wait([connecting, ended], timeout=CONNECT_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done():
            connecting.cancel()
            self.end("never_connected")
        elif not connecting.result():
            self.end("never_connected")

    def _look_for_flood(self, now_s: float) -> None:
        if now_s - self._counted_s < 1.0:
            return
        streams = self._transport.streams if self._transport is not None else 0
        if streams > _MOST_STREAMS or (self._counted_s and self._bytes > _MAX_BYTES_PER_S * (now_s - self._counted_s)):
            self.end("overrun")
        self._bytes, self._counted_s = 0, now_s
