"""The route and the silence of a journey."""

from datetime import UTC, datetime, timedelta

from cases.journeys.journey import days_silent, in_order, last_location, route
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.parcel import Place

START = datetime(2026, 10, 1, 8, tzinfo=UTC)
SHENZHEN, SEVILLA = Place(country="CN", city="Shenzhen"), Place(country="ES", city="Sevilla")


def seen(
    day: int, place: str | None, country: str | None = None, progress: Progress = Progress.ARRIVED
) -> TrackingEvent:
    at = START + timedelta(days=day)
    return TrackingEvent(at=at, description="x", progress=progress, location=place, country=country, source="test")


def drawn(*events: TrackingEvent, origin: Place | None = SHENZHEN, destination: Place | None = SEVILLA) -> list[object]:
    shown = route(events, origin=origin, destination=destination)
    return [
        shown.origin and (shown.origin.place, shown.origin.at is not None),
        [stop.place for stop in shown.waypoints],
        shown.destination and (shown.destination.place, shown.destination.at is not None),
    ]


def test_a_route_without_sightings_is_where_from_and_where_to() -> None:
    assert drawn() == [("Shenzhen", False), [], ("Sevilla", False)]
    assert drawn(origin=None, destination=Place(country="ES")) == [None, [], ("ES", False)]


def test_a_visit_is_one_stop_however_often_the_parcel_is_scanned_there() -> None:
    told = seen(1, "Shenzhen Sorting Centre", "CN"), seen(2, "Liège", "BE"), seen(3, "LIÈGE ", "BE"), seen(4, "Madrid")
    assert drawn(*told) == [("Shenzhen", True), ["Liège", "Madrid"], ("Sevilla", False)]


def test_the_destination_is_reached_when_the_parcel_was_seen_there_last() -> None:
    assert drawn(seen(1, "Madrid"), seen(2, "Sevilla", "ES"))[2] == ("Sevilla", True)
    assert drawn(seen(1, "Sevilla", "ES"), seen(2, "Madrid")) == [
        ("Shenzhen", False), ["Sevilla", "Madrid"], ("Sevilla", False),
    ]  # fmt: skip


def test_a_town_of_the_same_name_in_another_country_is_another_town() -> None:
    assert drawn(seen(1, "Sevilla", "CO"))[1:] == [["Sevilla"], ("Sevilla", False)]


def test_a_parcel_only_announced_was_nowhere() -> None:
    assert drawn(seen(0, "Berlin", progress=Progress.INFO_RECEIVED)) == [("Shenzhen", False), [], ("Sevilla", False)]


def test_silence_counts_whole_days_from_the_last_word_and_never_backwards() -> None:
    told = [seen(1, "Madrid"), seen(4, None), seen(9, None, progress=Progress.EXPIRED)]
    assert days_silent(told, now=START + timedelta(days=10, hours=23)) == 6
    assert days_silent(told, now=START + timedelta(hours=12)) == 0
    assert days_silent(told, now=START) is None
    assert days_silent([], now=START) is None
    assert last_location(told) == "Madrid"


def test_events_told_in_any_order_are_read_in_theirs() -> None:
    told = [seen(3, "C"), seen(1, "A"), seen(2, "B")]
    assert [event.location for event in in_order(told)] == ["A", "B", "C"]
