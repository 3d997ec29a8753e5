"""Reads afterwards what the rows say of all that happened, and proves from them alone that it was right.

Knows nothing of the rules' code. Each breach is one sentence that names the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, select

from records.tables import CallEntryRow, CallRow, OfferRow, ParticipantRow

FOREVER = datetime.max.replace(tzinfo=UTC)
_COMES_IN = frozenset({"created", "accepted", "agent_joined", "agent_replaced"})
"""Lines of the timeline from which on their agent is in the call."""
_ONE_EACH = frozenset(
    {
        "arrived", "left", "ready", "agent_joined", "agent_replaced", "offered", "accepted", "offer_declined",
        "offer_expired", "offer_withdrawn", "connected", "reconnected", "hung_up", "call_back_wished", "expired",
        "gave_up", "talk_failed", "lost", "requeued", "summary_approved",
    }
)  # fmt: skip
"""Lines of which one change of a call writes one at most, so that there are no more of them than changes."""


@dataclass(frozen=True, slots=True)
class CallFact:
    """What a call's row says of its life."""

    id: str
    case_id: str
    version: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonFact:
    """What a participant's row says; `user_id` None is the customer."""

    id: str
    call_id: str
    user_id: str | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfferFact:
    """One offer's row."""

    id: str
    call_id: str
    user_id: str
    made_at: datetime
    expires_at: datetime
    outcome: str | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryFact:
    """One line of a timeline."""

    call_id: str
    at: datetime
    kind: str
    participant_id: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows that matter. What no row holds may be told by whoever ran the story, and is checked then too."""

    calls: Sequence[CallFact]
    people: Sequence[PersonFact]
    offers: Sequence[OfferFact]
    entries: Sequence[EntryFact]
    versions: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """For each call the versions that were committed, as the writers of every node saw it."""
    back: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    """For each agent when they said that they are there."""


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody was in a live call, or was rung, from one instant until another; the second is not in it."""

    start: datetime
    end: datetime
    what: str


def read_facts(
    rows: Connection,
    *,
    versions: Mapping[str, Sequence[int]] | None = None,
    back: Mapping[str, Sequence[datetime]] | None = None,
) -> Facts:
    """Everything that is in the tables."""
    call, who, offer, line = CallRow, ParticipantRow, OfferRow, CallEntryRow
    calls = select(call.id, call.case_id, call.version, call.created_at, call.ended_at)
    people = select(who.id, who.call_id, who.user_id, who.left_at)
    offers = select(
        offer.id, offer.call_id, offer.user_id, offer.made_at, offer.expires_at, offer.outcome, offer.closed_at
    )
    entries = select(line.call_id, line.at, line.kind, line.participant_id).order_by(line.id)
    return Facts(
        [CallFact(*row) for row in rows.execute(calls)],
        [PersonFact(*row) for row in rows.execute(people)],
        [OfferFact(*row) for row in rows.execute(offers)],
        [EntryFact(*row) for row in rows.execute(entries)],
        versions or {},
        back or {},
    )


def check(facts: Facts, *, slack: timedelta = timedelta(milliseconds=1)) -> list[str]:
    """Every breach there is; none is the proof.

    Two changes at the same time look at their clocks before the database puts them in order: what overlaps by no more
    than `slack` does not overlap. With nodes that have clocks of their own it is as long as those may differ.
    """
    in_calls = _in_calls(facts)
    rung, ringing = defaultdict[str, list[Span]](list), defaultdict[str, list[Span]](list)
    for offer in facts.offers:
        span = Span(offer.made_at, offer.closed_at or FOREVER, f"offer {offer.id}")
        rung[f"agent {offer.user_id}"].append(span)
        ringing[f"call {offer.call_id}"].append(span)
    return [
        *_overlaps(in_calls, "is in two live calls", slack),
        *_overlaps(rung, "is rung twice", slack),
        *_overlaps(ringing, "rings twice", slack),
        *_answers(facts, slack),
        *_rung_while_talking(facts.offers, in_calls, slack),
        *_rung_after_missing(facts, in_calls, slack),
        *_versions(facts),
    ]


def _in_calls(facts: Facts) -> dict[str, list[Span]]:
    calls = {call.id: call for call in facts.calls}
    came = {e.participant_id: e.at for e in reversed(facts.entries) if e.participant_id and e.kind in _COMES_IN}
    found = defaultdict[str, list[Span]](list)
    for person in facts.people:
        call = calls[person.call_id]
        start = call.created_at if person.user_id is None else came.get(person.id)
        ends = [at for at in (person.left_at, call.ended_at) if at is not None]
        who = f"agent {person.user_id}" if person.user_id else f"customer of case {call.case_id}"
        found[who].append(Span(start or call.created_at, min(ends, default=FOREVER), f"call {call.id}"))
    return found


def _overlaps(spans: Mapping[str, Iterable[Span]], what: str, slack: timedelta) -> Iterator[str]:
    """Sorted by their beginning, two that overlap are found with the longest one before each."""
    for who, theirs in spans.items():
        last: Span | None = None
        for span in sorted(theirs, key=lambda one: (one.start, one.end)):
            if last is not None and span.start + slack < last.end:
                yield f"{who} {what}: {last.what} until {last.end}, {span.what} from {span.start}"
            if last is None or span.end > last.end:
                last = span


def _answers(facts: Facts, slack: timedelta) -> Iterator[str]:
    """Whoever accepted did so while it rang, once, and is in the call from that instant."""
    seats = {person.id: person for person in facts.people}
    accepted = Counter(
        (e.call_id, seats[e.participant_id].user_id, e.at)
        for e in facts.entries
        if e.kind == "accepted" and e.participant_id in seats
    )
    for offer in facts.offers:
        if offer.closed_at is not None and offer.closed_at < offer.made_at:
            yield f"offer {offer.id} was closed before it was made"
        if offer.outcome != "accepted" or offer.closed_at is None:
            continue
        if offer.closed_at > offer.expires_at + slack:
            yield f"offer {offer.id} was accepted at {offer.closed_at}, and had expired at {offer.expires_at}"
        if accepted[offer.call_id, offer.user_id, offer.closed_at] != 1:
            yield f"offer {offer.id} was accepted, and agent {offer.user_id} did not come into call {offer.call_id}"
        accepted[offer.call_id, offer.user_id, offer.closed_at] -= 1
    yield from (
        f"call {call}: {user} came in at {at} without an offer" for (call, user, at), n in accepted.items() if n > 0
    )


def _rung_while_talking(
    offers: Iterable[OfferFact], in_calls: Mapping[str, Sequence[Span]], slack: timedelta
) -> Iterator[str]:
    for offer in offers:
        for span in in_calls.get(f"agent {offer.user_id}", ()):
            if span.start + slack < offer.made_at < span.end - slack:
                yield f"offer {offer.id} was made to agent {offer.user_id} while they were in {span.what}"


def _rung_after_missing(facts: Facts, in_calls: Mapping[str, Sequence[Span]], slack: timedelta) -> Iterator[str]:
    """Before the next offer after one an agent let pass, they have said, or shown by a call, that they are back."""
    theirs = defaultdict[str, list[OfferFact]](list)
    for offer in sorted(facts.offers, key=lambda one: one.made_at):
        theirs[offer.user_id].append(offer)
    for user, offers in theirs.items():
        shown = [*facts.back.get(user, ()), *(span.start for span in in_calls.get(f"agent {user}", ()))]
        for missed, after in pairwise(offers):
            if missed.outcome != "expired" or missed.closed_at is None:
                continue
            if not any(missed.closed_at - slack <= at <= after.made_at + slack for at in shown):
                yield f"agent {user} missed offer {missed.id} and got offer {after.id} without being back"


def _versions(facts: Facts) -> Iterator[str]:
    """One more for each change: none twice, none left out, and no more lines of change than changes."""
    changes = Counter(entry.call_id for entry in facts.entries if entry.kind in _ONE_EACH)
    for call in facts.calls:
        if changes[call.id] > call.version - 1:
            yield f"call {call.id} is at version {call.version} after {changes[call.id]} changes"
        seen = facts.versions.get(call.id)
        if seen is not None and sorted(seen) != list(range(2, call.version + 1)):
            yield f"call {call.id} is at version {call.version}, and these were written: {sorted(seen)}"
