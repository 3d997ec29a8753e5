"""The longest journey that is read costs its node no more for each line than a short one.

Every place compared with all before it held a node for a third of a second at every look.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from cases.journeys.anomalies import Patience
from cases.journeys.movement import loop
from cases.journeys.place_names import PlaceName
from cases.journeys.strip import Told, strip
from cases.journeys.tracking_event import Progress, TrackingEvent

BEGAN = datetime(2026, 11, 2, tzinfo=UTC)
LONGEST = 1_000
FEW = 10
"""Comparisons for each line."""


def _journey() -> list[TrackingEvent]:
    return [
        TrackingEvent(
            at=BEGAN + timedelta(minutes=number), description="Arrived", progress=Progress.ARRIVED,
            location=f"Depot {number}", country="ES", source="feed",
        )
        for number in range(LONGEST)
    ]  # fmt: skip


def _looped(events: Sequence[TrackingEvent]) -> object:
    return loop(events, returns=2)


def _drawn(events: Sequence[TrackingEvent]) -> object:
    return strip(Told(events, None, None, None, Patience(), BEGAN + timedelta(days=2)))


@pytest.mark.parametrize("read", [_looped, _drawn], ids=["loop", "strip"])
def test_places_are_not_compared_each_with_each(
    read: Callable[[Sequence[TrackingEvent]], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    is_same = PlaceName.is_same

    def counted(one: PlaceName, other: PlaceName) -> bool:
        nonlocal compared
        compared += 1
        return is_same(one, other)

    monkeypatch.setattr(PlaceName, "is_same", counted)
    read(_journey())
    assert compared <= FEW * LONGEST
