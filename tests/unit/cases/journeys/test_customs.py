"""When a stay in customs ends without a word of release, and when a scan elsewhere must not end it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.feeds.message import ParcelNews
from cases.feeds.seventeentrack import parse
from cases.journeys.anomalies import Anomaly, Journey, read_journey
from cases.journeys.customs import stay_in_customs
from cases.journeys.steps import steps
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.journeys.whole_parcel import line_of_state
from cases.parcel import Place

P = Progress
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEEN = (P.PICKED_UP, P.ARRIVED, P.IN_TRANSIT)


def line(
    days_ago: float,
    progress: P,
    location: str | None = None,
    country: str | None = "BE",
    *,
    words: str = "",
    source: str = "17track",
) -> TrackingEvent:
    return TrackingEvent(
        at=NOW - timedelta(days=days_ago), description=words or progress, progress=progress, location=location,
        country=country, source=source,
    )  # fmt: skip


def is_held(*events: TrackingEvent) -> bool:
    journey = Journey(events, Place(country="CN", city="Shenzhen"), Place(country="BE", city="Gent"), {}, NOW)
    reading = read_journey(journey)
    return reading is not None and reading.anomaly is Anomaly.CUSTOMS_HOLD


IN_LIEGE = line(20, P.CUSTOMS, "Liege Airport", words="Arrived at customs")


@pytest.mark.parametrize("progress", SEEN)
@pytest.mark.parametrize("place", ["Brussels", "2000 ANTWERPEN (BE)", "Gent, Belgium"])
def test_a_parcel_seen_in_another_town_is_not_held_by_customs(progress: P, place: str) -> None:
    assert is_held(IN_LIEGE)
    assert not is_held(IN_LIEGE, line(4, progress, place))


def test_it_is_held_once_more_where_customs_is_named_again_and_counts_from_there() -> None:
    again = stay_in_customs([IN_LIEGE, line(15, P.ARRIVED, "Brussels"), line(9, P.CUSTOMS, "Brussels")])
    assert again is not None
    assert again.stands.began.at == NOW - timedelta(days=9)


HELD_STILL = [
    line(4, P.ARRIVED),
    line(4, P.ARRIVED, "Belgium"),
    line(4, P.ARRIVED, "Distribution Centre"),
    line(4, P.ARRIVED, "Liege"),
    line(4, P.ARRIVED, "Liège, BE"),
    line(4, P.ARRIVED, "4460 LIEGE AIRPORT"),
    line(4, P.ARRIVED, "Luik"),
    line(4, P.ARRIVED, "列日"),
    line(4, P.HELD, "Brussels"),
    line(4, P.UNKNOWN, "Brussels"),
    line(4, P.ARRIVED, "Brussels", words="Arrived at customs facility"),
    line(4, P.IN_TRANSIT, "Brussels", words="Held, awaiting clearance"),
    line(4, P.IN_TRANSIT, "Brussels", words="Im Zolllager eingetroffen"),
    line(4, P.ARRIVED, "Brussels", words="已到达海关监管仓库"),
    line(4, P.ARRIVED, "Brussels", words="Поступило на таможню"),
    line(4, P.ARRIVED, "Brussels", words="Presented to Border Force"),
    line(4, P.IN_TRANSIT, "Brussels", words="Charges due, awaiting payment"),
    line(4, P.IN_TRANSIT, "Brussels", words="Paperwork missing"),
    line(4, P.IN_TRANSIT, "Brussels", words="Aguardando pagamento"),
    line(4, P.ARRIVED, "Brussels", words="送交口岸检疫"),
    line(19.995, P.IN_TRANSIT, "Grace-Hollogne", source="aftership"),
]


@pytest.mark.parametrize("scan", HELD_STILL, ids=lambda scan: f"{scan.location} {scan.description}")
def test_a_real_hold_is_not_ended_by_a_scan(scan: TrackingEvent) -> None:
    assert is_held(IN_LIEGE, scan)


def test_a_stay_that_no_line_gives_a_place_goes_on() -> None:
    assert is_held(line(20, P.CUSTOMS), line(4, P.ARRIVED, "Brussels"))
    assert is_held(line(20, P.CUSTOMS, "Belgium"), line(4, P.ARRIVED, "Brussels"))


def test_a_question_of_customs_is_not_answered_by_a_scan_elsewhere() -> None:
    asked = line(18, P.CUSTOMS_INQUIRY, "Liege Airport")
    assert is_held(IN_LIEGE, asked, line(4, P.ARRIVED, "Brussels"))
    assert not is_held(IN_LIEGE, asked, line(5, P.CUSTOMS_RELEASED, "Liege"), line(4, P.ARRIVED, "Brussels"))


def test_a_question_of_customs_is_not_answered_by_leaving_for_the_bonded_store() -> None:
    asked, left = line(18, P.CUSTOMS_INQUIRY, "Liege Airport"), line(15, P.DEPARTED, "Liege Airport")
    assert is_held(IN_LIEGE, asked, left)
    assert not is_held(IN_LIEGE, left)
    assert not is_held(IN_LIEGE, asked, left, line(2, P.OUT_FOR_DELIVERY, "Brussels"))
    assert not is_held(IN_LIEGE, asked, left, line(10, P.ARRIVED, "Madrid", "ES"))


def test_every_place_that_customs_was_named_at_counts_as_customs() -> None:
    moved = (IN_LIEGE, line(12, P.CUSTOMS, "Brucargo"))
    assert is_held(*moved, line(4, P.ARRIVED, "Liege"))
    assert not is_held(*moved, line(4, P.ARRIVED, "Gent"))


def test_hubs_that_share_a_region_or_only_the_word_hub_are_told_apart_by_their_towns() -> None:
    toronto = line(20, P.CUSTOMS, "TORONTO, ON", "CA")
    assert is_held(toronto, line(4, P.ARRIVED, "MISSISSAUGA, ON", "CA"))
    assert not is_held(toronto, line(4, P.ARRIVED, "VANCOUVER, BC", "CA"))
    assert not is_held(
        line(20, P.CUSTOMS, "Leipzig Distribution Centre", "DE"), line(4, P.ARRIVED, "Hamburg Sorting Centre", "DE")
    )
    assert not is_held(line(20, P.CUSTOMS, "广州国际互换局", "CN"), line(4, P.ARRIVED, "上海处理中心", "CN"))
    assert is_held(line(20, P.CUSTOMS, "广州国际互换局", "CN"), line(4, P.ARRIVED, "广州白云机场", "CN"))


def test_what_a_feed_says_of_the_whole_parcel_is_held_against_the_same_reading() -> None:
    """Seen elsewhere, and the feed says of the parcel that it is in customs: that is news, not what a line said."""
    told = (IN_LIEGE, line(4, P.ARRIVED, "Brussels"))
    news = ParcelNews(number="RR473124829CN", events=told, state=P.CUSTOMS, as_of=NOW)
    assert line_of_state(news, (), source="17track", now=NOW) is not None
    still = ParcelNews(number="RR473124829CN", events=told[:1], state=P.CUSTOMS, as_of=NOW)
    assert line_of_state(still, (), source="17track", now=NOW) is None


scans = st.builds(
    line,
    st.floats(0, 40, allow_nan=False),
    st.sampled_from(P),
    st.sampled_from([None, "Liege", "LIEGE AIRPORT (BE)", "Luik", "Brussels", "Belgium"]),
    st.sampled_from([None, "BE", "CN"]),
    source=st.sampled_from(["17track", "aftership"]),
)
WORDLESS = st.builds(
    line,
    st.floats(0, 19),
    st.sampled_from(SEEN),
    st.sampled_from([None, "Liege", "Liège, BE", "LIEGE AIRPORT", "Luik"]),
)


@given(st.lists(WORDLESS, max_size=8))
def test_however_often_it_is_scanned_where_customs_is_it_stays_held(told: list[TrackingEvent]) -> None:
    assert is_held(IN_LIEGE, *sorted(told, key=lambda event: event.at))


@given(st.lists(scans, max_size=10))
def test_a_stay_is_never_longer_for_what_was_seen_elsewhere(told: list[TrackingEvent]) -> None:
    """A scan is no word of customs: it may end a stay, and begin or lengthen none."""
    journey = steps(told)
    stay, bare = stay_in_customs(journey), stay_in_customs([each for each in journey if each.progress not in SEEN])
    assert stay is None or (bare is not None and stay.stands.began.at >= bare.stands.began.at)


def test_17tracks_own_words_of_a_parcel_that_was_let_through_raise_nothing() -> None:
    raw = b"""{"event": "TRACKING_UPDATED", "data": {"number": "RR473124829CN", "track_info": {"latest_status":
      {"status": "InTransit", "sub_status": "InTransit_Arrival"}, "tracking": {"providers": [{"provider": {"key": 3011},
      "events": [
        {"time_utc": "2026-11-16T08:00:00Z", "description": "Arrived at delivery depot", "location": "GENT, BE",
         "sub_status": "InTransit_Arrival", "address": {"country": "BE"}},
        {"time_utc": "2026-11-01T08:00:00Z", "description": "Arrived at customs", "location": "LIEGE, BE",
         "sub_status": "InTransit_CustomsProcessing", "address": {"country": "BE"}}]}]}}}}"""
    (news,) = parse(raw).parcels
    assert not is_held(*sorted(news.events, key=lambda event: event.at))
