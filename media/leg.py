"""One browser's leg: its transport, its packets on their way to the file, and how it ends."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import structlog
from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceGatherer, RTCIceTransport
from aiortc.rtcdtlstransport import State
from aiortc.rtcrtpparameters import RTCRtpDecodingParameters, RTCRtpReceiveParameters
from aiortc.rtp import AnyRtcpPacket, RtcpRtpfbPacket, RtpPacket

from media.description import Offer, write_answer
from media.guard import guard
from media.ports import LegGrant
from media.receiver import Packet, Sequencer
from media.timeline import Timeline
from media.writer import PartFile

CONNECT_WITHIN_S = 15.0
SILENT_FOR_S = 10.0
_GENERIC_NACK = 1
_MAX_HELD = 6_000
"""Packets waiting for consent to be confirmed or for the disk: minutes, where tenths of a second are normal."""

LegEnd = Literal[
    "closed", "lost", "replaced", "never_connected", "stopped", "discarded", "no_answer", "overrun", "disk",
    "worker_stopped",
]  # fmt: skip
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LegConfig:
    """The recorder's addresses and whom it talks to."""

    addresses: tuple[str, ...] = ()
    private_candidates: bool = True


@dataclass(slots=True)
class Placed:
    """A packet with its position on the worker's clock, in seconds."""

    position_s: float
    arrival_s: float
    payload: bytes


@dataclass(slots=True, eq=False)
class Leg:
    """Made from a grant and a checked offer. `answer` opens the transport, `run` lasts until the leg has ended."""

    grant: LegGrant
    offer: Offer
    file: PartFile
    config: LegConfig
    clock: Callable[[], float]
    first_packet: Callable[[LegGrant, float], float]
    """Gives the position that is second 0 of the file."""

    zero_s: float | None = None
    held: deque[Placed] = field(default_factory=deque)
    _sequencer: Sequencer = field(default_factory=Sequencer)
    _timeline: Timeline = field(default_factory=lambda: Timeline(48_000))
    _ssrc: int = field(default_factory=lambda: random.getrandbits(32))
    _media_ssrc: int | None = None
    _last_packet_s: float = 0.0
    _ended: "asyncio.Future[LegEnd] | None" = None
    _ice: RTCIceTransport | None = None
    _dtls: RTCDtlsTransport | None = None

    async def answer(self) -> str:
        """Gather our addresses and write the answer. `iceServers=[]`: a default STUN server out of reach costs 5 s."""
        gatherer = RTCIceGatherer(iceServers=[])
        _choose_addresses(gatherer, self.config.addresses)
        await gatherer.gather()
        guard(gatherer._connection)
        self._ended = asyncio.get_running_loop().create_future()
        self._ice = RTCIceTransport(gatherer)
        self._dtls = RTCDtlsTransport(self._ice, [RTCCertificate.generateCertificate()])
        self._dtls._set_role("client")
        return write_answer(
            self.offer,
            ice=gatherer.getLocalParameters(),
            dtls=self._dtls.getLocalParameters(),
            candidates=gatherer.getLocalCandidates(),
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
            await self._connected_or_ended()
            self._last_packet_s = self.clock()
            while not self._ended.done():
                await self._tend()
                await asyncio.wait([self._ended], timeout=0.1)
            self._take(self._sequencer.flush())
            return self._ended.result()
        finally:
            await self.close()

    async def _connected_or_ended(self) -> None:
        assert self._ended is not None  # noqa: S101 (answer comes first)
        ended: asyncio.Future[Any] = self._ended
        connecting: asyncio.Future[Any] = asyncio.ensure_future(self._connect())
        await asyncio.wait([connecting, ended], timeout=CONNECT_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done():
            connecting.cancel()
            self.end("never_connected")
        elif not connecting.result():
            self.end("never_connected")

    async def _connect(self) -> bool:
        assert self._ice is not None and self._dtls is not None  # noqa: S101 (answer comes first)
        for candidate in self.offer.candidates:
            await self._ice.addRemoteCandidate(candidate)
        await self._ice.addRemoteCandidate(None)
        self._dtls._register_rtp_receiver(self, self._parameters())
        await self._ice.start(self.offer.ice)
        if self._ice.state != "completed":
            return False
        await self._dtls.start(self.offer.dtls)
        return self._dtls._state == State.CONNECTED

    def _parameters(self) -> RTCRtpReceiveParameters:
        payload = self.offer.codec.payloadType or 0
        encodings = [RTCRtpDecodingParameters(ssrc=ssrc, payloadType=payload) for ssrc in self.offer.ssrcs]
        return RTCRtpReceiveParameters(codecs=[self.offer.codec], encodings=encodings, muxId=self.offer.mid)

    async def _tend(self) -> None:
        """Ten times a second: accept old gaps, ask for the missing, report, notice silence."""
        now = self.clock()
        self._take(self._sequencer.due(now))
        if now - self._last_packet_s > SILENT_FOR_S:
            self.end("lost")
        if self._media_ssrc is None or self._dtls is None or self._dtls._state != State.CONNECTED:
            return
        if missing := self._sequencer.ask(now):
            await self._send(
                RtcpRtpfbPacket(fmt=_GENERIC_NACK, ssrc=self._ssrc, media_ssrc=self._media_ssrc, lost=missing)
            )

    async def _send(self, packet: RtcpRtpfbPacket) -> None:
        assert self._dtls is not None  # noqa: S101 (only called when connected)
        try:
            await self._dtls._send_rtp(bytes(packet))
        except ConnectionError:
            self.end("lost")

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        """Called by the DTLS transport; the name is aiortc's."""
        self._media_ssrc = packet.ssrc
        self._last_packet_s = self.clock()
        if packet.payload:
            received = Packet(packet.sequence_number, packet.timestamp, bytes(packet.payload), self._last_packet_s)
            self._take(self._sequencer.add(received))

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        """Sender reports are not needed: arrival on our own clock places all parts of a recording alike."""

    def _handle_disconnect(self) -> None:
        self.end("lost")

    def _take(self, packets: list[Packet]) -> None:
        for packet in packets:
            position = self._timeline.place(packet.timestamp, packet.arrival_s)
            if self.zero_s is None:
                self.zero_s = self.first_packet(self.grant, position)
            self.held.append(Placed(position, packet.arrival_s, packet.payload))
        if len(self.held) > _MAX_HELD:
            self.end("overrun")

    async def close(self) -> None:
        """Close the transport, as far as there is one."""
        for transport in (self._dtls, self._ice):
            if transport is not None:
                await transport.stop()
        log.info("leg.closed", part_id=self.grant.part_id, counts=str(self._sequencer.counts))


def _choose_addresses(gatherer: RTCIceGatherer, wanted: tuple[str, ...]) -> None:
    """Bind to `wanted` instead of every address; on a machine with loopback only, to that."""
    connection = gatherer._connection
    original = connection.get_component_candidates

    async def chosen(component: int, addresses: list[str], timeout: int = 5) -> list[object]:
        return await original(component, list(wanted) or addresses or ["127.0.0.1"], timeout)  # type: ignore[return-value]

    connection.get_component_candidates = chosen  # type: ignore[method-assign, assignment]
