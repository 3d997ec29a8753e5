"""An offer is read and answered as browsers expect it; the picture is taken only where it may be."""

from dataclasses import replace

import pytest
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.sdp import SessionDescription

from media.description import Offer, read_offer, write_answer
from media.errors import OfferRefused
from media.picture import Codec

_LINE = """a=ice-ufrag:abcd
a=ice-pwd:0123456789012345678901
a=fingerprint:sha-256 00:11
a=setup:actpass
"""
SOUND = f"""m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
{_LINE}a=mid:0
a=sendonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=ssrc:1 cname:x
"""
PICTURE = f"""m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 45 98
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
{_LINE}a=mid:1
a=sendonly
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:102 H264/90000
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
a=rtpmap:103 H264/90000
a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
a=rtpmap:45 AV1/90000
a=rtpmap:98 VP9/90000
a=fmtp:98 profile-id=0
a=ssrc-group:FID 2 3
a=ssrc:2 cname:x
a=ssrc:3 cname:x
"""
HEAD = "v=0\no=- 1 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE 0 1\n"


def _read(text: str) -> Offer:
    return read_offer(text.replace("\n", "\r\n"))


def _answer(offer: Offer) -> str:
    dtls = RTCDtlsParameters(fingerprints=RTCCertificate.generateCertificate().getFingerprints())
    return write_answer(offer, ice=RTCIceParameters(usernameFragment="u", password="p" * 22), dtls=dtls, candidates=[])


def test_of_a_picture_those_codecs_are_taken_that_can_be_kept_in_the_browsers_order() -> None:
    offer = _read(HEAD + SOUND + PICTURE)
    assert offer.picture is not None
    assert offer.picture.by_payload_type == {96: Codec.VP8, 102: Codec.H264, 98: Codec.VP9}
    assert list(offer.picture.by_payload_type) == [96, 102, 98]
    assert offer.picture.ssrcs == (2,)
    text = _answer(replace(offer, takes_picture=True))
    answer = SessionDescription.parse(text)
    assert [(one.kind, one.port, one.direction, one.rtp.muxId) for one in answer.media] == [
        ("audio", 9, "recvonly", "0"), ("video", 9, "recvonly", "1"),
    ]  # fmt: skip
    assert [str(group) for group in answer.group] == ["BUNDLE 0 1"]
    video = answer.media[1]
    assert [codec.name for codec in video.rtp.codecs] == ["VP8", "H264", "VP9"]
    assert [(one.type, one.parameter) for one in video.rtp.codecs[0].rtcpFeedback] == [
        ("nack", None), ("nack", "pli"), ("ccm", "fir"),
    ]  # fmt: skip
    assert video.rtp.codecs[1].parameters["profile-level-id"] == "42001f"
    assert "simulcast" not in text
    assert "rtx" not in text


def test_a_picture_that_is_not_taken_is_refused_and_the_sound_is_not() -> None:
    answer = SessionDescription.parse(_answer(_read(HEAD + SOUND + PICTURE)))
    assert [(one.kind, one.port, one.direction) for one in answer.media] == [
        ("audio", 9, "recvonly"), ("video", 0, "inactive"),
    ]  # fmt: skip
    assert [str(group) for group in answer.group] == ["BUNDLE 0"]


def test_sound_alone_is_answered_as_ever() -> None:
    offer = _read(HEAD.replace("0 1", "0") + SOUND)
    assert offer.picture is None
    assert [one.kind for one in SessionDescription.parse(_answer(offer)).media] == ["audio"]


@pytest.mark.parametrize(
    "picture",
    [
        PICTURE.replace("m=video 9", "m=video 0"), PICTURE.replace("a=sendonly", "a=recvonly"),
        PICTURE.replace("a=rtcp-mux\n", ""), PICTURE.replace("a=mid:1", "a=mid:7"),
        PICTURE.replace("VP8/", "AV1/").replace("VP9/", "AV1/").replace("packetization-mode=1", "packetization-mode=0"),
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_taken_costs_the_voice_nothing(picture: str) -> None:
    offer = _read(HEAD + SOUND + picture)
    assert offer.picture is not None
    assert offer.picture.codecs == ()


@pytest.mark.parametrize(
    "sections", [PICTURE, PICTURE + SOUND, SOUND + SOUND, SOUND + PICTURE + PICTURE, SOUND.replace(" 9 ", " 0 "), ""]
)
def test_other_sections_than_one_voice_and_one_picture_are_refused(sections: str) -> None:
    with pytest.raises(OfferRefused):
        _read(HEAD + sections)
