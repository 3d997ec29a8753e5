"""A part while it is written: every packet as it came, sealed a batch at a time, so that kill -9 costs the last batch.

Packets wait for nobody here: one that came late is written late, with its number, and finds its place when the part is
finished. Blocking; never on the event loop.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from media.errors import Damaged
from media.picture import Codec, PicturePacket
from media.seal import SALT_BYTES, TAG_BYTES, Seal, new_salt
from media.timeline import Arrived

_MAGIC = b"RSGROWS1"
_SIZE = struct.Struct(">I")
_HEAD = struct.Struct(">cd")
_PACKET = struct.Struct(">cQIdH")
_PICTURE = struct.Struct(">cQIdHBB")
_MARK = struct.Struct(">cd")
_LARGEST_CHUNK = 1 << 24
_CODECS = (Codec.VP8, Codec.VP9, Codec.H264)
"""By their numbers in the file: never another order."""


@dataclass(frozen=True, slots=True)
class PauseMark:
    """From `at_s` on nothing is written, or something is again."""

    at_s: float
    begins: bool


Record = Arrived | PauseMark


class GrowingFile:
    """Written by one thread at a time, and only by who made it. Second 0 of the part is `zero_s` on the clock of its
    packets.
    """

    def __init__(self, path: Path, key: bytes, *, zero_s: float) -> None:
        """Make the file. Raises OSError, also when there is one."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        salt = new_salt()
        self._seal = Seal(key, salt=salt, kind=_MAGIC)
        self._number = 0
        self._torn = False
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self.size = 0
        try:
            self._write(_MAGIC + salt)
            self._append(_HEAD.pack(b"Z", zero_s))
        except OSError:
            self.close()
            path.unlink(missing_ok=True)
            raise

    def append(self, records: Sequence[Record]) -> None:
        """One batch: all of it can be read, or none. Raises OSError when the disk refuses it, or the file is gone; then
        nothing more is taken: a number that sealed half a batch must never seal another.
        """
        self._append(b"".join(_packed(record) for record in records))
        there = os.fstat(self._descriptor)
        if there.st_nlink == 0 or there.st_size != self.size:
            raise OSError("somebody has removed or changed the file that is being written")

    def close(self) -> None:
        """Nothing is written any more."""
        os.close(self._descriptor)

    def _append(self, plain: bytes) -> None:
        if self._torn:
            raise OSError("a batch before this one was not written whole")
        self._torn = True
        sealed = self._seal.close(self._number, plain)
        self._write(_SIZE.pack(len(sealed)) + sealed)
        self._number += 1
        self._torn = False

    def _write(self, data: bytes) -> None:
        written = 0
        while written < len(data):
            written += os.write(self._descriptor, data[written:])
        self.size += len(data)


class GrowingLog:
    """A growing part that nobody writes any more, gone through as often as one likes with one batch in memory."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises OSError, or Damaged when not even its head can be read."""
        self._path = path
        self._key = key
        self.readable = 0
        """So many bytes could be read when it was last gone through, to its end or to where the disk refused."""
        head = next(self._batches(), None)
        if head is None or len(head) != _HEAD.size:
            raise Damaged
        self.zero_s: float = _HEAD.unpack(head)[1]
        """Second 0 of the part on the clock of its packets."""

    def __iter__(self) -> Iterator[Record]:
        """Everything up to where it was cut off, as it came. Raises OSError."""
        batches = self._batches()
        next(batches, None)
        for batch in batches:
            yield from _records(batch)

    def _batches(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            head = file.read(len(_MAGIC) + SALT_BYTES)
            if len(head) < len(_MAGIC) + SALT_BYTES or not head.startswith(_MAGIC):
                return
            self.readable = len(head)
            seal = Seal(self._key, salt=head[len(_MAGIC) :], kind=_MAGIC)
            number = 0
            while len(said := file.read(_SIZE.size)) == _SIZE.size:
                (size,) = _SIZE.unpack(said)
                if not TAG_BYTES <= size <= _LARGEST_CHUNK or len(sealed := file.read(size)) < size:
                    return
                try:
                    plain = seal.open(number, sealed)
                except Damaged:
                    return
                self.readable += len(said) + size
                yield plain
                number += 1


def _packed(record: Record) -> bytes:
    if isinstance(record, PauseMark):
        return _MARK.pack(b"B" if record.begins else b"E", record.at_s)
    head = (record.number, record.timestamp, record.arrival_s, len(record.payload))
    if isinstance(record, PicturePacket):
        return _PICTURE.pack(b"V", *head, _CODECS.index(record.codec), record.ends_frame) + record.payload
    return _PACKET.pack(b"P", *head) + record.payload


def _records(plain: bytes) -> Iterator[Record]:
    at = 0
    while at < len(plain):
        kind = plain[at : at + 1]
        if kind == b"P":
            _, number, timestamp, arrival_s, length = _PACKET.unpack_from(plain, at)
            at += _PACKET.size
            yield Arrived(number, timestamp, arrival_s, plain[at : at + length])
            at += length
        elif kind == b"V":
            _, number, timestamp, arrival_s, length, codec, ends = _PICTURE.unpack_from(plain, at)
            at += _PICTURE.size
            yield PicturePacket(number, timestamp, arrival_s, plain[at : at + length], _CODECS[codec], bool(ends))
            at += length
        else:
            kind, at_s = _MARK.unpack_from(plain, at)
            at += _MARK.size
            yield PauseMark(at_s, begins=kind == b"B")
