"""The watch over all journeys, on both databases: each thing is told once, and only while it is so."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases.alerting.rules import read_rules
from cases.alerting.watch import keep_watch
from cases.feeds import seventeentrack
from cases.feeds.message import Feed
from cases.intake import take_in
from records.alerts import lock_due_cases, settle_alert
from records.database import Database
from records.tables import AlertRow, CaseRow
from tests.contract.cases.caseload import NOW, alerts, entries, look, outgoing, stage, state, tell

PICKED_UP = (40, "Picked up", "InTransit_PickedUp")
DEPARTED = (30, "Left the country", "InTransit_Departure")
LOST = (2, "Cannot be found", "Exception_Lost")


async def test_an_alert_says_why_for_how_long_what_it_is_worth_and_what_to_do(db: Database) -> None:
    await state(db)
    await tell(db, PICKED_UP, DEPARTED)
    assert (await look(db)).raised == 1
    (told,) = await outgoing(db, "case.alert")
    assert {name: told[name] for name in ("case_reference", "anomaly", "days", "limit_days", "advice", "value")} == {
        "case_reference": "LP-1", "anomaly": "silent", "days": 30, "limit_days": 10, "advice": "ask_carrier",
        "value": {"amount": "48.90", "currency": "EUR"},
    }  # fmt: skip
    assert told["cause"]["description"] == "Left the country"
    assert told["act_by"] == (NOW + timedelta(days=3)).isoformat()
    assert await entries(db, "alert_raised") == [{"anomaly": "silent", "days": 30}]


async def test_a_case_with_news_is_looked_at_before_one_that_is_only_due_again(db: Database) -> None:
    """Either way round, since one of them comes first by its id."""
    await state(db, "LP-1")
    await state(db, "LP-2", tracking_number="RR123456785CN")
    for news in ("LP-1", "LP-2"):
        async with db.transaction() as session:
            await session.execute(update(CaseRow).where(CaseRow.reference != news).values(look_at=NOW))
            await session.execute(update(CaseRow).where(CaseRow.reference == news).values(look_at=None))
            found = await lock_due_cases(session, now=NOW, limit=1)
        assert [row.reference for row in found] == [news]


async def test_nobody_is_alerted_twice_for_one_thing(db: Database) -> None:
    await state(db)
    await tell(db, PICKED_UP, DEPARTED)
    for hour in range(5):
        await look(db, now=NOW + timedelta(hours=2 * hour))
    await tell(db, PICKED_UP, DEPARTED, (35, "In transit", "InTransit_Other"))  # older news: the silence is the same
    await look(db)
    await asyncio.gather(*(look(db, now=NOW + timedelta(days=1)) for _ in range(3)))
    assert await alerts(db) == [("silent", True)]
    assert len(await outgoing(db, "case.alert")) == 1


async def test_a_feed_that_gives_up_says_nothing_new_of_the_same_silence(db: Database) -> None:
    await state(db)
    await tell(db, DEPARTED)
    await look(db)
    body = (
        b'{"event":"TRACKING_UPDATED","data":{"number":"RR473124829CN","track_info":{"latest_status":{"status":"Expired"},'
        b'"tracking":{"providers":[{"latest_sync_time":"2026-11-19T06:00:00Z","events":[]}]}}}}'
    )
    for _ in range(2):
        await take_in(db, Feed.SEVENTEENTRACK, body, seventeentrack.parse(body), now=NOW)
    later = body.replace(b"11-19", b"11-20")
    taken = await take_in(db, Feed.SEVENTEENTRACK, later, seventeentrack.parse(later), now=NOW)
    assert taken.events_added == 0
    await look(db)
    assert await alerts(db) == [("expired", True)]
    assert len(await outgoing(db, "case.alert")) == 1


async def test_what_passes_is_noted_and_a_second_silence_is_another_thing(db: Database) -> None:
    await state(db)
    await tell(db, DEPARTED)
    await look(db)
    await tell(db, (1, "Arrived", "InTransit_Arrival"))
    await look(db)
    assert await alerts(db) == [("silent", False)]
    assert [entry["anomaly"] for entry in await entries(db, "alert_passed")] == ["silent"]
    assert (await look(db, now=NOW + timedelta(days=10))).raised == 1
    assert await alerts(db) == [("silent", False), ("silent", True)]


async def test_something_more_serious_takes_its_place_and_if_it_was_none_nobody_is_alerted_again(db: Database) -> None:
    await state(db)
    await tell(db, DEPARTED)
    await look(db)
    await tell(db, DEPARTED, (20, "Cannot be found", "Exception_Lost"))
    await look(db, now=NOW + timedelta(minutes=1))
    assert await alerts(db) == [("silent", False), ("lost_by_carrier", True)]
    assert len(await outgoing(db, "case.alert")) == 2


async def test_what_a_person_has_settled_stays_settled(db: Database) -> None:
    await state(db)
    await tell(db, DEPARTED)
    await look(db)
    async with db.transaction() as session:
        alert_id = (await session.scalars(select(AlertRow.id))).one()
        assert await settle_alert(session, alert_id, user_id=None, now=NOW)
        assert await settle_alert(session, alert_id, user_id=None, now=NOW)
        assert await settle_alert(session, "none", user_id=None, now=NOW) is None
    await look(db, now=NOW + timedelta(days=3))
    assert await alerts(db) == [("silent", False)]
    assert len(await entries(db, "alert_settled")) == 1
    await tell(db, LOST)
    assert (await look(db, now=NOW + timedelta(days=3))).raised == 1


async def test_who_settles_an_alert_waits_for_the_watch_and_the_watch_not_for_them(db: Database) -> None:
    await state(db)
    await tell(db, DEPARTED)
    await look(db)

    async def settle(alert_id: str) -> None:
        async with db.transaction() as session:
            await settle_alert(session, alert_id, user_id=None, now=NOW)

    async with asyncio.timeout(30), asyncio.TaskGroup() as both, db.transaction() as session:
        await session.scalars(select(CaseRow).with_for_update())
        alert = (await session.scalars(select(AlertRow))).one()
        both.create_task(settle(alert.id))
        await asyncio.sleep(0.3)
        alert.told_until = NOW
    assert await alerts(db) == [("silent", False)]


@pytest.mark.parametrize(
    ("at_stage", "goes_to"),
    [
        ("carrier_asked", "facts_checked"), ("customer_told", "facts_checked"), ("anomaly_found", "anomaly_found"),
        ("facts_checked", "facts_checked"),
    ],
)  # fmt: skip
async def test_news_after_the_stage_was_reached_move_a_case_back_to_the_facts(
    db: Database, at_stage: str, goes_to: str
) -> None:
    await state(db, stage=at_stage, now=NOW - timedelta(days=5))
    await tell(db, DEPARTED, LOST)
    await look(db)
    assert await stage(db) == goes_to
    moved = await outgoing(db, "case.stage_changed")
    assert [(each["to"], each["actor"]) for each in moved] == ([(goes_to, "rules")] if goes_to != at_stage else [])


async def test_what_whoever_brought_the_case_there_knew_moves_nothing(db: Database) -> None:
    await state(db, stage="carrier_asked")
    await tell(db, DEPARTED, LOST)
    assert (await look(db)).raised == 1
    assert await stage(db) == "carrier_asked"


async def test_rules_for_a_carrier_and_a_route_hold_for_its_parcels(db: Database) -> None:
    await state(db)
    await state(db, "LP-2", tracking_number="RR123456785CN", carrier="Correos")
    await tell(db, DEPARTED)
    await tell(db, DEPARTED, number="RR123456785CN")
    patient = read_rules('[[exception]]\ncarrier = "china post"\nfrom = "CN"\nto = "ES"\noverdue_days = 60')
    assert (await look(db, rules=patient)).raised == 1
    (told,) = await outgoing(db, "case.alert")
    assert told["case_reference"] == "LP-2"


async def test_the_clock_alone_raises_an_alert(db: Database) -> None:
    await state(db)
    await tell(db, (9, "Left the country", "InTransit_Departure"))
    assert (await look(db)).raised == 0
    assert (await look(db, now=NOW + timedelta(minutes=30))).cases == 0
    assert (await look(db, now=NOW + timedelta(days=1))).raised == 1


async def test_a_customers_word_against_the_carriers_is_an_alert(db: Database) -> None:
    await state(db)
    await tell(db, (3, "Delivered", "Delivered_Other"))
    assert (await look(db)).raised == 0
    await state(db, facts={"Received": "no"})
    await look(db)
    assert await alerts(db) == [("delivered_not_received", True)]


async def test_a_parcel_no_case_knows_becomes_one_when_it_alarms_and_not_before(db: Database) -> None:
    rules = read_rules("")
    fine = await tell(db, (8, "Arrived", "InTransit_Arrival"), opens=rules)
    assert (fine.cases, fine.unknown) == ((), ("RR473124829CN",))
    lost = await tell(db, (9, "Picked up", "InTransit_PickedUp"), LOST, opens=rules)
    assert (lost.cases, lost.events_added) == (("RR473124829CN",), 2)
    assert (await tell(db, (9, "Picked up", "InTransit_PickedUp"), LOST, opens=rules)).events_added == 0
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)]
    assert await stage(db, "RR473124829CN") == "anomaly_found"


async def test_the_loop_looks_when_it_is_woken_and_ends_when_it_is_cancelled(sqlite_db: Database) -> None:
    await state(sqlite_db)
    await tell(sqlite_db, DEPARTED)
    wake, told = asyncio.Event(), asyncio.Event()
    task = asyncio.ensure_future(
        keep_watch(sqlite_db, read_rules(""), clock=lambda: NOW, wake=wake, told=told.set)
    )  # fmt: skip
    async with asyncio.timeout(30):
        await told.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await alerts(sqlite_db) == [("silent", True)]
