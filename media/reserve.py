"""How much of the disk is left alone: the database lies there too, and a full disk must harm no call."""

import os
from collections.abc import Callable
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """What may still be written there. Blocking."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


class Reserve:
    """No recording begins while less than `bytes_kept` is free; those that run are finished when half of it is left.

    A part that is finished needs its own size once more: the biggest one must still fit.
    """

    def __init__(self, folder: Path, bytes_kept: int, *, free: Callable[[Path], int] = free_bytes) -> None:
        self._folder = folder
        self._kept = bytes_kept
        self._free = free

    def free_bytes(self) -> int:
        """What may still be written. Blocking."""
        return self._free(self._folder)

    def has_room(self) -> bool:
        """Whether another recording may begin. Blocking."""
        return self._kept == 0 or self._free(self._folder) >= self._kept

    def must_finish(self, biggest: int) -> bool:
        """Whether those that run have to end now. `biggest` is the size of the biggest part. Blocking."""
        return self._kept > 0 and self._free(self._folder) < max(self._kept // 2, 2 * biggest)
