"""A delivery that was none: what one carrier calls delivered, and the parcel goes on under another's number. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol

from cases.journeys.journey import NO_SIGHTING
from cases.journeys.steps import SAME_MOMENT
from cases.journeys.tracking_event import Progress

_SAYS_NOTHING: Final = NO_SIGHTING | {Progress.UNKNOWN, Progress.DELIVERED}


class Told(Protocol):
    """A line by its moment, what it says of the parcel, and the numbers it was told under."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def told_under(self) -> Sequence[str]: ...


def delivered_to_a_carrier(lines: Iterable[Told], *, current: str | None) -> frozenset[str]:
    """The deliveries, by their ids, that only former numbers tell, and after which the number the case has now tells of
    the parcel on its way. Carriers write `delivered` of handing over, too; read as the customer's, it would keep quiet
    whatever becomes of the parcel.
    """
    lines, ours = list(lines), {current, ""}
    on_its_way = [line.at for line in lines if current in line.told_under and line.stage not in {*_SAYS_NOTHING, None}]
    if current is None or not on_its_way:
        return frozenset()
    last = max(on_its_way)
    return frozenset(
        line.id for line in lines
        if line.stage == Progress.DELIVERED and line.told_under and not ours.intersection(line.told_under)
        and line.at + SAME_MOMENT < last
    )  # fmt: skip
