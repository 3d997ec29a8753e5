"""Where recordings lie and how they are opened: the one way to a key, and the one reader of parts.

A key is drawn for each recording and lies, locked, in the database; what locks it lies in the key file. Who takes the
disk has neither.
"""

import asyncio
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from media.afar import open_afar
from media.assembly import Assembled, assemble
from media.errors import KeyGone, TicketNotValid
from media.growing import GrowingLog
from media.master_keys import MasterKeys
from media.place import Place
from media.ports import KeyBook
from media.reading import Blocking, Here, OpenPart
from media.seal import KEY_BYTES
from media.sealed_file import SealedFile
from media.storage import Storage, name_of
from media.whole import Whole


class Vault:
    """Of one folder, and of the storage that finished files are moved to, if there is any."""

    def __init__(self, folder: Path, keys: KeyBook, masters: MasterKeys, storage: Storage | None = None) -> None:
        self.folder = folder
        self._keys = keys
        self._masters = masters
        self._storage = storage

    async def key_for(self, recording_id: str) -> bytes:
        """The key of a recording, drawn if it has none yet.

        Raises TicketNotValid when it has been discarded since, and KeyMissing when what locks its key is not here.
        """
        locked = await self._keys.find_key(recording_id)
        if locked is None:
            drawn = await asyncio.to_thread(self._masters.lock, recording_id, secrets.token_bytes(KEY_BYTES))
            locked = await self._keys.keep_key(recording_id, drawn)
        if locked is None:
            raise TicketNotValid
        return await asyncio.to_thread(self._masters.unlock, recording_id, locked)

    async def key_of(self, recording_id: str) -> bytes:
        """The key of what was recorded. Raises KeyMissing, as KeyGone when nobody will ever have it again."""
        locked = await self._keys.find_key(recording_id)
        if locked is None:
            raise KeyGone
        return await asyncio.to_thread(self._masters.unlock, recording_id, locked)

    async def open(self, recording_id: str, participant_id: str, number: int) -> OpenPart | None:
        """A finished part, or None when there is no such file. Raises KeyMissing, StorageAway or Damaged when it cannot
        be read.
        """
        place = Place(self.folder, recording_id, participant_id, number)
        try:
            if await asyncio.to_thread(_is_file, place.sealed) or await asyncio.to_thread(_is_file, place.growing):
                here = await asyncio.to_thread(open_part, place, await self.key_of(recording_id))
                return None if here is None else Here(here)
            if await asyncio.to_thread(_is_file, place.plain):
                return Here(await asyncio.to_thread(_plain, place.plain))
        except FileNotFoundError:  # moved to the storage, or removed, since we looked
            pass
        return await self._stored(recording_id, place.sealed)

    async def open_whole(self, recording_id: str) -> OpenPart | None:
        """The one file of the whole recording, as stereo WebM. None and errors as with `open`."""
        return await self._sealed(recording_id, Whole(self.folder, recording_id).sound)

    async def open_peaks(self, recording_id: str) -> OpenPart | None:
        """What is drawn of it (`media.mixing.peaks`). None and errors as with `open`."""
        return await self._sealed(recording_id, Whole(self.folder, recording_id).peaks)

    async def _sealed(self, recording_id: str, path: Path) -> OpenPart | None:
        try:
            if await asyncio.to_thread(_is_file, path):
                return Here(await asyncio.to_thread(SealedFile, path, await self.key_of(recording_id)))
        except FileNotFoundError:  # as above
            pass
        return await self._stored(recording_id, path)

    async def _stored(self, recording_id: str, path: Path) -> OpenPart | None:
        """Of a file that lies elsewhere by now: ranges of it are fetched as they are asked for."""
        if self._storage is None:
            return None
        far = await self._storage.find(name_of(path))
        return None if far is None else await open_afar(far, await self.key_of(recording_id))


def open_part(place: Place, key: bytes) -> Blocking | None:
    """A part of this disk, sealed or as it grew; None when neither is there. Blocking. Raises Damaged or OSError."""
    if _is_file(place.sealed):
        return SealedFile(place.sealed, key)
    return _grown(place.growing, key) if _is_file(place.growing) else None


def _is_file(path: Path) -> bool:
    """A link leads who knows where."""
    return path.is_file() and not path.is_symlink()


class _MadeAnew:
    """A part for which there was no room to finish it: its file is made again as it is read, from the start when
    somebody goes back in it.
    """

    def __init__(self, part: Assembled) -> None:
        self._part = part
        self.size = part.size
        self._pieces: Iterator[bytes] = part.pieces()
        self._at, self._waiting = 0, bytearray()

    def read(self, start: int, length: int) -> bytes:
        if start < self._at:
            self._again()
        end = min(start + length, self.size)
        while self._at + len(self._waiting) < end:
            self._skip(start)
            self._waiting += next(self._pieces)
        self._skip(start)
        return bytes(self._waiting[: max(0, end - start)])

    def close(self) -> None:
        self._pieces = iter(())

    def _again(self) -> None:
        self._pieces = self._part.pieces()
        self._at, self._waiting = 0, bytearray()

    def _skip(self, start: int) -> None:
        """Nobody asks for what lies before."""
        gone = min(start - self._at, len(self._waiting))
        del self._waiting[:gone]
        self._at += gone


def _grown(path: Path, key: bytes) -> Blocking | None:
    part = assemble(GrowingLog(path, key))
    return None if part is None else _MadeAnew(part)


class _PlainFile:
    """A part of before parts were sealed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    def read(self, start: int, length: int) -> bytes:
        return os.pread(self._descriptor, length, start)

    def close(self) -> None:
        os.close(self._descriptor)


def _plain(path: Path) -> Blocking:
    return _PlainFile(os.open(path, os.O_RDONLY | os.O_NOFOLLOW))
