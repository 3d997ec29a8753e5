"""The file that is played: read by FFmpeg, known in length, played from anywhere, with and without a picture."""

import io

import av
import pytest

from media.codecs import DEPACKETISERS
from media.opus import is_stereo, packet_seconds
from media.picture import Codec, Size
from media.webm import Block, Layout, measure
from media.webm_head import PICTURE, SOUND, PictureTrack, Tracks
from tests.unit.media.opus import decoded_seconds, opus_packets
from tests.unit.media.pictures import FRAMES_PER_S, encoded, payloads, shown


def _sound(packets: list[bytes], *, first_s: float = 0.0) -> list[Block]:
    return [Block(SOUND, round((first_s + n * 0.02) * 1000), packet) for n, packet in enumerate(packets)]


def _picture(codec: Codec, pictures: list[bytes], *, keys: tuple[int, ...]) -> list[Block]:
    joined = [DEPACKETISERS[codec].join(payloads(codec, picture)) for picture in pictures]
    return [Block(PICTURE, n * 1000 // FRAMES_PER_S, data or b"", n in keys) for n, data in enumerate(joined)]


def _layout(blocks: list[Block], *, picture: PictureTrack | None = None) -> Layout:
    sound = [block for block in blocks if block.track == SOUND]
    end_s = max(block.at_ms / 1000 + packet_seconds(block.payload) for block in sound)
    stereo = any(is_stereo(block.payload) for block in sound)
    return Layout(Tracks(2 if stereo else 1, picture), list(measure(blocks)), seconds=end_s)


def _file(blocks: list[Block], *, picture: PictureTrack | None = None) -> bytes:
    layout = _layout(blocks, picture=picture)
    written = b"".join(layout.pieces(blocks))
    assert len(written) == layout.size, "the size is known before the first byte is written"
    return written


def test_it_plays_and_knows_its_length() -> None:
    packets = opus_packets(3.5)
    written = _file(_sound(packets))
    assert decoded_seconds(written) == pytest.approx(3.5, abs=0.001)
    with av.open(io.BytesIO(written), "r") as container:
        assert container.duration == pytest.approx(3_500_000, abs=20_000)
        assert (container.format.name, container.streams.audio[0].codec_context.name) == ("matroska,webm", "opus")
        assert [bytes(p) for p in container.demux() if p.size] == packets


def test_it_is_played_from_anywhere() -> None:
    written = _file(_sound(opus_packets(30)))
    with av.open(io.BytesIO(written), "r") as container:
        container.seek(21_500_000)
        packet = next(p for p in container.demux() if p.size)
        assert packet.pts is not None
        assert 20.0 <= float(packet.pts * packet.time_base) <= 21.5  # the index leads there, a cluster has a second


def test_times_are_kept_also_where_something_is_missing() -> None:
    blocks = [block for n, block in enumerate(_sound(opus_packets(10), first_s=0.4)) if not 100 <= n < 350]
    with av.open(io.BytesIO(_file(blocks)), "r") as container:
        times = [float(p.pts * p.time_base) for p in container.demux() if p.size and p.pts is not None]
    assert times == pytest.approx([block.at_ms / 1000 for block in blocks], abs=0.001)


def test_two_channels_are_called_two() -> None:
    with av.open(io.BytesIO(_file([Block(SOUND, 0, bytes.fromhex("fcfffe"))])), "r") as container:
        assert container.streams.audio[0].channels == 2


KEYS = (0, 30, 60)


@pytest.mark.parametrize(
    ("codec", "name", "kind"),
    [(Codec.VP8, "vp8", b"webm"), (Codec.VP9, "vp9", b"webm"), (Codec.H264, "h264", b"matroska")],
)
def test_a_picture_beside_the_sound_is_shown_frame_by_frame_and_from_each_keyframe(
    codec: Codec, name: str, kind: bytes
) -> None:
    pictures = _picture(codec, encoded(codec, 90, keys=KEYS), keys=KEYS)
    blocks = sorted([*_sound(opus_packets(6)), *pictures], key=lambda block: block.at_ms)
    track = PictureTrack(codec, Size(320, 240), DEPACKETISERS[codec].private(pictures[0].payload))
    written = _file(blocks, picture=track)
    assert kind in written[:64]
    with av.open(io.BytesIO(written), "r") as container:
        stream = container.streams.video[0].codec_context
        assert (stream.name.removeprefix("lib"), stream.width, stream.height) == (name, 320, 240)
    times = shown(written)
    assert [number for _, number in times] == list(range(90))
    assert [at_s for at_s, _ in times] == pytest.approx([n / FRAMES_PER_S for n in range(90)], abs=0.002)
    assert decoded_seconds(written) == pytest.approx(6.0, abs=0.01)
    with av.open(io.BytesIO(written), "r") as container:
        video = container.streams.video[0]
        container.seek(round(4.5 / (video.time_base or 1)), stream=video)
        packet = next(p for p in container.demux(video) if p.size)
        assert packet.is_keyframe
        assert float(packet.pts * packet.time_base) == pytest.approx(60 / FRAMES_PER_S, abs=0.002)  # type: ignore[operator]
