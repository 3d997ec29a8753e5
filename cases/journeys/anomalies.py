"""What is wrong with a journey: rules over its events, most serious first, the first that holds is the reading. Pure.

Each rule asks whether a trouble still stands: raised by some lines, and by none after them cured. So a parcel that was
found again is no longer lost, and the reading is always explained by a line the carrier wrote.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from cases.journeys.customs import stay_in_customs
from cases.journeys.journey import days_between, folded, happened, last_word
from cases.journeys.movement import jump, loop
from cases.journeys.phrases import Cause, cause_of
from cases.journeys.returns import returned
from cases.journeys.standing import MOVES, NEAR_THE_DOOR, OVERTAKEN_BY, Stands, says, standing
from cases.journeys.steps import steps
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

_P = Progress


class Anomaly(StrEnum):
    """What may be wrong, most serious first."""

    LOST_BY_CARRIER = "lost_by_carrier"
    DAMAGED = "damaged"
    RETURNED_TO_SENDER = "returned_to_sender"
    DELIVERED_ELSEWHERE = "delivered_elsewhere"
    DELIVERED_NOT_RECEIVED = "delivered_not_received"
    CUSTOMS_HOLD = "customs_hold"
    ADDRESS_INCOMPLETE = "address_incomplete"
    LABEL_MIXED_UP = "label_mixed_up"
    DATA_LOST = "data_lost"
    WRONG_BATCH = "wrong_batch"
    WRONG_DEPOT = "wrong_depot"
    DEPOT_LOOP = "depot_loop"
    IMPOSSIBLE_JUMP = "impossible_jump"
    FORCE_MAJEURE = "force_majeure"
    EXPIRED = "expired"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, the line that began it, and the last moment that it is known to be about."""

    anomaly: Anomaly
    began: TrackingEvent
    until: datetime


class Reading(BaseModel):
    """What is wrong, since when, for how many whole days, and the line that says so."""

    model_config = ConfigDict(frozen=True)

    anomaly: Anomaly
    since: datetime
    days: int
    event: TrackingEvent


@dataclass(frozen=True, slots=True)
class Patience:
    """What is borne before it is an anomaly; `off` are anomalies nobody wants to hear of."""

    silent_days: int = 10
    customs_days: int = 7
    disputed_days: int = 0
    loop_returns: int = 2
    jump_kmh: float = 1_000.0
    off: frozenset[Anomaly] = frozenset()

    def limit_of(self, anomaly: Anomaly) -> int | None:
        """The days after which this is one, where it is a matter of days."""
        return {
            Anomaly.SILENT: self.silent_days,
            Anomaly.CUSTOMS_HOLD: self.customs_days,
            Anomaly.DELIVERED_NOT_RECEIVED: self.disputed_days or None,
        }.get(anomaly)


@dataclass(frozen=True, slots=True)
class Journey:
    """What the rules look at; `events` oldest first. `facts` are what the case is told beside its columns."""

    events: Sequence[TrackingEvent]
    origin: Place | None
    destination: Place | None
    facts: Mapping[str, str]
    now: datetime
    patience: Patience = Patience()


_Rule = Callable[[Journey], Stands | None]

_DENIALS = frozenset({"no", "not received", "never", "false"})


def read_journey(journey: Journey) -> Reading | None:
    """The most serious trouble that stands, or None for a journey as it should be."""
    trouble = find_trouble(journey)
    return reading_of_trouble(trouble, now=journey.now) if trouble else None


def find_trouble(journey: Journey) -> Trouble | None:
    """The same, as what it is about. A step that two feeds tell is one; what is only planned has not happened."""
    known = replace(journey, events=steps(happened(journey.events, now=journey.now)))
    for anomaly, rule in _RULES.items():
        found = None if anomaly in journey.patience.off else rule(known)
        if found is not None:
            return Trouble(anomaly, found.began, found.until)
    return None


def reading_of_trouble(trouble: Trouble, *, now: datetime) -> Reading:
    """As it is told; nothing began later than now, whatever a carrier's clock says."""
    since = min(trouble.began.at, now)
    return Reading(anomaly=trouble.anomaly, since=since, days=days_between(since, now), event=trouble.began)


def _stands(progress: Progress) -> _Rule:
    return lambda journey: standing(journey.events, says(progress), says(*OVERTAKEN_BY[progress]))


_lost, _damaged, _delivered = _stands(_P.LOST), _stands(_P.DAMAGED), _stands(_P.DELIVERED)


def _returned(journey: Journey) -> Stands | None:
    return returned(journey.events, origin=journey.origin, destination=journey.destination)


def _delivered_elsewhere(journey: Journey) -> Stands | None:
    found = _delivered(journey)
    if found is None or found.began.country is None or journey.destination is None:
        return None
    return found if found.began.country != journey.destination.country else None


def _delivered_not_received(journey: Journey) -> Stands | None:
    """No carrier can say this: the fact `received` does, told by a shop or stated by the customer."""
    told = {folded(name): folded(word) for name, word in journey.facts.items()}
    found = _delivered(journey)
    if found is None or told.get("received") not in _DENIALS:
        return None
    return found if days_between(found.began.at, journey.now) >= journey.patience.disputed_days else None


def _customs_hold(journey: Journey) -> Stands | None:
    """Held for too long, or at once when customs asks for something: that is somebody's to answer."""
    stay = stay_in_customs(journey.events)
    if stay is None:
        return None
    waited = days_between(stay.stands.began.at, journey.now)
    return stay.stands if stay.asked or waited >= journey.patience.customs_days else None


def _address_incomplete(journey: Journey) -> Stands | None:
    def raises(event: TrackingEvent) -> bool:
        return event.progress is _P.ADDRESS_PROBLEM or cause_of(event.description) is Cause.ADDRESS_INCOMPLETE

    return standing(journey.events, raises, says(*NEAR_THE_DOOR))


def _named(cause: Cause, cured_by: frozenset[Progress] = NEAR_THE_DOOR) -> _Rule:
    def names(event: TrackingEvent) -> bool:
        return cause_of(event.description) is cause

    return lambda journey: standing(journey.events, names, says(*cured_by))


def _wrong_depot(journey: Journey) -> Stands | None:
    """The carrier says so, or it leaves the country it had arrived in."""
    return _named(Cause.WRONG_DEPOT)(journey) or _leaves_destination(journey)


def _loops(journey: Journey) -> Stands | None:
    return loop(journey.events, returns=journey.patience.loop_returns)


def _jumps(journey: Journey) -> Stands | None:
    return jump(journey.events, kmh=journey.patience.jump_kmh)


def _leaves_destination(journey: Journey) -> Stands | None:
    if journey.destination is None:
        return None
    goal = journey.destination.country
    arrived = False

    def strays(event: TrackingEvent) -> bool:
        nonlocal arrived
        arrived = arrived or event.country == goal
        return arrived and event.country is not None and event.country != goal

    return standing(journey.events, strays, lambda event: event.country == goal)


def _delivered_in_peace(journey: Journey) -> bool:
    return _delivered(journey) is not None


def _expired(journey: Journey) -> Stands | None:
    """The feed has given up waiting: what counts is the last thing said before."""
    if not journey.events or journey.events[-1].progress is not _P.EXPIRED:
        return None
    given_up = journey.events[-1]
    return Stands(last_word(journey.events) or given_up, given_up.at)


def _silent(journey: Journey) -> Stands | None:
    """About all that was not heard until the patience ran out: a word of that time that comes late ends no silence."""
    word = last_word(journey.events)
    if word is None or days_between(word.at, journey.now) < journey.patience.silent_days:
        return None
    return Stands(word, word.at + timedelta(days=journey.patience.silent_days))


def _unless_delivered(rule: _Rule) -> _Rule:
    return lambda journey: None if _delivered_in_peace(journey) else rule(journey)


_RULES: Mapping[Anomaly, _Rule] = {
    Anomaly.LOST_BY_CARRIER: _lost,
    Anomaly.DAMAGED: _damaged,
    Anomaly.RETURNED_TO_SENDER: _returned,
    Anomaly.DELIVERED_ELSEWHERE: _delivered_elsewhere,
    Anomaly.DELIVERED_NOT_RECEIVED: _delivered_not_received,
    Anomaly.CUSTOMS_HOLD: _unless_delivered(_customs_hold),
    Anomaly.ADDRESS_INCOMPLETE: _unless_delivered(_address_incomplete),
    Anomaly.LABEL_MIXED_UP: _unless_delivered(_named(Cause.LABEL_MIXED_UP)),
    Anomaly.DATA_LOST: _unless_delivered(_named(Cause.DATA_LOST)),
    Anomaly.WRONG_BATCH: _unless_delivered(_named(Cause.WRONG_BATCH)),
    Anomaly.WRONG_DEPOT: _unless_delivered(_wrong_depot),
    Anomaly.DEPOT_LOOP: _unless_delivered(_loops),
    Anomaly.IMPOSSIBLE_JUMP: _unless_delivered(_jumps),
    Anomaly.FORCE_MAJEURE: _unless_delivered(_named(Cause.FORCE_MAJEURE, MOVES)),
    Anomaly.EXPIRED: _unless_delivered(_expired),
    Anomaly.SILENT: _unless_delivered(_silent),
}
