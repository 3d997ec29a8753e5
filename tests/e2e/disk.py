"""What lies on the disk of a running house: files tell nobody when they change, so we look again."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from media.master_keys import Locked, MasterKeys
from media.sealed_file import SealedFile
from tests.e2e.house import House

_LOOK_AGAIN_S = 0.05
_PARTS = """
SELECT parts.*, participants.role, recordings.stopped_at FROM parts
JOIN participants ON participants.id = parts.participant_id JOIN recordings ON recordings.id = parts.recording_id
"""


def everything(house: House) -> dict[Path, int]:
    """Every file below the data folder with its size in bytes; one that goes while we look is not there."""
    found = {}
    for path in house.folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                found[path] = path.stat().st_size
    return found


def recorded(house: House) -> dict[Path, int]:
    """The files of recordings, with their sizes in bytes."""
    return {path: size for path, size in everything(house).items() if house.folder / "recordings" in path.parents}


def rows(house: House, query: str) -> list[dict[str, Any]]:
    """What stands in the database, read beside the running service."""
    with closing(sqlite3.connect(f"file:{house.folder}/reassure.db?mode=ro", uri=True, timeout=30)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(query)]


def played(house: House, part: Path) -> bytes:
    """The WebM file that is in a part, opened with the keys of the house."""
    (row,) = [row for row in rows(house, "SELECT * FROM recording_keys") if row["recording_id"] == part.parent.name]
    key = MasterKeys(house.folder / "master.keys").unlock(part.parent.name, Locked(row["master"], row["locked"]))
    with SealedFile(part, key) as file:
        return file.read(0, file.size)


async def eventually(fits: Callable[[], bool], otherwise: Callable[[], str], *, within_s: float) -> None:
    """Wait until this is true; AssertionError with `otherwise()` after the deadline."""
    try:
        async with asyncio.timeout(within_s):
            while not fits():  # noqa: ASYNC110 (a file that grows sets no event)
                await asyncio.sleep(_LOOK_AGAIN_S)
    except TimeoutError:
        raise AssertionError(f"{otherwise()}, after {within_s} s") from None


async def grows(house: House, *, parts: int, within_s: float = 60.0) -> None:
    """Bytes reach the disk while the people talk, in so many files."""
    await eventually(lambda: len(recorded(house)) >= parts, lambda: f"only {recorded(house)}", within_s=within_s)
    first = recorded(house)
    await eventually(
        lambda: all(recorded(house).get(path, 0) > size for path, size in first.items()),
        lambda: f"files do not grow: {first} became {recorded(house)}",
        within_s=within_s,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One file of one leg as the recorder has reported it; times are seconds since 1970."""

    path: Path
    role: str
    state: str
    reason: str | None
    begins: float
    seconds: float
    stopped: float
    reported: float

    @property
    def ends(self) -> float:
        """When its last sound was spoken."""
        return self.begins + self.seconds


async def closed_parts(house: House, *, count: int, within_s: float = 60.0) -> list[Part]:
    """Wait until the recorder has closed so many parts; the customer's first."""

    def closed() -> list[Part]:
        return [_part(house, row) for row in rows(house, _PARTS) if row["ended_at"]]

    await eventually(lambda: len(closed()) == count, lambda: f"closed are {closed()}", within_s=within_s)
    return sorted(closed(), key=lambda part: part.role, reverse=True)


def _part(house: House, row: dict[str, Any]) -> Part:
    name = f"{row['participant_id']}-{row['number']}.part"
    return Part(
        path=house.folder / "recordings" / str(row["recording_id"]) / name, role=row["role"], state=row["state"],
        reason=row["reason"],
        begins=_moment(row["epoch"]), seconds=row["seconds"], stopped=_moment(row["stopped_at"]),
        reported=_moment(row["ended_at"]),
    )  # fmt: skip


def _moment(text: str | None) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() if text else float("nan")
