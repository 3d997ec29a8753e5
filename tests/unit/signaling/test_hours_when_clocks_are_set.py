"""Opening hours on the days when the clock is set, in real zones: held against the clock on the wall there."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signaling.domain.hours import OpeningHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTER = timedelta(minutes=15)
ZONES = (
    "Europe/Madrid",  # 02:00 becomes 03:00, 03:00 becomes 02:00
    "America/New_York",
    "America/St_Johns",  # half an hour beside the others
    "Australia/Lord_Howe",  # set by half an hour
    "Africa/Casablanca",  # set for Ramadan
    "Asia/Beirut",  # at midnight: 00:00 becomes 01:00, 24:00 becomes 23:00
    "America/Nuuk",  # midnight, too: 00:00 becomes 23:00 of the day before
    "Asia/Kathmandu",  # never
)


def utc(text: str) -> datetime:
    """`2026-03-02 09:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _set(zone: ZoneInfo) -> Iterator[datetime]:
    """The days of three years on which the clock is set there, or the first of them."""
    day = utc("2025-01-01 00:00")
    while day.year < 2028:
        if day.astimezone(zone).utcoffset() != (day + timedelta(days=1)).astimezone(zone).utcoffset():
            yield day
        day += timedelta(days=1)


WHEN_SET = {name: tuple(_set(ZoneInfo(name))) or (utc("2026-03-29 00:00"),) for name in ZONES}


def on_the_wall(week: dict[str, list[str]], closed_on: date, now: datetime) -> bool:
    """Whether the hours hold the time that a clock there shows, as somebody who reads them would say."""
    for back in (0, 1):
        day = now.date() - timedelta(days=back)
        shown = timedelta(days=back, hours=now.hour, minutes=now.minute)
        for text in week.get(DAYS[day.weekday()], []) if day != closed_on else []:
            start, end = (_since_midnight(each) for each in text.split("-"))
            if start <= shown < (end if end > start else end + timedelta(days=1)):
                return True
    return False


def _since_midnight(text: str) -> timedelta:
    hours, minutes = map(int, text.split(":"))
    return timedelta(hours=hours, minutes=minutes)


TIMES = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
EARLY = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 4), st.sampled_from([0, 15, 30, 45]))
SPANS = st.tuples(TIMES | EARLY, TIMES | EARLY).filter(lambda two: two[0] != two[1]).map("-".join)
WEEKS = st.dictionaries(
    st.sampled_from(DAYS), st.lists(SPANS | st.just("00:00-24:00"), min_size=1, max_size=3), min_size=1
)
PLACES = st.sampled_from(ZONES).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(WHEN_SET[name])))


def test_the_days_of_the_zones_are_the_real_ones() -> None:
    assert utc("2026-03-29 00:00") in WHEN_SET["Europe/Madrid"]
    assert {name for name in ZONES if len(WHEN_SET[name]) > 1} == set(ZONES) - {"Asia/Kathmandu"}


@given(PLACES, WEEKS, st.integers(-36 * 60, 60 * 60), st.booleans())
@example(("Europe/Madrid", utc("2026-03-29 00:00")), {"sun": ["02:30-06:00"]}, 70, False)
@example(("Europe/Madrid", utc("2026-10-25 00:00")), {"sun": ["01:00-02:30"]}, 70, False)
@example(("America/Nuuk", utc("2026-10-25 00:00")), {"sat": ["23:30-00:30"]}, 70, False)
def test_it_is_open_whenever_the_clock_on_the_wall_says_so_and_opens_when_it_first_does(
    place: tuple[str, datetime], week: dict[str, list[str]], minutes: int, closed: bool
) -> None:
    """Within a day and a half before the clock is set, and two after it."""
    name, day = place
    zone, at = ZoneInfo(name), day + timedelta(minutes=minutes)
    closed_on = day.astimezone(zone).date() if closed else date(2000, 1, 1)
    hours = OpeningHours.parse(name, week, [closed_on])

    def is_open(moment: datetime) -> bool:
        return on_the_wall(week, closed_on, moment.astimezone(zone))

    assert hours.is_open(at) is is_open(at)
    if not is_open(at):
        opens = datetime.combine(at.date(), time(), UTC)  # hours begin at a quarter, and so does every offset
        while opens <= at or not is_open(opens):
            opens += QUARTER
        assert hours.opens_at(at) == opens


@given(PLACES, WEEKS)
def test_what_lies_ahead_is_in_order_apart_and_just_what_is_open(
    place: tuple[str, datetime], week: dict[str, list[str]]
) -> None:
    name, day = place
    hours = OpeningHours.parse(name, week)
    ahead = hours.ahead(day, days=3)
    assert all(opens < closes for opens, closes in ahead)
    assert all(one[1] < other[0] for one, other in pairwise(ahead))
    for n in range(2 * 96):
        at = day + n * QUARTER
        assert any(opens <= at < closes for opens, closes in ahead) is hours.is_open(at)


@pytest.mark.parametrize(
    ("span", "spring", "autumn"),
    [  # Madrid: at 01:00 UTC 02:00 becomes 03:00 in spring, and 03:00 becomes 02:00 in autumn
        ("02:30-06:00", [("01:00", "04:00")], [("00:30", "01:00"), ("01:30", "05:00")]),
        ("01:00-02:30", [("00:00", "01:00")], [("23:00", "00:30"), ("01:00", "01:30")]),
        ("02:15-02:45", [], [("00:15", "00:45"), ("01:15", "01:45")]),
        ("01:30-03:30", [("00:30", "01:30")], [("23:30", "02:30")]),
        ("03:00-04:00", [("01:00", "02:00")], [("02:00", "03:00")]),
    ],
)
def test_hours_in_what_is_left_out_or_comes_twice(
    span: str, spring: list[tuple[str, str]], autumn: list[tuple[str, str]]
) -> None:
    hours = OpeningHours.parse("Europe/Madrid", {"sun": [span]})
    for eve, expected in (("2026-03-28 20:00", spring), ("2026-10-24 20:00", autumn)):
        found = hours.ahead(utc(eve), days=1)
        assert [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in found] == expected
