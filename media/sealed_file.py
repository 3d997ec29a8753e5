"""A finished file of a recording on this disk, sealed in chunks (`media.chunks`), so that any range is read by opening
few of them. Blocking; never on the event loop.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from media.chunks import CHUNK, HEAD_BYTES, MAGIC, Chunks, Stretch
from media.seal import Seal, new_salt


def write_sealed(path: Path, key: bytes, pieces: Iterable[bytes]) -> None:
    """Write a new file of mode 0600 and wait until the disk has it. Raises OSError; then nothing of it stays."""
    salt = new_salt()
    seal = Seal(key, salt=salt, kind=MAGIC)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(MAGIC + salt)
            number, waiting = 0, bytearray()
            for piece in pieces:
                waiting += piece
                while len(waiting) > CHUNK:
                    file.write(seal.close(number, bytes(waiting[:CHUNK])))
                    del waiting[:CHUNK]
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


class SealedFile:
    """One on the disk of this machine. `size` is that of what is inside, and is proven when it is opened."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Raises FileNotFoundError, another OSError, or Damaged."""
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            head = os.pread(self._descriptor, HEAD_BYTES, 0)
            self._chunks = Chunks(head, key, size=os.fstat(self._descriptor).st_size)
            self._opened(self._chunks.end)
        except BaseException:
            self.close()
            raise
        self.size = self._chunks.size

    def read(self, start: int, length: int) -> bytes:
        """These bytes of what is inside, fewer at its end. Raises Damaged."""
        stretch = self._chunks.around(start, length)
        return self._chunks.cut(stretch, self._opened(stretch), start=start, length=length) if stretch else b""

    def close(self) -> None:
        """Nothing is read any more."""
        os.close(self._descriptor)

    def _opened(self, stretch: Stretch) -> bytes:
        return self._chunks.opened(stretch, os.pread(self._descriptor, stretch.length, stretch.start))

    def __enter__(self) -> "SealedFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
