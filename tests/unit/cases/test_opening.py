"""What a case is called by a feed that opens it, and by whose patience it is judged."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.alerting.rules import read_rules
from cases.feeds.message import About, ParcelNews
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.opening import carrier_named, is_alarming, references_for, stated_by

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def silent_for(days: int, about: About) -> ParcelNews:
    left = TrackingEvent(
        at=NOW - timedelta(days=days), description="Left", progress=Progress.DEPARTED, country="CN", source="aftership"
    )
    return ParcelNews("RR473124829CN", (left,), about=about)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("china post", "China Post"),
        ("usps", "USPS"),
        ("DHL", "DHL"),
        ("4px", "4PX"),
        ("boxberry express", "Boxberry Express"),
        ("ePost", "ePost"),
        (None, None),
    ],
)
def test_a_carrier_is_written_as_the_house_writes_it(said: str | None, written: str | None) -> None:
    assert carrier_named(said) == written


def test_a_case_opened_by_a_feed_names_its_carrier_and_what_else_is_known() -> None:
    news = silent_for(20, About(order_reference="N 1", carrier="canada post", destination="CA"))
    body = stated_by(news)
    assert (body.carrier, body.tracking_number, body.order_reference) == ("Canada Post", "RR473124829CN", "N 1")
    assert (body.origin and body.origin.country, body.destination and body.destination.country) == ("CN", "CA")
    assert references_for(news) == ("N-1", "RR473124829CN", "N-1-RR473124829CN")


def test_a_parcel_is_judged_by_the_rules_of_its_carrier_before_it_is_a_case() -> None:
    book = read_rules('[[exception]]\ncarrier = "Canada Post"\noverdue_days = 30')
    assert is_alarming(silent_for(20, About()), book, now=NOW)
    assert not is_alarming(silent_for(20, About(carrier="canada post")), book, now=NOW)
    assert is_alarming(silent_for(30, About(carrier="canada post")), book, now=NOW)
