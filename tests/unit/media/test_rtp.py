"""The head of an RTP packet: as aiortc reads it, and whatever bytes there are, no error."""

import contextlib

from aiortc.rtp import RtpPacket
from hypothesis import example, given
from hypothesis import strategies as st

from media.rtp import Rtp, is_rtcp, read_rtp

_EXTENSION = bytes.fromhex("bede0001") + bytes(4)


def _packet(*, marker: int = 0, padding: int = 0, payload: bytes = b"frame") -> bytes:
    packet = RtpPacket(
        payload_type=96, marker=marker, sequence_number=65_535, timestamp=0xFFFFFFFF, ssrc=7, payload=payload
    )
    packet.padding_size = padding
    return packet.serialize()


def test_a_packet_is_read_with_its_marker_and_without_its_padding() -> None:
    assert read_rtp(_packet(marker=1)) == Rtp(7, 65_535, 0xFFFFFFFF, 96, True, b"frame")
    assert read_rtp(_packet(padding=200)) == Rtp(7, 65_535, 0xFFFFFFFF, 96, False, b"frame")


def test_padding_alone_has_no_payload_and_is_a_packet() -> None:
    """Unnoticed it would be a loss."""
    read = read_rtp(_packet(padding=200, payload=b""))
    assert read is not None
    assert (read.sequence, read.payload) == (65_535, b"")


def test_sources_and_extensions_are_passed_over() -> None:
    plain = _packet()
    first = plain[0] | 0x10 | 2
    read = read_rtp(bytes([first]) + plain[1:12] + bytes(8) + _EXTENSION + plain[12:])
    assert read is not None
    assert read.payload == b"frame"


def test_reports_and_packets_are_told_apart_by_their_second_byte() -> None:
    assert [is_rtcp(bytes([128, kind])) for kind in (191, 192, 200, 208, 209)] == [False, True, True, True, False]
    assert not is_rtcp(b"\x80")


@given(
    st.binary(max_size=80) | st.builds(lambda head, rest: bytes([128 | head]) + rest, st.integers(0, 63), st.binary())
)
@example(b"")
def test_what_aiortc_reads_is_read_the_same_way_and_no_bytes_raise(packet: bytes) -> None:
    read = read_rtp(packet)
    with contextlib.suppress(ValueError):
        theirs = RtpPacket.parse(packet)
        assert read == Rtp(
            theirs.ssrc, theirs.sequence_number, theirs.timestamp, theirs.payload_type, bool(theirs.marker),
            theirs.payload,
        )  # fmt: skip
