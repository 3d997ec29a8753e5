"""Every packet has one number, and what is missing is asked for, whatever is lost, late or doubled on the way."""

import random

from hypothesis import given
from hypothesis import strategies as st

from media.receiver import ASK_AFTER_S, FAR, WAIT_S, Receiver


def _feed(receiver: Receiver, *sequences: int, at: float = 0.0, ssrc: int = 1) -> list[int | None]:
    return [receiver.number(ssrc, sequence & 0xFFFF, at) for sequence in sequences]


@given(st.integers(0, 65535), st.integers(1, 200), st.randoms(use_true_random=False))
def test_shuffled_and_doubled_packets_are_numbered_once_and_in_their_order(
    start: int, count: int, rng: random.Random
) -> None:
    sent = [start + n for n in range(count)]
    late = sorted(sent + rng.sample(sent, k=count // 3), key=lambda n: n + rng.random() * 10)
    late.remove(start)
    receiver = Receiver()
    numbers = _feed(receiver, start, *late)
    there = [number for number in numbers if number is not None]
    assert sorted(there) == list(range(start, start + count))
    assert receiver.counts.duplicates == len(numbers) - count


def test_a_missing_packet_is_asked_for_until_it_comes() -> None:
    receiver = Receiver()
    assert _feed(receiver, 10, 12) == [10, 12]
    assert receiver.ask(0.0) == []
    assert receiver.ask(ASK_AFTER_S) == [11]
    assert receiver.ask(ASK_AFTER_S + 0.01) == []
    assert receiver.ask(0.5) == [11]
    assert _feed(receiver, 11, at=0.6) == [11]
    assert receiver.ask(1.0) == []
    assert receiver.counts.recovered == 1


def test_it_is_asked_for_as_long_as_somebody_may_have_it_and_not_longer() -> None:
    receiver = Receiver()
    _feed(receiver, 1, 4, at=1.0)
    assert receiver.ask(1.0 + WAIT_S - 0.01) == [2, 3]
    assert receiver.ask(1.0 + WAIT_S) == []
    assert receiver.counts.given_up == 2
    assert _feed(receiver, 2, 5, at=5.0) == [None, 5]


def test_numbers_wrap_around_and_are_asked_for_as_the_wire_has_them() -> None:
    receiver = Receiver()
    assert _feed(receiver, 65534, 65535, 1) == [65534, 65535, 65537]
    assert receiver.ask(1.0) == [0]
    assert _feed(receiver, 0) == [65536]


def test_a_stream_that_starts_anew_lies_behind_the_old_one_and_nothing_is_missing_between() -> None:
    receiver = Receiver()
    first, far, next_of_far = _feed(receiver, 1, 30_000, 30_001)
    other = receiver.number(2, 5, 0.0)
    numbers = [first, far, next_of_far, other]
    assert numbers == sorted(n for n in numbers if n is not None)
    assert far is not None
    assert first is not None
    assert far - first > FAR
    assert receiver.ask(1.0) == []


def test_a_sender_that_leaps_on_and_on_fills_no_memory() -> None:
    receiver = Receiver()
    for n in range(100):
        receiver.number(1, n * (FAR - 1) & 0xFFFF, 0.0)
    assert len(receiver._missing) <= FAR


def test_the_report_says_what_was_lost_since_the_last_one() -> None:
    receiver = Receiver()
    assert receiver.report() is None
    _feed(receiver, *range(100, 110))
    first = receiver.report()
    assert first is not None
    assert (first.fraction_lost, first.packets_lost, first.highest_sequence) == (0, 0, 109)
    _feed(receiver, 110, 111, 114, 115)
    second = receiver.report()
    assert second is not None
    assert (second.fraction_lost, second.packets_lost) == (256 * 2 // 6, 2)
    _feed(receiver, 112, 113)
    third = receiver.report()
    assert third is not None
    assert (third.fraction_lost, third.packets_lost) == (0, 0)


def test_jitter_is_that_of_the_specification() -> None:
    receiver = Receiver()
    receiver.number(1, 0, 0.0)
    for n in range(200):
        receiver.measure(n * 960, n * 0.02 + (0.005 if n % 2 else 0.0))
    report = receiver.report()
    assert report is not None
    assert abs(report.jitter - 240) <= 2
