"""What is wrong with a journey: rules over its events, most serious first, the first that holds is the reading. Pure.

Each rule asks whether a trouble still stands: raised by some lines, and by none after them cured. So a parcel that was
found again is no longer lost, and the reading is always explained by a line the carrier wrote.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from cases.journey import days_between, folded, last_word
from cases.movement import NEAR_THE_DOOR, jump, loop
from cases.parcel import Place
from cases.phrases import Cause, cause_of
from cases.tracking_event import Progress, TrackingEvent

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


_Holds = Callable[[TrackingEvent], bool]
_Rule = Callable[[Journey], TrackingEvent | None]

_MOVES = NEAR_THE_DOOR | {_P.PICKED_UP, _P.DEPARTED, _P.ARRIVED, _P.IN_TRANSIT, _P.CUSTOMS_RELEASED}
_GOES_BACK = frozenset({_P.RETURNING, _P.RETURNED, _P.REFUSED})
_OUT_OF_CUSTOMS = NEAR_THE_DOOR | {_P.CUSTOMS_RELEASED, _P.DEPARTED, _P.ATTEMPT_FAILED} | _GOES_BACK
_DENIALS = frozenset({"no", "not received", "never", "false"})


def read_journey(journey: Journey) -> Reading | None:
    """The most serious trouble that stands, or None for a journey as it should be."""
    for anomaly, rule in _RULES.items():
        event = None if anomaly in journey.patience.off else rule(journey)
        if event is not None:
            return Reading(anomaly=anomaly, since=event.at, days=days_between(event.at, journey.now), event=event)
    return None


def _standing(events: Sequence[TrackingEvent], raises: _Holds, cures: _Holds) -> TrackingEvent | None:
    """The line that raised the trouble which no later line has cured."""
    first = None
    for event in events:
        if raises(event):
            first = first or event
        elif cures(event):
            first = None
    return first


def _says(*progress: Progress) -> _Holds:
    wanted = frozenset(progress)
    return lambda event: event.progress in wanted


def _lost(journey: Journey) -> TrackingEvent | None:
    return _standing(journey.events, _says(_P.LOST), _says(*_MOVES, *_GOES_BACK))


def _damaged(journey: Journey) -> TrackingEvent | None:
    return _standing(journey.events, _says(_P.DAMAGED), _says())


def _returned(journey: Journey) -> TrackingEvent | None:
    """A delivery in the country it came from is the sender's, not the customer's."""
    origin, destination = journey.origin, journey.destination
    home = origin.country if origin and destination and origin.country != destination.country else None

    def goes_on(event: TrackingEvent) -> bool:
        return event.progress in NEAR_THE_DOOR and (home is None or event.country != home)

    return _standing(journey.events, _says(*_GOES_BACK), goes_on)


def _delivered(journey: Journey) -> TrackingEvent | None:
    return _standing(journey.events, _says(_P.DELIVERED), _says(_P.OUT_FOR_DELIVERY, _P.ATTEMPT_FAILED, *_GOES_BACK))


def _delivered_elsewhere(journey: Journey) -> TrackingEvent | None:
    event = _delivered(journey)
    if event is None or event.country is None or journey.destination is None:
        return None
    return event if event.country != journey.destination.country else None


def _delivered_not_received(journey: Journey) -> TrackingEvent | None:
    """No carrier can say this: the fact `received` does, told by a shop or stated by the customer."""
    told = {folded(name): folded(word) for name, word in journey.facts.items()}
    event = _delivered(journey)
    if event is None or told.get("received") not in _DENIALS:
        return None
    return event if days_between(event.at, journey.now) >= journey.patience.disputed_days else None


def _customs_hold(journey: Journey) -> TrackingEvent | None:
    """Held for too long, or at once when customs asks for something: that is somebody's to answer."""
    entered: TrackingEvent | None = None
    asked = False
    for event in journey.events:
        if event.progress in (_P.CUSTOMS, _P.CUSTOMS_INQUIRY):
            if entered is None or _abroad(entered, event):
                entered, asked = event, False
            asked = asked or event.progress is _P.CUSTOMS_INQUIRY
        elif entered and (event.progress in _OUT_OF_CUSTOMS or _abroad(entered, event)):
            entered, asked = None, False
    if entered is None:
        return None
    waited = days_between(entered.at, journey.now)
    return entered if asked or waited >= journey.patience.customs_days else None


def _abroad(entered: TrackingEvent, event: TrackingEvent) -> bool:
    """Export and import are two clearances: seen in another country, the first one is over."""
    return None not in (entered.country, event.country) and entered.country != event.country


def _address_incomplete(journey: Journey) -> TrackingEvent | None:
    def raises(event: TrackingEvent) -> bool:
        return event.progress is _P.ADDRESS_PROBLEM or cause_of(event.description) is Cause.ADDRESS_INCOMPLETE

    return _standing(journey.events, raises, _says(*NEAR_THE_DOOR))


def _named(cause: Cause, cured_by: frozenset[Progress] = NEAR_THE_DOOR) -> _Rule:
    def rule(journey: Journey) -> TrackingEvent | None:
        return _standing(journey.events, lambda event: cause_of(event.description) is cause, _says(*cured_by))

    return rule


def _wrong_depot(journey: Journey) -> TrackingEvent | None:
    """The carrier says so, or it leaves the country it had arrived in."""
    return _named(Cause.WRONG_DEPOT)(journey) or _leaves_destination(journey)


def _loops(journey: Journey) -> TrackingEvent | None:
    return loop(journey.events, returns=journey.patience.loop_returns)


def _jumps(journey: Journey) -> TrackingEvent | None:
    return jump(journey.events, kmh=journey.patience.jump_kmh)


def _leaves_destination(journey: Journey) -> TrackingEvent | None:
    if journey.destination is None:
        return None
    goal = journey.destination.country
    arrived = False

    def strays(event: TrackingEvent) -> bool:
        nonlocal arrived
        arrived = arrived or event.country == goal
        return arrived and event.country is not None and event.country != goal

    return _standing(journey.events, strays, lambda event: event.country == goal)


def _delivered_in_peace(journey: Journey) -> bool:
    return _delivered(journey) is not None


def _expired(journey: Journey) -> TrackingEvent | None:
    """The feed has given up waiting: what counts is the last thing said before."""
    if not journey.events or journey.events[-1].progress is not _P.EXPIRED:
        return None
    return last_word(journey.events) or journey.events[-1]


def _silent(journey: Journey) -> TrackingEvent | None:
    word = last_word(journey.events)
    if word is None or days_between(word.at, journey.now) < journey.patience.silent_days:
        return None
    return word


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
    Anomaly.FORCE_MAJEURE: _unless_delivered(_named(Cause.FORCE_MAJEURE, _MOVES)),
    Anomaly.EXPIRED: _unless_delivered(_expired),
    Anomaly.SILENT: _unless_delivered(_silent),
}
