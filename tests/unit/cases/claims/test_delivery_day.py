"""The day of delivery by the calendar at the door: no deadline is a day late for an evening far away."""

from datetime import UTC, date, datetime

import pytest

from cases.claims.delivery_day import delivery_day


@pytest.mark.parametrize(
    ("at", "country", "day"),
    [
        (datetime(2026, 6, 2, 1, 30, tzinfo=UTC), "US", date(2026, 6, 1)),
        (datetime(2026, 6, 2, 5, 30, tzinfo=UTC), "US", date(2026, 6, 1)),
        (datetime(2026, 6, 2, 12, 0, tzinfo=UTC), "US", date(2026, 6, 2)),
        (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), "ES", date(2026, 6, 2)),
        (datetime(2026, 5, 31, 23, 0, tzinfo=UTC), "JP", date(2026, 6, 1)),
        (datetime(2026, 6, 2, 1, 30, tzinfo=UTC), None, date(2026, 6, 2)),
        (datetime(2026, 6, 2, 1, 30, tzinfo=UTC), "ZZ", date(2026, 6, 2)),
        (datetime(2024, 3, 1, 2, 0, tzinfo=UTC), "US", date(2024, 2, 29)),
    ],
)
def test_a_parcel_was_delivered_on_the_day_at_its_door(at: datetime, country: str | None, day: date) -> None:
    assert delivery_day(at, country) == day
