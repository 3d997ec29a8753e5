"""What a feed says of the whole parcel reaches the rules, also where no line says it; and it is said once."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.alerting.rules import AS_DELIVERED
from cases.feeds import aftership, seventeentrack
from cases.feeds.message import FeedMessage, ParcelNews
from cases.journeys.anomalies import Anomaly
from cases.journeys.journey import in_order
from cases.journeys.standing import OVERTAKEN_BY, stands
from cases.journeys.tracking_event import Progress, TrackingEvent
from cases.journeys.whole_parcel import line_of_state
from cases.opening import is_alarming, stated_by
from tests.unit.cases.journeys.telling import NOW, line, told, trouble

P = Progress
Parse = Callable[[bytes], FeedMessage]
ON_ITS_WAY = (line(9, P.PICKED_UP, "Shenzhen"), line(6, P.ARRIVED, "Madrid"))


def by_17track(sub_status: str, *events: tuple[str, str]) -> bytes:
    said = [{"time_utc": f"2026-11-1{n}T08:00:00Z", "description": words, "sub_status": status, "location": "Madrid"}
            for n, (words, status) in enumerate(events)]  # fmt: skip
    status = {"status": sub_status.partition("_")[0], "sub_status": sub_status, "sub_status_descr": None}
    provider = {"provider": {"key": 3011}, "latest_sync_time": "2026-11-19T06:00:00Z", "events": said}
    info = {"latest_status": status, "tracking": {"providers": [provider]}}
    return json.dumps({"event": "TRACKING_UPDATED", "data": {"number": "RR473124829CN", "track_info": info}}).encode()


def by_aftership(subtag: str, *events: tuple[str, str]) -> bytes:
    said = [{"checkpoint_time": f"2026-11-1{n}T08:00:00Z", "message": words, "tag": status.partition("_")[0],
             "subtag": status, "city": "Madrid"} for n, (words, status) in enumerate(events)]  # fmt: skip
    msg: dict[str, Any] = {
        "tracking_number": "RR473124829CN", "tag": subtag.partition("_")[0], "subtag": subtag,
        "subtag_message": "As AfterShip says", "updated_at": "2026-11-19T06:00:00+00:00", "checkpoints": said,
    }  # fmt: skip
    return json.dumps({"event": "tracking_update", "msg": msg}).encode()


def read(raw: bytes, parse: Parse) -> ParcelNews:
    (news,) = parse(raw).parcels
    return news


STATES = (
    (seventeentrack.parse, by_17track, "InTransit_Other", {
        "Exception_Lost": Anomaly.LOST_BY_CARRIER, "Exception_Damage": Anomaly.DAMAGED,
        "Exception_Damaged": Anomaly.DAMAGED, "Exception_Destroyed": Anomaly.DAMAGED,
        "Exception_Returning": Anomaly.RETURNED_TO_SENDER, "Exception_Returned": Anomaly.RETURNED_TO_SENDER,
        "Exception_Rejected": Anomaly.RETURNED_TO_SENDER, "DeliveryFailure_Rejected": Anomaly.RETURNED_TO_SENDER,
        "DeliveryFailure_InvalidAddress": Anomaly.ADDRESS_INCOMPLETE,
        "InTransit_CustomsRequiringInformation": Anomaly.CUSTOMS_HOLD, "Expired_Other": Anomaly.EXPIRED,
        "Delivered_Other": Anomaly.DELIVERED_NOT_RECEIVED, "Exception_NoBody": None, "InTransit_Arrival": None,
        "Exception_Novelty": None,
    }),
    (aftership.parse, by_aftership, "InTransit_001", {
        "Exception_013": Anomaly.LOST_BY_CARRIER, "Exception_012": Anomaly.DAMAGED,
        "Exception_010": Anomaly.RETURNED_TO_SENDER, "Exception_011": Anomaly.RETURNED_TO_SENDER,
        "Exception_003": Anomaly.RETURNED_TO_SENDER, "Exception_009": Anomaly.RETURNED_TO_SENDER,
        "Exception_007": Anomaly.ADDRESS_INCOMPLETE, "Exception_002": Anomaly.ADDRESS_INCOMPLETE,
        "Exception_018": Anomaly.CUSTOMS_HOLD, "Expired_001": Anomaly.EXPIRED,
        "Delivered_005": Anomaly.DELIVERED_NOT_RECEIVED, "AttemptFail_002": None, "Exception_099": None,
    }),
)  # fmt: skip
EACH = [(parse, body, other, word, found) for parse, body, other, words in STATES for word, found in words.items()]


def named(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize(("parse", "body", "other", "word", "anomaly"), EACH, ids=named)
def test_a_state_that_no_line_says_reaches_the_rules_once(
    parse: Parse, body: Callable[..., bytes], other: str, word: str, anomaly: Anomaly | None
) -> None:
    news = read(body(word, ("Picked up", other), ("Seen", other)), parse)
    source = news.events[0].source
    missing = line_of_state(news, (), source=source, now=NOW)
    known = [*news.events, *([missing] if missing else [])]
    found = trouble(known, received="no" if anomaly is Anomaly.DELIVERED_NOT_RECEIVED else None)
    assert (found.anomaly if found else None) == anomaly
    assert line_of_state(news, known, source=source, now=NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(("parse", "body", "other", "word", "anomaly"), EACH, ids=named)
def test_a_state_that_a_line_says_is_not_doubled(
    parse: Parse, body: Callable[..., bytes], other: str, word: str, anomaly: Anomaly | None
) -> None:
    news = read(body(word, ("Picked up", other), ("It is so", word)), parse)
    if anomaly is not Anomaly.EXPIRED:
        assert line_of_state(news, (), source=news.events[0].source, now=NOW) is None


def test_it_is_said_in_the_feeds_words_as_of_when_the_feed_looked() -> None:
    lost = line_of_state(read(by_aftership("Exception_013"), aftership.parse), ON_ITS_WAY, source="aftership", now=NOW)
    assert lost is not None
    assert (lost.description, lost.at.isoformat(), lost.source) == (
        "As AfterShip says", "2026-11-19T06:00:00+00:00", "aftership",
    )  # fmt: skip
    plain = line_of_state(read(by_17track("Exception_Lost"), seventeentrack.parse), (), source="17track", now=NOW)
    assert plain is not None
    assert plain.description == "Lost"


def test_it_is_never_said_before_what_was_seen_nor_after_now() -> None:
    for as_of, at in (
        (None, NOW),
        (NOW - timedelta(days=90), ON_ITS_WAY[-1].at + timedelta(seconds=1)),
        (NOW + timedelta(days=9), NOW),
    ):
        news = ParcelNews("1", (*ON_ITS_WAY, line(-30, P.DELIVERED)), state=P.LOST, as_of=as_of)
        lost = line_of_state(news, (), source="17track", now=NOW)
        assert lost is not None
        assert lost.at == at


def test_found_again_and_lost_again_is_said_again() -> None:
    news = ParcelNews("1", state=P.LOST)
    lost = line(5, P.LOST)
    assert line_of_state(news, [*ON_ITS_WAY, lost], source="17track", now=NOW) is None
    again = line_of_state(news, [*ON_ITS_WAY, lost, line(3, P.ARRIVED, "Porto")], source="17track", now=NOW)
    assert again is not None
    assert again.at == NOW


@pytest.mark.parametrize(
    ("older", "line_of_older", "newer"),
    [
        (P.OUT_FOR_DELIVERY, P.OUT_FOR_DELIVERY, P.DELIVERED), (P.LOST, P.IN_TRANSIT, P.ARRIVED),
        (P.LOST, P.LOST, P.ARRIVED), (P.DELIVERED, P.DELIVERED, P.RETURNING), (P.CUSTOMS, P.CUSTOMS, P.DELIVERED),
        (P.EXPIRED, P.IN_TRANSIT, P.ARRIVED),
    ],
)  # fmt: skip
@pytest.mark.parametrize("source", ["17track", "aftership"])
def test_a_push_that_comes_after_a_newer_one_changes_nothing_of_how_it_stands(
    older: Progress, line_of_older: Progress, newer: Progress, source: str
) -> None:
    before = (*ON_ITS_WAY, line(3, line_of_older, "Madrid"))
    late = ParcelNews("1", before, state=older, as_of=NOW - timedelta(days=2.5))
    told = [*before, line(2, newer, "Madrid", source=source)]
    said = line_of_state(late, told, source="17track", now=NOW)
    assert not stands(older, in_order([*told, *([said] if said else [])]))
    assert said is None or said.at == late.as_of


def test_a_planned_line_does_not_have_a_state_said_with_every_push() -> None:
    news = ParcelNews("1", (*ON_ITS_WAY, line(-5, P.DELIVERED, words="Planned")), state=P.LOST)
    first = line_of_state(news, (), source="17track", now=NOW)
    assert first is not None
    assert line_of_state(news, [*news.events, first], source="17track", now=NOW + timedelta(hours=2)) is None


def test_a_feed_that_lags_behind_another_one_does_not_lose_the_parcel_again() -> None:
    news = ParcelNews("1", state=P.LOST, events=(line(5, P.LOST),))
    seen = line(2, P.ARRIVED, "Madrid", source="aftership")
    assert line_of_state(news, [*ON_ITS_WAY, seen], source="17track", now=NOW) is None


def test_a_parcel_that_is_only_said_to_be_lost_is_alarming_and_has_no_day_of_shipping() -> None:
    news = read(by_17track("Exception_Lost"), seventeentrack.parse)
    assert is_alarming(news, AS_DELIVERED, now=NOW)
    assert stated_by(news).shipped_on is None
    assert not is_alarming(read(by_17track("Expired_Other"), seventeentrack.parse), AS_DELIVERED, now=NOW)
    assert not is_alarming(read(by_17track("InTransit_Other"), seventeentrack.parse), AS_DELIVERED, now=NOW)


@given(told, told, st.sampled_from(Progress))
def test_a_state_is_said_once_and_is_then_what_the_lines_say(
    before: list[TrackingEvent], events: list[TrackingEvent], state: Progress
) -> None:
    news = ParcelNews("1", tuple(events), state=state)
    first = line_of_state(news, before, source="17track", now=NOW)
    if state not in OVERTAKEN_BY:
        assert first is None
    if first is not None:
        assert line_of_state(news, [*before, first], source="17track", now=NOW + timedelta(days=3)) is None
