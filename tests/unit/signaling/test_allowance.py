"""How much one person may ask: a burst at once, a rate in the long run, and an end for who will not be slowed."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from signaling.protocol import incoming as m
from signaling.runtime.allowance import _COSTS, BURST, PATIENCE_S, PER_S, Allowance, Allowances, cost_of, cost_of_text

steps = st.lists(st.tuples(st.floats(0, 20), st.floats(1, 30)), max_size=60)


def test_a_burst_is_done_at_once_and_what_follows_waits() -> None:
    mine = Allowance(0)
    assert [mine.take(1, 0) for _ in range(int(BURST))] == [0] * int(BURST)
    assert mine.take(1, 0) == 1 / PER_S
    assert mine.take(PER_S, 0) == 1 + 1 / PER_S
    assert not mine.abused


@given(steps)
def test_whoever_waits_as_told_never_asks_more_than_the_burst_and_the_rate(asked: list[tuple[float, float]]) -> None:
    now = spent = last = 0.0
    mine = Allowance(now)
    for pause_s, cost in asked:
        now += pause_s
        spent, last = spent + cost, cost
        now += mine.take(cost, now)
    assert spent - last <= BURST + now * PER_S + 1e-6


@given(steps)
def test_whoever_stays_within_the_rate_is_never_slowed(asked: list[tuple[float, float]]) -> None:
    now, mine = 0.0, Allowance(0)
    for pause_s, cost in asked:
        now += pause_s + cost / PER_S
        assert mine.take(cost, now) == 0
        assert not mine.abused


def test_whoever_goes_on_while_slowed_is_known_for_it_after_some_patience() -> None:
    now, mine = 0.0, Allowance(0)
    slowed_s = 0.0
    while not mine.abused:
        waits_s = mine.take(1, now)
        slowed_s += waits_s
        now += waits_s
        assert slowed_s < PATIENCE_S + 1
    assert slowed_s > PATIENCE_S - 1


def test_a_pause_makes_good_for_it() -> None:
    mine = Allowance(0)
    mine.take(BURST + 1, 0)
    assert mine.take(1, PATIENCE_S + 1) == 0
    assert not mine.abused


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing() -> None:
    mine = Allowance(100)
    assert mine.take(BURST, 100) == 0
    assert mine.take(1, 50) == 1 / PER_S
    assert mine.take(0, 101) == 0


def test_a_new_socket_of_the_same_person_finds_the_bucket_as_it_was_left() -> None:
    people = Allowances()
    people.of("lucia", 0).take(BURST, 0)
    assert people.of("lucia", 0).take(1, 0) > 0
    assert people.of("ana", 0).take(1, 0) == 0


def test_a_message_costs_more_the_longer_it_is_and_the_more_it_makes_happen() -> None:
    assert cost_of_text("x" * 65_536) == 17
    assert cost_of_text("{}") == 1
    chat = m.SendChat(type="chat", client_id="a", text="b")
    candidate = m.SendCandidate(type="candidate", to_page="a", candidate=m.IceCandidate(candidate=""))
    assert cost_of(m.RequestConsent(type="consent_request")) > cost_of(chat) > cost_of(candidate) == 0


def test_every_message_but_hello_has_its_price_written_down() -> None:
    every = set(get_args(get_args(m.FromBrowser)[0])) - {m.Hello}
    assert every == set(_COSTS)
