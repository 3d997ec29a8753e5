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
from media.seal import SALT_BYTES, TAG_BYTES, Seal, new_salt
from media.timeline import Arrived, Pause

_MAGIC = b"RSGROWS1"
_SIZE = struct.Struct(">I")
_HEAD = struct.Struct(">cd")
_PACKET = struct.Struct(">cQIdH")
_MARK = struct.Struct(">cd")
_LARGEST_CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class PauseMark:
    """From `at_s` on nothing is written, or something is again."""

    at_s: float
    begins: bool


Record = Arrived | PauseMark


@dataclass(frozen=True, slots=True)
class Grown:
    """What can be read of a growing part. `torn`: its end was cut off within a batch."""

    zero_s: float
    packets: tuple[Arrived, ...]
    pauses: tuple[Pause, ...]
    torn: bool


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


def read_growing(path: Path, key: bytes) -> Grown:
    """Everything up to where it was cut off. Raises OSError, or Damaged when not even its head can be read."""
    with path.open("rb") as file:
        raw = file.read()
    batches = _batches(raw, key)
    head = next(batches, None)
    if head is None:
        raise Damaged
    packets: list[Arrived] = []
    marks: list[PauseMark] = []
    end = head.end
    for batch in batches:
        end = batch.end
        for record in _records(batch.plain):
            if isinstance(record, PauseMark):
                marks.append(record)
            else:
                packets.append(record)
    return Grown(_HEAD.unpack(head.plain)[1], tuple(packets), _pauses(marks), torn=end < len(raw))


@dataclass(frozen=True, slots=True)
class _Batch:
    plain: bytes
    end: int


def _batches(raw: bytes, key: bytes) -> Iterator[_Batch]:
    at = len(_MAGIC) + SALT_BYTES
    if len(raw) < at or not raw.startswith(_MAGIC):
        return
    seal = Seal(key, salt=raw[len(_MAGIC) : at], kind=_MAGIC)
    number = 0
    while at + _SIZE.size <= len(raw):
        (size,) = _SIZE.unpack_from(raw, at)
        end = at + _SIZE.size + size
        if end > len(raw) or not TAG_BYTES <= size <= _LARGEST_CHUNK:
            return
        try:
            plain = seal.open(number, raw[at + _SIZE.size : end])
        except Damaged:
            return
        yield _Batch(plain, end)
        at, number = end, number + 1


def _packed(record: Record) -> bytes:
    if isinstance(record, PauseMark):
        return _MARK.pack(b"B" if record.begins else b"E", record.at_s)
    return (
        _PACKET.pack(b"P", record.number, record.timestamp, record.arrival_s, len(record.payload)) + record.payload
    )  # fmt: skip


def _records(plain: bytes) -> Iterator[Record]:
    at = 0
    while at < len(plain):
        if plain[at : at + 1] == b"P":
            _, number, timestamp, arrival_s, length = _PACKET.unpack_from(plain, at)
            at += _PACKET.size
            yield Arrived(number, timestamp, arrival_s, plain[at : at + length])
            at += length
        else:
            kind, at_s = _MARK.unpack_from(plain, at)
            at += _MARK.size
            yield PauseMark(at_s, begins=kind == b"B")


def _pauses(marks: Sequence[PauseMark]) -> tuple[Pause, ...]:
    pauses: list[Pause] = []
    began: float | None = None
    for mark in marks:
        if mark.begins:
            began = mark.at_s if began is None else began
        elif began is not None:
            pauses.append(Pause(began, mark.at_s))
            began = None
    return tuple(pauses)
