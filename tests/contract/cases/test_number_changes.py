"""A number that changes, on both databases: a stranger's lines leave the journey, the parcel's own stay in it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from cases.alerting.history import replay
from cases.alerting.rules import AS_DELIVERED
from cases.alerting.worklist import read_worklist
from cases.board import CaseView, read_case
from cases.checklist import FactAnswer, Item, Source, answer_fact
from cases.claims.reading import read_journey_of
from cases.feeds import seventeentrack
from cases.feeds.message import Feed
from cases.imports.lines import Kind
from cases.imports.loading import load_import
from cases.imports.plan import plan_import
from cases.intake import take_in
from cases.numbers.desk import say_of_number
from cases.numbers.shapes import NumberSaid
from records.alerts import settle_alert
from records.cases import count_tracking_events, find_case
from records.claims import Since, claimable_cases, last_deliveries
from records.database import Database
from records.polls import claim_numbers
from records.tables import AlertRow, TrackingEventRow, UserRow
from signaling.protocol.words import Role
from summary.gathering import _scans
from tests.contract.cases.caseload import NOW, NUMBER, alerts, days_ago, entries, look, outgoing, state, tell
from tests.contract.cases.test_upsert import pushed

TYPO = "RR473124839CN"
OTHERS = "00340434161094042557"
"""Of another carrier, which takes the parcel over."""
STRANGER = (3.0, "Delivered", "Delivered_Other")
LOST = (6.0, "Cannot be found", "Exception_Lost")
OWN = (2.0, "Arrived in Sevilla", "InTransit_Arrival")
BATCH = (30.0, "Handed in by the shop", "InTransit_PickedUp")
"""Shops hand in hundreds of parcels at one minute, in the same words."""


async def seen(db: Database) -> CaseView:
    view = await read_case(db, "LP-1", now=NOW)
    assert view is not None
    return view


async def journey(db: Database) -> list[str]:
    return [event.description for event in (await seen(db)).events]


async def others(db: Database) -> list[tuple[str, int, bool]]:
    return [(each.number, each.lines, each.set_aside) for each in (await seen(db)).other_numbers]


async def say(db: Database, number: str, *, set_aside: bool) -> None:
    said = NumberSaid(number=number, set_aside=set_aside)
    async with db.transaction() as session:
        await say_of_number(session, "LP-1", said, actor="user:1", user=UserRow(name="Anna"), now=NOW)


async def case_id(db: Database) -> str:
    async with db.reading() as session:
        row = await find_case(session, "LP-1")
    assert row is not None
    return row.id


async def asked_about(db: Database, feed: str = "aftership", *, again: bool = False) -> dict[str, list[str]]:
    """The numbers a feed is asked about now, which asks of each twice a day. `again`: as soon as it was asked."""
    before, since = NOW if again else NOW - timedelta(hours=12), NOW - timedelta(days=9)
    async with db.transaction() as session:
        return await claim_numbers(session, feed, others=("17track",), most=9, before=before, since=since, now=NOW)


async def load(db: Database, text: str) -> None:
    data = text.encode()
    plan = await plan_import(db, data, Kind.CSV, now=NOW)
    assert plan.problems == []
    await load_import(db, data, plan, actor="user:sam", now=NOW)


async def test_the_lines_of_a_mistyped_number_leave_the_journey_and_are_kept(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, BATCH, STRANGER, number=TYPO)
    await state(db)
    await tell(db, OWN)
    assert await journey(db) == ["Arrived in Sevilla"]
    assert await others(db) == [(TYPO, 2, True)]
    assert [event.description for event in (await seen(db)).other_numbers[0].events] == ["Delivered", BATCH[1]]
    (entry,) = await entries(db, "number_changed")
    assert entry == {
        "actor": "key:shop", "from": TYPO, "to": NUMBER, "change": "correction", "lines": 2, "set_aside": 2,
        "came_back": 0,
    }  # fmt: skip


async def test_nothing_reads_a_line_of_another_parcel(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, STRANGER, number=TYPO)
    await state(db)
    case, strip = await case_id(db), (await seen(db)).strip
    async with db.transaction() as session:
        row = await find_case(session, "LP-1")
        assert row is not None
        read = await read_journey_of(session, row, AS_DELIVERED, NOW)
        assert (read.events, read.delivered, await _scans(session, case)) == ([], None, ())
        assert await count_tracking_events(session, case) == 0
        assert await last_deliveries(session, [case]) == {}
        day = (NOW - timedelta(days=9)).date()
        since = Since(counted_from=day, answer_by=day)
        assert await claimable_cases(session, [row.stage], since=since, after="", limit=9) == []
    assert await asked_about(db) == {NUMBER: [case]}
    assert "Delivered" not in strip.model_dump_json()
    assert (await replay(db, AS_DELIVERED, AS_DELIVERED, days=90, now=NOW)).after == {}


async def test_feeds_are_asked_about_the_new_number_at_once(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    assert list(await asked_about(db)) == [TYPO]
    assert await asked_about(db) == {}
    await state(db)
    assert list(await asked_about(db)) == [NUMBER]


async def test_a_parcel_that_is_handed_over_keeps_its_journey(db: Database) -> None:
    await state(db, tracking_number=OTHERS)
    await tell(db, BATCH, number=OTHERS)
    await state(db)
    await tell(db, OWN)
    assert await journey(db) == ["Arrived in Sevilla", BATCH[1]]
    assert await others(db) == [(OTHERS, 1, False)]
    (entry,) = await entries(db, "number_changed")
    assert (entry["change"], entry["lines"], entry["set_aside"]) == ("hand_over", 1, 0)


async def test_who_has_handed_the_parcel_over_is_heard_on_and_no_second_case_is_made_of_it(db: Database) -> None:
    await state(db, tracking_number=OTHERS)
    await tell(db, BATCH, number=OTHERS)
    await state(db)
    await tell(db, (9.0, "Accepted", "InTransit_PickedUp"))
    heard = await tell(db, BATCH, LOST, number=OTHERS, opens=AS_DELIVERED)
    assert (heard.cases, heard.events_added) == (("LP-1",), 1)
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)]
    await say(db, OTHERS, set_aside=True)
    assert await journey(db) == ["Accepted"]
    assert (await tell(db, (5.0, "Found", "InTransit_Other"), number=OTHERS)).cases == ()


async def test_news_that_come_while_the_number_changes_are_on_the_case_whoever_is_first(db: Database) -> None:
    for name, old, new in ((f"LP-{place}", f"LP0012345678901{place}", f"PQ4F6P000{place}") for place in range(8)):
        await state(db, name, tracking_number=old)
        _, told = await asyncio.gather(
            state(db, name, tracking_number=new), tell(db, (6.0, "Cannot be found", LOST[2]), number=old)
        )
        assert (told.cases, told.unknown) == ((name,), ())
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)] * 8


async def test_a_number_that_a_shop_states_no_more_is_heard_of_all_the_same(db: Database) -> None:
    await state(db)
    await tell(db, BATCH)
    await state(db, tracking_number=None)
    assert (await tell(db, BATCH, LOST)).cases == ("LP-1",)
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)]


async def test_nobody_who_corrected_a_number_hears_of_the_strangers_parcel(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, BATCH, number=TYPO)
    await state(db)
    assert (await tell(db, LOST, number=TYPO)).cases == ()
    await say(db, TYPO, set_aside=False)
    assert (await tell(db, OWN, number=TYPO)).cases == ("LP-1",)


async def test_a_feed_that_gives_up_a_number_that_was_handed_over_gives_up_no_parcel(db: Database) -> None:
    await state(db, tracking_number=OTHERS)
    await tell(db, OWN, number=OTHERS)
    await state(db)
    told = pushed(OTHERS, (days_ago(OWN[0]), *OWN[1:]))
    raw = told.replace(b'"track_info": {', b'"track_info": {"latest_status": {"status": "Expired"}, ')
    await take_in(db, Feed.SEVENTEENTRACK, raw, seventeentrack.parse(raw), now=NOW)
    await look(db)
    assert await alerts(db) == []


async def test_what_was_delivered_to_the_next_carrier_is_asked_about_and_missed_when_it_gets_no_further(
    db: Database,
) -> None:
    await state(db, tracking_number=OTHERS)
    await tell(db, (20.0, "Delivered", "Delivered_Other"), number=OTHERS)
    await state(db)
    assert list(await asked_about(db, "17track")) == [NUMBER]
    await look(db)
    assert await alerts(db) == []
    await tell(db, (14.0, "Arrived in Sevilla", "InTransit_Arrival"))
    await look(db)
    assert await alerts(db) == [("silent", True)]
    assert (await replay(db, AS_DELIVERED, AS_DELIVERED, days=90, now=NOW)).after == {"silent": 1}
    await tell(db, (13.0, "Delivered", "Delivered_Other"))
    assert await asked_about(db, "17track", again=True) == {}
    await look(db)
    assert await alerts(db) == [("silent", False)]


@pytest.mark.parametrize(
    ("number", "strangers"), [("RR123456785CN", True), (OTHERS, False)], ids=["of one form", "of another carrier"]
)
async def test_the_number_of_which_the_customer_has_another_one_of_its_form_is_a_strangers(
    db: Database, number: str, strangers: bool
) -> None:
    await state(db, tracking_number=number)
    await tell(db, LOST, number=number)
    async with db.transaction() as session:
        session.add(
            UserRow(
                id="u1", email="a@b.example", name="Anna", role=Role.AGENT, languages=["en"], skills=[],
                password_hash="-", created_at=NOW,
            )
        )  # fmt: skip
    said = FactAnswer(answer="no", source=Source.CUSTOMER, number=NUMBER)
    await answer_fact(db, "LP-1", Item.TRACKING_NUMBER, said, user_id="u1", now=NOW)
    await state(db)
    assert (await journey(db), await others(db)) == ([] if strangers else [LOST[1]], [(number, 1, strangers)])


async def test_a_number_that_is_changed_back_has_its_lines_again(db: Database) -> None:
    await state(db)
    await tell(db, BATCH, OWN)
    await state(db, tracking_number=TYPO)
    await tell(db, BATCH, STRANGER, number=TYPO)
    assert await journey(db) == ["Delivered", BATCH[1]]
    await state(db)
    assert await journey(db) == ["Arrived in Sevilla", BATCH[1]]
    assert await others(db) == [(TYPO, 1, True)]
    assert [entry["came_back"] for entry in await entries(db, "number_changed")] == [0, 1]


async def test_a_line_that_both_parcels_have_comes_back_when_it_is_told_of_this_one(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, BATCH, number=TYPO)
    await state(db)
    assert await journey(db) == []
    assert (await tell(db, BATCH)).events_added == 1
    assert await journey(db) == [BATCH[1]]
    assert (await tell(db, BATCH, OWN)).events_added == 1
    assert await others(db) == []


async def test_a_file_corrects_a_number_and_its_own_lines_are_of_the_new_one(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, STRANGER, number=TYPO)
    heads = "reference,title,customer_name,customer_language,tracking_number,at,description\n"
    delivered = (NOW - timedelta(days=STRANGER[0])).isoformat()
    await load(db, f"{heads}LP-1,Lamp,Ana,es,{NUMBER},2026-11-19T10:00:00Z,Arrived in Sevilla\n")
    assert await journey(db) == ["Arrived in Sevilla"]
    assert [entry["change"] for entry in await entries(db, "number_changed")] == ["correction"]
    await load(db, f"reference,at,description,location\nLP-1,{delivered},Delivered,Shenzhen\n")
    assert await journey(db) == ["Arrived in Sevilla", "Delivered"]
    assert await others(db) == []


async def test_a_file_that_corrects_a_number_tells_nothing_of_the_parcel_under_the_old_one(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    heads = "reference,title,customer_name,customer_language,tracking_number,at,description\n"
    data = f"{heads}LP-1,Lamp,Ana,es,{NUMBER},,\n,,,,{TYPO},2026-11-19T10:00:00Z,Delivered\n".encode()
    plan = await plan_import(db, data, Kind.CSV, now=NOW)
    assert [(each.line, each.code) for each in plan.problems] == [(3, "unknown_case")]
    assert plan.events == {}


async def test_what_is_told_with_the_corrected_number_belongs_to_it(db: Database) -> None:
    line: dict[str, Any] = {"at": "2026-11-19T10:00:00Z", "description": "Arrived", "progress": "arrived"}
    await state(db, tracking_number=TYPO)
    await tell(db, STRANGER, number=TYPO)
    await state(db, events=[line])
    assert await journey(db) == ["Arrived"]


async def test_what_was_told_before_there_was_a_number_stays_whatever_the_number_is(db: Database) -> None:
    line: dict[str, Any] = {"at": "2026-11-19T10:00:00Z", "description": "Handed in", "progress": "picked_up"}
    await state(db, tracking_number=None, events=[line])
    for number in (TYPO, NUMBER, None, OTHERS):
        await state(db, tracking_number=number)
        assert (await journey(db), await others(db)) == (["Handed in"], [])


async def test_lines_of_an_older_release_were_told_under_the_number_the_case_had(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, STRANGER, number=TYPO)
    async with db.transaction() as session:
        await session.execute(update(TrackingEventRow).values(told_under=[]))
    assert (await journey(db), await others(db)) == (["Delivered"], [])
    await state(db)
    assert (await journey(db), await others(db)) == ([], [(TYPO, 1, True)])


async def test_an_alert_on_a_strangers_lines_passes_and_nobody_is_alerted_again_when_they_come_back(
    db: Database,
) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, BATCH, LOST, number=TYPO)
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)]
    await state(db)
    await tell(db, OWN)
    assert (await look(db)).raised == 0
    assert await alerts(db) == [("lost_by_carrier", False)]
    assert (await read_worklist(db, value_steps={}, limit=9, offset=0, now=NOW)).total == 0
    await say(db, TYPO, set_aside=False)
    await state(db, tracking_number=TYPO)
    await look(db)
    assert len(await outgoing(db, "case.alert")) == 1


@pytest.mark.parametrize("older", [False, True], ids=["now", "raised by an older release"])
async def test_what_was_settled_of_a_strangers_parcel_is_not_settled_of_this_one(db: Database, older: bool) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, LOST, number=TYPO)
    await look(db)
    async with db.transaction() as session:
        alert = (await session.scalars(select(AlertRow.id))).one()
        await settle_alert(session, alert, user_id=None, now=NOW)
        if older:
            await session.execute(update(AlertRow).values(number=None))
    await state(db)
    await tell(db, (8.0, "Not found in the depot", "Exception_Lost"))
    assert (await look(db)).raised == 1
    assert sorted(await alerts(db)) == [("lost_by_carrier", False), ("lost_by_carrier", True)]


async def test_an_agent_says_it_the_other_way_round_and_their_word_holds(db: Database) -> None:
    await state(db, tracking_number=TYPO)
    await tell(db, STRANGER, number=TYPO)
    await state(db)
    for _ in range(2):
        await say(db, TYPO, set_aside=False)
    assert (await journey(db), await others(db)) == (["Delivered"], [(TYPO, 1, False)])
    (entry,) = await entries(db, "lines_taken_back")
    assert entry == {"actor": "user:1", "by": "Anna", "number": TYPO, "lines": 1}
    await state(db, tracking_number=TYPO)
    await state(db)
    assert await journey(db) == ["Delivered"]
    await say(db, TYPO, set_aside=True)
    assert (await journey(db), await others(db)) == ([], [(TYPO, 1, True)])
