"""The customer's clock, and their night."""

from datetime import UTC, datetime, time, timedelta

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from cases.contacts.local_time import AT_NIGHT, QuietHours, place_of

COUNTRIES = sorted(set(get_global("zone_territories").values()))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (aware by the strategy)
PLACES = st.sampled_from([country for country in COUNTRIES if place_of(told=None, countries=(country,)).zones])


@given(MOMENTS, PLACES)
def test_what_is_moved_out_of_the_night_lies_by_day(at: datetime, country: str) -> None:
    place = place_of(told=None, countries=(country,))
    before, after = place.before_night(at, AT_NIGHT), place.day_begins(at, AT_NIGHT)
    assert not place.is_night(before, AT_NIGHT)
    assert before <= at
    assert at - before <= timedelta(hours=24)
    if place.is_night(at, AT_NIGHT):
        assert after is not None
        assert at < after <= at + timedelta(hours=24)
        assert not place.is_night(after, AT_NIGHT)
    else:
        assert (before, after) == (at, None)


def test_one_is_not_written_to_while_it_is_night_on_one_coast() -> None:
    america = place_of(told=None, countries=("US",))
    eight_in_new_york = datetime(2026, 11, 20, 13, tzinfo=UTC)
    assert america.is_night(eight_in_new_york, AT_NIGHT)
    assert america.day_begins(eight_in_new_york, AT_NIGHT) == datetime(2026, 11, 20, 16, tzinfo=UTC)
    earliest, latest = america.clocks(eight_in_new_york)
    assert (earliest.hour, latest.hour) == (5, 8)


def test_the_zone_they_have_told_counts_before_their_country() -> None:
    told = place_of(told="Asia/Tokyo", countries=("US",))
    assert (told.told, [zone.key for zone in told.zones]) == (True, ["Asia/Tokyo"])
    assert place_of(told="Mars/Base", countries=(None, "ES")).zones[0].key == "Europe/Madrid"


def test_where_nobody_knows_it_is_never_night() -> None:
    nowhere = place_of(told=None, countries=("XX", None))
    assert not any(nowhere.is_night(datetime(2026, 11, 20, hour, tzinfo=UTC), AT_NIGHT) for hour in range(24))
    assert nowhere.clocks(datetime(2026, 11, 20, tzinfo=UTC)) == ()


def test_quiet_hours_may_lie_over_midnight_or_not() -> None:
    over, within = QuietHours.parse("21:00-08:00"), QuietHours.parse("13:00-15:30")
    assert [over.hold(time(hour)) for hour in (20, 21, 0, 7, 8)] == [False, True, True, True, False]
    assert [within.hold(time(hour)) for hour in (12, 13, 15, 16)] == [False, True, True, False]


@pytest.mark.parametrize("text", ["21-8", "24:00-08:00", "08:00-08:00", ""])
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span of hours|no hour"):
        QuietHours.parse(text)
