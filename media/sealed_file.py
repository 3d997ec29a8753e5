"""A finished file of a recording: sealed in chunks of one size, so that any range is read by opening few of them.

A chunk that is missing at the end is found: the last one is sealed as the last. Blocking; never on the event loop.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Protocol

from media.errors import Damaged
from media.seal import SALT_BYTES, TAG_BYTES, Seal, new_salt

_MAGIC = b"RSEALED1"
_HEAD_BYTES = len(_MAGIC) + SALT_BYTES
_CHUNK = 1 << 16
_SEALED_CHUNK = _CHUNK + TAG_BYTES


def write_sealed(path: Path, key: bytes, pieces: Iterable[bytes]) -> None:
    """Write a new file of mode 0600 and wait until the disk has it. Raises OSError; then nothing of it stays."""
    salt = new_salt()
    seal = Seal(key, salt=salt, kind=_MAGIC)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(_MAGIC + salt)
            number, waiting = 0, bytearray()
            for piece in pieces:
                waiting += piece
                while len(waiting) > _CHUNK:
                    file.write(seal.close(number, bytes(waiting[:_CHUNK])))
                    del waiting[:_CHUNK]
                    number += 1
            file.write(seal.close(number, bytes(waiting), last=True))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def flush_folder(folder: Path) -> None:
    """A new name is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Source(Protocol):
    """Where sealed bytes lie."""

    size: int

    def read(self, start: int, length: int) -> bytes:
        """These bytes as they lie there, fewer at the end."""

    def close(self) -> None:
        """Nothing is read any more."""


class Sealed:
    """Opened for reading. `size` is that of what is inside, and is proven when it is opened."""

    def __init__(self, source: Source, key: bytes) -> None:
        """Raises Damaged, or what the source raises; the source is closed then."""
        self._source = source
        try:
            self._seal = Seal(key, salt=_salt(source.read(0, _HEAD_BYTES)), kind=_MAGIC)
            body = source.size - _HEAD_BYTES
            self._chunks = max(1, -(-body // _SEALED_CHUNK))
            self.size = body - self._chunks * TAG_BYTES
            self._opened(self._chunks - 1, self._chunks - 1)
        except BaseException:
            source.close()
            raise

    def read(self, start: int, length: int) -> bytes:
        """These bytes of what is inside, fewer at its end. Raises Damaged."""
        end = min(start + length, self.size)
        if start >= end:
            return b""
        first = start // _CHUNK
        plain = self._opened(first, (end - 1) // _CHUNK)
        return plain[start - first * _CHUNK : end - first * _CHUNK]

    def close(self) -> None:
        """Nothing is read any more."""
        self._source.close()

    def _opened(self, first: int, last: int) -> bytes:
        """The chunks from `first` to `last`, asked for in one go: a source may be far away."""
        sealed = self._source.read(_HEAD_BYTES + first * _SEALED_CHUNK, (last - first + 1) * _SEALED_CHUNK)
        return b"".join(
            self._seal.open(
                number,
                sealed[(number - first) * _SEALED_CHUNK : (number - first + 1) * _SEALED_CHUNK],
                last=number == self._chunks - 1,
            )
            for number in range(first, last + 1)
        )


class SealedFile(Sealed):
    """One on the disk of this machine."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises FileNotFoundError, another OSError, or Damaged."""
        super().__init__(_OnDisk(path), key)

    def __enter__(self) -> "SealedFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _OnDisk:
    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        self.size = os.fstat(self._descriptor).st_size

    def read(self, start: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, start)

    def close(self) -> None:
        os.close(self._descriptor)


def _salt(head: bytes) -> bytes:
    if len(head) < _HEAD_BYTES or not head.startswith(_MAGIC):
        raise Damaged
    return head[len(_MAGIC) :]
