"""Reads a leg's offer and writes its answer: one Opus track, received in long packets that can be asked for again, and
a picture in the same bundle where it is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiortc import RTCIceCandidate, RTCRtpCodecParameters
from aiortc.rtcdtlstransport import RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.sdp import MediaDescription, SessionDescription, candidate_to_sdp, parameters_to_sdp

from media.errors import OfferRefused
from media.picture import Codec
from media.sieve import sifted

_MAX_CODECS = 8
_PACKET_MS = 120
"""Chromium obeys it: 8.3 packets a second instead of 50, and a sixth of the recorder's wake-ups."""
_PICTURE_KBIT = 1_200
"""The picture of a leg never takes more of a person's way out; the talk needs it too."""
_SENDS = ("sendonly", "sendrecv")


@dataclass(frozen=True, slots=True)
class PictureOffer:
    """The second section of an offer. `codecs` are those we take, in the browser's order; none: it cannot be taken."""

    mid: str
    codecs: tuple[RTCRtpCodecParameters, ...]
    ssrcs: tuple[int, ...]
    formats: tuple[int, ...]

    @property
    def by_payload_type(self) -> Mapping[int, Codec]:
        """What each packet's payload type means."""
        return {codec.payloadType or 0: Codec(codec.name.upper()) for codec in self.codecs}


@dataclass(frozen=True, slots=True)
class Offer:
    """What an offer says, checked."""

    mid: str
    codec: RTCRtpCodecParameters
    ssrcs: tuple[int, ...]
    ice: RTCIceParameters
    dtls: RTCDtlsParameters
    picture: PictureOffer | None = None
    takes_picture: bool = False
    """Whether the answer says yes to it; that is not the offer's business."""


def read_offer(text: str) -> Offer:
    """Check an offer, whoever sent it. Raises OfferRefused; nothing has been opened yet.

    Its candidates are not read: browsers come to us, and nothing is sent to an address because an offer names it.
    """
    try:
        session = SessionDescription.parse(sifted(text))
        kinds = [one.kind for one in session.media]
        audio = session.media[0]
    except Exception as error:
        raise OfferRefused from error
    if kinds not in (["audio"], ["audio", "video"]) or audio.port == 0 or audio.direction not in _SENDS:
        raise OfferRefused
    codec = next((c for c in audio.rtp.codecs if c.mimeType.lower() == "audio/opus"), None)
    if codec is None or audio.ice is None or audio.dtls is None or not audio.dtls.fingerprints or not audio.rtcp_mux:
        raise OfferRefused
    if not audio.ice.usernameFragment or not audio.ice.password or audio.dtls.role == "client":
        raise OfferRefused
    return Offer(
        audio.rtp.muxId, codec, tuple(one.ssrc for one in audio.ssrc), audio.ice, audio.dtls,
        _picture(session, session.media[1]) if len(session.media) > 1 else None,
    )  # fmt: skip


def write_answer(
    offer: Offer, *, ice: RTCIceParameters, dtls: RTCDtlsParameters, candidates: list[RTCIceCandidate]
) -> str:
    """The answer. We are the DTLS client (`active`): answering passive costs a round trip and more under loss."""
    line = [
        f"a=ice-ufrag:{ice.usernameFragment}",
        f"a=ice-pwd:{ice.password}",
        *(f"a=fingerprint:{one.algorithm} {one.value}" for one in dtls.fingerprints),
        "a=setup:active",
    ]
    mids = [offer.mid, *([offer.picture.mid] if offer.picture and offer.takes_picture else [])]
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(mids)}",
        *_sound_lines(offer),
        *line,
        *(f"a=candidate:{candidate_to_sdp(candidate)}" for candidate in candidates),
        "a=end-of-candidates",
    ]
    if offer.picture is not None:
        lines += [*_picture_lines(offer.picture), *line] if offer.takes_picture else _refused_lines(offer.picture)
    return "\r\n".join(lines) + "\r\n"


def _sound_lines(offer: Offer) -> list[str]:
    payload = offer.codec.payloadType
    return [
        f"m=audio 9 UDP/TLS/RTP/SAVPF {payload}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=mid:{offer.mid}",
        "a=recvonly",
        "a=rtcp-mux",
        f"a=rtpmap:{payload} opus/48000/2",
        f"a=rtcp-fb:{payload} nack",
        f"a=fmtp:{payload} minptime=10;useinbandfec=1",
        f"a=ptime:{_PACKET_MS}",
        f"a=maxptime:{_PACKET_MS}",
    ]


def _picture_lines(picture: PictureOffer) -> list[str]:
    """No retransmission stream and no simulcast: what is asked for again comes in its own stream."""
    lines = [
        f"m=video 9 UDP/TLS/RTP/SAVPF {' '.join(str(codec.payloadType) for codec in picture.codecs)}",
        "c=IN IP4 0.0.0.0",
        f"b=AS:{_PICTURE_KBIT}",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=mid:{picture.mid}",
        "a=recvonly",
        "a=rtcp-mux",
    ]
    for codec in picture.codecs:
        lines.append(f"a=rtpmap:{codec.payloadType} {codec.name}/{codec.clockRate}")
        lines += [f"a=rtcp-fb:{codec.payloadType} {what}" for what in ("nack", "nack pli", "ccm fir")]
        if parameters := parameters_to_sdp(codec.parameters):
            lines.append(f"a=fmtp:{codec.payloadType} {parameters}")
    return lines


def _refused_lines(picture: PictureOffer) -> list[str]:
    """RFC 3264, section 6: a section that is not taken has the port 0, and some format."""
    formats = " ".join(str(number) for number in picture.formats) or "0"
    return [f"m=video 0 UDP/TLS/RTP/SAVPF {formats}", "c=IN IP4 0.0.0.0", f"a=mid:{picture.mid}", "a=inactive"]


def _picture(session: SessionDescription, video: MediaDescription) -> PictureOffer:
    bundled = any(group.semantic == "BUNDLE" and video.rtp.muxId in group.items for group in session.group)
    usable = bundled and video.port != 0 and video.direction in _SENDS and video.rtcp_mux
    codecs = [codec for codec in video.rtp.codecs if _is_taken(codec)] if usable else []
    again = {int(ssrc) for group in video.ssrc_group if group.semantic == "FID" for ssrc in group.items[1:]}
    return PictureOffer(
        video.rtp.muxId, tuple(codecs[:_MAX_CODECS]), tuple(one.ssrc for one in video.ssrc if one.ssrc not in again),
        _numbers(video.fmt),
    )  # fmt: skip


def _is_taken(codec: RTCRtpCodecParameters) -> bool:
    """H.264 in the one mode that browsers send it in: fragments, and units together in a packet."""
    if codec.clockRate != 90_000 or codec.name.upper() not in set(Codec):
        return False
    return codec.name.upper() != Codec.H264 or str(codec.parameters.get("packetization-mode")) == "1"


def _numbers(formats: Sequence[object]) -> tuple[int, ...]:
    return tuple(number for number in formats if isinstance(number, int))
