"""Reads a leg's offer and writes its answer: one Opus track, received in long packets that can be asked for again."""

from dataclasses import dataclass

from aiortc import RTCIceCandidate, RTCRtpCodecParameters
from aiortc.rtcdtlstransport import RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.sdp import SessionDescription, candidate_to_sdp

from media.errors import OfferRefused

_PACKET_MS = 120
"""Chromium obeys it: 8.3 packets a second instead of 50, and a sixth of the recorder's wake-ups."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What an offer says, checked."""

    mid: str
    codec: RTCRtpCodecParameters
    ssrcs: tuple[int, ...]
    ice: RTCIceParameters
    dtls: RTCDtlsParameters


def read_offer(text: str) -> Offer:
    """Check an offer, whoever sent it. Raises OfferRefused; nothing has been opened yet.

    Its candidates are not read: browsers come to us, and nothing is sent to an address because an offer names it.
    """
    try:
        session = SessionDescription.parse(text)
        media = [one for one in session.media if one.port != 0]
    except Exception as error:
        raise OfferRefused from error
    if len(media) != 1 or media[0].kind != "audio" or media[0].direction not in ("sendonly", "sendrecv"):
        raise OfferRefused
    audio = media[0]
    codec = next((c for c in audio.rtp.codecs if c.mimeType.lower() == "audio/opus"), None)
    if codec is None or audio.ice is None or audio.dtls is None or not audio.dtls.fingerprints or not audio.rtcp_mux:
        raise OfferRefused
    if not audio.ice.usernameFragment or not audio.ice.password or audio.dtls.role == "client":
        raise OfferRefused
    return Offer(audio.rtp.muxId, codec, tuple(one.ssrc for one in audio.ssrc), audio.ice, audio.dtls)


def write_answer(
    offer: Offer, *, ice: RTCIceParameters, dtls: RTCDtlsParameters, candidates: list[RTCIceCandidate]
) -> str:
    """The answer. We are the DTLS client (`active`): answering passive costs a round trip and more under loss."""
    payload = offer.codec.payloadType
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {offer.mid}",
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
        f"a=ice-ufrag:{ice.usernameFragment}",
        f"a=ice-pwd:{ice.password}",
        *(f"a=fingerprint:{one.algorithm} {one.value}" for one in dtls.fingerprints),
        "a=setup:active",
        *(f"a=candidate:{candidate_to_sdp(candidate)}" for candidate in candidates),
        "a=end-of-candidates",
    ]
    return "\r\n".join(lines) + "\r\n"
