"""How far a page has heard its call: whatever is lost on the way to its node, it hears all of it once and in order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from signaling.cluster.call_log import EVERYBODY, Reading, Said, reading, to_page
from signaling.runtime.hearing import Hearing

HERE, THERE = "a.0", "b.0"
"""Two nodes that speak in the call."""


def _said(seq: int, *, origin: str = THERE, session: str | None = "call.a", to: str = EVERYBODY) -> Said:
    return Said(session, origin, seq, to, json.dumps({"n": f"{origin}:{seq}"}))


def _page(**heard: int) -> tuple[Hearing, list[str]]:
    """A page that has heard its call so far, and what it is sent from now on."""
    sent: list[str] = []

    def send(text: str) -> None:
        message: dict[str, Any] = json.loads(text)
        sent.append(message.get("n") or f"session {message['session']} {message['heard']}")

    hearing = Hearing(to_page("mine"), frozenset({EVERYBODY}), send)
    hearing.session, hearing.heard = "call.a", {f"{origin}.0": seq for origin, seq in heard.items()}
    hearing.take(Reading("call.a", dict(hearing.heard), ()))
    assert hearing.go_on()
    return hearing, sent


def _log(kept: Sequence[Said], heard: Mapping[str, int], *, lost: int = 0) -> Reading:
    """What Redis answers that has kept all of this but the first ones."""
    heads = [word for said in kept for word in (said.origin.encode(), str(said.seq).encode())]
    words = [f"{said.origin} {said.seq} {said.to} {said.text}".encode() for said in kept[lost:]]
    return reading([b"call.a", list(heads), list(words)], heard=heard)


def test_what_is_for_others_is_not_sent_and_leaves_no_gap() -> None:
    hearing, sent = _page()
    for seq, to in enumerate((EVERYBODY, to_page("other"), to_page("mine")), start=1):
        assert hearing.hear(_said(seq, to=to))
    assert sent == ["b.0:1", "b.0:3"]


def test_a_message_carries_who_said_it_and_its_number_there() -> None:
    sent: list[str] = []
    hearing = Hearing(to_page("mine"), frozenset({EVERYBODY}), sent.append)
    hearing.take(Reading("call.a", {HERE: 4}, None))
    assert not hearing.go_on()
    hearing.hear(_said(5, origin=HERE, session=None))
    assert sent[1] == '{"origin":"a.0","seq":5,"n": "a.0:5"}'


def test_what_two_nodes_say_is_counted_for_each() -> None:
    hearing, sent = _page(a=7)
    for said in (_said(1), _said(8, origin=HERE, session=None), _said(2), _said(2), _said(8, origin=HERE)):
        assert hearing.hear(said)
    assert sent == ["b.0:1", "a.0:8", "b.0:2"]


@given(
    story=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=40), late=st.integers(0, 5)
)  # fmt: skip
def test_whatever_is_lost_on_the_way_all_is_heard_once_and_in_order(
    story: list[tuple[bool, bool, bool]], late: int
) -> None:
    """Of each message: which of two nodes says it, whether it is lost, and whether the page is held before it.

    `late` more have been said, and are delivered twice over, when the log is read.
    """
    hearing, sent = _page()
    log, seqs = list[Said](), {HERE: 0, THERE: 0}
    for here, _, _ in story:
        origin = HERE if here else THERE
        seqs[origin] += 1
        log.append(_said(seqs[origin], origin=origin))
    for n, (said, (_, lost, hold)) in enumerate(zip(log, story, strict=True), start=1):
        if hold:
            hearing.hold()
        if not lost:
            hearing.hear(said)
        if hearing.holding and n % 3 == 0:
            hearing.take(_log(log[: n + late], hearing.heard))
            assert hearing.go_on()
    hearing.hold()
    hearing.take(_log(log, hearing.heard))
    assert hearing.go_on()
    for origin in (HERE, THERE):
        assert [n for n in sent if n.startswith(origin)] == [f"{origin}:{n}" for n in range(1, seqs[origin] + 1)]


def test_what_has_left_the_log_is_missed_by_whoever_has_not_heard_it() -> None:
    log = [_said(1), _said(1, origin=HERE), _said(2), _said(3)]
    assert _log(log, {}, lost=1).missed is None
    assert _log(log, {THERE: 1}, lost=1).missed == tuple(log[1:])
    assert _log(log, {THERE: 1}, lost=2).missed is None
    assert _log(log, {THERE: 3, HERE: 1}, lost=4).missed == ()


def test_a_node_that_has_said_more_than_it_could_log_is_not_waited_for() -> None:
    assert _log([_said(3)], {THERE: 5}).missed == ()


def test_a_log_begun_anew_counts_from_its_beginning_and_everything_is_to_be_shown() -> None:
    hearing, sent = _page(b=7)
    assert not hearing.hear(_said(1, session="call.b"))
    hearing.take(Reading("call.b", {THERE: 1}, None))
    assert not hearing.go_on()
    assert sent == ["session call.b {'b.0': 0}", "b.0:1"]


def test_what_this_node_says_is_counted_on_though_the_log_lacks_all_of_it() -> None:
    hearing, sent = _page(a=7)
    assert not hearing.hear(_said(9, origin=HERE, session=None))
    hearing.take(Reading("call.b", {}, None))
    assert not hearing.go_on()
    assert hearing.hear(_said(10, origin=HERE, session=None))
    assert sent == ["session call.b {'a.0': 8}", "a.0:9", "a.0:10"]


def test_without_a_log_what_is_held_is_said_and_nothing_is_counted() -> None:
    hearing, sent = _page(b=7)
    assert not hearing.hear(_said(9))
    hearing.take(None)
    assert not hearing.go_on()
    assert hearing.hear(_said(3, origin=HERE, session=None))
    assert sent == ["session None {}", "b.0:9", "a.0:3"]
