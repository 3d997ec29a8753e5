"""Under which names a part lies in the folder of recordings. Touches no disk."""

import secrets
from pathlib import Path


class Place:
    """The paths of one part. Raises ValueError for an id that is no file name."""

    def __init__(self, folder: Path, recording_id: str, participant_id: str, number: int) -> None:
        for name in (recording_id, participant_id):
            if not name.replace("-", "").replace("_", "").isalnum():
                raise ValueError("an id that is no file name")
        stem = folder / recording_id / f"{participant_id}-{number}"
        self.growing = stem.with_suffix(".growing")
        """While it is written, and until what came of it has been told."""
        self.sealed = stem.with_suffix(".part")
        """Finished."""
        self.plain = stem.with_suffix(".webm")
        """Finished, as parts were before they were sealed."""
        self.beside = stem.with_suffix(f".{secrets.token_hex(4)}.new")
        """Finished in part: it gets its name once the disk has all of it.

        Another one each time: whoever was taken for dead may be at it, too.
        """
        self.besides = f"{stem.name}.*.new"
        """What all of these are called."""

    @property
    def in_the_open(self) -> tuple[Path, ...]:
        """As parts and what a killed writer left of them were before they were sealed; the best one first."""
        return (self.plain, self.plain.with_suffix(".partial.webm"), self.plain.with_suffix(".remux.webm"))

    @property
    def all(self) -> tuple[Path, ...]:
        """Whatever may lie there of this part."""
        return (self.growing, self.sealed, self.beside, *self.in_the_open)
