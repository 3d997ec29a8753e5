"""Feeds at our door with bodies as they are really sent: test pings, repeats, disorder, words nobody knows."""

import base64
import hashlib
import hmac
import json
from typing import Any

from sqlalchemy import select

from records.cases import read_feed_body
from records.tables import TrackingEventRow
from tests.integration.web.stage import AGENT, FEED_KEY, Answered, Stage

NUMBER = "RR123456785CN"


def _event(at: str, words: str, **more: Any) -> dict[str, Any]:
    return {
        "time_iso": at.replace("Z", "+00:00"), "time_utc": at,
        "time_raw": {"date": at[:10], "time": at[11:19], "timezone": None},
        "description": words, "description_translation": None, "location": "Shenzhen", "stage": None,
        "sub_status": "InTransit_Other",
        "address": {"country": "CN", "state": None, "city": None, "street": None, "postal_code": None},
    } | more  # fmt: skip


def by_17track(*events: dict[str, Any], number: str | None = NUMBER, status: str = "InTransit", **more: Any) -> bytes:
    info = {
        "shipping_info": {"shipper_address": {"country": "CN"}, "recipient_address": {"country": "ES"}},
        "latest_status": {"status": status, "sub_status": f"{status}_Other", "sub_status_descr": None},
        "latest_event": events[0] if events else None,
        "time_metrics": {"days_after_order": 20, "days_of_transit": 18, "days_after_last_update": 3},
        "milestone": [{"key_stage": "PickedUp", "time_iso": None, "time_utc": None}],
        "misc_info": {"risk_factor": 0, "service_type": None, "weight_raw": None},
        "tracking": {"providers_hash": 1, "providers": [{
            "provider": {"key": 3011, "name": "China Post"}, "provider_lang": None, "service_type": None,
            "latest_sync_status": "Success", "latest_sync_time": "2026-11-19T06:00:00Z", "events": list(events),
        }]},
    }  # fmt: skip
    data = {"number": number, "carrier": 3011, "param": None, "tag": "", "track_info": info} | more
    if number is None:
        del data["number"]
    return json.dumps({"event": "TRACKING_UPDATED", "data": data}).encode()


async def push(stage: Stage, raw: bytes) -> Answered:
    sign = hashlib.sha256(raw + b"/" + FEED_KEY.encode()).hexdigest()
    headers = {"sign": sign, "Content-Type": "application/json"}
    return await (await stage.browser(origin=None)).ask("POST", "/hooks/17track", data=raw, headers=headers)


async def push_aftership(stage: Stage, body: dict[str, Any]) -> Answered:
    raw = json.dumps(body).encode()
    signature = base64.b64encode(hmac.digest(FEED_KEY.encode(), raw, "sha256")).decode()
    headers = {"aftership-hmac-sha256": signature, "Content-Type": "application/json"}
    return await (await stage.browser(origin=None)).ask("POST", "/hooks/aftership", data=raw, headers=headers)


async def _journey(stage: Stage) -> list[str]:
    case = (await (await stage.browser(AGENT)).ask("GET", "/api/cases/LP-1")).json
    return [f"{event['at'][:10]} {event['description']} {event['progress']}" for event in reversed(case["events"])]


FIRST = _event("2026-11-01T08:00:00Z", "Picked up", sub_status="InTransit_PickedUp")
SECOND = _event("2026-11-03T08:00:00Z", "Left", sub_status="InTransit_Departure")
NEW_WORD = _event("2026-11-04T08:00:00Z", "Teleported", sub_status="Beaming_Up", stage="Beaming")


async def test_repeats_and_disorder_come_to_one_journey_in_order(stage: Stage) -> None:
    later, earlier = by_17track(SECOND), by_17track(FIRST)
    assert (await push(stage, later)).json == {"cases": ["LP-1"], "events_added": 1}
    assert (await push(stage, earlier)).json["events_added"] == 1
    for _ in range(3):
        assert (await push(stage, later)).json == {"cases": ["LP-1"], "events_added": 0}
    assert (await push(stage, by_17track(SECOND, FIRST))).json["events_added"] == 0
    assert await _journey(stage) == ["2026-11-01 Picked up picked_up", "2026-11-03 Left departed"]


async def test_words_nobody_knows_break_nothing_and_the_body_is_kept_as_it_came(stage: Stage) -> None:
    raw = by_17track(NEW_WORD, FIRST, status="Beaming", novelty={"deep": [1, 2]})
    assert (await push(stage, raw)).json["events_added"] == 2
    assert (await _journey(stage))[-1] == "2026-11-04 Teleported unknown"
    async with stage.db.reading() as session:
        assert await read_feed_body(session, hashlib.sha256(raw).hexdigest()) == raw


async def test_a_case_that_is_put_with_events_has_its_body_beside_them(stage: Stage) -> None:
    raw = (
        b'{"title": "Lamp",\n "customer": {"name": "Ana Gil", "language": "es"},\n "events": '
        b'[{"at": "2026-11-01T09:00:00+01:00", "description": "Picked up"}]}'
    )
    helpdesk = await stage.program()
    headers = {"Content-Type": "application/json"}
    assert (await helpdesk.ask("PUT", "/api/cases/LP-77", data=raw, headers=headers)).status == 201
    async with stage.db.reading() as session:
        (digest,) = await session.scalars(select(TrackingEventRow.told_in).where(TrackingEventRow.source == "helpdesk"))
        assert await read_feed_body(session, digest or "") == raw


async def test_the_tests_of_both_dashboards_are_answered_with_200(stage: Stage) -> None:
    ping = b'{"event":"TRACKING_UPDATED","data":{"carrier":3011,"tag":"test"}}'
    for raw in (
        ping,
        by_17track(FIRST, number=None),
        b'{"event":"TRACKING_STOPPED","data":{"number":"X1","carrier":3011}}',
    ):
        assert ((await push(stage, raw)).status, (await push(stage, raw)).json["events_added"]) == (200, 0)
    for body in (
        {"event": "tracking_update", "event_id": "x", "msg": {}},
        {"event": "edd_revise", "msg": {"id": "1"}},
        {},
    ):
        assert (await push_aftership(stage, body)).status == 200


async def test_a_feed_that_gives_up_is_a_line_of_the_journey(stage: Stage) -> None:
    await push(stage, by_17track(FIRST))
    assert (await push(stage, by_17track(FIRST, status="Expired"))).json["events_added"] == 1
    assert await _journey(stage) == ["2026-11-01 Picked up picked_up", "2026-11-19 Expired expired"]


async def test_aftership_tells_of_the_same_parcel_in_its_own_words(stage: Stage) -> None:
    checkpoint = {
        "slug": "china-post", "city": "Madrid", "created_at": "2026-11-05T09:00:00+00:00", "location": "Madrid, Spain",
        "country_name": "Spain", "country_iso3": "ESP", "message": "Incorrect address", "tag": "Exception",
        "subtag": "Exception_007", "subtag_message": "Wrong", "checkpoint_time": "2026-11-05T10:00:00+01:00",
        "coordinates": None, "state": None, "zip": None, "raw_tag": None,
    }  # fmt: skip
    body = {
        "ts": 1790000000, "event": "tracking_update", "event_id": "f8ca1e14", "is_tracking_first_tag": True,
        "msg": {"id": "5b7", "tracking_number": NUMBER, "tag": "Exception", "checkpoints": [checkpoint]},
    }  # fmt: skip
    assert (await push_aftership(stage, body)).json == {"cases": ["LP-1"], "events_added": 1}
    assert (await push_aftership(stage, body)).json["events_added"] == 0
    assert (await push_aftership(stage, body | {"event_id": "another"})).json["events_added"] == 0
    assert await _journey(stage) == ["2026-11-05 Incorrect address address_problem"]
