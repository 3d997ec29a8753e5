"""What a leg is writing: its part, and for some seconds the one before it, to which late packets still belong."""

from dataclasses import dataclass

from media.picture import PicturePacket
from media.ports import LegGrant
from media.receiver import WAIT_S
from media.timeline import Arrived
from media.writer import PartFile

_LATE_S = WAIT_S + 1.0


@dataclass(frozen=True, slots=True)
class PartLimit:
    """No part has more, give or take a second."""

    size: int = 2 << 30
    seconds: float = 4 * 3600.0


@dataclass(slots=True, eq=False)
class Part:
    """One file of a leg. `paused`: the file says that nothing is written for now. `begun_told`: the outside knows when
    it began.
    """

    grant: LegGrant
    file: PartFile
    zero_s: float | None = None
    """Where its second 0 lies; None before its first packet."""
    paused: bool = False
    begun_told: bool = False

    def has_reached(self, limit: PartLimit) -> bool:
        """Whether the next part has to begin."""
        return self.file.size >= limit.size or self.file.seconds >= limit.seconds


@dataclass(frozen=True, slots=True)
class Before:
    """A part that ends: packets below these numbers belong to it, until nobody asks for them any more."""

    part: Part
    sound_end: int
    picture_end: int
    until_s: float

    def has(self, packet: Arrived) -> bool:
        """Whether it belongs there."""
        return packet.number < (self.picture_end if isinstance(packet, PicturePacket) else self.sound_end)


@dataclass(slots=True, eq=False)
class Chain:
    """The parts of one leg in a row. Every packet goes through `sort`, in the order of arrival."""

    part: Part
    before: Before | None = None
    following: Part | None = None
    """Ready to begin."""
    asking: bool = False
    """The next part is being asked for: it may be there already, and we do not know."""
    _ready_s: float = 0.0
    _sound_end: int = 0
    _picture_end: int = 0

    @property
    def all(self) -> tuple[Part, ...]:
        """Those that are not over, in order."""
        ends = () if self.before is None else (self.before.part,)
        return (*ends, self.part, *(() if self.following is None else (self.following,)))

    @property
    def newest(self) -> Part:
        """The last one there is."""
        return self.following or self.part

    def ends_with(self, part_id: str) -> bool:
        """Whether this is its last part for sure: one that follows it is another leg's."""
        return not self.asking and self.newest.grant.part_id == part_id

    def prepare(self, following: Part, now_s: float) -> None:
        """The next part begins with the first packet that can be one's first, or soon with any."""
        self.following, self._ready_s = following, now_s

    def sort(self, packet: Arrived, *, may_begin: bool, patience_s: float) -> Part:
        """Whose packet it is. `may_begin`: a part can be played from it on; after `patience_s` from any."""
        is_picture = isinstance(packet, PicturePacket)
        is_new = packet.number >= (self._picture_end if is_picture else self._sound_end)
        waited = packet.arrival_s - self._ready_s > patience_s
        if self.following is not None and is_new and (may_begin or waited):
            self._begin(self.following, packet)
        if is_picture:
            self._picture_end = max(self._picture_end, packet.number + 1)
        else:
            self._sound_end = max(self._sound_end, packet.number + 1)
        return self.before.part if self.before is not None and self.before.has(packet) else self.part

    def over(self, until_s: float) -> Part | None:
        """The part to which nothing belongs any more; given once. Everything before `until_s` has been sorted."""
        if self.before is None or self.before.until_s > until_s:
            return None
        part, self.before = self.before.part, None
        return part

    def _begin(self, following: Part, packet: Arrived) -> None:
        is_picture = isinstance(packet, PicturePacket)
        self.before = Before(
            self.part,
            self._sound_end if is_picture else packet.number,
            packet.number if is_picture else self._picture_end,
            packet.arrival_s + _LATE_S,
        )
        self.part, self.following = following, None
