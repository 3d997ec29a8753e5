"""Brings finished recordings to where they are kept, and takes away what was discarded, here and there."""

import asyncio
import threading
from pathlib import Path

import structlog

from media.errors import StorageAway
from media.storage import Storage, finished, name_of
from media.whole import Whole

log = structlog.get_logger()


class Depot:
    """Of one folder, and one storage if there is any."""

    def __init__(self, folder: Path, storage: Storage | None) -> None:
        self._folder = folder
        self._storage = storage

    @property
    def moves(self) -> bool:
        """Whether recordings are kept elsewhere."""
        return self._storage is not None

    async def copy(self, recording_id: str) -> str | None:
        """All finished files are kept there too: read back and compared. Why not, in one word, or None.

        Cancelled, it begins with no other file, and ends once nothing is under way any more: what is removed after it
        is gone.
        """
        enough = threading.Event()
        copying = asyncio.ensure_future(asyncio.to_thread(self._copy, recording_id, enough))
        try:
            return await asyncio.shield(copying)
        finally:
            enough.set()
            await asyncio.wait([copying])

    async def release(self, recording_id: str) -> None:
        """The files of this disk go; only after `copy`. Raises OSError."""
        await asyncio.to_thread(self._release, recording_id)

    async def remove(self, recording_id: str) -> str | None:
        """Everything but parts on this disk, which are the recorder's. Why something is left, in one word, or None."""
        return await asyncio.to_thread(self._remove, recording_id)

    def _copy(self, recording_id: str, enough: threading.Event) -> str | None:
        if self._storage is None:
            return "no_storage"
        folder = Whole(self._folder, recording_id).folder
        if any(folder.glob("*.growing")):
            return "not_finished"
        try:
            for file in finished(folder):
                if enough.is_set():
                    return "ended"
                self._storage.put(name_of(file), file)
                if not self._storage.holds(name_of(file), file):
                    log.error("storage.not_as_sent", recording_id=recording_id, file=file.name)
                    return "not_as_sent"
        except OSError as error:
            return _told(recording_id, error)
        return None

    def _release(self, recording_id: str) -> None:
        for file in finished(Whole(self._folder, recording_id).folder):
            file.unlink(missing_ok=True)

    def _remove(self, recording_id: str) -> str | None:
        try:
            Whole(self._folder, recording_id).remove()
            if self._storage is not None:
                self._storage.remove(recording_id)
        except OSError as error:
            return _told(recording_id, error)
        return None


def _told(recording_id: str, error: OSError) -> str:
    """In one word what did not work: the storage, or this disk."""
    if isinstance(error, StorageAway):
        log.warning("storage.away", recording_id=recording_id, error=type(error.__cause__).__name__)
        return "storage_away"
    log.warning("storage.disk", recording_id=recording_id, error=error.strerror)
    return "disk"
