"""A leg's encrypted line to one browser: ICE, DTLS and SRTP of aiortc and aioice, without their decoder and threads.

The only file that leans on their inner interfaces. `tests/contract/test_aiortc.py` pins each of them, and says what
breaks here when one moves. What it works around:

- aioice 0.13 hands every datagram that is not STUN upwards without looking at its source: anybody who knows the port
  could send a DTLS ClientHello or a plaintext alert during set-up, and the leg failed. Can go when aioice checks.
- aiortc 1.16 reads the first byte of a datagram that has none: an empty one ended the leg. Can go when it does not.
- aiortc 1.16 cannot write a NACK whose numbers wrap around (65535, 0): they are sorted.
- aiortc's own receiver has no NACK for sound, a jitter buffer that drops what comes late, and a thread for decoding.
"""

import random
from collections.abc import Callable
from typing import Any, Protocol

from aioice.ice import CandidatePair
from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceCandidate, RTCIceGatherer, RTCIceTransport
from aiortc.rtcdtlstransport import RTCDtlsParameters, State
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.rtcrtpparameters import RTCRtpDecodingParameters, RTCRtpReceiveParameters
from aiortc.rtp import AnyRtcpPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket, RtpPacket

from media.description import Offer
from media.receiver import Report

_GENERIC_NACK = 1
_MAGIC_COOKIE = bytes.fromhex("2112a442")
_NTP_MIDDLE = 1 << 16


class Hears(Protocol):
    """Who is given what comes. Called on the event loop; must not wait."""

    def packet(self, ssrc: int, sequence: int, timestamp: int, payload: bytes) -> None:
        """One packet of the track, decrypted and authentic, in the order of its arrival."""

    def gone(self) -> None:
        """Nothing comes any more."""


class Transport:
    """Made by `open_transport`; `connect` once, `close` in any case."""

    def __init__(self, gatherer: RTCIceGatherer, hears: Hears, clock: Callable[[], float]) -> None:
        self._gatherer = gatherer
        self._ice = RTCIceTransport(gatherer)
        self._dtls = RTCDtlsTransport(self._ice, [RTCCertificate.generateCertificate()])
        self._dtls._set_role("client")
        self._receiving = _Receiving(hears, clock)
        self._ssrc = random.getrandbits(32)

    @property
    def ice_parameters(self) -> RTCIceParameters:
        """Ours, for the answer."""
        return self._gatherer.getLocalParameters()

    @property
    def dtls_parameters(self) -> RTCDtlsParameters:
        """Ours, for the answer."""
        return self._dtls.getLocalParameters()

    @property
    def candidates(self) -> list[RTCIceCandidate]:
        """Our addresses, for the answer."""
        return self._gatherer.getLocalCandidates()

    @property
    def connected(self) -> bool:
        """Whether packets can come and go."""
        return self._dtls._state == State.CONNECTED

    async def connect(self, offer: Offer) -> bool:
        """Whether the browser was reached and is the one whose fingerprint is in the offer."""
        for candidate in offer.candidates:
            await self._ice.addRemoteCandidate(candidate)
        await self._ice.addRemoteCandidate(None)
        self._dtls._register_rtp_receiver(self._receiving, _parameters(offer))
        await self._ice.start(offer.ice)
        if self._ice.state != "completed":
            return False
        await self._dtls.start(offer.dtls)
        return self.connected

    async def ask_again(self, sequences: list[int]) -> None:
        """Ask for these packets once more (generic NACK). Raises ConnectionError."""
        if self._receiving.ssrc is not None:
            nack = RtcpRtpfbPacket(
                fmt=_GENERIC_NACK, ssrc=self._ssrc, media_ssrc=self._receiving.ssrc, lost=sorted(sequences)
            )  # fmt: skip
            await self._dtls._send_rtp(bytes(nack))

    async def report(self, report: Report) -> None:
        """Tell the sender what arrives (receiver report): by it a browser sees that we live, and sends redundancy.

        Raises ConnectionError.
        """
        if self._receiving.ssrc is not None:
            last, delay = self._receiving.last_sender_report
            block = RtcpReceiverInfo(
                ssrc=self._receiving.ssrc, fraction_lost=report.fraction_lost, packets_lost=report.packets_lost,
                highest_sequence=report.highest_sequence, jitter=report.jitter, lsr=last, dlsr=delay,
            )  # fmt: skip
            await self._dtls._send_rtp(bytes(RtcpRrPacket(ssrc=self._ssrc, reports=[block])))

    async def close(self) -> None:
        """Close the line, as far as there is one."""
        await self._dtls.stop()
        await self._ice.stop()


async def open_transport(hears: Hears, *, addresses: tuple[str, ...], clock: Callable[[], float]) -> Transport:
    """Open our ports at `addresses`, or at every address; on a machine with loopback only, at that.

    `iceServers=[]`: aiortc's default STUN server costs 5 s where it cannot be reached.
    """
    gatherer = RTCIceGatherer(iceServers=[])
    _choose_addresses(gatherer, addresses)
    await gatherer.gather()
    _keep_strangers_out(gatherer)
    return Transport(gatherer, hears, clock)


class _Receiving:
    """What aiortc takes for a receiver; the names of its methods are aiortc's."""

    def __init__(self, hears: Hears, clock: Callable[[], float]) -> None:
        self.ssrc: int | None = None
        self._hears = hears
        self._clock = clock
        self._sender_report: tuple[int, float] | None = None

    @property
    def last_sender_report(self) -> tuple[int, int]:
        """The middle of its NTP time, and how long ago it came in 1/65536 s; zeros when there was none (RFC 3550)."""
        if self._sender_report is None:
            return 0, 0
        middle, came_s = self._sender_report
        return middle, min(0xFFFFFFFF, int((self._clock() - came_s) * _NTP_MIDDLE))

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        self.ssrc = packet.ssrc
        self._hears.packet(packet.ssrc, packet.sequence_number, packet.timestamp, packet.payload)

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpSrPacket):
            self._sender_report = (packet.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF, self._clock()

    def _handle_disconnect(self) -> None:
        self._hears.gone()


def _parameters(offer: Offer) -> RTCRtpReceiveParameters:
    payload = offer.codec.payloadType or 0
    encodings = [RTCRtpDecodingParameters(ssrc=ssrc, payloadType=payload) for ssrc in offer.ssrcs]
    return RTCRtpReceiveParameters(codecs=[offer.codec], encodings=encodings, muxId=offer.mid)


def _choose_addresses(gatherer: RTCIceGatherer, wanted: tuple[str, ...]) -> None:
    connection = gatherer._connection
    original = connection.get_component_candidates

    async def chosen(component: int, addresses: list[str], timeout: int = 5) -> list[object]:
        return await original(component, list(wanted) or addresses or ["127.0.0.1"], timeout)  # type: ignore[return-value]

    connection.get_component_candidates = chosen  # type: ignore[method-assign, assignment]


def _keep_strangers_out(gatherer: RTCIceGatherer) -> None:
    """From now on nothing but STUN passes unless it comes from an address that was checked (RFC 7983, section 7)."""
    connection = gatherer._connection
    for protocol in connection._protocols:
        protocol.datagram_received = _checked(connection, protocol.datagram_received)  # type: ignore[method-assign]


def _checked(connection: Any, receive: Callable[..., None]) -> Callable[..., None]:  # noqa: ANN401 (aioice has no types)
    def datagram_received(data: bytes, address: tuple[Any, ...]) -> None:
        if _is_stun(data) or (data and (address[0], address[1]) in _peers(connection)):
            receive(data, address)

    return datagram_received


def _is_stun(data: bytes) -> bool:
    return len(data) >= 20 and data[0] <= 3 and data[4:8] == _MAGIC_COOKIE


def _peers(connection: Any) -> set[tuple[str, int]]:  # noqa: ANN401 (aioice has no types)
    checked = [pair for pair in connection._check_list if pair.state == CandidatePair.State.SUCCEEDED]
    pairs = [*checked, *connection._nominated.values()]
    return {(pair.remote_candidate.host, pair.remote_candidate.port) for pair in pairs}
