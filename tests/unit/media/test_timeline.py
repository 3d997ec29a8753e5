"""Two legs, one clock: jitter, drift, loss and wrap-around do not move a part against the other."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.order import in_order
from media.timeline import Arrived, Gap, Pause, Position, gap_before, place, unwrap, with_pauses

RATE = 48_000
LENGTH_S = 0.12


@dataclass
class _Laid:
    """A whole part: its packets in order, and what is missing between them."""

    packets: list[Position[Arrived]]
    gaps: list[Gap]


def _lay(packets: Sequence[Arrived], pauses: Sequence[Pause] = (), *, length_s: float = LENGTH_S) -> _Laid:
    ordered = sorted(packets, key=lambda packet: packet.number)
    placed = list(place(ordered, clock_rate=RATE, seconds_of=lambda _: length_s))
    ends = [None, *(position.end_s for position in placed)]
    gaps = [gap for position, end_s in zip(placed, ends, strict=False) if (gap := gap_before(position, end_s))]
    return _Laid(placed, list(with_pauses(gaps, pauses)))


def _sent(
    seconds: float, *, drift_ppm: float = 0.0, jitter_s: float = 0.01, seed: int = 1, start: int = 0,
    length_s: float = LENGTH_S,
) -> list[Arrived]:  # fmt: skip
    """Packets of a clock that is wrong by `drift_ppm`, spoken from second 100 on, at least 30 ms on their way."""
    rng, sent = random.Random(seed), []
    for n in range(int(seconds / length_s)):
        spoken = n * length_s
        timestamp = (start + round(spoken * RATE * (1 + drift_ppm / 1e6))) & 0xFFFFFFFF
        arrival = 100.0 + spoken + length_s + 0.03 + rng.expovariate(1 / jitter_s)
        sent.append(Arrived(n, timestamp, arrival, b"x"))
    return sent


def _truth(number: int, *, length_s: float = LENGTH_S) -> float:
    return 100.03 + number * length_s


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(-200, 200), st.integers(0, 1000))
def test_jitter_drift_and_wrap_move_nothing_by_20_ms(start: int, drift_ppm: float, seed: int) -> None:
    placed = _lay(_sent(600, drift_ppm=drift_ppm, seed=seed, start=start)).packets
    assert all(abs(packet.start_s - _truth(n)) < 0.02 for n, packet in enumerate(placed))
    assert all(later.start_s >= earlier.start_s for earlier, later in itertools.pairwise(placed))


def test_an_hour_of_drift_that_would_be_360_ms_moves_nothing_by_5_ms() -> None:
    laid = _lay(_sent(3600, drift_ppm=100))
    assert max(abs(packet.start_s - _truth(n)) for n, packet in enumerate(laid.packets)) < 0.005
    assert laid.gaps == []


_WRONG_S = st.floats(-1.9, 1.9).filter(lambda wrong_s: abs(wrong_s) > 0.05)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 499), _WRONG_S), min_size=1, max_size=2), st.sampled_from([0.02, 0.12]))
def test_timestamps_that_are_wrong_move_nothing_but_themselves(wrong: list[tuple[int, float]], length_s: float) -> None:
    """A sender under load, or a stranger's one: the fastest packet of all says when it was spoken, and it is not so."""
    sent = _sent(500 * length_s + 0.001, jitter_s=0.001, length_s=length_s)
    spoiled = list(sent)
    for number, wrong_s in wrong:
        timestamp = (sent[number].timestamp + round(wrong_s * RATE)) & 0xFFFFFFFF
        spoiled[number] = replace(sent[number], timestamp=timestamp)
    placed = _lay(spoiled, length_s=length_s).packets
    numbers = {number for number, _ in wrong}
    for number, packet in enumerate(placed):
        if number not in numbers:
            assert abs(packet.start_s - _truth(number, length_s=length_s)) < 0.02
    honest = [packet.start_s - _truth(n, length_s=length_s) for n, packet in enumerate(placed) if n not in numbers]
    assert sorted(map(abs, honest))[int(0.98 * len(honest))] < 0.005, "the clock itself has not moved"


@settings(deadline=None, max_examples=20)
@given(st.floats(-100, 100), st.integers(0, 1000))
def test_two_voices_whose_clocks_drift_apart_stay_together(drift_ppm: float, seed: int) -> None:
    ours, theirs = (_lay(_sent(900, drift_ppm=ppm, seed=seed + n)).packets for n, ppm in enumerate((0, drift_ppm)))
    apart = [abs(one.start_s - other.start_s) for one, other in zip(ours, theirs, strict=True)]
    assert max(apart) < 0.02


def test_packets_of_20_and_of_120_ms_lie_alike() -> None:
    """The recorder hears a packet when its last sound is spoken: 100 ms later for the long ones."""
    short, long = (_lay(_sent(60, length_s=length_s), length_s=length_s).packets for length_s in (0.02, 0.12))
    assert abs(short[-1].end_s - long[-1].end_s) < 0.125
    assert abs(short[0].start_s - long[0].start_s) < 0.01


@given(st.lists(st.booleans(), min_size=3, max_size=200), st.randoms(use_true_random=False))
def test_what_is_lost_is_a_marked_gap_and_moves_nothing(arrives: list[bool], rng: random.Random) -> None:
    sent = _sent(len(arrives) * LENGTH_S + 0.001, jitter_s=0.001)
    there = [packet for packet, came in zip(sent, arrives, strict=False) if came]
    shuffled = rng.sample(there, k=len(there))
    laid = _lay(shuffled)
    assert len(laid.packets) == len(there)
    for packet, placed in zip(there, laid.packets, strict=True):
        assert abs(placed.start_s - _truth(packet.number)) < 0.02
    missing = sum(later.number - earlier.number - 1 for earlier, later in itertools.pairwise(there))
    assert sum(gap.end_s - gap.start_s for gap in laid.gaps) == pytest.approx(missing * LENGTH_S, abs=0.05)
    assert {gap.kind for gap in laid.gaps} <= {"lost"}


def test_what_came_three_seconds_late_lies_where_it_was_spoken() -> None:
    sent = _sent(60, jitter_s=0.001)
    sent[200] = Arrived(200, sent[200].timestamp, sent[200].arrival_s + 3.0, b"x")
    laid = _lay(sent)
    assert abs(laid.packets[200].start_s - _truth(200)) < 0.01
    assert laid.gaps == []


def test_what_was_not_sent_is_told_apart_from_what_was_lost() -> None:
    sent = _sent(30, jitter_s=0.001)
    silent = [Arrived(n, packet.timestamp, packet.arrival_s, b"x") for n, packet in enumerate(sent[:50] + sent[100:])]
    laid = _lay(silent)
    assert [gap.kind for gap in laid.gaps] == ["not_sent"]
    assert abs(laid.packets[60].start_s - _truth(110)) < 0.01


def test_a_pause_is_marked_as_one() -> None:
    sent = _sent(30, jitter_s=0.001)
    pause = Pause(106.0, 112.0)
    laid = _lay([packet for packet in sent if not pause.start_s < packet.arrival_s < pause.end_s], [pause])
    (gap,) = laid.gaps
    assert gap.kind == "paused"
    assert gap == Gap(pytest.approx(106.0, abs=0.3), pytest.approx(112.0, abs=0.3), "paused")  # type: ignore[arg-type]


def test_a_sender_that_starts_its_timestamps_anew_goes_on_at_its_arrival() -> None:
    old = _sent(6, start=4_000_000_000, jitter_s=0.001)
    new = [
        Arrived(100 + n, 77 + round(n * LENGTH_S * RATE), 110.0 + (n + 1) * LENGTH_S, b"x") for n in range(20)
    ]  # fmt: skip
    laid = _lay([*old, *new])
    assert laid.packets[50].start_s == pytest.approx(110.0, abs=0.001)
    assert [gap.kind for gap in laid.gaps] == ["not_sent"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 2**32 - 1)), min_size=1, max_size=300))
def test_no_timestamp_makes_a_part_longer_than_the_time_it_took(steps: list[tuple[int, int]]) -> None:
    number, packets = 0, []
    for n, (ahead, timestamp) in enumerate(steps):
        number += ahead
        packets.append(Arrived(number, timestamp, 100.0 + n * LENGTH_S, b"x"))
    laid = _lay(packets)
    assert len(laid.packets) == len(packets)
    assert laid.packets[-1].end_s <= packets[-1].arrival_s + 0.5
    assert all(later.start_s >= earlier.start_s for earlier, later in itertools.pairwise(laid.packets))


@given(st.integers(0, 2**40), st.integers(-(2**31) + 1, 2**31 - 1))
def test_unwrapping_finds_the_nearest_value(previous: int, step: int) -> None:
    if previous + step >= 0:
        assert unwrap(previous, (previous + step) & 0xFFFFFFFF) == previous + step


@given(st.lists(st.floats(0, 3), min_size=1, max_size=200), st.randoms(use_true_random=False))
def test_whatever_came_within_three_seconds_of_its_time_is_put_in_order(late: list[float], rng: random.Random) -> None:
    sent = [Arrived(n, n * 960, 100.0 + n * 0.02 + late_s, b"x") for n, late_s in enumerate(late)]
    arrived = sorted(sent, key=lambda packet: packet.arrival_s)
    twice = sorted([*arrived, *rng.sample(arrived, k=len(arrived) // 4)], key=lambda packet: packet.arrival_s)
    assert [packet.number for packet in in_order(twice)] == list(range(len(late)))


class _Counted:
    """Packets, and how many of them are out at one time."""

    def __init__(self, count: int) -> None:
        self.read, self.given, self.most = 0, 0, 0
        self.count = count

    def __iter__(self) -> Iterator[Arrived]:
        for n in range(self.count):
            self.read += 1
            self.most = max(self.most, self.read - self.given)
            yield Arrived(n, (n * 960) & 0xFFFFFFFF, 100.0 + n * 0.02, b"x")


def test_of_hours_only_seconds_are_in_memory() -> None:
    packets = _Counted(180_000)
    for position in place(in_order(packets), clock_rate=RATE, seconds_of=lambda _: 0.02):
        packets.given = position.packet.number + 1
    assert packets.given == packets.count
    assert packets.most * 0.02 < 15


def test_a_sender_whose_timestamps_stand_still_fills_no_memory() -> None:
    class Still(_Counted):
        def __iter__(self) -> Iterator[Arrived]:
            return (Arrived(p.number, 7, p.arrival_s, p.payload) for p in super().__iter__())

    packets = Still(60_000)
    for position in place(in_order(packets), clock_rate=RATE, seconds_of=lambda _: 0.02):
        packets.given = position.packet.number + 1
    assert packets.given == packets.count
    assert packets.most < 5_000
