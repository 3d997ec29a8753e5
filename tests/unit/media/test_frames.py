"""Packets become the frames that were sent, or a marked gap up to the next keyframe; nonsense hurts nobody else."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import h264
from media.codecs import DEPACKETISERS
from media.frames import frames
from media.order import in_order
from media.picture import CLOCK_RATE, Codec, Frame, PicturePacket, Size
from media.timeline import Gap, place
from tests.unit.media.pictures import FRAMES_PER_S, Sent, encoded, payloads, sent, units

KEYS = (0, 20, 40)
CODECS = tuple(Codec)


@pytest.fixture(scope="module", params=CODECS)
def video(request: pytest.FixtureRequest) -> tuple[Codec, list[bytes], Sent]:
    codec: Codec = request.param
    pictures = encoded(codec, 60, keys=KEYS)
    return codec, pictures, sent(codec, pictures)


def _frames(packets: Sequence[PicturePacket]) -> list[Frame | Gap]:
    return list(frames(place(in_order(packets), clock_rate=CLOCK_RATE, seconds_of=lambda _: 0.0)))


def _numbers(video: Sent, made: Sequence[Frame | Gap]) -> list[int]:
    """Which frames these are, by when they are."""
    return [round((one.start_s - 50.03) * FRAMES_PER_S) for one in made if isinstance(one, Frame)]


def test_what_was_sent_is_what_is_made_in_whichever_order_it_came(video: tuple[Codec, list[bytes], Sent]) -> None:
    codec, pictures, line = video
    late = sorted(line.packets, key=lambda packet: packet.number + random.Random(packet.number).random() * 30)
    made = _frames(late)
    assert [one for one in made if isinstance(one, Gap)] == []
    for one, picture in zip(made, pictures, strict=True):
        assert isinstance(one, Frame)
        if codec is not Codec.H264:
            assert one.data == picture
        else:
            assert [bytes(u) for u in h264._read_units(one.data)] == [u for u in units(picture) if u[0] & 31 != 6]
    assert [n for n, one in enumerate(made) if isinstance(one, Frame) and one.size] == list(KEYS)
    assert {one.size for one in made if isinstance(one, Frame) and one.size} == {Size(320, 240)}


def test_after_a_loss_nothing_is_shown_up_to_the_next_keyframe_and_that_is_a_gap(
    video: tuple[Codec, list[bytes], Sent],
) -> None:
    _, _, line = video
    lost = next(packet.number for packet in line.packets if line.frame_of[packet.number] == 7)
    made = _frames([packet for packet in line.packets if packet.number != lost])
    assert _numbers(line, made) == [*range(7), *range(20, 60)]
    (gap,) = [one for one in made if isinstance(one, Gap)]
    assert gap.kind == "no_picture"
    assert gap.start_s == pytest.approx(50.03 + 6 / FRAMES_PER_S, abs=0.02)
    assert gap.end_s == pytest.approx(50.03 + 20 / FRAMES_PER_S, abs=0.02)


def test_any_packet_that_is_lost_costs_its_frame_and_what_builds_on_it_and_no_more(
    video: tuple[Codec, list[bytes], Sent],
) -> None:
    _, _, line = video
    for packet in line.packets[:: max(1, len(line.packets) // 25)]:
        number = line.frame_of[packet.number]
        next_key = next((key for key in KEYS if key > number), 60)
        made = _frames([other for other in line.packets if other is not packet])
        assert _numbers(line, made) == [n for n in range(60) if not number <= n < next_key], f"without one of {number}"


def test_padding_costs_nothing_and_what_is_lost_between_does(video: tuple[Codec, list[bytes], Sent]) -> None:
    codec, pictures, _ = video
    out: list[PicturePacket] = []
    for index, picture in enumerate(pictures):
        line = sent(codec, [picture], starts=index, number=len(out))
        out += line.packets
        last = out[-1]
        out += [replace(last, number=last.number + n, payload=b"", ends_frame=False) for n in (1, 2)]
    made = _frames(out)
    assert len(made) == 60
    assert all(isinstance(one, Frame) for one in made)
    gone = next(n for n, packet in enumerate(out) if not packet.payload and out[n + 1].payload and n > 30)
    assert len(_frames([*out[:gone], *out[gone + 1 :]])) < 60


def test_a_size_that_changes_is_told_by_the_keyframe_that_changes_it() -> None:
    for codec in CODECS:
        small, large = encoded(codec, 10), encoded(codec, 10, width=640, height=480)
        one = sent(codec, small)
        other = sent(codec, large, starts=10, number=len(one.packets))
        made = _frames([*one.packets, *other.packets])
        sizes = [(n, each.size) for n, each in enumerate(made) if isinstance(each, Frame) and each.size]
        assert {size for n, size in sizes if n < 10} == {Size(320, 240)}, codec
        assert {size for n, size in sizes if n >= 10} == {Size(640, 480)}, codec
        assert (10, Size(640, 480)) in sizes


def test_a_file_keeps_to_the_codec_it_began_with() -> None:
    one = sent(Codec.VP8, encoded(Codec.VP8, 10))
    other = sent(Codec.H264, encoded(Codec.H264, 10), starts=10, number=len(one.packets))
    again = sent(Codec.VP8, encoded(Codec.VP8, 10), starts=20, number=len(one.packets) + len(other.packets))
    made = _frames([*one.packets, *other.packets, *again.packets])
    assert {each.codec for each in made if isinstance(each, Frame)} == {Codec.VP8}
    assert _numbers(one, made) == [*range(10), *range(20, 30)]


def test_without_a_keyframe_there_is_nothing_and_that_is_a_gap() -> None:
    line = sent(Codec.VP8, encoded(Codec.VP8, 20))
    (gap,) = _frames([packet for packet in line.packets if line.frame_of[packet.number] > 0])
    assert isinstance(gap, Gap)


@pytest.mark.parametrize("codec", CODECS)
@given(
    st.lists(st.tuples(st.binary(max_size=40), st.integers(1, 3), st.integers(0, 9_000), st.booleans()), max_size=60)
)
def test_absurd_payloads_make_no_frame_that_was_not_one_and_never_raise(
    codec: Codec, told: list[tuple[bytes, int, int, bool]]
) -> None:
    number, timestamp, packets = 0, 0, []
    for payload, ahead, later, ends in told:
        number, timestamp = number + ahead, timestamp + later
        packets.append(PicturePacket(number, timestamp, 50.0 + number / 100, payload, codec, ends))
    made = _frames(packets)
    assert len([one for one in made if isinstance(one, Frame)]) <= len(packets)


@pytest.mark.parametrize("codec", CODECS)
@given(st.data())
def test_a_real_frame_with_bytes_of_another_never_raises(codec: Codec, data: st.DataObject) -> None:
    pieces = [bytearray(piece) for piece in payloads(codec, encoded_once(codec))]
    for _ in range(data.draw(st.integers(1, 8))):
        piece = pieces[data.draw(st.integers(0, len(pieces) - 1))]
        piece[data.draw(st.integers(0, min(len(piece), 60) - 1))] = data.draw(st.integers(0, 255))
    depacketiser = DEPACKETISERS[codec]
    whole = depacketiser.join([bytes(piece) for piece in pieces])
    for frame in [] if whole is None else [whole]:
        size = depacketiser.key_size(frame)
        assert size is None or (size.width > 0 and size.height > 0)
        depacketiser.private(frame)
    assert isinstance(depacketiser.starts_keyframe(bytes(pieces[0])), bool)


@cache
def encoded_once(codec: Codec) -> bytes:
    """A keyframe of this codec."""
    return encoded(codec, 1)[0]
