"""Matching: language, priority, first come, longest idle; nobody twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.domain.matching import (
    Abilities,
    IdleAgent,
    Pairing,
    WaitingCall,
    match,
    place,
    primary,
    raised,
    speaks,
    worth,
)
from tests.pairing.reference import fits, reference
from tests.unit.signaling.story import START

TAGS = st.sampled_from(["en", "es", "zh-Hans", "es-MX", "ES-mx"])
SECONDS = st.integers(0, 60)
SKILLS = st.frozensets(st.sampled_from(["customs", "claims"]))
CALLS = st.lists(
    st.builds(
        lambda n, tag, priority, s, skills, interrupted, resting: WaitingCall(
            f"c{n}", tag, priority, START + timedelta(seconds=s), skills, interrupted=interrupted, resting=resting
        ),
        st.integers(0, 99), TAGS, st.integers(0, 9), SECONDS, SKILLS | st.just(frozenset()), st.booleans(),
        st.frozensets(st.integers(0, 12).map("a{}".format), max_size=3),
    ),
    unique_by=lambda c: c.call_id, max_size=12,
)  # fmt: skip
AGENTS = st.lists(
    st.builds(
        lambda n, tags, s, skills: IdleAgent(f"a{n}", tuple(tags), START + timedelta(seconds=s), skills),
        st.integers(0, 12), st.lists(TAGS, min_size=1, max_size=2), SECONDS, SKILLS,
    ),
    unique_by=lambda a: a.user_id, max_size=8,
)  # fmt: skip


@given(CALLS, AGENTS)
def test_the_quick_way_finds_what_the_plain_one_does(calls: list[WaitingCall], agents: list[IdleAgent]) -> None:
    assert match(calls, agents) == reference(calls, agents)
    assert match(reversed(calls), reversed(agents)) == reference(calls, agents)


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
    assert not [(c, a) for c in waiting for a in free if fits(c, a)]


@given(CALLS)
def test_within_a_language_the_first_place_is_served_first(calls: list[WaitingCall]) -> None:
    spanish = sorted((c for c in calls if speaks(["es"], c.language)), key=place)
    pairings = match(calls, [IdleAgent("a", ("es",), START, frozenset({"customs", "claims"}))])
    assert pairings == [Pairing(spanish[0].call_id, "a")] if spanish else pairings == []


def test_the_longest_idle_agent_is_rung_and_one_who_let_it_pass_is_not() -> None:
    early, late = (IdleAgent(n, ("es",), START + timedelta(seconds=s)) for n, s in (("early", 0), ("late", 5)))
    call = WaitingCall("c", "es", 0, START)
    assert match([call], [late, early]) == [Pairing("c", "early")]
    rested = WaitingCall("c", "es", 0, START, resting=frozenset({"early"}))
    assert match([rested], [late, early]) == [Pairing("c", "late")]


def agent(name: str, *languages: str, idle_s: int = 0, skills: tuple[str, ...] = ()) -> IdleAgent:
    """Free since so many seconds after the start."""
    return IdleAgent(name, languages, START + timedelta(seconds=idle_s), frozenset(skills))


def test_who_speaks_exactly_the_customers_language_goes_before_who_has_been_idle_longer() -> None:
    spain, mexico = agent("spain", "es"), agent("mexico", "en", "ES-mx", idle_s=50)
    assert match([WaitingCall("c", "es-MX", 0, START)], [spain, mexico]) == [Pairing("c", "mexico")]
    assert match([WaitingCall("c", "es-AR", 0, START)], [spain, mexico]) == [Pairing("c", "spain")]
    assert match([WaitingCall("c", "pt", 0, START)], [spain, mexico]) == []


def test_an_agent_who_has_just_been_given_a_call_by_exact_language_is_not_given_a_second_by_a_shared_one() -> None:
    calls = [WaitingCall("c1", "es-MX", 0, START), WaitingCall("c2", "es", 0, START + timedelta(seconds=1))]
    assert match(calls, [agent("mexico", "es-MX")]) == [Pairing("c1", "mexico")]


def test_an_agent_has_to_know_all_that_the_call_asks_for() -> None:
    call = WaitingCall("c", "es", 0, START, frozenset({"customs", "claims"}))
    half, whole = agent("half", "es", skills=("customs",)), agent("whole", "es", idle_s=9, skills=("claims", "customs"))
    assert match([call], [half]) == []
    assert match([call], [half, whole]) == [Pairing("c", "whole")]


def test_a_call_that_nobody_can_serve_holds_up_nobody_behind_it() -> None:
    first = WaitingCall("c1", "es", 9, START, frozenset({"customs"}))
    assert match([first, WaitingCall("c2", "es", 0, START)], [agent("a", "es")]) == [Pairing("c2", "a")]


def test_whoever_was_interrupted_goes_before_every_priority() -> None:
    urgent = WaitingCall("urgent", "es", 9, START)
    lost = WaitingCall("lost", "es", 0, START + timedelta(seconds=50), interrupted=True)
    assert match([urgent, lost], [agent("a", "es")]) == [Pairing("lost", "a")]


def test_waiting_raises_a_priority_step_by_step_up_to_the_highest_and_never_lowers_it() -> None:
    step = timedelta(minutes=5)
    raises = [raised(2, waited=timedelta(minutes=m), step=step) for m in (-10, 0, 4.99, 5, 14, 35, 600)]
    assert raises == [2, 2, 2, 3, 4, 9, 9]
    assert raised(9, waited=timedelta(minutes=60), step=step) == 9


@pytest.mark.parametrize(
    ("amount", "currency", "more"),
    [
        (None, "EUR", 0), ("99.99", "EUR", 0), ("100", "EUR", 1), ("500", "EUR", 2), ("1e6", "EUR", 2),
        ("1e6", "CNY", 0), ("1e6", None, 0),
    ],
)  # fmt: skip
def test_a_parcel_of_worth_raises_its_call_by_the_amounts_of_its_own_currency(
    amount: str | None, currency: str | None, more: int
) -> None:
    assert worth(Decimal(amount) if amount else None, currency, {"EUR": (100, 500)}) == more


def test_the_primary_subtag_alone_decides_who_understands_whom() -> None:
    assert primary("ZH-Hans-CN") == "zh"
    assert speaks(["en", "zh-Hant"], "zh-Hans")
    assert not speaks(["en"], "eng")


@pytest.mark.parametrize(
    ("language", "skills", "serves"),
    [
        ("es-MX", frozenset(), True),
        ("ES", frozenset({"customs"}), True),
        ("es", frozenset({"customs", "claims"}), False),
        ("en", frozenset({"customs"}), False),
    ],
)
def test_an_agent_is_of_use_only_with_the_language_and_every_skill(
    language: str, skills: frozenset[str], *, serves: bool
) -> None:  # fmt: skip
    assert Abilities(frozenset({"es", "zh"}), frozenset({"customs", "returns"})).serve(language, skills) is serves
