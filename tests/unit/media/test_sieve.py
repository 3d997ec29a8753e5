"""Of an offer the parser is given what is read of it, and never more than it gets through in a moment."""

from pathlib import Path

import pytest
from aiortc.sdp import SessionDescription

from media.description import read_offer
from media.errors import OfferRefused
from media.picture import Codec
from media.sieve import sifted

CHROMIUM = (Path(__file__).parent / "offers" / "chromium.sdp").read_bytes().decode()
"""As version 156 writes it on Linux: a voice and a picture to send, with the addresses it has."""
MOST_BYTES = 64 * 1024
CODEC, FEEDBACK, SOURCE = "a=rtpmap:1 a/1", "a=rtcp-fb:1 n", "a=ssrc:{} cname:x"
FLOODS = {
    "codecs_by_feedbacks": [CODEC] * 1_900 + [FEEDBACK] * 1_900,
    "codecs_by_parameters": [CODEC] * 1_900 + ["a=fmtp:1 a=1"] * 1_900,
    "sources": [SOURCE.format(number) for number in range(2_500)],
    "groups_of_sources": ["a=ssrc-group:FID 1 2"] * 2_600,
    "sections": ["m=audio 9 RTP/AVP 0"] * 2_500,
    "formats": ["m=video 9 RTP/AVP" + " 0" * 28_000],
    "parameters": ["a=fmtp:111 " + ";".join(f"a{number}=1" for number in range(7_000))],
    "addresses": ["c=IN IP4 0.0.0.0"] * 3_000,
    "fingerprints": ["a=fingerprint:sha-256 00:11"] * 2_000,
    "bundles": ["a=group:BUNDLE" + " 0" * 28_000],
    "nothing_at_all": [""] * 29_000,
}


def _with(lines: list[str]) -> str:
    """A good offer, and this as well."""
    return CHROMIUM + "".join(f"{line}\r\n" for line in lines)


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_what_takes_long_to_parse_is_refused_and_not_parsed(monkeypatch: pytest.MonkeyPatch, flood: list[str]) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(SessionDescription, "parse", parsed.append)
    offer = _with(flood)
    assert len(offer) <= MOST_BYTES
    with pytest.raises(OfferRefused):
        read_offer(offer)
    assert parsed == []


def test_an_offer_of_chromium_is_read_as_it_was_written() -> None:
    offer, written = read_offer(CHROMIUM), SessionDescription.parse(CHROMIUM)
    sound, picture = written.media
    assert (offer.mid, offer.ice, offer.dtls) == (sound.rtp.muxId, sound.ice, sound.dtls)
    assert (offer.codec.payloadType, offer.codec.parameters) == (111, sound.rtp.codecs[0].parameters)
    assert offer.ssrcs == tuple(one.ssrc for one in sound.ssrc)
    assert offer.picture is not None
    assert set(offer.picture.by_payload_type.values()) == {Codec.VP8, Codec.VP9, Codec.H264}
    assert offer.picture.ssrcs == (picture.ssrc[0].ssrc,)
    assert offer.picture.formats == tuple(picture.fmt)


def test_who_has_many_addresses_and_thrice_the_codecs_is_read_too() -> None:
    address = next(line for line in CHROMIUM.splitlines() if line.startswith("a=candidate:"))
    extension = next(line for line in CHROMIUM.splitlines() if line.startswith("a=extmap:"))
    codecs = [line for line in CHROMIUM.splitlines() if line.startswith(("a=rtpmap:", "a=fmtp:", "a=rtcp-fb:"))]
    offer = read_offer(_with([*codecs * 2, *[address] * 300, *[extension] * 60]))
    assert offer.picture is not None


def test_what_nobody_reads_is_left_out() -> None:
    kept = sifted(CHROMIUM)
    assert len(kept) < len(CHROMIUM) * 0.6
    assert not [word for word in ("candidate", "rtcp-fb", "extmap", "msid:-") if f"a={word}" in kept]
