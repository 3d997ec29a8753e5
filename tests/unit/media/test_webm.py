"""The file that is played: read by FFmpeg, known in length, played from anywhere."""

import io

import av
import pytest

from media.opus import packet_seconds
from media.timeline import Placed
from media.webm import webm
from tests.unit.media.opus import decoded_seconds, opus_packets


def _placed(packets: list[bytes], *, first_s: float = 0.0) -> list[Placed]:
    return [Placed(first_s + n * 0.02, packet_seconds(packet), packet) for n, packet in enumerate(packets)]


def _file(packets: list[Placed]) -> bytes:
    return b"".join(webm(packets, seconds=packets[-1].end_s))


def test_it_plays_and_knows_its_length() -> None:
    packets = _placed(opus_packets(3.5))
    written = _file(packets)
    assert decoded_seconds(written) == pytest.approx(3.5, abs=0.001)
    with av.open(io.BytesIO(written), "r") as container:
        assert container.duration == pytest.approx(3_500_000, abs=20_000)
        assert (container.format.name, container.streams.audio[0].codec_context.name) == ("matroska,webm", "opus")
        assert [bytes(p) for p in container.demux() if p.size] == [packet.payload for packet in packets]


def test_it_is_played_from_anywhere() -> None:
    written = _file(_placed(opus_packets(30)))
    with av.open(io.BytesIO(written), "r") as container:
        container.seek(21_500_000)
        packet = next(p for p in container.demux() if p.size)
        assert packet.pts is not None
        assert 20.0 <= float(packet.pts * packet.time_base) <= 21.5  # the index leads there, a cluster has a second


def test_times_are_kept_also_where_something_is_missing() -> None:
    packets = [packet for n, packet in enumerate(_placed(opus_packets(10), first_s=0.4)) if not 100 <= n < 350]
    with av.open(io.BytesIO(_file(packets)), "r") as container:
        times = [float(p.pts * p.time_base) for p in container.demux() if p.size and p.pts is not None]
    assert times == pytest.approx([packet.start_s for packet in packets], abs=0.001)


def test_two_channels_are_called_two() -> None:
    stereo = Placed(0.0, 0.02, bytes.fromhex("fcfffe"))
    with av.open(io.BytesIO(_file([stereo])), "r") as container:
        assert container.streams.audio[0].channels == 2
