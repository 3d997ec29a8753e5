"""A leg's encrypted line to one browser: DTLS and SRTP of aiortc over ICE of our own, without a decoder and threads.
What comes is decrypted, read and given on in the turn of the loop in which it came.

The only file that leans on their inner interfaces. `tests/contract/test_aiortc.py` pins each of them, and says what
breaks here when one moves. What it works around:

- aiortc 1.16 reads the first byte of a datagram that has none: an empty one ended the leg. Can go when it does not.
- aiortc 1.16 cannot write a NACK whose numbers wrap around (65535, 0): they are sorted.
- aiortc's own receiver has no NACK for sound, a jitter buffer that drops what comes late, and a thread for decoding.
- aiortc wakes a task for each packet and makes a dozen objects of it: more work than all that we do with it.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal, Protocol

from aiortc import RTCCertificate, RTCDtlsTransport, RTCIceCandidate
from aiortc.rtcdtlstransport import RTCDtlsParameters, SRTPProtectionProfile, State
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket
from OpenSSL import SSL
from pylibsrtp import Error as NotAuthentic

from media.description import Offer
from media.ice import IceLite, Reach
from media.last_word import LastWord
from media.receiver import Report
from media.rtp import Rtp, is_rtcp, read_rtp

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
        self._dtls.on("statechange", self._moved)
        self._hears = hears
        self._clock = clock
        self._tracks: dict[Track, _Coming] = {"sound": _Coming(), "picture": _Coming()}
        self._by_payload_type: dict[int, Track] = {}
        self._by_ssrc: dict[int, Track] = {}
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
        """From how many sources packets have come; libsrtp keeps something of each for ever."""
        return len(self._by_ssrc)

    @property
    def connected(self) -> bool:
        """Whether packets can come and go."""
        return self._dtls._state == State.CONNECTED

    async def connect(self, offer: Offer) -> bool:
        """Whether the browser was reached and is the one whose fingerprint is in the offer."""
        self._expect("sound", [offer.codec.payloadType], offer.ssrcs)
        if (picture := offer.picture) is not None and offer.takes_picture:
            self._expect("picture", list(picture.by_payload_type), picture.ssrcs)
        await self._ice.connected()
        await self._dtls.start(offer.dtls)
        if self.connected:
            self._ice.secured(self._media)
        return self.connected

    async def ask_again(self, sequences: list[int], *, of: Track) -> None:
        """Ask for these packets once more (generic NACK). Raises ConnectionError."""
        if (ssrc := self._tracks[of].ssrc) is not None:
            nack = RtcpRtpfbPacket(fmt=_GENERIC_NACK, ssrc=self._ssrc, media_ssrc=ssrc, lost=sorted(sequences))
            await self._dtls._send_rtp(bytes(nack))

    async def ask_for_keyframe(self) -> None:
        """Picture loss indication (RFC 4585, section 6.3.1). Raises ConnectionError."""
        if (ssrc := self._tracks["picture"].ssrc) is not None:
            await self._dtls._send_rtp(bytes(RtcpPsfbPacket(fmt=_PICTURE_LOSS, ssrc=self._ssrc, media_ssrc=ssrc)))

    async def report(self, reports: Mapping[Track, Report]) -> None:
        """Tell the sender what arrives (receiver report): by it a browser sees that we live, sends redundancy, and
        finds out how much picture the way carries. Raises ConnectionError.
        """
        blocks = [self._block(track, report) for track, report in reports.items()]
        await self._dtls._send_rtp(bytes(RtcpRrPacket(ssrc=self._ssrc, reports=blocks)))

    def _block(self, track: Track, report: Report) -> RtcpReceiverInfo:
        coming = self._tracks[track]
        last, delay = coming.last_sender_report(self._clock())
        return RtcpReceiverInfo(
            ssrc=coming.ssrc or 0, fraction_lost=report.fraction_lost, packets_lost=report.packets_lost,
            highest_sequence=report.highest_sequence, jitter=report.jitter, lsr=last, dlsr=delay,
        )  # fmt: skip

    def _once_more(self, flight: bytes) -> bytes:
        ssl = self._dtls._ssl
        if ssl is None:
            return flight
        if self._last_word is None:
            self._last_word = LastWord(ssl)
        return self._last_word.again(flight)

    def _expect(self, track: Track, payload_types: Sequence[int | None], ssrcs: Sequence[int]) -> None:
        for each in payload_types:
            if each is not None:
                self._by_payload_type.setdefault(each, track)
        self._by_ssrc |= dict.fromkeys(ssrcs, track)

    def _media(self, datagram: bytes, came_s: float) -> None:
        """What was not sealed by who shook hands, or is longer than any packet (ValueError), is not there."""
        reports, srtp = is_rtcp(datagram), self._dtls._rx_srtp
        try:
            plain = srtp.unprotect_rtcp(datagram) if reports else srtp.unprotect(datagram)
        except (NotAuthentic, ValueError):
            return
        if reports:
            self._hear_reports(plain, came_s)
        elif (packet := read_rtp(plain)) is not None:
            self._hear(packet, came_s)

    def _hear(self, packet: Rtp, came_s: float) -> None:
        """A source that nobody has named is of that track whose payload type it sends, and then of no other."""
        track = self._by_payload_type.get(packet.payload_type)
        if track is None or self._by_ssrc.setdefault(packet.ssrc, track) is not track:
            return
        self._tracks[track].ssrc = packet.ssrc
        if track == "sound":
            self._hears.packet(packet.ssrc, packet.sequence, packet.timestamp, packet.payload, arrival_s=came_s)
        else:
            self._hears.picture(
                packet.ssrc, packet.sequence, packet.timestamp, packet.payload, payload_type=packet.payload_type,
                ends_frame=packet.marker, arrival_s=came_s,
            )  # fmt: skip

    def _hear_reports(self, compound: bytes, came_s: float) -> None:
        try:
            packets = RtcpPacket.parse(compound)
        except Exception:  # noqa: BLE001 (a stranger's bytes in somebody else's parser)
            return
        for packet in packets:
            if isinstance(packet, RtcpSrPacket) and (track := self._by_ssrc.get(packet.ssrc)) is not None:
                self._tracks[track].sender_report = packet.sender_info.ntp_timestamp, came_s

    def _moved(self) -> None:
        if self._dtls._state == State.CLOSED:
            self._hears.gone()

    async def close(self) -> None:
        """Close the line, as far as there is one."""
        self._dtls.remove_all_listeners()
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


@dataclass(slots=True)
class _Coming:
    """What is known of who sends a track. `sender_report`: its NTP time, and when it came."""

    ssrc: int | None = None
    sender_report: tuple[int, float] | None = None

    def last_sender_report(self, now_s: float) -> tuple[int, int]:
        """The middle of its NTP time, and how long ago it came in 1/65536 s; zeros when there was none (RFC 3550)."""
        if self.sender_report is None:
            return 0, 0
        ntp, came_s = self.sender_report
        return (ntp >> 16) & 0xFFFFFFFF, min(0xFFFFFFFF, int((now_s - came_s) * _NTP_MIDDLE))
