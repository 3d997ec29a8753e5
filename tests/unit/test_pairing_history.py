"""The checker of the queue's history finds each breach that is planted in a history that is right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.pairing.history import CallFact, EntryFact, Facts, OfferFact, PersonFact, check
from tests.unit.signaling.story import START


def at(seconds: float) -> datetime:
    """So long after the start."""
    return START + timedelta(seconds=seconds)


CALLS = (CallFact("c1", "k1", 5, at(0), at(100)), CallFact("c2", "k2", 7, at(5), None))
PEOPLE = (
    PersonFact("cu1", "c1", None, None), PersonFact("ag1", "c1", "wei", None),
    PersonFact("cu2", "c2", None, None), PersonFact("ag2", "c2", "wei", None),
)  # fmt: skip
OFFERS = (
    OfferFact("o1", "c1", "wei", at(10), at(30), "accepted", at(20)),
    OfferFact("o2", "c2", "ana", at(12), at(32), "expired", at(32)),
    OfferFact("o3", "c2", "ana", at(50), at(70), "declined", at(51)),
    OfferFact("o4", "c2", "wei", at(110), at(130), "accepted", at(115)),
)
ENTRIES = (
    EntryFact("c1", at(0), "created", None), EntryFact("c1", at(1), "ready", "cu1"),
    EntryFact("c1", at(10), "offered", None), EntryFact("c1", at(20), "accepted", "ag1"),
    EntryFact("c1", at(100), "hung_up", "ag1"),
    EntryFact("c2", at(12), "offered", None), EntryFact("c2", at(32), "offer_expired", None),
    EntryFact("c2", at(50), "offered", None), EntryFact("c2", at(51), "offer_declined", None),
    EntryFact("c2", at(110), "offered", None), EntryFact("c2", at(115), "accepted", "ag2"),
)  # fmt: skip
RIGHT = Facts(
    CALLS, PEOPLE, OFFERS, ENTRIES, versions={"c1": (2, 3, 4, 5), "c2": (2, 3, 4, 5, 6, 7)}, back={"ana": [at(40)]}
)


def _call(facts: Facts, n: int, **changes: object) -> Facts:
    calls = [replace(call, **changes) if i == n else call for i, call in enumerate(facts.calls)]  # type: ignore[arg-type]
    return replace(facts, calls=calls)


def _offer(facts: Facts, n: int, **changes: object) -> Facts:
    offers = [replace(offer, **changes) if i == n else offer for i, offer in enumerate(facts.offers)]  # type: ignore[arg-type]
    return replace(facts, offers=offers)


def _and_offer(facts: Facts, offer: OfferFact) -> Facts:
    return replace(facts, offers=[*facts.offers, offer])


PLANTED: dict[str, Callable[[Facts], Facts]] = {
    "agent wei is in two live calls": lambda f: _call(f, 0, ended_at=at(116)),
    "customer of case k1 is in two live calls": lambda f: _call(f, 1, case_id="k1"),
    "agent wei is rung twice": lambda f: _and_offer(
        f, OfferFact("o5", "c3", "wei", at(19), at(39), "declined", at(21))
    ),
    "call c2 rings twice": lambda f: _and_offer(f, OfferFact("o5", "c2", "bo", at(31), at(51), None, None)),
    "offer o1 was accepted at": lambda f: _offer(f, 0, expires_at=at(19)),
    "offer o3 was closed before it was made": lambda f: _offer(f, 2, closed_at=at(49)),
    "agent wei did not come into call c1": lambda f: _offer(f, 0, closed_at=at(19.5)),
    "wei came in at": lambda f: _offer(f, 3, outcome="declined"),
    "made to agent wei while they were in call c1": lambda f: _offer(f, 3, made_at=at(99)),
    "agent ana missed offer o2 and got offer o3": lambda f: replace(f, back={"ana": [at(31), at(51)]}),
    "call c1 is at version 3 after 4 changes": lambda f: replace(_call(f, 0, version=3), versions={}),
    "call c2 is at version 7, and these were written": lambda f: replace(f, versions={"c2": (2, 3, 4, 4, 5, 6, 7)}),
    "call c1 is at version 6, and these were written": lambda f: _call(f, 0, version=6),
}


def test_a_history_that_is_right_is_proved() -> None:
    assert check(RIGHT) == []


@pytest.mark.parametrize("said", PLANTED)
def test_each_planted_breach_is_found_and_named(said: str) -> None:
    found = check(PLANTED[said](RIGHT))
    assert [breach for breach in found if said in breach], found


def test_what_overlaps_by_less_than_the_clocks_may_differ_is_no_breach() -> None:
    early = _call(RIGHT, 1, case_id="k1", created_at=at(99.9995))
    assert check(early) == []
    assert check(early, slack=timedelta()) != []


def test_a_call_of_their_own_shows_that_an_agent_who_missed_is_back() -> None:
    own = replace(
        RIGHT, back={}, calls=[*CALLS, CallFact("c9", "k9", 2, at(35), at(45))],
        people=[*PEOPLE, PersonFact("ag9", "c9", "ana", None)],
        entries=[*ENTRIES, EntryFact("c9", at(35), "created", "ag9"), EntryFact("c9", at(45), "hung_up", "ag9")],
    )  # fmt: skip
    assert check(own) == []
    assert check(replace(RIGHT, back={})) != []


def test_an_agent_who_was_lost_may_be_in_another_call_from_then_on() -> None:
    left = [replace(person, left_at=at(60)) if person.id == "ag1" else person for person in PEOPLE]
    offers = [OFFERS[0], replace(OFFERS[3], made_at=at(61), closed_at=at(62), expires_at=at(81))]
    entries = [*ENTRIES[:5], EntryFact("c2", at(62), "accepted", "ag2")]
    moved = Facts(CALLS, left, offers, entries)
    assert check(moved) == []
    assert check(replace(moved, people=PEOPLE)) != []
