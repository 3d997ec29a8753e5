"""Where finished files of recordings lie when they do not stay on this disk: the port, and the names there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from media.afar import Far


class Storage(Protocol):
    """Knows nothing of keys: what it gets is sealed. Each call has its deadline; all are blocking but for `find`, and
    what it gives, for which somebody waits.
    """

    def put(self, name: str, file: Path) -> None:
        """Keep a copy under this name, in place of what was there. Raises StorageAway, or OSError for the file."""

    def holds(self, name: str, file: Path) -> bool:
        """Whether what is there is this file, byte for byte; read back, and not asked for. Raises StorageAway."""

    async def find(self, name: str) -> Far | None:
        """To read ranges of it; None when nothing is there. Raises StorageAway, at the latest after some seconds."""

    def remove(self, recording_id: str) -> None:
        """Everything of this recording, if there is anything. Raises StorageAway."""


def name_of(file: Path) -> str:
    """The name of a file of a recording: as it lies in the folder of recordings."""
    return f"{file.parent.name}/{file.name}"


def finished(folder: Path) -> Sequence[Path]:
    """Of a recording's folder, what does not change any more."""
    return sorted(path for path in folder.glob("*") if path.suffix in (".part", ".sound", ".peaks") and _ours(path))


def _ours(path: Path) -> bool:
    """Drafts are called `whole-1.sound`; whatever is a link leads who knows where."""
    draft = path.name.startswith("whole-")
    return not draft and path.is_file() and not path.is_symlink()
