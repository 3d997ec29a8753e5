"""What all parts of a recording share on one worker: second 0 of those that begin together, and the time of day."""

from collections.abc import Callable
from datetime import datetime, timedelta

from media.ports import LegGrant

_SHARED_ZERO_S = 10.0
"""First parts that begin within this share second 0, so that their files lie side by side as they are."""


class SharedTime:
    """`clock` counts on in seconds, whatever happens to the time of day, which `wall` tells."""

    def __init__(self, *, clock: Callable[[], float], wall: Callable[[], datetime]) -> None:
        self._clock = clock
        self._wall = wall
        self._zeros: dict[str, float] = {}
        self._origins: dict[str, datetime] = {}

    def second_zero(self, grant: LegGrant, position_s: float) -> float:
        """Of a part whose first sound lies at `position_s` of the clock."""
        shared = self._zeros.setdefault(grant.recording_id, position_s)
        fits = grant.part_number == 1 and 0 <= position_s - shared < _SHARED_ZERO_S
        return shared if fits else position_s

    def time_of_day(self, recording_id: str, position_s: float) -> datetime:
        """By one reading for the whole recording: parts are laid side by side by it, and somebody who sets the time in
        between must not move one voice against the other.
        """
        if recording_id not in self._origins:
            self._origins[recording_id] = self._wall() - timedelta(seconds=self._clock())
        return self._origins[recording_id] + timedelta(seconds=position_s)

    def forget(self, recording_id: str) -> None:
        """No leg of it is left."""
        self._zeros.pop(recording_id, None)
        self._origins.pop(recording_id, None)
