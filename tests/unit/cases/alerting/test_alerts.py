"""What is one thing, so that nobody is alerted twice for it, and what is another one."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.alerting.alerts import Told, is_told, matter_of, thing_of
from cases.journeys.anomalies import Anomaly
from cases.journeys.journey import days_silent
from cases.journeys.tracking_event import Progress, TrackingEvent
from tests.unit.cases.journeys.telling import NOW, by_another_feed, line, lines, told, trouble

P = Progress
PLANNED = (P.IN_TRANSIT, P.ARRIVED, P.OUT_FOR_DELIVERY, P.DELIVERED, P.LOST)


def told_of(events: Sequence[TrackingEvent], received: str | None = None) -> Told:
    found = trouble(events, received=received)
    assert found is not None
    return Told(matter_of(found.anomaly), found.until)


def is_new(before: Sequence[TrackingEvent], *more: TrackingEvent, received: str | None = None) -> bool:
    """Whether what is wrong with them all is another thing than what was wrong before."""
    found = trouble([*before, *more], received=received)
    return found is not None and not is_told(found, told_of(before, received))


LOST = [line(9, P.ARRIVED, "Madrid"), line(6, P.LOST)]
IN_CUSTOMS = [line(20, P.CUSTOMS, "Madrid"), line(15, P.CUSTOMS, "Madrid")]
SILENT = [line(30, P.DEPARTED, "Shenzhen")]
DELIVERED = [line(6, P.DELIVERED, "Zaragoza")]
IN_CIRCLES = [
    line(9 - n, P.ARRIVED, place) for n, place in enumerate(["Madrid", "Zaragoza", "Madrid", "Zaragoza"])
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "more"),
    [
        (LOST, [line(6, P.LOST, words="Declared lost")]),
        (LOST, [line(6.5, P.LOST), line(4, P.LOST)]),
        (LOST, [line(8, P.ARRIVED, "Zaragoza")]),
        ([*LOST, line(3, P.LOST)], [line(5, P.ARRIVED, "Madrid")]),
        (LOST, [by_another_feed(LOST[1], minutes=12)]),
        ([by_another_feed(LOST[1], minutes=-12)], LOST),
        (IN_CUSTOMS, [line(22, P.CUSTOMS, "Madrid"), line(10, P.CUSTOMS_INQUIRY, "Madrid")]),
        (IN_CUSTOMS, [line(17, P.CUSTOMS_RELEASED, "Madrid")]),
        (SILENT, [line(35, P.ARRIVED), line(25, P.ARRIVED), line(1, P.EXPIRED)]),
        ([*SILENT, line(10, P.EXPIRED)], [line(12, P.ARRIVED)]),
        (IN_CIRCLES, [line(4, P.ARRIVED, "Madrid"), line(10, P.ARRIVED, "Zaragoza")]),
    ],
)
def test_what_is_told_again_or_late_is_the_same_thing(before: list[TrackingEvent], more: list[TrackingEvent]) -> None:
    assert not is_new(before, *more)


@pytest.mark.parametrize(
    ("before", "more"),
    [
        (LOST, [line(4, P.ARRIVED, "Madrid"), line(2, P.LOST)]),
        (IN_CUSTOMS, [line(14, P.CUSTOMS_RELEASED, "Madrid"), line(8, P.CUSTOMS, "Madrid")]),
        (IN_CUSTOMS, [line(12, P.CUSTOMS_INQUIRY, "Porto")]),
        (SILENT, [line(15, P.ARRIVED, "Madrid")]),
        ([*SILENT, line(20, P.EXPIRED)], [line(15, P.ARRIVED, "Madrid"), line(1, P.EXPIRED)]),
        (IN_CIRCLES, [line(5, P.AWAITING_PICKUP, "Porto"), *(event.model_copy(update={"at": event.at + timedelta(5)})
                                                            for event in IN_CIRCLES)]),
    ],
)  # fmt: skip
def test_what_comes_again_after_it_was_over_is_another_thing(
    before: list[TrackingEvent], more: list[TrackingEvent]
) -> None:
    assert is_new(before, *more)


def test_delivered_again_after_it_went_out_again_is_another_thing_and_a_second_signature_is_not() -> None:
    assert not is_new(DELIVERED, line(5.9, P.DELIVERED, "Zaragoza", words="Signed"), received="no")
    again = line(5, P.OUT_FOR_DELIVERY, "Zaragoza"), line(4, P.DELIVERED, "Zaragoza")
    assert is_new(DELIVERED, *again, received="no")


def test_things_are_named_by_what_they_are_and_not_by_words() -> None:
    found, reworded = trouble(LOST), trouble([LOST[0], line(6, P.LOST, "Madrid", words="Verloren")])
    assert found is not None
    assert reworded is not None
    assert str(thing_of(found)) == str(thing_of(reworded)) == "lost_by_carrier:2026-11-14T12:00:00"


@given(told, st.data(), st.sampled_from([None, "no"]))
def test_rewording_raises_nothing(events: list[TrackingEvent], data: st.DataObject, received: str | None) -> None:
    found = trouble(events, received=received)
    again = data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else []
    reworded = [event.model_copy(update={"description": f"{event.description}."}) for event in again]
    after = trouble([*events, *reworded], received=received)
    assert (found is None) == (after is None)
    if found is not None and after is not None:
        assert thing_of(after) == thing_of(found)
        assert is_told(after, Told(matter_of(found.anomaly), found.until))


@given(told, st.lists(lines, max_size=3), st.sampled_from([None, "no"]))
def test_an_older_line_that_comes_late_raises_nothing_that_was_told(
    events: list[TrackingEvent], late: list[TrackingEvent], received: str | None
) -> None:
    """Where it went is left out: an older visit may well show a circle that nobody could see before."""
    found = trouble(events, received=received)
    if found is None:
        return
    nowhere = {"location": None, "country": None}
    older = [event.model_copy(update=nowhere) for event in late if event.at < found.began.at]
    after = trouble([*events, *older], received=received)
    if after is not None and matter_of(after.anomaly) is matter_of(found.anomaly):
        assert is_told(after, Told(matter_of(found.anomaly), found.until))


@given(told, st.randoms(use_true_random=False), st.sampled_from([None, "no"]))
def test_the_order_in_which_lines_come_changes_nothing(
    events: list[TrackingEvent], random: Random, received: str | None
) -> None:
    mixed = events.copy()
    random.shuffle(mixed)
    assert trouble(mixed, received=received) == trouble(events, received=received)


@given(told, st.floats(0.6, 300), st.sampled_from(PLANNED), st.sampled_from([None, "no"]))
def test_what_is_planned_changes_nothing_until_then(
    events: list[TrackingEvent], days: float, progress: Progress, received: str | None
) -> None:
    planned = [*events, line(-days, progress, "Zaragoza")]
    assert trouble(planned, received=received) == trouble(events, received=received)
    assert days_silent(planned, now=NOW) == days_silent(events, now=NOW)


def test_a_local_time_that_is_taken_for_utc_has_happened_now() -> None:
    ahead = line(-13.5 / 24, P.ARRIVED, "Shenzhen")
    assert trouble([*SILENT, ahead]) is None
    assert days_silent([*SILENT, ahead], now=NOW) == 0
    lost = trouble([line(-8 / 24, P.LOST)])
    assert lost is not None
    assert lost.anomaly is Anomaly.LOST_BY_CARRIER


def test_a_planned_line_counts_from_its_day_on() -> None:
    planned = [*SILENT, line(-5, P.ARRIVED, "Madrid")]
    assert trouble(planned, now=NOW + timedelta(days=4)) is not None
    assert trouble(planned, now=NOW + timedelta(days=6)) is None
    later = trouble(planned, now=NOW + timedelta(days=16))
    assert later is not None
    assert not is_told(later, told_of(SILENT))
