"""A WebM file as it comes through a pipe, into samples as engines take them. A second of it is in memory at a time.

Time is kept: what the file does not hold is silence, so that a second of the samples is that second of the track.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

import av
from av.container import InputContainer

from summary.transcribing.errors import TrackUnreadable
from summary.transcribing.port import BYTES_PER_S, RATE

_LONGEST_HOLE_S = 0.1
_AT_A_TIME = BYTES_PER_S
_BROKEN_OFF_S = 1.0
_LONGEST_S = 24 * 3600
"""No call is longer; a file that says so is broken, and must not be filled up with silence."""


class Source(Protocol):
    """Where the bytes come from; not seekable."""

    def read(self, size: int = -1, /) -> bytes | None:
        """The next ones, none at the end."""


class Sound:
    """One track. `whole` is known once all of it has been read."""

    def __init__(self, source: Source) -> None:
        self._source = _OneWay(source.read)
        self.whole = True

    def samples(self) -> Iterator[bytes]:
        """16 kHz, 16 bit, mono, in order. What cannot be read is passed over, and `whole` is then False.

        Raises TrackUnreadable with `damaged` when it is no sound at all.
        """
        given = 0
        try:
            with av.open(self._source, "r", format="matroska") as container:
                resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
                for frame in self._frames(container):
                    for piece in self._placed(frame, resampler, given):
                        given += len(piece)
                        yield piece
                for ready in resampler.resample(None):
                    yield _bytes_of(ready)
                self._compare(container.duration, given)
        except av.FFmpegError as error:
            self.whole = False
            if given == 0:
                raise TrackUnreadable("damaged") from error

    def _frames(self, container: InputContainer) -> Iterator[av.AudioFrame]:
        if not container.streams.audio:
            raise TrackUnreadable("damaged")
        for packet in container.demux(container.streams.audio[0]):
            try:
                frames = packet.decode()
            except av.InvalidDataError:
                self.whole = False
                continue
            yield from (frame for frame in frames if isinstance(frame, av.AudioFrame))

    def _placed(self, frame: av.AudioFrame, resampler: av.AudioResampler, given: int) -> Iterator[bytes]:
        """The frame's samples, behind silence up to where it belongs."""
        hole = 0
        if frame.time is not None and 0 <= frame.time < _LONGEST_S:
            hole = int((frame.time - given / BYTES_PER_S) * RATE) * 2
        if hole >= _LONGEST_HOLE_S * BYTES_PER_S:
            for start in range(0, hole, _AT_A_TIME):
                yield bytes(min(_AT_A_TIME, hole - start))
        for ready in resampler.resample(frame):
            yield _bytes_of(ready)

    def _compare(self, duration: int | None, given: int) -> None:
        """A file that breaks off between two packets ends without a fault; its head says how long it was."""
        if duration is not None and duration / av.time_base - given / BYTES_PER_S > _BROKEN_OFF_S:
            self.whole = False


class _OneWay:
    """A pipe, of which PyAV is not to believe that it can be gone back in."""

    def __init__(self, read: Callable[[int], bytes | None]) -> None:
        self._read = read

    def read(self, size: int) -> bytes:
        """The next bytes."""
        return self._read(size) or b""


def _bytes_of(frame: av.AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: 2 * frame.samples]
