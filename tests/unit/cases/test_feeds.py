"""Golden bodies of both feeds, their signatures, and bodies no feed should send but some do."""

import hashlib
import hmac
import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.feeds import aftership, seventeentrack
from cases.feeds.message import FeedMessage, ParcelNews
from cases.journeys.tracking_event import Progress
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode

STOPPED = b'{"event":"TRACKING_STOPPED","data":{"number":"RR123456789CN","carrier":3011,"tag":null}}'
STOPPED_SIGN = "bc0b16d5077b48ba387282fb92ccf014cb9b7e4da287a59987cd2945845a552d"
UPDATE = b'{"event":"tracking_update","event_id":"x","msg":{}}'
UPDATE_HMAC = "KCmNRUrhEwoEl9BL8FGD6HzLfd13YOLSk6gsz+NRFlI="

UPDATED = {
    "event": "TRACKING_UPDATED",
    "data": {
        "number": "rr 473124829 cn",
        "carrier": 3011,
        "param": None,
        "tag": "",
        "track_info": {
            "latest_status": {"status": "InTransit", "sub_status": "InTransit_CustomsProcessing"},
            "time_metrics": {"days_after_last_update": 9},
            "tracking": {
                "providers_hash": 1,
                "providers": [
                    {
                        "provider": {"key": 3011, "name": "China Post"},
                        "provider_lang": "zh_CN",
                        "events": [
                            {
                                "time_iso": "2026-10-04T10:00:00+08:00",
                                "time_utc": "2026-10-04T02:00:00Z",
                                "description": "送交进口海关",
                                "location": "上海",
                                "stage": None,
                                "sub_status": None,
                                "address": {"country": "CN", "city": None},
                            },
                            {
                                "time_iso": "2026-10-01T18:00:00+08:00",
                                "time_utc": None,
                                "description": "已揽收",
                                "location": None,
                                "stage": "PickedUp",
                                "sub_status": "InTransit_SomethingNew",
                                "address": {"country": "cn", "city": "深圳"},
                            },
                        ],
                    },
                    {
                        "provider": {"key": 19, "name": "Nobody"},
                        "events": [
                            {
                                "time_utc": "2026-10-02T00:00:00Z",
                                "description": "Beamed up",
                                "stage": "Beaming",
                                "sub_status": "Teleported_Beaming",
                            },
                            {"time_raw": {"date": "2026-10-03", "time": "07:15:00"}, "description": "Flight left"},
                            {"time_utc": "yesterday", "description": "When?"},
                            {"time_utc": "2026-10-03T00:00:00Z", "description": None},
                            "no event",
                        ],
                    },
                ],
            },
        },
    },
}

CHECKPOINTS = {
    "ts": 1790000000,
    "event": "tracking_update",
    "event_id": "f8ca1e14-4d11-4a0e-8f0c-2f0a3d5b6c7d",
    "is_tracking_first_tag": True,
    "msg": {
        "id": "5b7",
        "tracking_number": "7035 1144 7713 8472",
        "slug": "canada-post",
        "tag": "Exception",
        "checkpoints": [
            {
                "checkpoint_time": "2026-10-01T08:10:00",
                "message": "Item accepted",
                "city": "Toronto",
                "location": "Toronto, ON",
                "country_iso3": "CAN",
                "tag": "InTransit",
                "subtag": "InTransit_002",
            },
            {
                "checkpoint_time": "2026-10-02T08:10:00-04:00",
                "message": "Incorrect address",
                "city": None,
                "location": "Ottawa",
                "country_region": "CA",
                "tag": "Exception",
                "subtag": "Exception_007",
            },
            {"checkpoint_time": "2026-10-03T08:10:00Z", "message": "?", "tag": "Novel", "subtag": "Novel_001"},
            {"checkpoint_time": "2026-10-04T08:10:00Z", "message": "On", "tag": "InTransit", "subtag": "InTransit_099"},
            {"checkpoint_time": None, "message": "no time"},
        ],
    },
}


def only(message: FeedMessage) -> ParcelNews:
    (news,) = message.parcels
    return news


def raw(body: object) -> bytes:
    return json.dumps(body).encode()


def test_both_documented_signatures_are_accepted_and_nothing_else_is() -> None:
    assert seventeentrack.is_signed(STOPPED, STOPPED_SIGN, key="test-key")
    assert seventeentrack.is_signed(STOPPED, STOPPED_SIGN.upper(), key="test-key")
    assert aftership.is_signed(UPDATE, UPDATE_HMAC, key="test-secret")
    for is_signed, body, sign, key in (
        (seventeentrack.is_signed, STOPPED, STOPPED_SIGN, "test-key"),
        (aftership.is_signed, UPDATE, UPDATE_HMAC, "test-secret"),
    ):
        assert not is_signed(body + b" ", sign, key=key)
        assert not is_signed(body, sign, key="other")
        assert not is_signed(body, None, key=key)
        assert not is_signed(body, "ñ", key=key)
        assert not is_signed(body, "\udcf1", key=key)  # a byte of no UTF-8, as aiohttp gives it


@pytest.mark.parametrize("is_signed", [seventeentrack.is_signed, aftership.is_signed])
def test_without_a_key_nothing_is_signed(is_signed: Any) -> None:
    with_no_key = hashlib.sha256(b"{}/").hexdigest(), b64encode(hmac.digest(b"", b"{}", "sha256")).decode()
    assert not any(is_signed(b"{}", signature, key="") for signature in with_no_key)


def test_17track_tells_the_journey_of_all_its_carriers_in_order() -> None:
    news = only(seventeentrack.parse(raw(UPDATED)))
    assert news.number == "RR473124829CN"
    assert [(event.at.isoformat(), event.description, event.progress) for event in news.events] == [
        ("2026-10-01T10:00:00+00:00", "已揽收", Progress.PICKED_UP),
        ("2026-10-02T00:00:00+00:00", "Beamed up", Progress.UNKNOWN),
        ("2026-10-03T07:15:00+00:00", "Flight left", Progress.UNKNOWN),
        ("2026-10-04T02:00:00+00:00", "送交进口海关", Progress.CUSTOMS),
    ]
    first = news.events[0]
    assert (first.location, first.country, first.language, first.source) == ("深圳", "CN", "zh-CN", "17track")


def test_17track_inventing_a_sub_status_of_a_known_status_is_understood_as_that() -> None:
    told = {"time_utc": "2026-10-02T00:00:00Z", "description": "飞机进港", "sub_status": "InTransit_TransportArrived"}
    info = {"tracking": {"providers": [{"events": [told]}]}}
    news = only(seventeentrack.parse(raw({"event": "x", "data": {"number": "1", "track_info": info}})))
    assert news.events[0].progress is Progress.IN_TRANSIT


def test_17track_saying_expired_is_not_taken_for_what_the_last_event_said() -> None:
    body = json.loads(raw(UPDATED))
    body["data"]["track_info"]["latest_status"] = {"status": "Expired", "sub_status": "Expired_Other"}
    assert only(seventeentrack.parse(raw(body))).events[-1].progress is Progress.UNKNOWN


def test_aftership_tells_its_checkpoints() -> None:
    news = only(aftership.parse(raw(CHECKPOINTS)))
    assert news.number == "7035114477138472"
    assert [(event.at.isoformat(), event.progress, event.location, event.country) for event in news.events] == [
        ("2026-10-01T08:10:00+00:00", Progress.PICKED_UP, "Toronto", "CA"),
        ("2026-10-02T12:10:00+00:00", Progress.ADDRESS_PROBLEM, "Ottawa", "CA"),
        ("2026-10-03T08:10:00+00:00", Progress.UNKNOWN, None, None),
        ("2026-10-04T08:10:00+00:00", Progress.IN_TRANSIT, None, None),
    ]


def test_both_feeds_say_who_carries_it() -> None:
    assert only(seventeentrack.parse(raw(UPDATED))).about.carrier == "China Post"
    assert only(aftership.parse(raw(CHECKPOINTS))).about.carrier == "canada post"
    body = json.loads(raw(UPDATED))
    body["data"]["carrier"] = 19
    assert only(seventeentrack.parse(raw(body))).about.carrier == "Nobody"
    del body["data"]["carrier"]
    assert only(seventeentrack.parse(raw(body))).about.carrier == "China Post"


def test_a_stop_names_its_parcel_and_tells_nothing() -> None:
    assert seventeentrack.parse(STOPPED) == FeedMessage("TRACKING_STOPPED", (ParcelNews("RR123456789CN"),))


@pytest.mark.parametrize("parse", [seventeentrack.parse, aftership.parse])
@pytest.mark.parametrize(
    "body", [b"{}", b'{"event":"TEST"}', b'{"event":"TRACKING_UPDATED","data":null,"msg":null}', b'{"data":[],"msg":3}']
)
def test_a_test_ping_is_accepted_and_is_about_no_parcel(parse: Any, body: bytes) -> None:
    assert parse(body).parcels == ()


@pytest.mark.parametrize("parse", [seventeentrack.parse, aftership.parse])
@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_malformed(parse: Any, body: bytes) -> None:
    with pytest.raises(SignalError) as refused:
        parse(body)
    assert refused.value.code is ErrorCode.MALFORMED


def test_an_emoji_cut_in_two_costs_its_half_and_not_the_message() -> None:
    cut = raw(CHECKPOINTS).replace(b'"message": "', b'"message": "\\ud83d', 1)
    assert cut != raw(CHECKPOINTS)
    told, whole = aftership.parse(cut), aftership.parse(raw(CHECKPOINTS))
    assert told == whole


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [deeper for name, part in parts for deeper in paths(part, (*path, name))]


@given(st.data(), json_values)
def test_an_odd_value_anywhere_costs_that_value_and_not_the_message(data: st.DataObject, odd: object) -> None:
    parse, golden = data.draw(st.sampled_from([(seventeentrack.parse, UPDATED), (aftership.parse, CHECKPOINTS)]))
    body = json.loads(raw(golden))
    *way, last = data.draw(st.sampled_from(paths(body)))
    target: Any = body
    for name in way:
        target = target[name]
    target[last] = odd
    for news in parse(raw(body)).parcels:
        for event in news.events:
            assert event.digest()
            assert "\x00" not in event.description
