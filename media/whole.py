"""Under which names the one file of a whole recording lies, in the folder of its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from media.sealed_file import flush_folder

_DRAFT = re.compile(r"whole-(\d+)\.(spool|sound|peaks)")


@dataclass(frozen=True, slots=True)
class Drafts:
    """Of one attempt: whoever lost its lease and wakes up writes beside those of another, and never into them."""

    spool: Path
    sound: Path
    peaks: Path

    @property
    def all(self) -> tuple[Path, ...]:
        """Whatever an attempt leaves behind."""
        return (self.spool, self.sound, self.peaks)


class Whole:
    """The paths of one recording. Raises ValueError for an id that is no file name. Blocking where it meets a disk."""

    def __init__(self, folder: Path, recording_id: str) -> None:
        if not recording_id.replace("-", "").replace("_", "").isalnum():
            raise ValueError("an id that is no file name")
        self.folder = folder / recording_id
        self.sound = self.folder / "whole.sound"
        """Stereo WebM, sealed."""
        self.peaks = self.folder / "whole.peaks"
        """What is drawn of it (`media.mixing.peaks`), sealed."""

    def drafts(self, attempt: int) -> Drafts:
        """Where this attempt writes."""
        return Drafts(*(self.folder / f"whole-{attempt}.{kind}" for kind in ("spool", "sound", "peaks")))

    def name(self, drafts: Drafts) -> None:
        """What is written from now on has its name: the peaks first, since the sound is what is looked for."""
        drafts.peaks.replace(self.peaks)
        drafts.sound.replace(self.sound)
        flush_folder(self.folder)

    def clear(self, *, before: int) -> None:
        """What attempts before this one have left."""
        for path, number in self._drafts():
            if number < before:
                path.unlink(missing_ok=True)

    def remove(self) -> None:
        """All of it, and whatever is half written. The parts are the recorder's own."""
        for path in (self.sound, self.peaks, *(path for path, _ in self._drafts())):
            path.unlink(missing_ok=True)

    def _drafts(self) -> Iterator[tuple[Path, int]]:
        for path in self.folder.glob("whole-*"):
            found = _DRAFT.fullmatch(path.name)
            if found is not None:
                yield path, int(found[1])
