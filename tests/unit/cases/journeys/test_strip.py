"""The strip of a journey: what is on it, where its trace is lost, and that it never contradicts the rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.journeys.anomalies import Journey, Patience, read_journey
from cases.journeys.journey import in_order
from cases.journeys.strip import Mark, Strip, Told, strip
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CN, ES = Place(country="CN", city="Shenzhen"), Place(country="ES", city="Sevilla")


def line(days_ago: float, location: str | None, country: str | None = "CN", *, progress: Progress = Progress.ARRIVED,
         description: str = "seen") -> TrackingEvent:  # fmt: skip
    return TrackingEvent(
        at=NOW - timedelta(days=days_ago), description=description, progress=progress, location=location,
        country=country, source="test",
    )  # fmt: skip


def drawn(*events: TrackingEvent, origin: Place | None = CN, destination: Place | None = ES, **facts: str) -> Strip:
    told, patience = in_order(events), Patience()
    journey = Journey(events=told, origin=origin, destination=destination, facts=facts, now=NOW, patience=patience)
    return strip(Told(told, origin, destination, read_journey(journey), patience, NOW))


def places(found: Strip) -> list[str | None]:
    return [station.place for station in found.stations]


def test_the_trace_is_lost_where_it_was_seen_last_and_the_destination_lies_ahead() -> None:
    found = drawn(line(60, "Shenzhen", progress=Progress.PICKED_UP), line(58, "Guangzhou"), line(50, "Madrid", "ES"))
    assert places(found) == ["Shenzhen", "Guangzhou", "Madrid", "Sevilla"]
    assert found.here == 2
    assert found.stations[3].at is None
    assert found.gap is not None
    assert (found.gap.days, found.gap.place, found.gap.long) == (50, "Madrid", True)
    assert found.gap.since == found.stations[2].until


def test_hand_over_border_and_customs_are_marked_where_they_happened() -> None:
    found = drawn(
        line(9, "Shenzhen", progress=Progress.PICKED_UP),
        line(8, "Shanghai", description="Handed over to the airline"),
        line(7, None, progress=Progress.CUSTOMS),
        line(6, "Madrid", "ES"),
    )
    marks = {station.place: set(station.marks) for station in found.stations}
    assert marks["Shenzhen"] == {Mark.HANDED_OVER}
    assert marks["Shanghai"] == {Mark.HANDED_OVER, Mark.CUSTOMS}
    assert marks["Madrid"] == {Mark.BORDER}


def test_a_circle_is_marked_where_the_rule_says_it_began() -> None:
    names = ("Hamburg", "Hannover", "Leipzig", "Hannover", "Leipzig")
    found = drawn(*(line(9 - day, name, "DE") for day, name in enumerate(names)), origin=None, destination=None)
    assert [station.visit for station in found.stations] == [1, 1, 1, 2, 2]
    assert [Mark.LOOP in station.marks for station in found.stations] == [False, False, False, True, False]
    assert [Mark.AGAIN in station.marks for station in found.stations] == [False, False, False, True, True]


def test_an_impossible_jump_is_marked_where_it_landed() -> None:
    found = drawn(line(9, "Shenzhen"), line(8.95, "São Paulo", "BR"))
    assert Mark.JUMP in found.stations[1].marks


def test_what_arrived_in_peace_has_no_gap_and_what_the_customer_denies_has_one() -> None:
    way = (line(9, "Shenzhen"), line(5, "Sevilla", "ES", progress=Progress.DELIVERED))
    calm = drawn(*way)
    assert (calm.gap, places(calm), calm.here) == (None, ["Shenzhen", "Sevilla"], 1)
    denied = drawn(*way, received="no")
    assert denied.gap is not None
    assert denied.gap.long


def test_an_announced_parcel_has_been_nowhere() -> None:
    found = drawn(line(20, "Shenzhen", progress=Progress.INFO_RECEIVED))
    assert (found.here, [station.at for station in found.stations]) == (None, [None, None])
    assert found.gap is not None
    assert found.gap.place is None


def test_nothing_known_is_an_empty_strip() -> None:
    assert drawn(origin=None, destination=None) == Strip(stations=(), here=None, gap=None)


_EVENTS = st.lists(
    st.builds(
        line,
        st.floats(0, 90),
        st.sampled_from([None, "Shenzhen", "Guangzhou", "Madrid", "Sevilla"]),
        st.sampled_from([None, "CN", "ES", "BR"]),
        progress=st.sampled_from(Progress),
    ),
    max_size=14,
)


@given(_EVENTS)
def test_a_strip_is_in_order_and_here_is_the_last_place_seen(events: list[TrackingEvent]) -> None:
    found = drawn(*events)
    seen = [station.at for station in found.stations if station.at is not None]
    assert seen == sorted(seen)
    if found.here is None:
        assert seen == []
    else:
        assert found.stations[found.here].at is not None
        assert all(station.at is None for station in found.stations[found.here + 1 :])
    if found.gap is not None and found.here is not None:
        assert found.gap.place == found.stations[found.here].place


@given(_EVENTS)
def test_picture_and_alert_never_contradict(events: list[TrackingEvent]) -> None:
    """A circle or a jump that is the reading stands on the strip, at the very line."""
    told, patience = in_order(events), Patience()
    reading = read_journey(Journey(events=told, origin=CN, destination=ES, facts={}, now=NOW, patience=patience))
    found = strip(Told(told, CN, ES, reading, patience, NOW))
    marks = {mark for station in found.stations for mark in station.marks}
    if reading is not None and reading.anomaly in {"depot_loop", "impossible_jump"}:
        assert (Mark.LOOP if reading.anomaly == "depot_loop" else Mark.JUMP) in marks
