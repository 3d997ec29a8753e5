"""What filing a recording needs from outside: who makes its file, and where files are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from records.recording_files import PartToMix


class Gap(Protocol):
    """Where nobody of a side was recorded."""

    @property
    def side(self) -> str:
        """`left` or `right`."""

    @property
    def start_s(self) -> float:
        """In seconds of the file."""

    @property
    def end_s(self) -> float:
        """Likewise."""

    @property
    def why(self) -> str:
        """In one word."""


class Bound(Protocol):
    """What came of it."""

    @property
    def failed(self) -> str | None:
        """Why there is no file, in one word; None: there is one."""

    @property
    def epoch(self) -> datetime:
        """When its second 0 was."""

    @property
    def seconds(self) -> float:
        """How long it is."""

    @property
    def bytes_written(self) -> int:
        """Of what is played."""

    @property
    def sha256(self) -> str | None:
        """Likewise."""

    @property
    def unreadable(self) -> int:
        """How many parts could not be read, or not to their end."""

    @property
    def gaps(self) -> Sequence[Gap]:
        """What is missing."""


class Bindery(Protocol):
    """Who makes the file; cancelled, it leaves nothing half made."""

    async def bind(self, recording_id: str, parts: Sequence[PartToMix], *, attempt: int) -> Bound:
        """One file of these parts, at least one. `attempt` grows with each that is begun."""


class Depot(Protocol):
    """Where files are kept in the end."""

    @property
    def moves(self) -> bool:
        """Whether that is elsewhere than where they were made."""

    async def copy(self, recording_id: str) -> str | None:
        """They are kept there too from now on; else why not, in one word."""

    async def release(self, recording_id: str) -> None:
        """They are not needed any more where they were made."""

    async def remove(self, recording_id: str) -> str | None:
        """They are nowhere any more; else why not, in one word."""
