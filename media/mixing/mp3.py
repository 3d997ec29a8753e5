"""WebM in, MP3 out, as it comes: for helpdesks and telephones that know nothing newer. Blocking; in its own process.

64 kbit/s at 48 kHz is 192 bytes for each frame of 24 ms, always: whoever knows the length of the sound knows the
file's, and a player finds any second of it without an index.
"""

import io
from fractions import Fraction
from typing import BinaryIO

import av

from media.opus import SAMPLES_PER_S

_BIT_RATE = 64_000


def transcode(webm: BinaryIO, mp3: BinaryIO) -> None:
    """Until its end. Raises av.FFmpegError for what is no WebM, OSError when nobody takes it any more."""
    encoder = av.CodecContext.create("libmp3lame", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SAMPLES_PER_S, "stereo", "s16p"
    encoder.bit_rate, encoder.time_base = _BIT_RATE, Fraction(1, SAMPLES_PER_S)
    resampler = av.AudioResampler("s16p", "stereo", SAMPLES_PER_S)
    at = 0
    with av.open(_OneWay(webm), "r", format="matroska") as container:
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                piece.pts, piece.time_base = at, Fraction(1, SAMPLES_PER_S)
                at += piece.samples
                for packet in encoder.encode(piece):
                    mp3.write(packet)
    for packet in encoder.encode(None):
        mp3.write(packet)


class _OneWay(io.RawIOBase):
    """A pipe, which FFmpeg must not try to seek in."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def read(self, size: int = -1) -> bytes:
        return self._source.read(size)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False
