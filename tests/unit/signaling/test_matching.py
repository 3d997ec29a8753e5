"""Matching: language, priority, first come, longest idle; nobody twice."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from signaling.domain.matching import IdleAgent, Pairing, WaitingCall, match, place, speaks
from tests.unit.signaling.story import START

TAGS = st.sampled_from(["en", "es", "zh-Hans", "es-MX"])
SECONDS = st.integers(0, 60)
CALLS = st.lists(
    st.builds(
        lambda n, tag, priority, s: WaitingCall(f"c{n}", tag, priority, START + timedelta(seconds=s)),
        st.integers(0, 99), TAGS, st.integers(0, 9), SECONDS,
    ),
    unique_by=lambda c: c.call_id, max_size=12,
)  # fmt: skip
AGENTS = st.lists(
    st.builds(
        lambda n, tags, s: IdleAgent(f"a{n}", tuple(tags), START + timedelta(seconds=s)),
        st.integers(0, 99), st.lists(TAGS, min_size=1, max_size=2), SECONDS,
    ),
    unique_by=lambda a: a.user_id, max_size=8,
)  # fmt: skip


@given(CALLS, AGENTS)
def test_nobody_is_paired_twice_and_everybody_understands_the_other(
    calls: list[WaitingCall], agents: list[IdleAgent]
) -> None:
    pairings = match(calls, agents)
    assert len({p.call_id for p in pairings}) == len({p.user_id for p in pairings}) == len(pairings)
    language = {c.call_id: c.language for c in calls}
    tongues = {a.user_id: a.languages for a in agents}
    assert all(speaks(tongues[p.user_id], language[p.call_id]) for p in pairings)


@given(CALLS, AGENTS)
def test_nobody_waits_while_a_fit_agent_is_free(calls: list[WaitingCall], agents: list[IdleAgent]) -> None:
    pairings = match(calls, agents)
    waiting = [c for c in calls if c.call_id not in {p.call_id for p in pairings}]
    free = [a for a in agents if a.user_id not in {p.user_id for p in pairings}]
    assert not [(c, a) for c in waiting for a in free if speaks(a.languages, c.language)]


@given(CALLS)
def test_within_a_language_the_first_place_is_served_first(calls: list[WaitingCall]) -> None:
    spanish = sorted((c for c in calls if speaks(["es"], c.language)), key=place)
    pairings = match(calls, [IdleAgent("a", ("es",), START)])
    assert pairings == [Pairing(spanish[0].call_id, "a")] if spanish else pairings == []


def test_the_longest_idle_agent_is_rung_and_one_who_let_it_pass_is_not() -> None:
    early, late = (IdleAgent(n, ("es",), START + timedelta(seconds=s)) for n, s in (("early", 0), ("late", 5)))
    call = WaitingCall("c", "es", 0, START)
    assert match([call], [late, early]) == [Pairing("c", "early")]
    rested = WaitingCall("c", "es", 0, START, resting=frozenset({"early"}))
    assert match([rested], [late, early]) == [Pairing("c", "late")]
