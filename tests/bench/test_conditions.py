"""What a wire does to packets, without a wire: the time is a number."""

import itertools

import pytest

from bench.wire.conditions import Conditions, Lane

_PACKETS = 100_000


def test_a_packet_comes_out_after_the_delay() -> None:
    assert Lane(Conditions(delay_ms=25), "").arrival(10.0, 1200) == 10.025
    assert Lane(Conditions(), "").arrival(10.0, 1200) == 10.0


def test_each_packet_is_lost_for_itself_in_the_share_asked_for() -> None:
    lost = _lost(Conditions(loss=0.05), "a")
    assert 0.045 < sum(lost) / _PACKETS < 0.055
    assert _mean_run(lost) < 1.1


def test_losses_come_in_bursts_of_the_length_asked_for_and_are_as_many_all_the_same() -> None:
    lost = _lost(Conditions(loss=0.05, burst=8), "a")
    assert 0.04 < sum(lost) / _PACKETS < 0.06
    assert 7 < _mean_run(lost) < 9


def test_the_same_seed_loses_the_same_packets() -> None:
    conditions = Conditions(loss=0.05)
    assert _lost(conditions, "a") == _lost(conditions, "a")
    assert _lost(conditions, "a") != _lost(conditions, "b")


def test_with_a_rate_packets_go_one_behind_the_other_and_those_that_wait_too_long_are_dropped() -> None:
    lane = Lane(Conditions(delay_ms=10, rate_bit_s=1e6, queue_ms=20), "")
    arrivals = [lane.arrival(0.0, 1250) for _ in range(4)]  # 10 ms each
    assert arrivals == [pytest.approx(0.02), pytest.approx(0.03), pytest.approx(0.04), None]
    assert lane.arrival(1.0, 1250) == pytest.approx(1.02)


@pytest.mark.parametrize(
    "wrong", [{"delay_ms": -1.0}, {"loss": 1.0}, {"loss": 0.1, "burst": 0.5}, {"rate_bit_s": -1.0}]
)
def test_a_wire_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no wire is like this"):
        Conditions(**wrong)


def _lost(conditions: Conditions, seed: str) -> list[bool]:
    lane = Lane(conditions, seed)
    return [lane.arrival(0.0, 100) is None for _ in range(_PACKETS)]


def _mean_run(lost: list[bool]) -> float:
    runs = [len(list(run)) for gone, run in itertools.groupby(lost) if gone]
    return sum(runs) / len(runs)
