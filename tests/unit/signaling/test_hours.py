"""Opening hours: the wall clock of their zone decides, over midnight and on the days when it is set."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signaling.domain.hours import ALWAYS_OPEN, OpeningHours, exists

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = {day: ["09:00-13:00", "14:00-18:00"] for day in DAYS}


def utc(text: str) -> datetime:
    """`2026-03-02 09:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_empty_week_is_always_open_and_opens_at_no_time() -> None:
    for hours in (ALWAYS_OPEN, OpeningHours.parse("Europe/Madrid", {}), OpeningHours.parse("UTC", {"mon": []})):
        assert hours.is_open(utc("2026-03-02 03:00"))
        assert hours.opens_at(utc("2026-03-02 03:00")) is None


def test_a_span_holds_its_first_instant_and_not_its_last() -> None:
    hours = OpeningHours.parse("Europe/Madrid", EVERY_DAY)
    for at, is_open in (("07:59:59", False), ("08:00", True), ("11:59:59", True), ("12:00", False), ("13:00", True)):
        assert hours.is_open(utc(f"2026-03-02 {at}")) is is_open, at
    assert hours.opens_at(utc("2026-03-02 12:00")) == utc("2026-03-02 13:00")
    assert hours.opens_at(utc("2026-03-02 17:00")) == utc("2026-03-03 08:00")
    assert hours.opens_at(utc("2026-03-02 09:00")) is None


def test_a_span_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    hours = OpeningHours.parse("Asia/Shanghai", {"fri": ["22:00-02:00"], "sun": ["00:00-24:00"]})
    assert hours.is_open(utc("2026-03-06 17:59"))  # Saturday, 01:59 there
    assert not hours.is_open(utc("2026-03-06 18:00"))
    assert not hours.is_open(utc("2026-03-05 17:00"))  # Friday, 01:00 there
    assert hours.opens_at(utc("2026-03-06 18:00")) == utc("2026-03-07 16:00")
    assert hours.is_open(utc("2026-03-08 15:59"))
    assert not hours.is_open(utc("2026-03-08 16:00"))


def test_on_the_days_the_clock_is_set_the_day_is_shorter_or_longer_and_the_hours_stay() -> None:
    hours = OpeningHours.parse("Europe/Madrid", {"sun": ["00:00-24:00"]})
    spring, autumn = utc("2026-03-28 23:00"), utc("2026-10-24 22:00")
    for start, length in ((spring, 23), (autumn, 25)):
        end = start + timedelta(hours=length)
        assert hours.is_open(start)
        assert hours.is_open(end - timedelta(seconds=1))
        assert not hours.is_open(start - timedelta(seconds=1))
        assert not hours.is_open(end)
    office = OpeningHours.parse("Europe/Madrid", EVERY_DAY)
    assert office.opens_at(utc("2026-03-28 20:00")) == utc("2026-03-29 07:00")
    assert office.opens_at(utc("2026-10-24 20:00")) == utc("2026-10-25 08:00")


def test_nobody_is_expected_on_a_closed_day() -> None:
    closed = [date(2026, 12, 25), date(2026, 12, 26)]
    hours = OpeningHours.parse("Europe/Madrid", EVERY_DAY | {"thu": ["22:00-02:00"]}, closed)
    assert not hours.is_open(utc("2026-12-25 09:00"))
    assert hours.is_open(utc("2026-12-25 00:30"))  # Thursday's span
    assert hours.opens_at(utc("2026-12-25 09:00")) == utc("2026-12-27 08:00")


def test_who_is_there_day_and_night_is_not_there_on_a_closed_day_either() -> None:
    """A holiday that is written down and not kept has customers wait for nobody."""
    hours = OpeningHours.parse("Europe/Madrid", {}, [date(2026, 12, 25)])
    assert hours.is_open(utc("2026-12-24 22:59"))
    assert not hours.is_open(utc("2026-12-24 23:00"))
    assert hours.opens_at(utc("2026-12-25 09:00")) == utc("2026-12-25 23:00")
    assert not hours.anybody_within(utc("2026-12-25 09:00"), utc("2026-12-25 11:00"))
    assert hours.ahead(utc("2026-12-25 09:00"), days=1) == ((utc("2026-12-25 23:00"), utc("2026-12-26 23:00")),)


def test_hours_that_go_on_over_midnight_are_told_as_one_span() -> None:
    """Where it is another time of day, a call-back at the shop's midnight is offered whole."""
    hours = OpeningHours.parse("Asia/Shanghai", {"mon": ["20:00-24:00"], "tue": ["00:00-04:00", "03:00-05:00"]})
    assert hours.ahead(utc("2026-03-02 09:00"), days=2) == ((utc("2026-03-02 12:00"), utc("2026-03-02 21:00")),)


def test_hours_that_do_not_come_within_two_months_are_not_promised() -> None:
    closed = [date(2026, 3, 1) + timedelta(days=n) for n in range(70)]
    assert OpeningHours.parse("UTC", EVERY_DAY, closed).opens_at(utc("2026-03-01 09:00")) is None


@pytest.mark.parametrize(
    ("zone", "week", "named"),
    [
        ("UTC", {"monday": ["09:00-18:00"]}, "monday"),
        ("Europe/Nowhere", {"mon": ["09:00-18:00"]}, "Europe/Nowhere"),
        ("../etc/passwd", {"mon": ["09:00-18:00"]}, "passwd"),
        ("UTC", {"mon": ["9-18"]}, "9-18"),
        ("UTC", {"mon": ["09:00-25:00"]}, "25:00"),
        ("UTC", {"mon": ["24:00-25:00"]}, "24:00"),
        ("UTC", {"mon": ["09:00-09:00"]}, "no length"),
        ("UTC", {"mon": ["09:60-10:00"]}, "09:60"),
        ("UTC", {"mon": ["09:00-18:00 "]}, "09:00-18:00 "),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(zone: str, week: dict[str, list[str]], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        OpeningHours.parse(zone, week)


def test_only_names_of_the_database_are_time_zones() -> None:
    assert exists("Europe/Madrid")
    assert not any(exists(name) for name in ("", "Madrid", "/etc/localtime", "../UTC", "x" * 300))


TIMES = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SPANS = st.tuples(TIMES, TIMES).filter(lambda two: two[0] != two[1]).map("-".join)
WEEKS = st.dictionaries(st.sampled_from(DAYS), st.lists(SPANS, min_size=1, max_size=2), min_size=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (its zone follows)
ZONES = st.sampled_from(["UTC", "Europe/Madrid", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"])


@given(ZONES, WEEKS, MOMENTS)
@example("Europe/Madrid", {"sun": ["02:15-03:00"]}, utc("2026-03-28 12:00"))
def test_it_is_open_when_it_opens_and_at_no_quarter_of_an_hour_before(
    zone: str, week: dict[str, list[str]], at: datetime
) -> None:
    hours = OpeningHours.parse(zone, week)
    opens = hours.opens_at(at)
    assert (opens is None) == hours.is_open(at)
    if opens is not None:
        assert opens > at
        assert hours.is_open(opens)
        assert not any(hours.is_open(at + n * (opens - at) / 20) for n in range(20))


def test_a_window_fits_where_somebody_is_there_at_any_moment_of_it() -> None:
    hours = OpeningHours.parse("Europe/Madrid", EVERY_DAY, [date(2026, 3, 3)])
    for starts, ends, fits in (
        ("2026-03-02 12:00", "2026-03-02 13:00", False),
        ("2026-03-02 12:00", "2026-03-02 13:01", True),
        ("2026-03-02 16:59", "2026-03-02 19:00", True),
        ("2026-03-02 17:00", "2026-03-02 19:00", False),
        ("2026-03-03 09:00", "2026-03-03 11:00", False),
    ):
        assert hours.anybody_within(utc(starts), utc(ends)) is fits, starts
    assert ALWAYS_OPEN.anybody_within(utc("2026-03-03 02:00"), utc("2026-03-03 04:00"))


def test_what_lies_ahead_begins_with_what_has_begun_and_leaves_out_closed_days() -> None:
    hours = OpeningHours.parse("Europe/Madrid", EVERY_DAY, [date(2026, 3, 3)])
    first, second, third = hours.ahead(utc("2026-03-02 10:00"), days=2)[:3]
    assert first == (utc("2026-03-02 08:00"), utc("2026-03-02 12:00"))
    assert second == (utc("2026-03-02 13:00"), utc("2026-03-02 17:00"))
    assert third == (utc("2026-03-04 08:00"), utc("2026-03-04 12:00"))
    assert ALWAYS_OPEN.ahead(utc("2026-03-02 10:00"), days=31) == ()
