"""Both hooks on one parcel, as they really come: other words, other places, a state without a line, a planned line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from cases.alerting.rules import AS_DELIVERED
from cases.alerting.watch import look_at_due_cases
from records.alerts import settle_alert
from records.tables import AlertRow, CaseRow
from tests.integration.web.stage import AGENT, Stage
from tests.integration.web.test_feeds import NUMBER, _event, by_17track, push, push_aftership

BEGIN = datetime(2026, 11, 1, 8, tzinfo=UTC)
DEPOTS = (("Shenzhen", "CN", "CHN"), ("Madrid", "ES", "ESP"), ("Zaragoza", "ES", "ESP"))


def told_by_17track(days: float, words: str, status: str, place: str, country: str) -> dict[str, Any]:
    at = (BEGIN + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    address = {"country": country, "state": None, "city": None, "street": None, "postal_code": None}
    return _event(at, words, sub_status=status, location=place, address=address)


def told_by_aftership(days: float, words: str, subtag: str, place: str, country: str) -> dict[str, Any]:
    at = (BEGIN + timedelta(days=days)).isoformat()
    return {
        "slug": "china-post", "city": None, "location": place, "country_iso3": country, "message": words,
        "tag": subtag.partition("_")[0], "subtag": subtag, "checkpoint_time": at,
    }  # fmt: skip


def aftership_body(*checkpoints: dict[str, Any], subtag: str = "InTransit_001", **more: Any) -> dict[str, Any]:
    msg = {
        "id": "5b7", "tracking_number": NUMBER, "tag": subtag.partition("_")[0], "subtag": subtag,
        "updated_at": "2026-11-09T06:00:00+00:00", "checkpoints": list(checkpoints),
    }  # fmt: skip
    return {"ts": 1790000000, "event": "tracking_update", "event_id": str(more), "msg": msg | more}


async def alerts(stage: Stage, *, days: float = 9) -> list[tuple[str, bool]]:
    """After the watch has looked, this many days after BEGIN: each alert there is, and whether it stands."""
    async with stage.db.transaction() as session:
        await session.execute(update(CaseRow).values(look_at=None))
    await look_at_due_cases(stage.db, AS_DELIVERED, now=BEGIN + timedelta(days=days))
    async with stage.db.reading() as session:
        rows = await session.scalars(select(AlertRow).order_by(AlertRow.raised_at, AlertRow.id))
        return [(row.anomaly, row.closed_at is None) for row in rows]


async def settle(stage: Stage) -> None:
    async with stage.db.transaction() as session:
        alert_id = (await session.scalars(select(AlertRow.id).where(AlertRow.closed_at.is_(None)))).one()
        await settle_alert(session, alert_id, user_id=None, now=BEGIN + timedelta(days=9))


async def test_one_way_that_both_feeds_tell_is_no_loop_and_one_strip(stage: Stage) -> None:
    scans = [
        told_by_17track(day, f"Seen in {place}", "InTransit_Arrival", f"{place}, {country}", country)
        for day, (place, country, _) in enumerate(DEPOTS)
    ]
    again = [
        told_by_aftership(day + 0.003, f"Arrived at {place}", "InTransit_003", f"{place.upper()}, {iso}", iso)
        for day, (place, _, iso) in enumerate(DEPOTS)
    ]
    assert (await push(stage, by_17track(*scans))).json["events_added"] == 3
    assert (await push_aftership(stage, aftership_body(*again))).json["events_added"] == 3
    assert await alerts(stage) == []
    case = (await (await stage.browser(AGENT)).ask("GET", "/api/cases/LP-1")).json
    assert [station["place"] for station in case["strip"]["stations"]][:3] == [
        "Shenzhen, CN", "Madrid, ES", "Zaragoza, ES",
    ]  # fmt: skip
    assert len(case["events"]) == 6


async def test_a_settled_loss_is_not_raised_by_other_words_nor_by_the_other_feed(stage: Stage) -> None:
    seen = told_by_17track(1, "Arrived", "InTransit_Arrival", "Madrid", "ES")
    lost = told_by_17track(4, "Cannot be found", "Exception_Lost", "Madrid", "ES")
    await push(stage, by_17track(lost, seen, status="Exception"))
    assert await alerts(stage) == [("lost_by_carrier", True)]
    await settle(stage)
    reworded = told_by_17track(4, "The item is lost", "Exception_Lost", "MADRID, SPAIN", "ES")
    older = told_by_17track(3.5, "Not at the depot", "Exception_Lost", "Madrid", "ES")
    await push(stage, by_17track(reworded, older, seen, status="Exception"))
    told = told_by_aftership(4.004, "Shipment lost", "Exception_013", "Madrid, Spain", "ESP")
    await push_aftership(stage, aftership_body(told, subtag="Exception_013"))
    assert await alerts(stage, days=10) == [("lost_by_carrier", False)]


async def test_a_loss_that_only_the_state_says_is_told_by_either_feed_and_once(stage: Stage) -> None:
    seen = told_by_17track(1, "Arrived", "InTransit_Arrival", "Madrid", "ES")
    checkpoint = told_by_aftership(1, "Arrived", "InTransit_003", "Madrid, Spain", "ESP")
    assert (await push_aftership(stage, aftership_body(checkpoint, subtag="Exception_013"))).json["events_added"] == 2
    assert await alerts(stage) == [("lost_by_carrier", True)]
    raw = by_17track(seen).replace(b'"status": "InTransit", "sub_status": "InTransit_Other"',
                                   b'"status": "Exception", "sub_status": "Exception_Lost"')  # fmt: skip
    assert b"Exception_Lost" in raw
    for days in (0, 1):
        await push(stage, raw + b" " * days)
    assert await alerts(stage, days=10) == [("lost_by_carrier", True)]


async def test_a_planned_line_silences_nothing(stage: Stage) -> None:
    left = told_by_17track(-20, "Left", "InTransit_Departure", "Shenzhen", "CN")
    await push(stage, by_17track(left))
    assert await alerts(stage) == [("silent", True)]
    await push(stage, by_17track(told_by_17track(14, "Planned arrival", "InTransit_Arrival", "Madrid", "ES"), left))
    assert await alerts(stage, days=10) == [("silent", True)]
    assert await alerts(stage, days=15) == [("silent", False)]


async def test_of_pushes_in_disorder_the_newest_says_how_the_parcel_stands(stage: Stage) -> None:
    seen = told_by_aftership(1, "Arrived", "InTransit_003", "Madrid, Spain", "ESP")
    out = told_by_aftership(4, "With the courier", "OutForDelivery_001", "Madrid, Spain", "ESP")
    there = told_by_aftership(4.2, "Handed over", "Delivered_001", "Madrid, Spain", "ESP")
    for checkpoints, subtag, looked in (
        ((seen, out, there), "Delivered_001", "2026-11-05T13:00:00+00:00"),
        ((seen, out), "OutForDelivery_001", "2026-11-05T08:10:00+00:00"),
        ((seen,), "Exception_013", "2026-11-04T06:00:00+00:00"),
    ):
        body = aftership_body(*checkpoints, subtag=subtag, updated_at=looked)
        assert (await push_aftership(stage, body)).status == 200
    case = (await (await stage.browser(AGENT)).ask("GET", "/api/cases/LP-1")).json
    assert case["events"][0]["progress"] == "delivered"
    assert await alerts(stage, days=30) == []
