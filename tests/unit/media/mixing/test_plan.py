"""Parts find their place on one clock, and what is missing of a side is told once, with its reason."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from media.mixing.plan import Side, plan

START = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@dataclass
class Part:
    participant_id: str
    number: int = 1
    side: Side = "right"
    at_s: float = 0.0
    seconds: float = 60.0
    gaps: tuple[tuple[float, float, str], ...] = field(default=())

    @property
    def epoch(self) -> datetime:
        return START + timedelta(seconds=self.at_s)


def _gaps(*parts: Part) -> list[tuple[str, float, float, str]]:
    return [(gap.side, gap.start_s, gap.end_s, gap.why) for gap in plan(parts).gaps]


def test_second_0_is_that_of_the_first_part() -> None:
    planned = plan([Part("cu", at_s=3.5), Part("ag", side="left", at_s=1.25)])
    assert planned.epoch == START + timedelta(seconds=1.25)
    assert planned.seconds == pytest.approx(62.25)
    starts = {track.participant_id: track.start_s for track in planned.tracks}
    assert starts == {"cu": pytest.approx(2.25), "ag": pytest.approx(0.0)}


def test_a_replaced_leg_is_heard_until_the_sound_of_the_next_one_begins() -> None:
    tracks = plan([Part("cu", number=2, at_s=50, seconds=20), Part("cu", seconds=52)]).tracks
    assert [(track.number, track.start_s, track.until_s) for track in tracks] == [(1, 0.0, 50.25), (2, 50.0, 70.0)]


def test_where_a_person_has_no_leg_they_are_away() -> None:
    found = _gaps(Part("ag", side="left"), Part("cu", at_s=10, seconds=20), Part("cu", number=2, at_s=40, seconds=5))
    assert found == [("right", 0, 10, "away"), ("right", 30, 40, "away"), ("right", 45, 60, "away")]


def test_a_side_nobody_was_on_is_away_from_first_to_last() -> None:
    assert _gaps(Part("cu")) == [("left", 0, 60, "away")]


def test_a_pause_is_told_on_both_sides_and_what_is_shorter_than_half_a_second_on_none() -> None:
    pause = (10.0, 20.0, "paused")
    found = _gaps(Part("ag", side="left", gaps=(pause, (30, 30.4, "lost"))), Part("cu", gaps=(pause,)))
    assert found == [("left", 10, 20, "paused"), ("right", 10, 20, "paused")]


def test_while_one_of_a_side_is_heard_nothing_is_missing() -> None:
    agent = Part("ag", side="left", gaps=((10, 30, "lost"),))
    supervisor = Part("su", side="left", at_s=20, seconds=40)
    assert _gaps(agent, supervisor, Part("cu")) == [("left", 10, 20, "lost")]


def test_of_two_reasons_the_wish_of_people_is_told() -> None:
    agent = Part("ag", side="left", gaps=((10, 30, "paused"),))
    supervisor = Part("su", side="left", gaps=((0, 60, "not_sent"),))
    assert _gaps(agent, supervisor, Part("cu")) == [("left", 10, 30, "paused")]


def test_gaps_of_a_part_count_from_its_own_second_0_and_end_with_it() -> None:
    first = Part("cu", seconds=30, gaps=((25, 30, "not_sent"),))
    second = Part("cu", number=2, at_s=27, seconds=33, gaps=((3, 5, "lost"),))
    assert _gaps(Part("ag", side="left"), first, second) == [
        ("right", 25, 27.25, "not_sent"), ("right", 30, 32, "lost"),
    ]  # fmt: skip


def test_a_pause_goes_on_beyond_the_leg_that_ended_in_it_until_the_next_one_has_sound() -> None:
    """Both lose their recorder in the pause; what follows has its first packet when it is over."""
    agent = [Part("ag", side="left", seconds=10, gaps=((10.2, 10.2, "paused"),)),
             Part("ag", side="left", number=2, at_s=40.2, seconds=20)]  # fmt: skip
    customer = [Part("cu", seconds=10.1, gaps=((2, 3, "lost"), (10.2, 10.2, "paused"))),
                Part("cu", number=2, at_s=40, seconds=20.2)]  # fmt: skip
    assert _gaps(*agent, *customer) == [
        ("left", 10, 40, "paused"), ("right", 2, 3, "lost"), ("right", 10.1, 40, "paused"),
    ]  # fmt: skip


def test_who_stays_without_a_leg_when_others_are_heard_again_is_away_from_then_on() -> None:
    agent = Part("ag", side="left", gaps=((10.2, 30, "paused"), (40, 50, "paused")))
    page_loaded_again = [
        Part("cu", seconds=10, gaps=((10.2, 10.2, "paused"),)),
        Part("cu", number=2, at_s=33, seconds=7),
    ]
    gone_before_it = Part("cu", seconds=5, gaps=((10.2, 10.2, "paused"),))
    theirs = ("left", 10.2, 30, "paused"), ("left", 40, 50, "paused")
    assert _gaps(agent, *page_loaded_again) == [
        *theirs, ("right", 10, 30, "paused"), ("right", 30, 33, "away"), ("right", 40, 60, "away"),
    ]  # fmt: skip
    assert _gaps(agent, gone_before_it) == [
        *theirs, ("right", 5, 10.2, "away"), ("right", 10.2, 30, "paused"), ("right", 30, 60, "away"),
    ]  # fmt: skip
