"""Order out of disorder: whatever is lost, late or doubled on the way, the rest comes out once and in order."""

import random

from hypothesis import given
from hypothesis import strategies as st

from media.receiver import ASK_AFTER_S, WAIT_S, Packet, Sequencer


def packet(sequence: int, at: float) -> Packet:
    return Packet(sequence & 0xFFFF, sequence * 960, bytes([sequence & 0xFF]), at)


@given(st.integers(0, 65535), st.integers(1, 200), st.randoms(use_true_random=False))
def test_shuffled_and_doubled_packets_come_out_once_and_in_order(start: int, count: int, rng: random.Random) -> None:
    sent = [packet(start + n, n * 0.02) for n in range(count)]
    arriving = sorted(sent + rng.sample(sent, k=count // 3), key=lambda p: p.arrival_s + rng.random() * 0.2)
    first = arriving.index(sent[0])
    arriving = [sent[0], *arriving[:first], *arriving[first + 1 :]]
    sequencer = Sequencer()
    out = [p for one in arriving for p in sequencer.add(one)]
    assert out == sent
    assert sequencer.counts.duplicates == len(arriving) - count


def test_a_missing_packet_is_asked_for_until_it_comes() -> None:
    sequencer = Sequencer()
    sequencer.add(packet(10, 0.0))
    assert sequencer.add(packet(12, 0.0)) == []
    assert sequencer.ask(0.0) == []
    assert sequencer.ask(ASK_AFTER_S) == [11]
    assert sequencer.ask(ASK_AFTER_S + 0.01) == []
    assert sequencer.ask(0.5) == [11]
    assert [p.sequence for p in sequencer.add(packet(11, 0.6))] == [11, 12]
    assert sequencer.ask(1.0) == []
    assert sequencer.counts.recovered == 1


def test_a_gap_nobody_fills_is_accepted_after_the_wait_and_not_before() -> None:
    sequencer = Sequencer()
    sequencer.add(packet(1, 0.0))
    sequencer.add(packet(4, 1.0))
    assert sequencer.due(1.0 + WAIT_S - 0.01) == []
    assert [p.sequence for p in sequencer.due(1.0 + WAIT_S)] == [4]
    assert sequencer.add(packet(2, 5.0)) == []
    assert [p.sequence for p in sequencer.add(packet(5, 5.0))] == [5]


def test_a_stream_that_starts_anew_is_followed() -> None:
    sequencer = Sequencer()
    sequencer.add(packet(1, 0.0))
    assert [p.sequence for p in sequencer.add(packet(30_000, 1.0))] == [30_000]
    assert [p.sequence for p in sequencer.add(packet(30_001, 1.0))] == [30_001]


@given(st.lists(st.booleans(), min_size=2, max_size=120))
def test_nothing_that_arrived_is_ever_lost(arrives: list[bool]) -> None:
    sequencer = Sequencer()
    sent = [packet(n, n * 0.02) for n, there in enumerate(arrives) if there]
    out = [p for one in sent for p in sequencer.add(one)]
    out += sequencer.due(1_000.0)
    out += sequencer.flush()
    assert out == sent
