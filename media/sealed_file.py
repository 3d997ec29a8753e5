"""A finished part on disk: sealed in chunks of one size, so that any range is read by opening few of them.

A chunk that is missing at the end is found: the last one is sealed as the last. Blocking; never on the event loop.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

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


class SealedFile:
    """Opened for reading. `size` is that of what is inside, and is proven when it is opened."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises FileNotFoundError, another OSError, or Damaged."""
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            self._seal = Seal(key, salt=_salt(os.pread(self._descriptor, _HEAD_BYTES, 0)), kind=_MAGIC)
            body = os.fstat(self._descriptor).st_size - _HEAD_BYTES
            self._chunks = max(1, -(-body // _SEALED_CHUNK))
            self.size = body - self._chunks * TAG_BYTES
            self._chunk(self._chunks - 1)
        except BaseException:
            os.close(self._descriptor)
            raise

    def read(self, start: int, length: int) -> bytes:
        """These bytes of what is inside, fewer at its end. Raises Damaged."""
        end = min(start + length, self.size)
        if start >= end:
            return b""
        first = start // _CHUNK
        plain = b"".join(self._chunk(number) for number in range(first, (end - 1) // _CHUNK + 1))
        return plain[start - first * _CHUNK : end - first * _CHUNK]

    def close(self) -> None:
        """Nothing is read any more."""
        os.close(self._descriptor)

    def __enter__(self) -> "SealedFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _chunk(self, number: int) -> bytes:
        sealed = os.pread(self._descriptor, _SEALED_CHUNK, _HEAD_BYTES + number * _SEALED_CHUNK)
        return self._seal.open(number, sealed, last=number == self._chunks - 1)


def _salt(head: bytes) -> bytes:
    if len(head) < _HEAD_BYTES or not head.startswith(_MAGIC):
        raise Damaged
    return head[len(_MAGIC) :]
