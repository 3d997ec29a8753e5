"""Mixes the parts of a recording into one sealed file, and draws its peaks. Blocking; runs in a process of its own.

A tenth of a second at a time, so that three hours need as much memory as a minute: what is encoded goes sealed into a
spool at once, for the head of the file has to know all of it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.error import FFmpegError

from media.errors import Damaged
from media.mixing.peaks import SAMPLES_PER_POINT, Block, Peaks
from media.mixing.plan import Track
from media.mixing.stereo_webm import Encoded, StereoWebm
from media.mixing.voice import Piece, Voice, decode
from media.opus import SAMPLES_PER_S
from media.place import Place
from media.sealed_file import SealedFile, write_sealed
from media.vault import open_part
from media.whole import Whole

_BIT_RATE = 64_000
_OPTIONS = {"frame_duration": "60", "compression_level": "5"}
_DELAY = 312
"""What libopus says before the first sample, at 48 kHz."""
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class Mixed:
    """What came of it: of what is played, and how many parts could not be read, or not to their end."""

    bytes_written: int
    seconds: float
    sha256: str
    unreadable: int


class NothingReadable(Exception):  # noqa: N818 (reads as the finding it is)
    """No part of it can be read at all."""


@dataclass(slots=True)
class _Part:
    """Keeps that its file fell silent before its end."""

    track: Track
    folder: Path
    recording_id: str
    key: bytes
    read_something: bool = False
    broken: bool = False

    def pieces(self) -> Iterator[Piece]:
        place = Place(self.folder, self.recording_id, self.track.participant_id, self.track.number)
        try:
            file = open_part(place, self.key)
            if file is None:
                self.broken = True
                return
            for piece in decode(file, start=_sample(self.track.start_s)):
                self.read_something = True
                yield piece
        except (Damaged, FFmpegError, IndexError):  # IndexError: there is no sound in it
            self.broken = True


def mix(folder: Path, recording_id: str, key: bytes, tracks: Sequence[Track], *, attempt: int) -> Mixed:
    """Write the files. Raises NothingReadable; OSError when the disk does not take it; then nothing of it stays."""
    whole = Whole(folder, recording_id)
    if not whole.folder.is_dir():
        raise NothingReadable
    whole.clear(before=attempt)
    drafts = whole.drafts(attempt)
    parts = [_Part(track, folder, recording_id, key) for track in tracks]
    peaks, webm = Peaks(), StereoWebm()
    seconds = max(track.until_s for track in tracks)
    try:
        blocks = _blocks(parts, _sample(seconds), peaks)
        write_sealed(drafts.spool, key, webm.clusters(_encoded(blocks)))
        if not any(part.read_something for part in parts):
            raise NothingReadable
        digest = _Digest()
        with closing(SealedFile(drafts.spool, key)) as spool:
            head = webm.head(seconds=seconds, delay_samples=_DELAY)
            write_sealed(drafts.sound, key, digest.through(chain([head], _pieces(spool))))
        write_sealed(drafts.peaks, key, [peaks.file()])
        whole.name(drafts)
    finally:
        for path in drafts.all:
            path.unlink(missing_ok=True)
    return Mixed(digest.size, seconds, digest.sha256, sum(part.broken for part in parts))


def _blocks(parts: Sequence[_Part], samples: int, peaks: Peaks) -> Iterator[Block]:
    voices = [
        (Voice(part.pieces(), start=_sample(part.track.start_s), until=_sample(part.track.until_s)), part.track.side)
        for part in parts
    ]
    for at in range(0, samples, SAMPLES_PER_POINT):
        sides = np.zeros((2, SAMPLES_PER_POINT), dtype=np.float32)
        for voice, side in voices:
            voice.add_to(sides[0 if side == "left" else 1], at)
        block = np.clip(sides * 32_768, -32_768, 32_767).astype(np.int16)
        peaks.add(block)
        yield block


def _encoded(blocks: Iterator[Block]) -> Iterator[Encoded]:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SAMPLES_PER_S, "stereo", "s16"
    encoder.bit_rate, encoder.options, encoder.time_base = _BIT_RATE, _OPTIONS, Fraction(1, SAMPLES_PER_S)
    at = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T).reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLES_PER_S, at, Fraction(1, SAMPLES_PER_S)
        at += block.shape[1]
        yield from _packets(encoder, frame)
    yield from _packets(encoder, None)


def _packets(encoder: AudioCodecContext, frame: av.AudioFrame | None) -> Iterator[Encoded]:
    for packet in encoder.encode(frame):
        at = (packet.pts or 0) + _DELAY
        yield Encoded(max(0, round(at * 1000 / SAMPLES_PER_S)), bytes(packet))


def _pieces(file: SealedFile) -> Iterator[bytes]:
    for start in range(0, file.size, _PIECE):
        yield file.read(start, _PIECE)


class _Digest:
    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def through(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._sha256.update(piece)
            self.size += len(piece)
            yield piece


def _sample(seconds: float) -> int:
    return round(seconds * SAMPLES_PER_S)
