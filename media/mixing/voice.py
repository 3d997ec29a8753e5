"""One part decoded: its samples at their places on the recording's time, read block by block. Blocking.

A part's packets lie where its timeline has put them, and that follows two clocks that drift apart (media.timeline): so
samples are never only counted. What is off by more than a decoder's rounding is stretched or pressed together by one
sample in 480, which nobody hears; what is off by a tenth of a second is a gap.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.error import InvalidDataError

from media.opus import SAMPLES_PER_S
from media.reading import Blocking

Samples = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_JUMP = SAMPLES_PER_S // 10
_EXACT = SAMPLES_PER_S // 500
_STRETCH = 480
"""One sample in so many: as fast as the timeline itself moves what lies on it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples that follow each other; `start` is counted from second 0 of the recording."""

    start: int
    samples: Samples

    @property
    def end(self) -> int:
        """Where the next one may begin."""
        return self.start + len(self.samples)


class Voice:
    """Adds a part's sound to blocks that are asked for in order; between `start` and `until`."""

    def __init__(self, pieces: Iterator[Piece], *, start: int, until: int) -> None:
        self._pieces = pieces
        self._waiting: Piece | None = None
        self._start = start
        self._until = until

    def add_to(self, block: Samples, at: int) -> None:
        """`at` is where the block begins. Nothing is decoded before it is needed."""
        end = min(at + len(block), self._until)
        if end <= self._start:
            return
        while (piece := self._waiting or next(self._pieces, None)) is not None:
            self._waiting = piece if piece.end > end else None
            begin, stop = max(piece.start, at), min(piece.end, end)
            if begin < stop:
                block[begin - at : stop - at] += piece.samples[begin - piece.start : stop - piece.start]
            if self._waiting is not None:
                return


def decode(file: Blocking, *, start: int) -> Iterator[Piece]:
    """The sound of a finished part, as one channel; a picture in it is left alone. Closes the file at its end.

    A packet that no decoder takes is silence. Raises av.FFmpegError when it is no such file at all, and Damaged.
    """
    placing = _Placing()
    resampler = av.AudioResampler("fltp", "mono", SAMPLES_PER_S)
    reader = _Reader(file)
    try:
        with av.open(reader, "r", format="matroska") as container:
            for packet in container.demux(container.streams.audio[0]):
                try:
                    frames = packet.decode()
                except InvalidDataError:
                    continue
                for frame in frames:
                    for mono in resampler.resample(frame):
                        if frame.time is None:
                            continue
                        yield placing.place(start + round(frame.time * SAMPLES_PER_S), mono.to_ndarray()[0])
    finally:
        file.close()
        if reader.failed is not None:
            raise reader.failed


class _Placing:
    def __init__(self) -> None:
        self._next: int | None = None

    def place(self, at: int, samples: Samples) -> Piece:
        """Behind what came before, unless the times say that something is missing in between, or is there twice."""
        start = at if self._next is None or at - self._next > _JUMP else self._next
        if start - at > _JUMP:
            samples = samples[start - at :]
        elif abs(at - start) > _EXACT:
            samples = _stretched(
                samples, by=max(-(len(samples) // _STRETCH), min(len(samples) // _STRETCH, at - start))
            )
        piece = Piece(start, samples)
        self._next = piece.end
        return piece


def _stretched(samples: Samples, *, by: int) -> Samples:
    wanted = np.linspace(0, len(samples) - 1, len(samples) + by)
    return np.interp(wanted, np.arange(len(samples)), samples).astype(np.float32)


class _Reader(io.RawIOBase):
    """A part as a file object for FFmpeg, which does not pass on what its reading raises: `failed` keeps it."""

    def __init__(self, file: Blocking) -> None:
        self._file = file
        self._at = 0
        self.failed: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(self._at, self._file.size if size < 0 else size)
        except Exception as error:
            self.failed = error
            raise
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
