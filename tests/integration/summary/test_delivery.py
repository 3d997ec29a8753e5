"""The outbox against a real receiver that misbehaves: one event, one id, a valid signature, until it says 2xx."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from standardwebhooks import Webhook

from records.database import Database
from records.outbox import enqueue_event, lease_due_event, mark_dead, mark_delivered, mark_retry
from records.tables import OutboxRow
from summary.dead_letters import list_dead_letters, replay_dead_letters
from summary.delivery import Receiver, deliver_due_event, open_receiver, run_outbox

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PAYLOAD = {"type": "summary.attached", "data": {"name": "Lucía 王"}}
SILENCE = "says nothing"


class Misbehaving:
    """Answers what it is told to, one after the other, then 200; checks and remembers what came."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.ids: list[str] = []
        self.bodies: list[object] = []
        self.came = asyncio.Event()
        self.released = asyncio.Event()
        self.url = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        """The endpoint."""
        self.bodies.append(Webhook(SECRET).verify(await request.read(), dict(request.headers)))
        self.ids.append(request.headers["webhook-id"])
        self.came.set()
        answer = self.answers.pop(0) if self.answers else 200
        if answer == SILENCE:
            await self.released.wait()
            return web.Response()
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        return web.Response(status=status, headers=headers, body=b"x" * 100_000)


@asynccontextmanager
async def receiving(*answers: object) -> AsyncIterator[Misbehaving]:
    """A real server on loopback."""
    receiver = Misbehaving(*answers)
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        try:
            yield receiver
        finally:
            receiver.released.set()


@asynccontextmanager
async def sending(url: str, *, timeout_s: float = 0.5, allow_private: bool = True) -> AsyncIterator[Receiver]:
    """Our side of it."""
    async with open_receiver(url=url, secret=SECRET, timeout_s=timeout_s, allow_private=allow_private) as receiver:
        yield receiver


class Time:
    """A clock that the test moves. It starts at the real time, since signatures carry it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


async def _enqueue(db: Database, key: str = "call") -> str:
    async with db.transaction() as session:
        return await enqueue_event(
            session, type="summary.attached", key=key, payload=PAYLOAD, now=datetime.now(UTC)
        )  # fmt: skip


async def _row(db: Database) -> OutboxRow:
    async with db.reading() as session:
        return (await session.scalars(select(OutboxRow))).one()


async def _due_again(db: Database) -> None:
    """Time passes: the next attempt is due. The clock stands still, or signatures would grow too old."""
    async with db.transaction() as session:
        (await session.scalars(select(OutboxRow))).one().next_at = datetime.now(UTC) - timedelta(seconds=1)


async def test_one_event_keeps_its_id_through_every_failure_until_2xx(db: Database) -> None:
    clock, event_id = Time(), await _enqueue(db)
    answers = (500, (429, {"Retry-After": "120"}), SILENCE, (302, {"Location": "/hook"}), 404)
    async with receiving(*answers) as there, sending(there.url) as here:
        for _ in answers:
            clock.now = datetime.now(UTC)
            assert await deliver_due_event(db, here, clock=clock)
            assert not await deliver_due_event(db, here, clock=clock)
            await _due_again(db)
        assert await deliver_due_event(db, here, clock=clock)
        assert not await deliver_due_event(db, here, clock=clock)
        assert there.ids == [event_id] * 6
        assert there.bodies == [PAYLOAD] * 6
    row = await _row(db)
    assert (row.delivered_at is not None, row.last_status, row.last_error) == (True, 200, None)


async def test_retry_after_is_kept(db: Database) -> None:
    clock = Time()
    await _enqueue(db)
    clock.now = datetime.now(UTC)
    async with receiving((429, {"Retry-After": "120"})) as there, sending(there.url) as here:
        await deliver_due_event(db, here, clock=clock)
    row = await _row(db)
    assert (row.next_at, row.last_status) == (clock.now + timedelta(seconds=120), 429)


async def test_410_makes_a_dead_letter_that_is_seen_and_replayed_under_its_old_id(db: Database) -> None:
    event_id = await _enqueue(db)
    clock = Time()
    async with receiving(410) as there, sending(there.url) as here:
        await deliver_due_event(db, here, clock=clock)
        assert not await deliver_due_event(db, here, clock=lambda: clock.now + timedelta(days=9))
        assert [(letter.id, letter.last_status) for letter in await list_dead_letters(db)] == [(event_id, 410)]
        assert await replay_dead_letters(db, now=clock.now) == 1
        assert await deliver_due_event(db, here, clock=clock)
        assert there.ids == [event_id] * 2
    assert await list_dead_letters(db) == []


async def test_killed_between_the_sending_and_the_acknowledgement_it_is_sent_again_under_the_same_id(
    db: Database,
) -> None:
    event_id = await _enqueue(db)
    clock = Time()
    async with receiving(SILENCE) as there, sending(there.url, timeout_s=60) as here:
        killed = asyncio.ensure_future(deliver_due_event(db, here, clock=clock))
        async with asyncio.timeout(10):
            await there.came.wait()
        killed.cancel()
        await asyncio.gather(killed, return_exceptions=True)
        assert not await deliver_due_event(db, here, clock=clock), "its lease still stands"
        assert await deliver_due_event(db, here, clock=lambda: clock.now + timedelta(seconds=75))
        assert there.ids == [event_id] * 2
    assert (await _row(db)).delivered_at is not None


async def test_asked_for_twice_it_is_one_event(db: Database) -> None:
    ids = await asyncio.gather(*(_enqueue(db) for _ in range(5)))
    assert len(set(ids)) == 1
    assert ids[0].startswith("msg_")
    await _row(db)


async def test_the_loop_delivers_what_it_is_woken_for(db: Database) -> None:
    wake = asyncio.Event()
    async with receiving() as there:
        loop = asyncio.ensure_future(
            run_outbox(
                db, url=there.url, secret=SECRET, timeout_s=1, allow_private=True, clock=lambda: datetime.now(UTC),
                wake=wake, poll_s=60,
            )
        )  # fmt: skip
        event_id = await _enqueue(db)
        wake.set()
        async with asyncio.timeout(10):
            await there.came.wait()
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
    assert there.ids == [event_id]


async def test_without_a_receiver_the_events_stay_for_a_later_one(sqlite_db: Database) -> None:
    await _enqueue(sqlite_db)
    await run_outbox(
        sqlite_db, url=None, secret=None, timeout_s=1, allow_private=False, clock=Time(), wake=asyncio.Event()
    )
    row = await _row(sqlite_db)
    assert (row.attempts, row.delivered_at, row.dead_at) == (0, None, None)


@pytest.mark.parametrize("host", ["a..b", "a" * 64])
async def test_a_host_that_is_no_name_is_an_answer_like_any_other(sqlite_db: Database, host: str) -> None:
    await _enqueue(sqlite_db)
    async with sending(f"http://{host}/hook", allow_private=False) as here:
        assert await deliver_due_event(sqlite_db, here, clock=Time())
    async with sqlite_db.reading() as session:
        row = (await session.scalars(select(OutboxRow))).one()
    assert row.delivered_at is None
    assert "UnicodeError" in (row.last_error or "")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_an_inside_address_is_not_dialled_and_the_row_says_why(sqlite_db: Database, host: str) -> None:
    await _enqueue(sqlite_db)
    async with receiving() as there:
        async with sending(there.url.replace("127.0.0.1", host), allow_private=False) as here:
            await deliver_due_event(sqlite_db, here, clock=Time())
        assert there.ids == []
    assert "inside address" in ((await _row(sqlite_db)).last_error or "")


async def test_who_lost_the_lease_neither_puts_an_event_off_nor_gives_it_up(db: Database) -> None:
    event_id = await _enqueue(db)
    now, lease = datetime.now(UTC) + timedelta(seconds=1), timedelta(seconds=30)
    async with db.transaction() as session:
        late = await lease_due_event(session, now=now, lease=lease)
    async with db.transaction() as session:
        holder = await lease_due_event(session, now=now + 2 * lease, lease=lease)
    assert late is not None and holder is not None and late.id == holder.id == event_id
    async with db.transaction() as session:
        assert not await mark_retry(session, late, status=500, error="late", next_at=now)
        assert not await mark_dead(session, late, status=410, error="late", now=now)
    async with db.transaction() as session:
        assert await mark_delivered(session, late, status=200, now=now)
        assert not await mark_retry(session, holder, status=500, error="after the 2xx", next_at=now)
