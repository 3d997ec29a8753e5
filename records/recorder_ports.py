"""What the recorder brings along and is told, in the shapes of its ports, without knowing it."""

from dataclasses import dataclass
from typing import Literal, Protocol

Standing = Literal["open", "sound", "paused", "stopped", "discarded"]
PartEnd = Literal["complete", "partial", "discarded"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a used ticket allows: one leg, one part."""

    recording_id: str
    participant_id: str
    part_id: str
    part_number: int
    picture: bool = False
    """Whether everybody has agreed that the picture is recorded as well."""


class Progress(Protocol):
    """How far a part has come."""

    @property
    def part_id(self) -> str:
        """Whose."""

    @property
    def bytes_written(self) -> int:
        """So many have reached the disk."""

    @property
    def seconds(self) -> float:
        """So long it is."""


class Ending(Protocol):
    """What became of a part."""

    @property
    def end(self) -> PartEnd:
        """In one word."""

    @property
    def reason(self) -> str:
        """And why."""

    @property
    def bytes_written(self) -> int:
        """How much there is to play."""

    @property
    def seconds(self) -> float:
        """How long that is."""

    @property
    def sha256(self) -> str | None:
        """Of what is played."""

    @property
    def gaps(self) -> tuple[tuple[float, float, str], ...]:
        """From, to, why."""

    @property
    def media_type(self) -> str:
        """What kind of file is played."""

    @property
    def sizes(self) -> tuple[tuple[float, int, int], ...]:
        """From when on the picture has which width and height."""

    @property
    def earlier_s(self) -> float:
        """So much before what was told when it was opened lies second 0."""


class Grant(Protocol):
    """What a used ticket allowed."""

    @property
    def part_id(self) -> str:
        """Its part."""


class Key(Protocol):
    """A recording's key, locked."""

    @property
    def master(self) -> str:
        """Which master key opens it."""

    @property
    def locked(self) -> bytes:
        """Of use only with that one."""
