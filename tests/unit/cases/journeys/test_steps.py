"""Two feeds on one parcel: what both tell is one step, and what only one of them tells is not lost."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.journeys.anomalies import Anomaly, Patience
from cases.journeys.journey import in_order, route
from cases.journeys.steps import steps
from cases.journeys.strip import Strip, Told, strip
from cases.journeys.tracking_event import Progress, TrackingEvent
from tests.unit.cases.journeys.telling import DESTINATION, NOW, ORIGIN, WRITTEN, by_another_feed, line, told, trouble

P = Progress
ON_ITS_WAY = (
    line(9, P.PICKED_UP, "Shenzhen"), line(6, P.ARRIVED, "Madrid"), line(5.5, P.DEPARTED, "Madrid"),
    line(5, P.ARRIVED, "Zaragoza"), line(4.5, P.DEPARTED, "Zaragoza"),
)  # fmt: skip
IN_CIRCLES = tuple(
    line(9 - n, P.ARRIVED, place) for n, place in enumerate(["Madrid", "Zaragoza", "Madrid", "Zaragoza", "Madrid"])
)


def drawn(events: tuple[TrackingEvent, ...]) -> Strip:
    return strip(Told(in_order(events), ORIGIN, DESTINATION, None, Patience(), NOW))


@pytest.mark.parametrize("minutes", [0, 7, -7])
@pytest.mark.parametrize("way", [1, 2])
def test_a_journey_that_two_feeds_tell_is_no_loop_and_one_strip(minutes: int, way: int) -> None:
    twice = (*ON_ITS_WAY, *(by_another_feed(event, minutes=minutes, way=way) for event in ON_ITS_WAY))
    assert trouble(twice) is None
    assert [station.place for station in drawn(twice).stations] == ["Shenzhen", "Madrid", "Zaragoza", "Sevilla"]
    shown = route(steps(twice), origin=ORIGIN, destination=DESTINATION)
    assert [stop.place for stop in shown.waypoints] == ["Madrid", "Zaragoza"]


def test_a_feed_that_only_says_in_transit_tells_the_same_visits() -> None:
    vaguely = [by_another_feed(event).model_copy(update={"progress": P.IN_TRANSIT}) for event in ON_ITS_WAY]
    assert trouble((*ON_ITS_WAY, *vaguely)) is None
    assert len(drawn((*ON_ITS_WAY, *vaguely)).stations) == 4


def test_a_depot_that_feeds_call_by_different_names_is_one_where_both_tell_the_step() -> None:
    there_and_back = [IN_CIRCLES[0], IN_CIRCLES[1], IN_CIRCLES[2]]
    called = [event.model_copy(update={"location": f"Centro {n % 2}", "source": "aftership"})
              for n, event in enumerate(there_and_back)]  # fmt: skip
    assert trouble(there_and_back) is None
    assert trouble([*there_and_back, *called]) is None


@pytest.mark.parametrize(
    "feeds",
    [
        ("17track",) * 5, ("17track", "aftership", "17track", "aftership", "17track"),
        ("import", "import", "17track", "17track", "17track"),
    ],
)  # fmt: skip
def test_a_real_loop_is_found_whoever_tells_of_it(feeds: tuple[str, ...]) -> None:
    events = [event.model_copy(update={"source": feed}) for event, feed in zip(IN_CIRCLES, feeds, strict=True)]
    found = trouble(events)
    assert found is not None
    assert (found.anomaly, found.began.at) == (Anomaly.DEPOT_LOOP, IN_CIRCLES[2].at)


def test_a_real_loop_that_both_tell_is_the_same_loop() -> None:
    for minutes in (0, 9, -9):
        found = trouble((*IN_CIRCLES, *(by_another_feed(event, minutes=minutes) for event in IN_CIRCLES)))
        assert found is not None
        assert (found.anomaly, found.began) == (Anomaly.DEPOT_LOOP, IN_CIRCLES[2])


def test_depots_of_one_town_are_told_apart_as_soon_as_somebody_does() -> None:
    names = ["Madrid", "Hub 1, Madrid", "Hub 2, Madrid", "Hub 1, Madrid", "Madrid, Hub 2"]
    events = [line(9 - n, P.ARRIVED, "Madrid").model_copy(update={"location": name}) for n, name in enumerate(names)]
    found = trouble(events)
    assert found is not None
    assert found.anomaly is Anomaly.DEPOT_LOOP


def test_found_and_lost_by_one_feed_some_minutes_after_the_other_is_found() -> None:
    lost, found = line(5, P.LOST), line(5 - 5 / 1440, P.ARRIVED, "Madrid")
    assert trouble([lost, found]) is None
    assert trouble([lost, found, by_another_feed(lost, minutes=10)]) is None


def test_words_that_only_the_second_feed_has_count() -> None:
    delayed = line(4, P.DELAYED, "Madrid")
    reason = by_another_feed(delayed).model_copy(update={"description": "Delayed by severe weather"})
    found = trouble([delayed, reason])
    assert found is not None
    assert (found.anomaly, found.began.description) == (Anomaly.FORCE_MAJEURE, reason.description)


def test_one_feed_telling_twice_is_left_as_it_is() -> None:
    events = [line(5, P.ARRIVED, "Madrid"), line(5 - 5 / 1440, P.ARRIVED, "Madrid", words="Again")]
    assert steps(events) == events


@given(told, st.integers(1, 2), st.sampled_from([None, "no"]))
def test_a_second_feed_changes_nothing_of_what_is_wrong(
    events: list[TrackingEvent], way: int, received: str | None
) -> None:
    alone = trouble(events, received=received)
    both = trouble([*events, *(by_another_feed(event, way=way) for event in events)], received=received)
    assert (alone and (alone.anomaly, alone.began.at, alone.until)) == (
        both and (both.anomaly, both.began.at, both.until)
    )


@given(told, st.integers(-10, 10), st.data())
def test_some_minutes_later_it_is_the_same_loop_and_the_same_silence(
    events: list[TrackingEvent], minutes: int, data: st.DataObject
) -> None:
    """Days apart, so that no other line lies within the minutes; and the second feed may not tell all of it."""
    days = {event.at: event for event in events if event.progress not in (P.IN_TRANSIT, P.UNKNOWN)}
    alone = trouble(days.values())
    also = data.draw(
        st.lists(st.sampled_from(list(days.values())), unique_by=lambda event: event.at) if days else st.just([])
    )
    both = trouble([*days.values(), *(by_another_feed(event, minutes=minutes) for event in also)])
    assert (alone and (alone.anomaly, alone.began.at)) == (both and (both.anomaly, both.began.at))


@given(told)
def test_no_line_is_lost_and_none_is_made_up(events: list[TrackingEvent]) -> None:
    both = [*events, *map(by_another_feed, events)]
    assert sorted((event.source, event.description) for event in steps(both)) == sorted(
        (event.source, event.description) for event in both
    )
    assert all(event.location is None or event.location in WRITTEN for event in steps(both))


@given(told, st.randoms(use_true_random=False))
def test_it_does_not_matter_who_told_what_first(events: list[TrackingEvent], random: Random) -> None:
    both = [*events, *map(by_another_feed, events)]
    mixed = both.copy()
    random.shuffle(mixed)
    assert steps(mixed) == steps(both)
    assert trouble(mixed) == trouble(both)


def test_a_day_between_two_scans_is_two_steps() -> None:
    first = line(5, P.ARRIVED, "Madrid")
    second = by_another_feed(first, minutes=0).model_copy(update={"at": first.at + timedelta(days=1)})
    assert [event.at for event in steps([second, first])] == [first.at, second.at]


def test_a_step_has_one_moment_and_one_place_and_each_feed_its_words() -> None:
    first = line(5, P.ARRIVED, "Madrid", words="Arrived")
    told_twice = steps([by_another_feed(first, minutes=-9), first])
    assert [(event.at, event.location, event.description) for event in told_twice] == [
        (first.at, "Madrid", "Arrived"), (first.at, "Madrid", "(Arrived)"),
    ]  # fmt: skip


def test_what_the_second_feed_tells_beyond_the_first_is_a_step_of_its_own() -> None:
    first = line(5, P.ARRIVED, "Madrid")
    further = line(5 - 9 / 1440, P.ARRIVED, "Zaragoza", source="aftership")
    assert [event.location for event in steps([first, by_another_feed(first), further])] == [
        "Madrid",
        "Madrid",
        "Zaragoza",
    ]


def test_two_feeds_in_two_countries_within_minutes_are_two_parcels_with_one_number() -> None:
    found = trouble([line(5, P.ARRIVED, "Shenzhen"), line(5 - 5 / 1440, P.ARRIVED, "Madrid", source="aftership")])
    assert found is not None
    assert found.anomaly is Anomaly.IMPOSSIBLE_JUMP


def test_in_transit_through_two_places_within_minutes_is_two_steps() -> None:
    on = [line(5, P.IN_TRANSIT, "Madrid"), line(5 - 5 / 1440, P.IN_TRANSIT, "Zaragoza", source="aftership")]
    assert [event.location for event in steps(on)] == ["Madrid", "Zaragoza"]
