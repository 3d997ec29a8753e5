"""Goes through the folder of recordings for what a discard has left, or what came back after it: of a writer that was
taken for dead, or a file that could not be made into what is played. And what is empty goes, too.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from media.ports import ConsentGate, PartLog
from media.reporting import Once

_AT_A_TIME = 500
log = structlog.get_logger()


class Sweep:
    """Of one folder. What is not said to be discarded is left alone, whatever it is."""

    def __init__(self, folder: Path, gate: ConsentGate, parts: PartLog) -> None:
        self._folder = folder
        self._gate = gate
        self._parts = parts
        self._stays = Once()

    async def run(self) -> None:
        """Once through all of it. Never raises: the next round comes."""
        try:
            there = await asyncio.to_thread(_folders, self._folder)
            for start in range(0, len(there), _AT_A_TIME):
                await self._look_at(there[start : start + _AT_A_TIME])
        except Exception:  # the ladder of background tasks: whatever the outside is built of
            log.exception("recorder.not_swept")

    async def _look_at(self, recording_ids: Sequence[str]) -> None:
        standings = await self._gate.standing(recording_ids)
        ended = [one for one in recording_ids if standings.get(one) in ("stopped", "discarded")]
        discarded = [one for one in ended if standings[one] == "discarded"]
        await self._remove([self._folder / one for one in discarded])
        await asyncio.to_thread(_remove_empty, [self._folder / one for one in ended])

    async def _remove(self, folders: Collection[Path]) -> None:
        """A file is older than the answer about its part: what a leg writes just now it removes itself."""
        lying = await asyncio.to_thread(_files, folders)
        if not lying:
            return
        written = {
            (grant.recording_id, f"{grant.participant_id}-{grant.part_number}")
            for grant in await self._parts.being_written()
        }
        left = [path for path in lying if (path.parent.name, path.name.partition(".")[0]) not in written]
        await asyncio.to_thread(self._unlink, left)

    def _unlink(self, paths: Sequence[Path]) -> None:
        for path in paths:
            name = f"{path.parent.name}/{path.name}"
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                if self._stays.is_news(name):
                    log.error("recorder.not_removed", file=name, error=error.strerror)  # noqa: TRY400 (nothing to trace)
            else:
                self._stays.is_over(name)
                log.warning("recorder.left_of_discarded", file=name)


def _folders(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


def _files(folders: Collection[Path]) -> list[Path]:
    return [path for folder in folders for path in folder.glob("*") if not path.is_dir() or path.is_symlink()]


def _remove_empty(folders: Collection[Path]) -> None:
    """Nothing is written into them any more."""
    for folder in folders:
        with suppress(OSError):  # mostly since it is not empty, or another worker was quicker
            folder.rmdir()
