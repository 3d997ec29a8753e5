"""The head that is written last fits the clusters written before it, and peaks are as audiowaveform has them."""

import io
import struct

import av
import numpy as np
import pytest

from media.mixing.peaks import SAMPLES_PER_POINT, Peaks
from media.mixing.stereo_webm import Encoded, StereoWebm
from tests.unit.media.opus import opus_packets


def _file(seconds: float) -> bytes:
    webm = StereoWebm()
    packets = (Encoded(20 * n, packet) for n, packet in enumerate(opus_packets(seconds)))
    clusters = b"".join(webm.clusters(packets))
    return webm.head(seconds=seconds, delay_samples=312) + clusters


def test_it_plays_knows_its_length_and_leaves_out_what_the_encoder_says_first() -> None:
    with av.open(io.BytesIO(_file(12)), "r") as container:
        stream = container.streams.audio[0]
        assert container.duration == 12_000_000
        assert (stream.codec_context.name, stream.codec_context.channels) == ("opus", 2)
        frames = list(container.decode(stream))
        assert sum(frame.samples for frame in frames) == pytest.approx(12 * 48_000 - 312, abs=960)


def test_each_entry_of_its_index_leads_to_the_cluster_of_that_second() -> None:
    written = _file(12)
    segment = written.index(bytes.fromhex("18538067")) + 4
    segment += 9 - int(np.log2(written[segment])) - 1
    cues = written[written.index(bytes.fromhex("1c53bb6b")) :]
    at, seen = 0, []
    while (at := cues.find(bytes.fromhex("b388"), at)) >= 0:
        (start_ms,) = struct.unpack_from(">Q", cues, at + 2)
        where = cues.find(bytes.fromhex("f188"), at)
        (position,) = struct.unpack_from(">Q", cues, where + 2)
        cluster = written[segment + position :]
        assert cluster.startswith(bytes.fromhex("1f43b675"))
        assert struct.pack(">BBQ", 0xE7, 0x88, start_ms) in cluster[:32]
        seen.append(start_ms)
        at = where + 10
        if len(seen) == 12:
            break
    assert seen == list(range(0, 12_000, 1_000))


def test_peaks_are_the_lowest_and_the_highest_of_each_side() -> None:
    peaks, block = Peaks(), np.zeros((2, SAMPLES_PER_POINT), dtype=np.int16)
    block[0, 5], block[0, 6], block[1, 7] = 32_767, -32_768, 256
    peaks.add(block)
    peaks.add(np.zeros_like(block))
    file = peaks.file()
    assert struct.unpack_from("<iIiiIi", file) == (2, 1, 48_000, 4_800, 2, 2)
    assert struct.unpack_from("8b", file, 24) == (-128, 127, 0, 1, 0, 0, 0, 0)
