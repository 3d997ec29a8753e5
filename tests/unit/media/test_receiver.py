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


def test_what_comes_late_of_a_stream_that_was_followed_by_another_finds_its_place_in_it() -> None:
    receiver = Receiver()
    first = _feed(receiver, 10, 11, 13)
    begun = _feed(receiver, 500, 501, at=0.1, ssrc=2)
    assert _feed(receiver, 12, 14, at=0.2) == [12, 14], "between, and behind the last that had come"
    assert _feed(receiver, 502, at=0.22, ssrc=2) == [int(begun[1] or 0) + 1], "and the new one goes on as it was"
    assert _feed(receiver, 12, 11, at=0.3) == [None, None]
    assert (receiver.counts.recovered, receiver.counts.duplicates, receiver.counts.given_up) == (1, 2, 0)
    assert max(int(number or 0) for number in first) + FAR < int(begun[0] or 0)


def test_the_same_with_an_ssrc_that_stayed_and_numbers_that_leapt() -> None:
    receiver = Receiver()
    assert _feed(receiver, 65_534, 65_535, 1) == [65_534, 65_535, 65_537]
    (begun,) = _feed(receiver, 30_000, at=0.1)
    assert _feed(receiver, 0, at=0.2) == [65_536]
    assert _feed(receiver, 30_001, at=0.3) == [int(begun or 0) + 1]


def test_what_never_comes_of_a_stream_that_has_ended_is_counted_as_given_up() -> None:
    receiver = Receiver()
    _feed(receiver, 10, 13)
    _feed(receiver, 500, at=0.1, ssrc=2)
    assert receiver.ask(0.2) == [], "its sender has let go of it"
    assert receiver.counts.given_up == 0
    receiver.ask(WAIT_S - 0.01)
    assert _feed(receiver, 11, at=WAIT_S - 0.01) == [11]
    receiver.ask(WAIT_S)
    assert receiver.counts.given_up == 1
    assert _feed(receiver, 12, at=WAIT_S + 0.1) == [None]
    assert _feed(receiver, 501, at=WAIT_S + 0.2, ssrc=2) == [receiver._highest]


def test_a_sender_that_goes_back_to_a_stream_begins_it_anew() -> None:
    later = Receiver()
    _feed(later, 10)
    (other,) = _feed(later, 500, at=0.1, ssrc=2)
    (again,) = _feed(later, 11, at=0.2 + WAIT_S)
    assert int(again or 0) > int(other or 0)
    soon = Receiver()
    _feed(soon, 10)
    (other,) = _feed(soon, 500, at=0.1, ssrc=2)
    numbers = [int(number or 0) for number in _feed(soon, *range(11, 80), at=0.2)]
    assert len(set(numbers)) == len(numbers), "none is lost"
    assert numbers[-1] > int(other or 0)


def test_late_packets_count_neither_in_the_report_nor_as_jitter() -> None:
    receiver = Receiver()
    for n in range(20):
        if n != 5:
            receiver.number(1, n, n * 0.02)
    for n in range(20):
        receiver.number(2, 500 + n, 0.4 + n * 0.02)
        receiver.measure(n * 960, 0.4 + n * 0.02)
    receiver.number(1, 5, 0.8)
    receiver.measure(19 * 960 + 40_000, 0.8)
    receiver.number(2, 520, 0.8)
    receiver.measure(20 * 960, 0.8)
    report = receiver.report()
    assert report is not None
    assert (report.packets_lost, report.fraction_lost, report.jitter) == (0, 0, 0)


def test_senders_that_change_all_the_time_fill_no_memory() -> None:
    receiver = Receiver()
    for n in range(100):
        _feed(receiver, 0, FAR - 1, ssrc=n, at=n * 0.01)
    assert sum(len(ended.missing) for ended in receiver._before) <= 4 * FAR
    assert receiver.counts.given_up == 95 * (FAR - 2)


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
