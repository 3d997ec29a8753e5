"""Both voices of a call are laid side by side by the times that their parts are told to have begun."""

from datetime import UTC, datetime, timedelta
from typing import Any

from media.shared_time import SharedTime

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


class _Clock:
    """What counts on, and a time of day that somebody may set."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.set_by = timedelta()
        self.time = SharedTime(clock=lambda: self.now_s, wall=self._wall)

    def _wall(self) -> datetime:
        return NOON + timedelta(seconds=self.now_s - 100) + self.set_by


def _grant(number: int = 1) -> Any:
    return type("Grant", (), {"recording_id": "rec", "part_number": number})()


def test_a_clock_that_is_set_between_two_parts_moves_no_voice_against_the_other() -> None:
    clock = _Clock()
    assert clock.time.time_of_day("rec", 99.0) == NOON - timedelta(seconds=1)
    clock.now_s, clock.set_by = 160.0, timedelta(seconds=2)
    assert clock.time.time_of_day("rec", 159.0) == NOON + timedelta(seconds=59)


def test_the_next_recording_is_told_by_the_time_of_day_as_it_is_then() -> None:
    clock = _Clock()
    clock.time.time_of_day("rec", 99.0)
    clock.time.forget("rec")
    clock.set_by = timedelta(seconds=2)
    assert clock.time.time_of_day("rec", 100.0) == NOON + timedelta(seconds=2)


def test_first_parts_that_begin_together_share_second_0_and_later_ones_have_their_own() -> None:
    time = _Clock().time
    assert [time.second_zero(_grant(), at) for at in (50.0, 55.0, 61.0, 49.0)] == [50.0, 50.0, 61.0, 49.0]
    assert time.second_zero(_grant(2), 52.0) == 52.0
