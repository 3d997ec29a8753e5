"""An answer is due on a day on which both countries work, and never before the carrier's own time is over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.enquiries.public_holidays import Country, observed
from cases.enquiries.working_days import Weekends, due_day

COUNTRIES = ("CN", "ES", "DE", "FR", "US", "BR", "RU", "SA", "GB", "EG", "IL", "MX")
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(DAYS, st.integers(1, 40), st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES))
def test_it_is_never_on_a_day_off_of_either_country_and_never_too_early(
    asked: date, days: int, one: str, other: str
) -> None:
    kept = observed((one, other))
    due = due_day(asked, days, kept.calendars)
    passed = [asked + timedelta(days=n) for n in range(1, (due - asked).days + 1)]
    worked = [day for day in passed if not (Country(one).rests(day) or Country(other).rests(day))]
    assert worked[-1] == due
    assert len(worked) == days


@given(DAYS, st.integers(1, 30), st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES))
def test_a_second_country_and_a_longer_time_never_make_it_earlier(asked: date, days: int, one: str, other: str) -> None:
    alone, both = observed((one,)).calendars, observed((one, other)).calendars
    assert due_day(asked, days, alone) <= due_day(asked, days, both) < due_day(asked, days + 1, both)


def test_golden_week_is_kept_though_the_parcel_goes_to_spain() -> None:
    before = date(2026, 9, 30)
    assert due_day(before, 1, observed(("ES",)).calendars) == date(2026, 10, 1)
    assert due_day(before, 1, observed(("CN", "ES")).calendars) > date(2026, 10, 7)


def test_friday_is_no_working_day_in_riyadh_and_sunday_none_in_madrid() -> None:
    thursday = date(2026, 11, 5)
    assert due_day(thursday, 1, observed(("SA", "ES")).calendars).isoweekday() == 1


def test_of_a_country_nobody_knows_only_weekends_are_kept_and_that_is_said() -> None:
    kept = observed(("XX", None, "ES", "ES"))
    assert (kept.countries, kept.unknown, len(kept.calendars)) == (("ES",), ("XX",), 2)
    assert due_day(date(2026, 11, 6), 1, observed(()).calendars) == date(2026, 11, 9)


class _NeverWorks:
    def rests(self, day: date) -> bool:
        return True


def test_a_calendar_without_end_is_not_followed_without_end() -> None:
    with pytest.raises(ValueError, match="no working day"):
        due_day(date(2026, 11, 6), 1, (_NeverWorks(),))
    with pytest.raises(ValueError, match="a day at least"):
        due_day(date(2026, 11, 6), 0, (Weekends(),))
