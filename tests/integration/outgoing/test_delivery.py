"""The outbox against real receivers that misbehave: one event, one id, a valid signature, until each has said 2xx."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from outgoing.dispatch import deliver_everything_due, run_outgoing
from outgoing.letters import list_dead_letters, replay_dead_letters
from outgoing.schedule import ATTEMPTS
from outgoing.spreading import spread_events
from records.database import Database
from records.deliveries import lease_letters, mark_dead, mark_delivered, mark_retry
from records.tables import EndpointState
from tests.integration.outgoing.stage import (
    PAYLOAD,
    SILENCE,
    Time,
    add,
    deliveries,
    delivery,
    due_again,
    endpoint,
    enqueue,
    event,
    receiving,
    sending,
    turn_on,
)


async def test_one_event_keeps_its_id_through_every_failure_until_2xx(db: Database) -> None:
    clock, event_id = Time(), await enqueue(db)
    answers = (500, (429, {"Retry-After": "120"}), SILENCE, (302, {"Location": "/hook"}), 404)
    async with receiving(*answers) as there, sending(timeout_s=2.5) as here:
        await add(db, "one", there.url)
        for _ in answers:
            clock.now = datetime.now(UTC)
            assert await deliver_everything_due(db, here, clock=clock) == 1
            assert await deliver_everything_due(db, here, clock=clock) == 0
            await due_again(db)
        assert await deliver_everything_due(db, here, clock=clock) == 1
        assert await deliver_everything_due(db, here, clock=clock) == 0
        assert there.ids == [event_id] * 6
        assert there.bodies == [PAYLOAD] * 6
    row = await delivery(db)
    assert (row.delivered_at is not None, row.last_status, row.last_error) == (True, 200, None)


async def test_retry_after_is_kept(db: Database) -> None:
    clock = Time()
    await enqueue(db)
    async with receiving((429, {"Retry-After": "120"})) as there, sending() as here:
        await add(db, "one", there.url)
        await deliver_everything_due(db, here, clock=clock)
    row = await delivery(db)
    assert (row.next_at, row.last_status) == (clock.now + timedelta(seconds=120), 429)


async def test_410_ends_the_endpoint_the_event_is_seen_and_replayed_under_its_old_id(db: Database) -> None:
    event_id = await enqueue(db)
    clock = Time()
    async with receiving(410) as there, sending() as here:
        await add(db, "one", there.url)
        await deliver_everything_due(db, here, clock=clock)
        assert (await endpoint(db)).state is EndpointState.GONE
        other = await enqueue(db, "another")
        clock.now += timedelta(minutes=1)
        assert await deliver_everything_due(db, here, clock=clock) == 0, "whoever is gone is sent nothing"
        assert [(letter.event_id, letter.last_status) for letter in await list_dead_letters(db)] == [(event_id, 410)]
        assert await replay_dead_letters(db, actor="user:sam", now=clock.now) == 1
        assert await deliver_everything_due(db, here, clock=clock) == 0
        await turn_on(db)
        assert await deliver_everything_due(db, here, clock=clock) == 2
        assert there.ids[0] == event_id
        assert sorted(there.ids[1:]) == sorted([event_id, other])
    assert await list_dead_letters(db) == []


async def test_after_the_last_attempt_it_is_a_dead_letter_that_begins_anew_when_it_is_replayed(db: Database) -> None:
    event_id = await enqueue(db)
    async with receiving(*[500] * ATTEMPTS) as there, sending() as here:
        await add(db, "one", there.url)
        for _ in range(ATTEMPTS):
            assert await deliver_everything_due(db, here, clock=Time()) == 1
            await due_again(db)
        assert await deliver_everything_due(db, here, clock=Time()) == 0
        (letter,) = await list_dead_letters(db)
        assert (letter.event_id, letter.attempts, letter.last_status) == (event_id, ATTEMPTS, 500)
        assert (await endpoint(db)).state is EndpointState.ON
        assert await replay_dead_letters(db, event_ids=[event_id], actor="user:sam", now=Time().now) == 1
        assert await deliver_everything_due(db, here, clock=Time()) == 1
    row = await delivery(db)
    assert (row.attempts, row.last_status, row.dead_at) == (1, 200, None)


async def test_killed_between_the_sending_and_the_acknowledgement_it_is_sent_again_under_the_same_id(
    db: Database,
) -> None:
    event_id = await enqueue(db)
    clock = Time()
    async with receiving(SILENCE) as there, sending(timeout_s=60) as here:
        await add(db, "one", there.url)
        killed = asyncio.ensure_future(deliver_everything_due(db, here, clock=clock))
        async with asyncio.timeout(30):
            await there.came.wait()
        killed.cancel()
        await asyncio.gather(killed, return_exceptions=True)
        assert await deliver_everything_due(db, here, clock=clock) == 0, "its lease still stands"
        assert await deliver_everything_due(db, here, clock=lambda: clock.now + timedelta(seconds=75)) == 1
        assert there.ids == [event_id] * 2
    assert (await delivery(db)).delivered_at is not None


async def test_asked_for_twice_it_is_one_event(db: Database) -> None:
    ids = await asyncio.gather(*(enqueue(db) for _ in range(5)))
    assert len(set(ids)) == 1
    assert ids[0].startswith("msg_")
    await event(db)


async def test_who_hangs_holds_up_nobody_else(db: Database) -> None:
    """The one that hangs is sent its first letter first, and the other has everything long before it lets go."""
    wake = asyncio.Event()
    async with receiving(*[SILENCE] * 50) as hanging, receiving() as quick, sending(timeout_s=60) as here:
        await add(db, "hanging", hanging.url)
        await add(db, "quick", quick.url)
        loop = asyncio.ensure_future(run_outgoing(db, here, clock=lambda: datetime.now(UTC), wake=wake, poll_s=60))
        ids = [await enqueue(db, str(number)) for number in range(20)]
        wake.set()
        async with asyncio.timeout(45):
            await hanging.came.wait()
            while len(quick.ids) < len(ids):  # noqa: ASYNC110 (a list tells nobody)
                await asyncio.sleep(0.02)
        assert not [row for row in await deliveries(db, "hanging") if row.delivered_at is not None]
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
    assert sorted(quick.ids) == sorted(ids)


async def test_without_an_endpoint_the_events_wait_for_the_first_one(sqlite_db: Database) -> None:
    await enqueue(sqlite_db)
    assert await spread_events(sqlite_db, now=Time().now) == 0
    assert (await event(sqlite_db)).spread_at is None
    async with receiving() as there, sending() as here:
        await add(sqlite_db, "one", there.url)
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
        assert len(there.ids) == 1


async def test_what_arises_while_an_endpoint_is_off_waits_for_it(sqlite_db: Database) -> None:
    async with receiving() as there, sending() as here:
        await add(sqlite_db, "one", there.url, state=EndpointState.OFF)
        ids = [await enqueue(sqlite_db, key) for key in "ab"]
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 0
        await turn_on(sqlite_db)
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 2
        assert sorted(there.ids) == sorted(ids)


@pytest.mark.parametrize("host", ["a..b", "a" * 64])
async def test_a_host_that_is_no_name_is_an_answer_like_any_other(sqlite_db: Database, host: str) -> None:
    await enqueue(sqlite_db)
    await add(sqlite_db, "one", f"http://{host}/hook")
    async with sending(allow_private=False) as here:
        assert await deliver_everything_due(sqlite_db, here, clock=Time()) == 1
    row = await delivery(sqlite_db)
    assert row.delivered_at is None
    assert "UnicodeError" in (row.last_error or "")


async def test_who_lost_the_lease_neither_puts_an_event_off_nor_gives_it_up(db: Database) -> None:
    event_id = await enqueue(db)
    await add(db, "one", "http://127.0.0.1:9/hook")
    now, lease = datetime.now(UTC) + timedelta(seconds=1), timedelta(seconds=30)
    assert await spread_events(db, now=datetime.now(UTC)) == 1
    async with db.transaction() as session:
        (late,) = await lease_letters(session, "one", most=8, now=now, lease=lease)
    async with db.transaction() as session:
        (holder,) = await lease_letters(session, "one", most=8, now=now + 2 * lease, lease=lease)
    assert late.event.id == holder.event.id == event_id
    async with db.transaction() as session:
        assert not await mark_retry(session, late, status=500, error="late", next_at=now)
        assert not await mark_dead(session, late, status=410, error="late", now=now)
    async with db.transaction() as session:
        assert await mark_delivered(session, [late], status=200, now=now) == {event_id}
        assert await mark_delivered(session, [holder], status=200, now=now) == frozenset(), "it is so once"
        assert not await mark_retry(session, holder, status=500, error="after the 2xx", next_at=now)
