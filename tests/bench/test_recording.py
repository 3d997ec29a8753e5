"""What the tables say of crowds of voices and of legs' beginnings: no recorder is needed for that."""

import pytest

from bench.figures import Row
from bench.legs.fidelity import STRETCHES
from bench.legs.fidelity import rows as fidelity
from bench.legs.measure import SetUp, Way
from bench.legs.measure import rows as legs
from bench.recording.crowded import rows as crowded


def _row(table: list[Row], end: str) -> Row:
    return next(row for row in table if row.what.endswith(end))


def test_a_leg_may_take_120_ms_and_four_round_trips_until_both_ends_are_ready() -> None:
    good, late = SetUp(answered=55, connected=200, written=310), SetUp(answered=80, connected=330, written=300)
    assert _row(legs({Way(50): [good]}), "connected and writing, median").met is True
    row = _row(legs({Way(50): [late]}), "connected and writing, median")
    assert (row.ours.median, row.met) == (330, False)
    assert _row(legs({Way(50): [good]}), "answer beside the round trip, median").met is True
    assert _row(legs({Way(50): [late]}), "answer beside the round trip, median").met is False


def test_losses_may_double_the_median_for_one_leg_in_twenty() -> None:
    clean = [SetUp(110, 300, 400)] * 20
    lossy = [SetUp(110, 300, 400)] * 18 + [SetUp(110, 1400, 1500)]
    assert _row(legs({Way(100): clean, Way(100, 0.05): clean}), "p95").met is True
    row = _row(legs({Way(100): clean, Way(100, 0.05): lossy}), "p95")
    assert row.ratio == pytest.approx(3.75)
    assert row.met is False


def test_a_crowd_is_held_to_what_is_asked_of_one_core() -> None:
    found = {"missing": [0.05], "lag": [12.0], "cpu": [70.0], "memory": [1.5], "left": [0.0], "idle": [400.0]}
    good = crowded({**found, "beside": [700.0]}, crowd=500, legs=2_000, voices=100)
    assert [row.met for row in good] == [True] * 6
    bad = {"missing": [0.2], "lag": [30.0], "cpu": [120.0], "memory": [3.0], "left": [1.0], "idle": [400.0]}
    assert [row.met for row in crowded({**bad, "beside": [900.0]}, crowd=5, legs=5, voices=5)] == [False] * 6


def test_of_a_voice_next_to_nothing_may_be_missing_whatever_the_line_loses() -> None:
    little, much, silent = STRETCHES
    assert [row.met for row in fidelity({little: [0.05, 0.09], much: [0.4], silent: [0.3]})] == [True] * 3
    assert [row.met for row in fidelity({little: [0.05, 0.3, 0.3], much: [0.6], silent: [2.0]})] == [False] * 3
