"""A leg's encrypted line to one browser: DTLS and SRTP of aiortc over ICE of our own, without a decoder and threads.

The only file that leans on their inner interfaces. `tests/contract/test_aiortc.py` pins each of them, and says what
breaks here when one moves. What it works around:

- aiortc 1.16 reads the first byte of a datagram that has none: an empty one ended the leg. Can go when it does not.
- aiortc 1.16 cannot write a NACK whose numbers wrap around (65535, 0): they are sorted.
- aiortc's own receiver has no NACK for sound, a jitter buffer that drops what comes late, and a thread for decoding.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal, Protocol

from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceCandidate
from aiortc.rtcdtlstransport import RTCDtlsParameters, SRTPProtectionProfile, State
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.rtcrtpparameters import RTCRtpCodecParameters, RTCRtpDecodingParameters, RTCRtpReceiveParameters
from aiortc.rtp import (
    AnyRtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    RtpPacket,
)
from OpenSSL import SSL

from media.description import Offer
from media.ice import IceLite, Reach
from media.last_word import LastWord
from media.receiver import Report

_GENERIC_NACK = 1
_PICTURE_LOSS = 1
_NTP_MIDDLE = 1 << 16

Track = Literal["sound", "picture"]


class Hears(Protocol):
    """Who is given what comes. Called on the event loop; must not wait."""

    def packet(self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, arrival_s: float) -> None:
        """One packet of sound, decrypted and authentic, in the order of its arrival."""

    def picture(
        self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, payload_type: int, ends_frame: bool,
        arrival_s: float,
    ) -> None:  # fmt: skip
        """One packet of the picture, the same way; without a payload it is padding."""

    def gone(self) -> None:
        """Nothing comes any more."""


class Transport:
    """Made by `open_transport`; `connect` once, `close` in any case."""

    def __init__(self, ice: IceLite, hears: Hears, clock: Callable[[], float]) -> None:
        self._ice = ice
        self._dtls = RTCDtlsTransport(ice, [_certificate(datetime.now(UTC).date())])  # type: ignore[arg-type]  # it has all that is asked of it
        self._dtls._set_role("client")
        self._receiving: dict[Track, _Receiving] = {
            "sound": _Receiving(ice, hears, clock), "picture": _ReceivingPicture(ice, hears, clock),
        }  # fmt: skip
        self._ssrc = random.getrandbits(32)
        self._last_word: LastWord | None = None
        ice.once_more = self._once_more

    @property
    def ice_parameters(self) -> RTCIceParameters:
        """Ours, for the answer."""
        return self._ice.parameters

    @property
    def dtls_parameters(self) -> RTCDtlsParameters:
        """Ours, for the answer."""
        return self._dtls.getLocalParameters()

    @property
    def candidates(self) -> list[RTCIceCandidate]:
        """Our addresses, for the answer."""
        return self._ice.candidates

    @property
    def streams(self) -> int:
        """From how many sources packets have come; aiortc and libsrtp keep something of each for ever."""
        return len(self._dtls._rtp_router.ssrc_table)

    @property
    def connected(self) -> bool:
        """Whether packets can come and go."""
        return self._dtls._state == State.CONNECTED

    async def connect(self, offer: Offer) -> bool:
        """Whether the browser was reached and is the one whose fingerprint is in the offer."""
        self._dtls._register_rtp_receiver(self._receiving["sound"], _parameters(offer.mid, [offer.codec], offer.ssrcs))
        if (picture := offer.picture) is not None and offer.takes_picture:
            described = _parameters(picture.mid, picture.codecs, picture.ssrcs)
            self._dtls._register_rtp_receiver(self._receiving["picture"], described)
        await self._ice.connected()
        await self._dtls.start(offer.dtls)
        if self.connected:
            self._ice.secured()
        return self.connected

    async def ask_again(self, sequences: list[int], *, of: Track) -> None:
        """Ask for these packets once more (generic NACK). Raises ConnectionError."""
        if (ssrc := self._receiving[of].ssrc) is not None:
            nack = RtcpRtpfbPacket(fmt=_GENERIC_NACK, ssrc=self._ssrc, media_ssrc=ssrc, lost=sorted(sequences))
            await self._dtls._send_rtp(bytes(nack))

    async def ask_for_keyframe(self) -> None:
        """Picture loss indication (RFC 4585, section 6.3.1). Raises ConnectionError."""
        if (ssrc := self._receiving["picture"].ssrc) is not None:
            await self._dtls._send_rtp(bytes(RtcpPsfbPacket(fmt=_PICTURE_LOSS, ssrc=self._ssrc, media_ssrc=ssrc)))

    async def report(self, reports: Mapping[Track, Report]) -> None:
        """Tell the sender what arrives (receiver report): by it a browser sees that we live, sends redundancy, and
        finds out how much picture the way carries. Raises ConnectionError.
        """
        blocks = [self._block(track, report) for track, report in reports.items()]
        await self._dtls._send_rtp(bytes(RtcpRrPacket(ssrc=self._ssrc, reports=blocks)))

    def _block(self, track: Track, report: Report) -> RtcpReceiverInfo:
        receiving = self._receiving[track]
        last, delay = receiving.last_sender_report
        return RtcpReceiverInfo(
            ssrc=receiving.ssrc or 0, fraction_lost=report.fraction_lost, packets_lost=report.packets_lost,
            highest_sequence=report.highest_sequence, jitter=report.jitter, lsr=last, dlsr=delay,
        )  # fmt: skip

    def _once_more(self, flight: bytes) -> bytes:
        ssl = self._dtls._ssl
        if ssl is None:
            return flight
        if self._last_word is None:
            self._last_word = LastWord(ssl)
        return self._last_word.again(flight)

    async def close(self) -> None:
        """Close the line, as far as there is one."""
        await self._dtls.stop()
        await self._ice.close()


async def open_transport(hears: Hears, offer: Offer, *, reach: Reach, clock: Callable[[], float]) -> Transport:
    """Open our ports. Raises OSError."""
    ice = IceLite(reach, remote_username=offer.ice.usernameFragment or "", clock=clock)
    await ice.open()
    return Transport(ice, hears, clock)


class _Certificate(RTCCertificate):
    """With one OpenSSL context for all legs: aiortc makes one for each, and pyOpenSSL keeps each in a circle."""

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if not hasattr(self, "_context"):
            self._context = super()._create_ssl_context(srtp_profiles)
        return self._context


@lru_cache(maxsize=2)
def _certificate(day: date) -> _Certificate:
    """Of this process, on this day. It proves no more than that the recorder that answered is the one that connects."""
    return _Certificate.generateCertificate()


class _Receiving:
    """What aiortc takes for a receiver; the names of its methods are aiortc's."""

    def __init__(self, ice: IceLite, hears: Hears, clock: Callable[[], float]) -> None:
        self.ssrc: int | None = None
        self._ice = ice
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
        self._hears.packet(
            packet.ssrc, packet.sequence_number, packet.timestamp, packet.payload, arrival_s=self._ice.arrived_s
        )

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpSrPacket):
            self._sender_report = (packet.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF, self._clock()

    def _handle_disconnect(self) -> None:
        self._hears.gone()


class _ReceivingPicture(_Receiving):
    """Its packets say more: which codec, and where a frame ends."""

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        self.ssrc = packet.ssrc
        self._hears.picture(
            packet.ssrc, packet.sequence_number, packet.timestamp, packet.payload,
            payload_type=packet.payload_type, ends_frame=bool(packet.marker), arrival_s=self._ice.arrived_s,
        )  # fmt: skip


def _parameters(mid: str, codecs: Sequence[RTCRtpCodecParameters], ssrcs: Sequence[int]) -> RTCRtpReceiveParameters:
    encodings = [RTCRtpDecodingParameters(ssrc=ssrc, payloadType=codecs[0].payloadType or 0) for ssrc in ssrcs]
    return RTCRtpReceiveParameters(codecs=list(codecs), encodings=encodings, muxId=mid)
