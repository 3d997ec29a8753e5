"""Two legs, one clock: jitter, drift and wrap-around do not move a part against the other."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from media.timeline import Timeline, unwrap

RATE = 48_000


def _play(seconds: float, *, drift_ppm: float, jitter_s: float, seed: int, start: int = 0) -> list[tuple[float, float]]:
    """(true capture time, placed position) for packets of 120 ms from a clock that is wrong by `drift_ppm`."""
    rng, timeline, placed = random.Random(seed), Timeline(RATE), []
    for n in range(int(seconds / 0.12)):
        captured = n * 0.12
        timestamp = (start + round(captured * RATE * (1 + drift_ppm / 1e6))) & 0xFFFFFFFF
        arrival = 100.0 + captured + 0.03 + rng.expovariate(1 / jitter_s)
        placed.append((captured + 100.03, timeline.place(timestamp, arrival)))
    return placed


@given(st.integers(0, 2**32 - 1), st.floats(-200, 200), st.integers(0, 1000))
def test_jitter_drift_and_wrap_move_nothing_by_100_ms(start: int, drift_ppm: float, seed: int) -> None:
    placed = _play(600, drift_ppm=drift_ppm, jitter_s=0.01, seed=seed, start=start)
    assert all(abs(position - truth) < 0.1 for truth, position in placed)
    assert all(later[1] >= earlier[1] for earlier, later in itertools.pairwise(placed))


def test_an_hour_of_drift_that_would_be_360_ms_is_followed() -> None:
    truth, position = _play(3600, drift_ppm=100, jitter_s=0.01, seed=1)[-1]
    assert abs(position - truth) < 0.03


def test_a_pause_of_the_sender_stays_a_pause() -> None:
    timeline = Timeline(RATE)
    timeline.place(0, 10.0)
    assert abs(timeline.place(5 * RATE, 15.0) - 15.0) < 0.02


def test_a_sender_that_starts_its_timestamps_anew_goes_on_at_its_arrival() -> None:
    timeline = Timeline(RATE)
    timeline.place(4_000_000_000, 10.0)
    assert timeline.place(77, 11.0) == 11.0


@given(st.integers(0, 2**40), st.integers(-(2**31) + 1, 2**31 - 1))
def test_unwrapping_finds_the_nearest_value(previous: int, step: int) -> None:
    if previous + step >= 0:
        assert unwrap(previous, (previous + step) & 0xFFFFFFFF) == previous + step
