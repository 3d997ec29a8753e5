"""A part or a whole recording opened for reading, wherever it lies: every piece is awaited, and holds nobody up."""

import asyncio
from typing import Protocol


class OpenPart(Protocol):
    """Opened for reading."""

    size: int

    async def read(self, start: int, length: int) -> bytes:
        """These bytes of the file, fewer at its end and nowhere else. Raises Damaged, and StorageAway when where it
        lies gives no answer in its time.
        """

    async def aclose(self) -> None:
        """Nothing is read any more."""


class Blocking(Protocol):
    """The same on a disk of this machine, never read on the event loop."""

    size: int

    def read(self, start: int, length: int) -> bytes:
        """These bytes of the file, fewer at its end. Raises Damaged."""

    def close(self) -> None:
        """Nothing is read any more."""


class Here:
    """What lies on a disk of this machine, read beside the event loop."""

    def __init__(self, file: Blocking) -> None:
        self._file = file
        self.size = file.size

    async def read(self, start: int, length: int) -> bytes:
        """See `OpenPart`."""
        return await asyncio.to_thread(self._file.read, start, length)

    async def aclose(self) -> None:
        """See `OpenPart`."""
        await asyncio.to_thread(self._file.close)
