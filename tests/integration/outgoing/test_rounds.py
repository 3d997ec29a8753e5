"""A round of letters: a few in flight, begun within the time for which the lease surely holds, the rest put back."""

import asyncio
from datetime import UTC, datetime

import pytest

from outgoing import rounds
from outgoing.answer import Answer
from outgoing.dispatch import deliver_everything_due, deliver_some
from outgoing.spreading import spread_events
from records.database import Database
from records.tables import EndpointRow, EndpointState, OutboxRow
from tests.integration.outgoing.stage import Time, add, deliveries, endpoint, enqueue, receiving, sending


class _Counting:
    """A sender that knows how many letters it has in its hands."""

    timeout_s = 5.0

    def __init__(self, *, breaks_over: str = "") -> None:
        self.breaks_over = breaks_over
        self.in_flight = 0
        self.most = 0
        self.sent: list[str] = []

    async def send(self, event: OutboxRow, endpoint: EndpointRow, *, now: datetime) -> Answer:
        """See `Sender`."""
        self.sent.append(event.id)
        if event.id == self.breaks_over:
            raise KeyError("what no answer of a receiver explains")
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        await asyncio.sleep(0)
        self.in_flight -= 1
        return Answer(204)


async def _told(db: Database, url: str, events: int) -> list[str]:
    """An endpoint, and so many events on their way to it."""
    await add(db, "one", url)
    ids = [await enqueue(db, str(number)) for number in range(events)]
    assert await spread_events(db, now=datetime.now(UTC)) == events
    return ids


@pytest.fixture
def _time_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, each letter of a round has its turn."""
    monkeypatch.setattr(rounds, "BEGUN_WITHIN_S", 600.0)


@pytest.mark.usefixtures("_time_for_all")
async def test_no_more_than_eight_are_in_flight_and_each_is_sent_once(sqlite_db: Database) -> None:
    ids = await _told(sqlite_db, "http://127.0.0.1:9/hook", 40)
    sender = _Counting()
    assert await deliver_some(sqlite_db, {"webhook": sender}, "one", clock=Time()) == 32
    assert await deliver_some(sqlite_db, {"webhook": sender}, "one", clock=Time()) == 8
    assert sender.most == rounds.AT_ONCE == 8
    assert sorted(sender.sent) == sorted(ids)
    assert all(row.last_status == 204 and row.delivered_at for row in await deliveries(sqlite_db))


async def test_what_had_no_turn_in_time_is_due_at_once_and_it_was_no_attempt(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BEGUN_WITHIN_S", 0.0)
    async with receiving() as there, sending() as here:
        ids = await _told(db, there.url, 11)
        assert await deliver_some(db, here, "one", clock=Time()) == 8
        left = [row for row in await deliveries(db) if row.delivered_at is None]
        assert [(row.attempts, row.leased_until, row.last_error) for row in left] == [(0, None, None)] * 3
        assert await deliver_some(db, here, "one", clock=Time()) == 3
        assert await deliver_some(db, here, "one", clock=Time()) == 0
    assert sorted(there.ids) == sorted(ids)
    assert {row.attempts for row in await deliveries(db)} == {1}


@pytest.mark.usefixtures("_time_for_all")
async def test_a_letter_that_breaks_its_sender_is_put_off_and_the_others_go_out(sqlite_db: Database) -> None:
    first, *others = await _told(sqlite_db, "http://127.0.0.1:9/hook", 12)
    sender = _Counting(breaks_over=first)
    assert await deliver_some(sqlite_db, {"webhook": sender}, "one", clock=Time()) == 12
    rows = {row.event_id: row for row in await deliveries(sqlite_db)}
    assert all(rows[event_id].delivered_at for event_id in others)
    put_off = rows[first]
    assert (put_off.delivered_at, put_off.attempts, put_off.leased_until) == (None, 1, None)
    assert put_off.last_error == "it could not be sent: KeyError"


async def test_who_says_that_they_are_gone_is_sent_nothing_more_of_the_round(db: Database) -> None:
    async with receiving(*[410] * 20) as there, sending(timeout_s=5) as here:
        await _told(db, there.url, 20)
        assert await deliver_everything_due(db, here, clock=Time()) == 8
        assert len(there.ids) == 8
    assert (await endpoint(db)).state is EndpointState.GONE
    rows = await deliveries(db)
    assert len([row for row in rows if row.dead_at]) == 8
    assert {(row.attempts, row.leased_until) for row in rows if not row.dead_at} == {(0, None)}
