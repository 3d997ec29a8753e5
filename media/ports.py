"""What the recorder needs to know and to tell; implemented outside, handed in by the composition root."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Standing = Literal["open", "sound", "paused", "stopped", "discarded"]
"""`open`: may be written right now. `sound`: without a picture, from now on for good. `paused`: not now, later perhaps.
`stopped`: finish what is there. `discarded`: remove it.
"""


class LockedKey(Protocol):
    """A recording's key as it may lie in a database."""

    @property
    def master(self) -> str:
        """The name of the master key that opens it."""

    @property
    def locked(self) -> bytes:
        """Of use only with that one."""


PartEnd = Literal["complete", "partial", "discarded"]


class LegGrant(Protocol):
    """What a ticket allows: one leg, one part. All ids are opaque."""

    @property
    def recording_id(self) -> str:
        """Which recording the part belongs to."""

    @property
    def participant_id(self) -> str:
        """Whose voice it is."""

    @property
    def part_id(self) -> str:
        """What the part is reported under."""

    @property
    def part_number(self) -> int:
        """1 for the first leg of this person, one more for each that follows."""

    @property
    def picture(self) -> bool:
        """Whether everybody has agreed that the picture is recorded as well."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a part has come."""

    part_id: str
    bytes_written: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a part. `gaps`: from and to in seconds of the part, and why (`media.timeline.GapKind`); a pause
    without length is one in which it ended.
    """

    end: PartEnd
    reason: str
    bytes_written: int = 0
    seconds: float = 0.0
    sha256: str | None = None
    gaps: tuple[tuple[float, float, str], ...] = ()
    media_type: str = "audio/webm"
    sizes: tuple[tuple[float, int, int], ...] = ()
    """From when on the picture has which width and height."""
    earlier_s: float = 0.0
    """So much before what `opened` has told lies second 0: what came late at the start was spoken earlier."""


class TicketBook(Protocol):
    """Tickets are claimed once."""

    async def claim(self, ticket: str) -> LegGrant:
        """Use up a ticket; raises `TicketNotValid` for one that is unknown, used, expired, or without consent."""

    async def give_back(self, ticket: str, grant: LegGrant) -> None:
        """Nothing came of it, and that was our fault: the ticket is good again, and its part was never there."""


class ConsentGate(Protocol):
    """The one question before every write."""

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        """How these recordings stand now. Whatever is missing from the answer counts as `stopped`. Once `paused` also
        for one that was since the last answer, and is not any more.

        Raises `GivenUp` when others have taken our parts.
        """


class PartLog(Protocol):
    """What became of each part."""

    async def follow(self, part_id: str) -> LegGrant:
        """The part that comes after this one in the same leg; it is said to be written from now on."""

    async def opened(self, part_id: str, *, epoch: datetime) -> None:
        """The first packet is there; second 0 of the file lies at `epoch`."""

    async def progress(self, grown: Sequence[Progress]) -> None:
        """This much of each has reached the disk."""

    async def ended(self, part_id: str, ending: Ending) -> None:
        """The file is closed, or gone. Raises `GivenUp` when others have taken the part, unless it is gone.

        Who has seen nothing of it takes nothing back of what is known of it already.
        """

    async def untold(self, recording_id: str, participant_id: str, number: int) -> LegGrant | None:
        """This part, if its end was told and nobody could tell what is in it: its writer was silent for too long, or
        what lay there could not be read then.
        """

    async def found(self, part_id: str, ending: Ending) -> None:
        """What is in such a part after all; as what it ended, and why, stays. Told again it does no harm."""

    async def unfinished(self) -> Sequence[LegGrant]:
        """Parts whose writer is dead, or given up for dead. Each is ours from then on, and named to nobody else.

        Raises `GivenUp` when we are the ones who were given up.
        """

    async def being_written(self) -> Sequence[LegGrant]:
        """Parts that somebody writes or finishes just now: their files are nobody's leftovers."""

    async def superseded(self, part_ids: Collection[str]) -> Collection[str]:
        """Those of them whose voice has a later leg meanwhile, at whichever worker."""

    async def to_discard(self) -> Sequence[LegGrant]:
        """Parts of discarded recordings whose files are not yet reported as gone."""


class KeyBook(Protocol):
    """The keys of recordings, locked."""

    async def find_key(self, recording_id: str) -> LockedKey | None:
        """The key this recording has."""

    async def keep_key(self, recording_id: str, key: LockedKey) -> LockedKey | None:
        """Keep a recording's first key. What it has then: another's, if two came at once; None when it is discarded."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a worker is. `cpu` is the share of one core, `lag_s` the 99th percentile of how late its loop was."""

    legs: int
    most_legs: int
    cpu: float
    lag_s: float
    free_bytes: int
    room: bool
    """Whether the disk has room for another recording."""


class Roster(Protocol):
    """Where a worker is listed for those who look for one."""

    async def tell(self, door: str, load: Load) -> None:
        """We live, are reached at `door`, and are so busy. To be told again and again: who is silent is not chosen."""

    async def leave(self) -> None:
        """Send nobody any more."""


@dataclass(frozen=True, slots=True)
class Ports:
    """All together."""

    tickets: TicketBook
    gate: ConsentGate
    parts: PartLog
    keys: KeyBook
    roster: Roster | None = None
    """None: nobody looks for us; our door is written in somebody's settings."""
