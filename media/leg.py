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
from media.part import Chain, Part, PartLimit
from media.picture import PicturePacket
from media.picture_track import PictureTrack
from media.ports import LegGrant
from media.receiver import Receiver, Report
from media.timeline import LEAD_S, Arrived
from media.transport import Track, Transport, open_transport

CONNECT_WITHIN_S = 15.0
SILENT_FOR_S = 10.0
_REPORT_EVERY_S = 0.5
_MAX_HELD = 6_000
"""Packets waiting for consent to be confirmed or for the disk: minutes, where tenths of a second are normal."""
_MAX_BYTES_PER_S = 256 * 1024
"""Twice the most that Opus can be; who sends more sends something else."""
_MAX_PICTURE_BYTES_PER_S = 1024 * 1024
"""Six times what the answer allows a picture: keyframes come at once."""
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
    picture: bool = False
    """Whether the picture of a leg is taken where everybody has agreed to it."""
    limit: PartLimit = field(default_factory=PartLimit)


@dataclass(slots=True, eq=False)
class Leg:
    """Made for a part, from a checked offer. `answer` opens the transport, `run` lasts until the leg has ended, `tend`
    is called ten times a second meanwhile.
    """

    chain: Chain
    """Its part, and the parts around it."""
    offer: Offer
    config: LegConfig
    clock: Callable[[], float]
    first_packet: Callable[[LegGrant, float], float]
    """Gives the position that is second 0 of the file."""
    begun: Callable[[], None] = lambda: None
    """Called for the first packet that waits for consent to be confirmed."""

    held: deque[Arrived] = field(default_factory=deque)
    _receiver: Receiver = field(default_factory=Receiver)
    _picture: PictureTrack | None = None
    _last_packet_s: float = 0.0
    _reported_s: float = 0.0
    _bytes: int = 0
    _picture_bytes: int = 0
    _counted_s: float = 0.0
    _ended: "asyncio.Future[LegEnd] | None" = None
    _transport: Transport | None = None

    def __post_init__(self) -> None:
        if self.offer.picture is not None and self.offer.takes_picture:
            self._picture = PictureTrack(self.offer.picture.by_payload_type)

    @property
    def grant(self) -> LegGrant:
        """What it may write at this time."""
        return self.chain.part.grant

    @property
    def has_picture(self) -> bool:
        """Whether a picture may come."""
        return self._picture is not None

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
            await self._ask(self._transport, now_s)
            if now_s - self._reported_s >= _REPORT_EVERY_S and (reports := self._reports()):
                self._reported_s = now_s
                await self._transport.report(reports)
        except ConnectionError:
            self.end("lost")

    def packet(self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, arrival_s: float) -> None:
        """Called by the transport for every packet of sound."""
        now_s = arrival_s
        self._last_packet_s = now_s
        self._bytes += len(payload) + _PACKET_BYTES
        number = self._receiver.number(ssrc, sequence, now_s)
        if number is None or not payload or self.ending:
            return
        self._receiver.measure(timestamp, now_s)
        self._hold(Arrived(number, timestamp, now_s, payload))

    def picture(
        self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, payload_type: int, ends_frame: bool,
        arrival_s: float,
    ) -> None:  # fmt: skip
        """The same for its picture."""
        now_s = arrival_s
        self._last_packet_s = now_s
        self._picture_bytes += len(payload) + _PACKET_BYTES
        if self._picture is None or self.ending:
            return
        packet = self._picture.packet(
            ssrc, sequence, timestamp, payload, payload_type=payload_type, ends_frame=ends_frame, now_s=now_s
        )  # fmt: skip
        if packet is not None:
            self._hold(packet)

    def need_keyframe(self) -> None:
        """What is written of the picture from now on can only be seen from a keyframe on."""
        if self._picture is not None:
            self._picture.need_keyframe()

    def end_picture(self) -> None:
        """It was taken back: whatever still comes of it is not even looked at."""
        self._picture = None

    def begin_with(self, part: Part, first: Arrived) -> float:
        """The first packet that is written of a part: where second 0 of its file lies."""
        if part.zero_s is None:
            sounds_s = 0.0 if isinstance(first, PicturePacket) else packet_seconds(first.payload)
            part.zero_s = self.first_packet(part.grant, first.arrival_s - sounds_s - LEAD_S)
        return part.zero_s

    def gone(self) -> None:
        """Called by the transport when the line is closed from the other side."""
        self.end("lost")

    async def close(self) -> None:
        """Close the transport, if there is one, and let go of it: it holds us, and nobody looks for circles often."""
        seen = str(self._picture.counts) if self._picture is not None else None
        if self._transport is not None:
            transport, self._transport = self._transport, None
            await transport.close()
        log.info("leg.closed", part_id=self.grant.part_id, counts=str(self._receiver.counts), picture=seen)

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
        passed_s = now_s - self._counted_s
        streams = self._transport.streams if self._transport is not None else 0
        floods = self._bytes > _MAX_BYTES_PER_S * passed_s or self._picture_bytes > _MAX_PICTURE_BYTES_PER_S * passed_s
        if streams > _MOST_STREAMS or (self._counted_s and floods):
            self.end("overrun")
        self._bytes, self._picture_bytes, self._counted_s = 0, 0, now_s

    def _hold(self, packet: Arrived) -> None:
        self.held.append(packet)
        if self.chain.part.zero_s is None and len(self.held) == 1:
            self.begun()
        if len(self.held) > _MAX_HELD:
            self.end("overrun")

    async def _ask(self, transport: Transport, now_s: float) -> None:
        if missing := self._receiver.ask(now_s):
            await transport.ask_again(missing, of="sound")
        if self._picture is None:
            return
        if missing := self._picture.ask(now_s):
            await transport.ask_again(missing, of="picture")
        if self._picture.asks_for_keyframe(now_s):
            await transport.ask_for_keyframe()

    def _reports(self) -> dict[Track, Report]:
        found: dict[Track, Report | None] = {"sound": self._receiver.report()}
        if self._picture is not None:
            found["picture"] = self._picture.report()
        return {track: report for track, report in found.items() if report is not None}
