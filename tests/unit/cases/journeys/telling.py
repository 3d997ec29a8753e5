"""Journeys as feeds tell them, and how another feed would have told the same."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from cases.journeys.anomalies import Journey, Patience, Trouble, find_trouble
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORIGIN, DESTINATION = Place(country="CN", city="Shenzhen"), Place(country="ES", city="Sevilla")
WRITTEN = {
    "Shenzhen": ("CN", "SHENZHEN, CHINA", "518000 Shenzhen"), "Madrid": ("ES", "MADRID, SPAIN", "Madrid, ES"),
    "Zaragoza": ("ES", "50001 ZARAGOZA (ES)", "Zaragoza, España"), "Porto": ("PT", "PORTO, PT", "Portugal, Porto"),
}  # fmt: skip
"""Country of each place, and two other ways to write it."""


def line(
    days_ago: float, progress: Progress, place: str | None = None, *, words: str = "", source: str = "17track"
) -> TrackingEvent:
    """A line of this many days before NOW."""
    return TrackingEvent(
        at=NOW - timedelta(days=days_ago), description=words or progress, progress=progress, location=place,
        country=WRITTEN[place][0] if place else None, source=source,
    )  # fmt: skip


def trouble(
    events: Iterable[TrackingEvent],
    *,
    now: datetime = NOW,
    received: str | None = None,
    patience: Patience = Patience(),  # noqa: B008 (frozen)
) -> Trouble | None:
    """What is wrong with these, as of `now`."""
    facts = {"received": received} if received else {}
    return find_trouble(Journey(tuple(events), ORIGIN, DESTINATION, facts, now, patience))


def by_another_feed(event: TrackingEvent, *, minutes: int = 0, way: int = 1) -> TrackingEvent:
    """The same step as another feed tells it: other words, another way to write the place, some minutes off."""
    place = WRITTEN[event.location][way] if event.location else None
    at = event.at + timedelta(minutes=minutes)
    said = {"at": at, "description": f"({event.description})", "location": place, "source": "aftership"}
    return event.model_copy(update=said)


lines = st.builds(
    line,
    st.integers(0, 60),
    st.sampled_from(Progress),
    st.sampled_from([None, *WRITTEN]),
    words=st.sampled_from(["", "Missent", "地址不详", "Sorted into wrong bag", "台风"]),
)
told = st.lists(lines, max_size=12)
