"""What lies in the folder and is nobody's leg any more: of a killed writer, of discarded recordings, of old times."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from media.errors import KeyGone
from media.place import Place
from media.ports import LegGrant, PartLog
from media.reporting import Endings, Once, reported
from media.scribe import Scribe
from media.sealed_file import write_sealed
from media.vault import Vault
from media.writer import Lying, Written, ending_of, finish, measure, remove, settle

_PIECE = 1 << 20
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Left:
    """`grants` are parts whose writer is dead; `growing` all files that were not made into what is played."""

    grants: tuple[LegGrant, ...]
    growing: tuple[Path, ...]


class Leftovers:
    """Looked through at start and again and again, beside the legs that run. Only one worker is given each part."""

    def __init__(self, parts: PartLog, vault: Vault, binder: Scribe, endings: Endings) -> None:
        self._parts = parts
        self._vault = vault
        self._binder = binder
        self._endings = endings
        self._taken: list[LegGrant] = []
        """Ours, and nobody could tell their keys yet. Told of now they would be lost: nobody is given them twice."""
        self._waits, self._stays = Once(), Once()

    async def find(self) -> Left:
        """What others have left; to be asked for before the first leg of ours.

        A file is older than the answer about its part: what somebody writes is none.
        """
        growing = await self._growing()
        grants = tuple(await self._parts.unfinished())
        return Left(grants, await self._nobodys(growing))

    async def look(self) -> None:
        """Once more, beside the legs: for what there was no room before, or no key. Never raises."""
        try:
            for path in await self._nobodys(await self._growing()):
                await self._finish_again(path)
        except Exception:  # whatever the outside is built of
            log.exception("recorder.not_looked")

    async def _growing(self) -> list[Path]:
        return await asyncio.to_thread(_files, self._vault.folder, ".growing")

    async def _nobodys(self, growing: Collection[Path]) -> tuple[Path, ...]:
        held = [*await self._parts.being_written(), *self._taken]
        ours = {self._place(grant).growing for grant in held}
        return tuple(path for path in growing if path not in ours)

    async def take_over(self) -> None:
        """What workers have left that died since. Raises GivenUp, and whatever the outside is built of."""
        found = await self._parts.unfinished()
        taken, self._taken = [*self._taken, *found], []
        for grant in taken:
            await self._mend_part(grant)

    async def mend(self, left: Left) -> None:
        """What can be read of these is kept, and called partial; then whatever else lies there is put in order."""
        for grant in left.grants:
            await self._mend_part(grant)
        for path in left.growing:
            await self._finish_again(path)
        await self._seal_plain_ones()

    async def settle(self, grant: LegGrant) -> None:
        """What came of it has been told: what is not needed any more goes. What does not is found by a later look."""
        try:
            await self._binder.do(partial(settle, self._place(grant)))
        except OSError as error:
            told = _told(error)
            log.error("recorder.not_settled", part_id=grant.part_id, **told)  # noqa: TRY400 (nothing to trace)

    async def discard(self, *, running: Collection[str]) -> None:
        """Files of recordings that were discarded after their legs had ended."""
        await reported(self._discard(running))

    async def _discard(self, running: Collection[str]) -> None:
        for grant in await self._parts.to_discard():
            if grant.part_id not in running and await self._removed(grant):
                await self._endings.tell(grant, ending_of("discarded", "discarded", None))

    async def _removed(self, grant: LegGrant) -> bool:
        """What the disk does not let go of stays due, and holds nobody else up."""
        try:
            await self._binder.do(partial(remove, self._place(grant)))
        except OSError as error:
            if self._stays.is_news(grant.part_id):
                told = _told(error)
                log.error("recorder.not_removed", part_id=grant.part_id, **told)  # noqa: TRY400 (nothing to trace)
            return False
        self._stays.is_over(grant.part_id)
        return True

    async def _mend_part(self, grant: LegGrant) -> None:
        try:
            key = await self._key_of(grant)
            written = await self._mended(grant, key) if key is not None else None
        except Exception:  # whatever the outside is built of
            if self._waits.is_news(grant.part_id):
                log.exception("recorder.leftover_waits", part_id=grant.part_id)
            self._taken.append(grant)
            return
        self._waits.is_over(grant.part_id)
        log.warning("recorder.leftover", part_id=grant.part_id, kept=isinstance(written, Written))
        if await self._endings.tell(grant, ending_of("partial", "recorder_died", written)):
            await self.settle(grant)

    async def _key_of(self, grant: LegGrant) -> bytes | None:
        """None when there is none any more. Whatever else this raises may be over in a moment, or in an hour: until
        then nobody is told that nothing is left of it.
        """
        try:
            return await self._vault.key_of(grant.recording_id)
        except KeyGone as error:
            log.error("recorder.no_key", recording_id=grant.recording_id, code=error.code)  # noqa: TRY400 (there is nothing to trace)
            return None

    async def _mended(self, grant: LegGrant, key: bytes) -> Written | Lying | None:
        try:
            return await self._binder.do(partial(finish, self._place(grant), key))
        except Exception:  # the ladder of background tasks: legs run beside this, and its file stays where it is
            log.exception("recorder.leftover_unreadable", part_id=grant.part_id)
            return await self._binder.do(partial(measure, self._place(grant), key))

    async def _finish_again(self, path: Path) -> None:
        """A part that has been told of: what is left is not needed any more, or there was no room to finish it, or
        nobody could read it then.
        """
        try:
            untold = await self._parts.untold(path.parent.name, *_named(path))
            place = _place_of(path)
            if untold is None:
                await self._binder.do(partial(settle, place))
            if await self._binder.do(path.exists):
                await self._made_again(place, await self._vault.key_of(path.parent.name), untold)
        except (FileNotFoundError, KeyGone):  # another worker has put it in order; or it is discarded, and is swept
            return
        except Exception:  # the ladder of background tasks, as above
            if self._waits.is_news(str(path)):
                log.exception("recorder.leftover_unreadable", file=path.name)
            return
        self._waits.is_over(str(path))

    async def _made_again(self, place: Place, key: bytes, untold: LegGrant | None) -> None:
        written = await self._binder.do(partial(finish, place, key))
        if untold is not None and written is not None:
            await self._parts.found(untold.part_id, ending_of("partial", "found", written))
        await self._binder.do(partial(settle, place))

    async def _seal_plain_ones(self) -> None:
        """Parts of before parts were sealed: from now on they are."""
        for path in await self._binder.do(partial(_files, self._vault.folder, ".webm")):
            try:
                key = await self._vault.key_for(path.parent.name)
                await self._binder.do(partial(_seal_plain, _place_of(path), key))
            except Exception as error:  # the ladder of background tasks: it stays as it is, and can be played
                log.exception("recorder.stays_plain", file=path.name, error=type(error).__name__)

    def _place(self, grant: LegGrant) -> Place:
        return Place(self._vault.folder, grant.recording_id, grant.participant_id, grant.part_number)


def _told(error: OSError) -> dict[str, str | None]:
    return {"file": Path(error.filename or "").name, "error": error.strerror}


def _files(folder: Path, suffix: str) -> list[Path]:
    return [path for path in folder.glob(f"*/*{suffix}") if path.is_file() and not path.is_symlink()]


def _named(path: Path) -> tuple[str, int]:
    """Whose part it is, and its number."""
    participant_id, _, number = path.name.partition(".")[0].rpartition("-")
    return participant_id, int(number)


def _place_of(path: Path) -> Place:
    return Place(path.parent.parent, path.parent.name, *_named(path))


def _seal_plain(place: Place, key: bytes) -> None:
    """Also one that a killed writer of that time has left: it plays, if without an index. Nothing stays in the open."""
    there = [path for path in place.in_the_open if path.exists()]
    if there and not place.sealed.exists():
        with there[0].open("rb") as file:
            write_sealed(place.beside, key, iter(partial(file.read, _PIECE), b""))
        place.beside.replace(place.sealed)
    for path in there:
        path.unlink()
