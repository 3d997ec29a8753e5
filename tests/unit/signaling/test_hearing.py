"""How far a page has heard its call: whatever is lost on the way to its node, it hears all of it once and in order."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from signaling.cluster.call_log import EVERYBODY, Reading, Said, to_page
from signaling.runtime.hearing import Hearing


def _said(seq: int, *, session: str | None = "call.a", mark: str | None = None, to: str = EVERYBODY) -> Said:
    return Said(session, seq, mark or f"m{seq}", to, json.dumps({"n": seq}))


def _page(seq: int = 0) -> tuple[Hearing, list[dict[str, Any]]]:
    """A page that has heard its call up to `seq`."""
    sent: list[dict[str, Any]] = []
    hearing = Hearing(frozenset({EVERYBODY, to_page("mine")}), lambda text: sent.append(json.loads(text)))
    hearing.session, hearing.seq = "call.a", seq
    hearing.take(Reading("call.a", seq, ()))
    assert hearing.go_on()
    return hearing, sent


def test_what_is_for_others_is_not_sent_and_leaves_no_gap() -> None:
    hearing, sent = _page()
    for seq, to in enumerate((EVERYBODY, to_page("other"), to_page("mine")), start=1):
        assert hearing.hear(_said(seq, to=to))
    assert sent == [{"seq": 1, "n": 1}, {"seq": 3, "n": 3}]


@given(lost=st.lists(st.booleans(), max_size=40), late=st.integers(0, 5), hold=st.sets(st.integers(1, 40)))
def test_whatever_is_lost_on_the_way_all_is_heard_once_and_in_order(
    lost: list[bool], late: int, hold: set[int]
) -> None:
    """`late` more have been said, and are delivered twice over, when the log is read."""
    hearing, sent = _page()
    log = [_said(seq) for seq in range(1, len(lost) + 1)]
    for said, gone in zip(log, lost, strict=True):
        if said.seq in hold:
            hearing.hold()
        if not gone:
            hearing.hear(said)
        if hearing.holding and said.seq % 3 == 0:
            newest = min(said.seq + late, len(log))
            hearing.take(Reading("call.a", newest, tuple(log[hearing.seq : newest])))
            assert hearing.go_on()
    hearing.hold()
    hearing.take(Reading("call.a", len(log), tuple(log[hearing.seq :])))
    hearing.go_on()
    assert [message["n"] for message in sent] == [said.seq for said in log]


def test_a_log_begun_anew_counts_from_its_beginning_and_everything_is_to_be_shown() -> None:
    hearing, sent = _page(seq=7)
    assert not hearing.hear(_said(1, session="call.b"))
    hearing.take(Reading("call.b", 1, None))
    assert not hearing.go_on()
    assert sent == [{"type": "session", "session": "call.b", "seq": 0}, {"seq": 1, "n": 1}]


def test_without_a_log_what_is_held_is_said_without_numbers() -> None:
    hearing, sent = _page(seq=7)
    assert not hearing.hear(_said(9))
    hearing.take(None)
    assert not hearing.go_on()
    assert sent == [{"type": "session", "session": None, "seq": 0}, {"n": 9}]


def test_what_came_past_redis_and_later_through_it_is_said_once() -> None:
    hearing, sent = _page(seq=7)
    hearing.hear(_said(0, session=None, mark="x"))
    hearing.hear(_said(8, mark="x"))
    hearing.hear(_said(9))
    assert sent == [{"n": 0}, {"seq": 9, "n": 9}]
