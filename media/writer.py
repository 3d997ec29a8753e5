"""One part on disk, from its first packet to the file that is played. Blocking; never on the event loop."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from media.assembly import Assembled, SizeFrom, assemble
from media.errors import Damaged
from media.growing import GrowingFile, GrowingLog, Record
from media.place import Place
from media.ports import Ending, PartEnd
from media.sealed_file import flush_folder, write_sealed
from media.timeline import Arrived, Gap
from media.webm_head import MediaType

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished part is: size and SHA-256 of what is played, and what is missing in it."""

    bytes_written: int
    seconds: float
    sha256: str
    media_type: MediaType
    gaps: tuple[Gap, ...] = ()
    sizes: tuple[SizeFrom, ...] = ()
    earlier_s: float = 0.0
    """So much before the one that was told of it lies second 0."""
    refused: bool = False
    """The disk did not take the file that is played, or does not give all that was written."""


class PartFile:
    """Grows by `append` until `stop`; then `finish` makes the file that is played. Each by one thread at a time."""

    def __init__(self, place: Place, key: bytes) -> None:
        self.place = place
        self.refused = False
        """The disk did not take all that was meant for it, or did not keep it: whoever ended, that is what it lacks."""
        self.seconds = 0.0
        """About how long it is: late packets may still change that."""
        self._key = key
        self._growing: GrowingFile | None = None
        self._zero_s = 0.0
        self._stopped = False

    @property
    def size(self) -> int:
        """Bytes that have reached the file system."""
        return self._growing.size if self._growing else 0

    def append(self, records: Sequence[Record], *, zero_s: float) -> None:
        """Write a batch. After `stop` nothing: consent may end between two packets. `zero_s` counts the first time.

        Raises OSError when the disk does not take it.
        """
        if self._stopped or not records:
            return
        try:
            if self._growing is None:
                self._growing, self._zero_s = GrowingFile(self.place.growing, self._key, zero_s=zero_s), zero_s
            self._growing.append(records)
        except OSError:
            self.refused = True
            raise
        ends = [one.arrival_s for one in records if isinstance(one, Arrived)]
        self.seconds = max([self.seconds, *(end_s - self._zero_s for end_s in ends)])

    def stop(self) -> None:
        """Nothing is appended any more."""
        stopped, self._stopped = self._stopped, True
        if stopped or self._growing is None:
            return
        try:
            self._growing.close()
        except OSError as error:  # some disks say only now that they have not taken everything
            log.error("writer.not_kept", error=error.strerror)  # noqa: TRY400 (there is nothing to trace)
            self.refused = True

    def follow(self, place: Place) -> "PartFile":
        """The file of the next part of the same leg."""
        return PartFile(place, self._key)

    def finish(self) -> Written | None:
        """Make the file that is played; None if nothing ever came. Raises OSError or Damaged."""
        if self._growing is None:
            return None
        try:
            written = finish(self.place, self._key, grown=self.size)
        except (OSError, Damaged):
            self.refused = True
            raise
        self.refused |= written is not None and written.refused
        return written

    def measure(self) -> "Lying":
        """What lies there, when it could not be made into what is played. Never raises."""
        return measure(self.place, self._key)

    def discard(self) -> None:
        """Remove every trace."""
        self.stop()
        remove(self.place)


@dataclass(frozen=True, slots=True)
class Lying:
    """How much of a growing part can be read, from its start to where the disk refuses."""

    bytes_written: int = 0
    seconds: float = 0.0


def measure(place: Place, key: bytes) -> Lying:
    """What lies there of a growing part. Never raises."""
    try:
        grown = GrowingLog(place.growing, key)
    except (OSError, Damaged):
        return Lying()
    end_s = grown.zero_s
    try:
        for record in grown:
            end_s = max(end_s, record.arrival_s) if isinstance(record, Arrived) else end_s
    except OSError as error:
        log.error("writer.unreadable_from", at=grown.readable, error=error.strerror)  # noqa: TRY400 (known)
    return Lying(grown.readable, end_s - grown.zero_s)


def finish(place: Place, key: bytes, *, grown: int = 0) -> Written | None:
    """Make the file that is played of a growing one, also of one whose writer was killed; None when nothing is in it.
    `grown`: so many bytes its writer has seen the file system take.

    The growing one stays until `settle`. On a disk without room it is all there is, and `media.vault` makes the same
    bytes of it whenever they are read. Raises Damaged when not even its head can be read, OSError when it is not there.
    """
    lying = GrowingLog(place.growing, key)
    part = assemble(lying)
    refused = lying.readable < grown
    if part is None and refused:
        raise Damaged
    if part is None:
        place.growing.unlink()
        return None
    digest = hashlib.sha256()
    try:
        write_sealed(place.beside, key, _noted(part.pieces(), digest))
        _name(place)
    except OSError as error:
        log.error("writer.no_room_to_finish", error=error.strerror)  # noqa: TRY400 (there is nothing to trace)
        digest, refused = _digest_of(part), True
    return Written(
        part.size, part.seconds, digest.hexdigest(), part.media_type, part.gaps, part.sizes, part.earlier_s, refused
    )  # fmt: skip


def _name(place: Place) -> None:
    """A name that the disk does not keep is taken back: by it the growing part would be given up. Raises OSError."""
    place.beside.replace(place.sealed)
    try:
        flush_folder(place.sealed.parent)
    except OSError:
        place.sealed.unlink(missing_ok=True)
        raise


def ending_of(end: PartEnd, reason: str, written: Written | Lying | None) -> Ending:
    """What is told of it; None for a part of which nothing was kept."""
    if written is None:
        return Ending(end, reason)
    if isinstance(written, Lying):
        return Ending(end, reason, written.bytes_written, written.seconds)
    gaps = tuple((round(gap.start_s, 3), round(gap.end_s, 3), gap.kind) for gap in written.gaps)
    sizes = tuple((round(one.start_s, 3), one.size.width, one.size.height) for one in written.sizes)
    return Ending(
        end, reason, written.bytes_written, written.seconds, written.sha256, gaps, written.media_type, sizes,
        written.earlier_s,
    )  # fmt: skip


def settle(place: Place) -> None:
    """What came of a part has been told: the growing file goes, if the finished one is there."""
    if place.sealed.exists():
        for path in (place.growing, *_besides(place)):
            path.unlink(missing_ok=True)


def remove(place: Place) -> None:
    """Whatever lies there of a part. Raises OSError when something cannot be removed, and has removed the rest then."""
    refused: OSError | None = None
    for path in (*place.all, *_besides(place)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            refused = refused or error
    if refused is not None:
        raise refused


def _besides(place: Place) -> list[Path]:
    return list(place.sealed.parent.glob(place.besides))


def _noted(pieces: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def _digest_of(part: Assembled) -> "hashlib._Hash":
    digest = hashlib.sha256()
    for piece in part.pieces():
        digest.update(piece)
    return digest
