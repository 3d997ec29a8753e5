"""Where the files lie. A file is there whole or not at all: written beside, flushed, and then given its name.

The row is written after the file, so a crash in between leaves a file nobody knows of, never a row without its file;
`sweep` puts such files aside an hour later, and removes them a month after that: a database that is not the one
belonging to this folder must not cost what lies in it.
"""

import asyncio
import os
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_FORGOTTEN_AFTER_S = 3600.0
_REMOVED_AFTER_S = 30 * 86_400.0
_AT_A_TIME = 500
_DRAFTS = "incoming"
_ASIDE = "forgotten"
_OURS = re.compile(r"[0-9a-f]{32}(\.preview)?\.(jpg|png|webp|pdf)")
"""Whatever is called otherwise was put there by somebody else."""

Known = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Of these ids, those that have a row."""


class Storage(Protocol):
    """What filing needs of it. Keys are ours: letters, digits, dots."""

    async def draft(self) -> Path:
        """A new, empty file of this machine to write into. Whoever asked for it takes it away again."""

    async def keep(self, key: str, draft: Path) -> None:
        """From now on the flushed content of `draft`, which is gone with it, is there under this key."""

    async def locate(self, key: str) -> Path | None:
        """A file of this machine that has it; None when there is none."""

    async def remove(self, key: str) -> None:
        """It is not there any more, if it was."""

    async def sweep(self, known: Known) -> int:
        """Out of the way with what is an hour old and nobody knows of; how many that were."""


class FolderStorage:
    """A folder, which all nodes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def draft(self) -> Path:
        """See `Storage`."""
        return await asyncio.to_thread(self._draft)

    async def keep(self, key: str, draft: Path) -> None:
        """See `Storage`."""
        await asyncio.to_thread(self._keep, key, draft)

    async def locate(self, key: str) -> Path | None:
        """See `Storage`."""
        file = self._folder / key
        return file if await asyncio.to_thread(file.is_file) else None

    async def remove(self, key: str) -> None:
        """See `Storage`."""
        await asyncio.to_thread((self._folder / key).unlink, missing_ok=True)

    async def sweep(self, known: Known) -> int:
        """See `Storage`."""
        removed = await asyncio.to_thread(self._remove_old_drafts)
        old = [file for file in await asyncio.to_thread(_old_files, self._folder) if _OURS.fullmatch(file.name)]
        for begin in range(0, len(old), _AT_A_TIME):
            some = old[begin : begin + _AT_A_TIME]
            there = set(await known({_id_of(file) for file in some}))
            forgotten = [file for file in some if _id_of(file) not in there]
            await asyncio.to_thread(self._put_aside, forgotten)
            removed += len(forgotten)
        await asyncio.to_thread(self._remove_forgotten)
        return removed

    def _draft(self) -> Path:
        folder = self._folder / _DRAFTS
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / secrets.token_hex(16)
        file.touch(mode=0o600)
        return file

    def _keep(self, key: str, draft: Path) -> None:
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(self._folder / key)
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)  # the name, too, outlives a power cut
        finally:
            os.close(folder)

    def _put_aside(self, files: Collection[Path]) -> None:
        """Their month begins now. Another node may put the same ones aside at this moment."""
        aside = self._folder / _ASIDE
        aside.mkdir(mode=0o700, exist_ok=True)
        for file in files:
            with suppress(FileNotFoundError):
                os.utime(file)
                file.replace(aside / file.name)

    def _remove_forgotten(self) -> None:
        _unlink(_old_files(self._folder / _ASIDE, after_s=_REMOVED_AFTER_S))

    def _remove_old_drafts(self) -> int:
        old = _old_files(self._folder / _DRAFTS)
        _unlink(old)
        return len(old)


def _old_files(folder: Path, *, after_s: float = _FORGOTTEN_AFTER_S) -> list[Path]:
    if not folder.is_dir():
        return []
    before = time.time() - after_s
    return [file for file in folder.iterdir() if file.is_file() and file.stat().st_mtime < before]


def _unlink(files: Collection[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _id_of(file: Path) -> str:
    return file.name.partition(".")[0]
