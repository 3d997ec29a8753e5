"""A trouble stands while no later line has cured it; and which lines cure which. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases.journeys.tracking_event import Progress, TrackingEvent

_P = Progress
Holds = Callable[[TrackingEvent], bool]

NEAR_THE_DOOR: Final = frozenset({_P.OUT_FOR_DELIVERY, _P.AWAITING_PICKUP, _P.DELIVERED})
MOVES: Final = NEAR_THE_DOOR | {_P.PICKED_UP, _P.DEPARTED, _P.ARRIVED, _P.IN_TRANSIT, _P.CUSTOMS_RELEASED}
GOES_BACK: Final = frozenset({_P.RETURNING, _P.RETURNED, _P.REFUSED})
OUT_OF_CUSTOMS: Final = NEAR_THE_DOOR | {_P.CUSTOMS_RELEASED, _P.DEPARTED, _P.ATTEMPT_FAILED} | GOES_BACK
_OVER: Final = MOVES | GOES_BACK | {_P.LOST, _P.ATTEMPT_FAILED}

OVERTAKEN_BY: Final[Mapping[Progress, frozenset[Progress]]] = {
    _P.LOST: MOVES | GOES_BACK,
    _P.DAMAGED: frozenset(),
    _P.RETURNING: NEAR_THE_DOOR,
    _P.RETURNED: NEAR_THE_DOOR,
    _P.REFUSED: NEAR_THE_DOOR,
    _P.DELIVERED: GOES_BACK | {_P.OUT_FOR_DELIVERY, _P.ATTEMPT_FAILED},
    _P.CUSTOMS: OUT_OF_CUSTOMS,
    _P.CUSTOMS_INQUIRY: OUT_OF_CUSTOMS,
    _P.ADDRESS_PROBLEM: NEAR_THE_DOOR,
    _P.CUSTOMS_RELEASED: _OVER,
    _P.OUT_FOR_DELIVERY: _OVER,
    _P.AWAITING_PICKUP: _OVER,
    _P.ATTEMPT_FAILED: _OVER,
    _P.EXPIRED: frozenset(Progress),
}
"""By what each state of a parcel ends that a rule knows, itself excepted; a stay in customs and a return also end, or
do not, by where the parcel was seen (`cases.journeys.customs`, `cases.journeys.returns`).
"""


@dataclass(frozen=True, slots=True)
class Stands:
    """A trouble that stands: the line that began it, and the last moment that it is known to be about."""

    began: TrackingEvent
    until: datetime

    @classmethod
    def on(cls, before: "Stands | None", event: TrackingEvent) -> "Stands":
        """As one more line says it."""
        return cls(before.began if before else event, event.at)


def standing(events: Iterable[TrackingEvent], raises: Holds, cures: Holds) -> Stands | None:
    """The trouble that some lines raised and none after them has cured."""
    found: Stands | None = None
    for event in events:
        if raises(event):
            found = Stands.on(found, event)
        elif cures(event):
            found = None
    return found


def says(*progress: Progress) -> Holds:
    """Lines that say one of these."""
    wanted = frozenset(progress)
    return lambda event: event.progress in wanted


def stands(progress: Progress, events: Iterable[TrackingEvent]) -> bool:
    """Whether these lines, oldest first, leave the parcel in this state. One of those that OVERTAKEN_BY knows."""
    return standing(events, says(progress), says(*OVERTAKEN_BY[progress])) is not None
