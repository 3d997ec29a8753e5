"""The watch, both databases: what a person has settled is not raised again by how or when feeds tell it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cases.feeds import aftership
from cases.feeds.message import Feed
from cases.intake import take_in
from records.alerts import settle_alert
from records.database import Database
from records.tables import AlertRow
from tests.contract.cases.caseload import NOW, alerts, look, outgoing, state, tell
from tests.unit.cases.journeys.test_whole_parcel import by_aftership

Told = tuple[float, str, str]
SEEN = (9.0, "Arrived", "InTransit_Arrival")
LOST = (6.0, "Cannot be found", "Exception_Lost")
HELD = (20.0, "Held by customs", "InTransit_CustomsProcessing")
LEFT = (30.0, "Left the country", "InTransit_Departure")


async def settle(db: Database) -> None:
    async with db.transaction() as session:
        alert_id = (await session.scalars(select(AlertRow.id).where(AlertRow.closed_at.is_(None)))).one()
        assert await settle_alert(session, alert_id, user_id=None, now=NOW)


@pytest.mark.parametrize(
    ("before", "later"),
    [
        ((SEEN, LOST), (SEEN, (6.0, "Declared lost by the carrier", "Exception_Lost"))),
        ((SEEN, LOST), (SEEN, (7.0, "Search begun, not found", "Exception_Lost"), LOST)),
        ((SEEN, LOST, (4.0, "Still lost", "Exception_Lost")), ((5.0, "Seen", "InTransit_Arrival"),)),
        ((HELD,), ((20.0, "Customs clearance in process", "InTransit_CustomsProcessing"),
                   (21.0, "Presented to customs", "InTransit_CustomsProcessing"))),
        ((LEFT,), ((30.0, "Departed", "InTransit_Departure"), (25.0, "In transit", "InTransit_Other"))),
    ],
    ids=["reworded", "older", "found in between, told late", "customs", "silence"],
)  # fmt: skip
async def test_a_settled_alert_is_not_raised_by_other_words_or_by_older_lines(
    db: Database, before: tuple[Told, ...], later: tuple[Told, ...]
) -> None:
    await state(db)
    await tell(db, *before)
    assert (await look(db)).raised == 1
    await settle(db)
    assert (await tell(db, *later)).events_added > 0
    assert (await look(db)).cases == 1
    assert [stands for _, stands in await alerts(db)] == [False]
    assert len(await outgoing(db, "case.alert")) == 1


@pytest.mark.parametrize(
    ("before", "later"),
    [
        ((SEEN, LOST), ((4.0, "Found", "InTransit_Arrival"), (2.0, "Lost", "Exception_Lost"))),
        ((HELD,), ((15.0, "Released", "InTransit_CustomsReleased"), (8.0, "Held", "InTransit_CustomsProcessing"))),
        ((LEFT,), ((12.0, "Arrived", "InTransit_Arrival"),)),
    ],
    ids=["lost again", "in customs again", "silent again"],
)
@pytest.mark.parametrize("settled", [True, False])
async def test_what_is_really_new_is_raised_though_nobody_looked_in_between(
    db: Database, before: tuple[Told, ...], later: tuple[Told, ...], settled: bool
) -> None:
    await state(db)
    await tell(db, *before)
    await look(db)
    if settled:
        await settle(db)
    await tell(db, *later)
    assert (await look(db, now=NOW + timedelta(minutes=1))).raised == 1
    first, second = await alerts(db)
    assert (first, second) == ((first[0], False), (first[0], True))


async def test_an_alert_of_an_older_release_stays_settled_whatever_names_its_thing(db: Database) -> None:
    await state(db)
    await tell(db, SEEN, LOST)
    await look(db)
    await settle(db)
    async with db.transaction() as session:
        old = {"thing": "lost_by_carrier:" + "0" * 64, "told_until": None}
        await session.execute(update(AlertRow).values(**old))
    await tell(db, SEEN, (6.0, "Declared lost", "Exception_Lost"), (6.5, "Not found", "Exception_Lost"))
    assert (await look(db, now=NOW + timedelta(hours=2))).raised == 0
    await tell(db, (4.0, "Found", "InTransit_Arrival"), (2.0, "Lost", "Exception_Lost"))
    assert (await look(db, now=NOW + timedelta(hours=4))).raised == 1


async def test_a_silence_of_an_older_release_stays_settled_when_a_word_of_its_time_comes_late(db: Database) -> None:
    await state(db)
    await tell(db, LEFT)
    await look(db)
    await settle(db)
    async with db.transaction() as session:
        await session.execute(update(AlertRow).values(told_until=None))
    await tell(db, (25.0, "In transit", "InTransit_Other"))
    assert (await look(db, now=NOW + timedelta(hours=2))).raised == 0
    await tell(db, (12.0, "Arrived", "InTransit_Arrival"))
    assert (await look(db, now=NOW + timedelta(hours=4))).raised == 1


async def test_what_is_said_again_after_it_was_settled_is_settled_with_it(db: Database) -> None:
    await state(db)
    await tell(db, SEEN, LOST)
    await look(db)
    await settle(db)
    await tell(db, (4.0, "Still lost", "Exception_Lost"))
    assert (await look(db)).raised == 0
    await tell(db, (5.0, "Seen", "InTransit_Arrival"))
    assert (await look(db)).raised == 0


async def test_a_state_without_a_line_is_an_alert_and_both_feeds_say_the_same_one(db: Database) -> None:
    await state(db)
    await tell(db, SEEN, LOST)
    await look(db)
    raw = by_aftership("Exception_013", ("Seen", "InTransit_003"))
    for _ in range(2):
        await take_in(db, Feed.AFTERSHIP, raw, aftership.parse(raw), now=NOW)
    await look(db)
    assert await alerts(db) == [("lost_by_carrier", True)]
    assert len(await outgoing(db, "case.alert")) == 1


async def test_the_state_of_the_parcel_that_had_the_number_before_says_nothing_of_this_one(db: Database) -> None:
    await state(db, shipped_on="2028-06-01")
    raw = by_aftership("Exception_013", ("Seen", "InTransit_003"))
    assert (await take_in(db, Feed.AFTERSHIP, raw, aftership.parse(raw), now=NOW)).events_added == 0


async def test_a_line_that_is_only_planned_withdraws_no_alert_before_its_day(db: Database) -> None:
    await state(db)
    await tell(db, LEFT)
    await look(db)
    await tell(db, LEFT, (-5.0, "Planned arrival", "InTransit_Arrival"))
    await look(db)
    assert await alerts(db) == [("silent", True)]
    await look(db, now=NOW + timedelta(days=5, hours=1))
    assert await alerts(db) == [("silent", False)]


async def test_a_local_time_taken_for_utc_is_a_word_of_now(db: Database) -> None:
    await state(db)
    await tell(db, LEFT)
    await look(db)
    await tell(db, LEFT, (-8 / 24, "Arrived", "InTransit_Arrival"))
    await look(db)
    assert await alerts(db) == [("silent", False)]
