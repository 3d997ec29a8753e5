"""Whose part is whose, on both databases; and in a real Redis, which workers there are and who is sent where."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis
from sqlalchemy import select

from media.errors import GivenUp, TicketNotValid
from media.ports import Ending, Load, Roster
from records.database import Database
from records.media_workers import register_worker
from records.recorder import RecorderRecords, Writer, recording_of
from records.tables import PartRow
from signaling.cluster.media_workers import LEASE_S, Listing, MediaWorkers
from signaling.protocol.words import PartState
from tests.contract.test_recorder_records import _recording
from tests.unit.signaling.story import START

_GIB = 1 << 30


@dataclass
class _Worker:
    """One life, and whom it takes for gone."""

    number: int
    records: RecorderRecords
    gone: set[int]


async def _worker(db: Database, line: str, *, alone: bool = False) -> _Worker:
    number = await register_worker(db, line=line, alone=alone, now=START)
    gone: set[int] = set()

    async def who(numbers: Collection[int]) -> set[int]:
        return gone & set(numbers)

    writer = Writer(number, gone=who, given_up=GivenUp)
    return _Worker(
        number, RecorderRecords(db, clock=lambda: START, refusal=TicketNotValid, writer=writer), gone
    )  # fmt: skip


async def _state(db: Database, part_id: str) -> tuple[PartState, str | None]:
    async with db.reading() as session:
        row = await session.get_one(PartRow, part_id)
        return row.state, row.reason


async def test_the_parts_of_a_worker_that_is_gone_are_taken_by_one_other(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    lost, second, third = [await _worker(db, line) for line in "abc"]
    claim = await lost.records.claim(ticket)
    assert (await second.records.unfinished(), await third.records.unfinished()) == ([], [])
    for each in (second, third):
        each.gone.add(lost.number)
    taken = await asyncio.gather(second.records.unfinished(), third.records.unfinished())
    assert sorted(taken, key=len) == [[], [claim]]
    assert [await each.records.unfinished() for each in (second, third)] == [[], []]


async def test_whoever_was_given_up_opens_writes_and_ends_nothing_any_more(db: Database) -> None:
    recording_id, (ticket, other_ticket) = await _recording(db)
    frozen, other = await _worker(db, "a"), await _worker(db, "b")
    claim = await frozen.records.claim(ticket)
    other.gone.add(frozen.number)
    assert await other.records.unfinished() == [claim]
    for asked in (
        frozen.records.claim(other_ticket), frozen.records.standing([recording_id]), frozen.records.unfinished(),
    ):  # fmt: skip
        with pytest.raises(GivenUp):
            await asked
    with pytest.raises(GivenUp):  # and not as if it were heard: what the other one reads would be let go of
        await frozen.records.ended(claim.part_id, Ending("complete", "closed", 5, 1.0, "stale"))
    assert await _state(db, claim.part_id) == (PartState.WRITING, None)
    await other.records.ended(claim.part_id, Ending("partial", "recorder_died", 9, 2.0, "ab"))
    with pytest.raises(GivenUp):
        await frozen.records.ended(claim.part_id, Ending("complete", "closed", 5, 1.0, "stale"))
    assert await _state(db, claim.part_id) == (PartState.PARTIAL, "recorder_died")
    assert (await other.records.claim(other_ticket)).part_number == 1


async def test_the_next_life_of_a_line_has_the_parts_of_the_one_before_at_once(db: Database) -> None:
    _, (ticket, other_ticket) = await _recording(db)
    first, neighbour = await _worker(db, "a"), await _worker(db, "b")
    claim, kept = await first.records.claim(ticket), await neighbour.records.claim(other_ticket)
    second = await _worker(db, "a")
    assert second.number > first.number
    assert await second.records.unfinished() == [claim]
    assert {each.part_id for each in await second.records.being_written()} == {claim.part_id, kept.part_id}
    with pytest.raises(GivenUp):
        await first.records.standing([claim.recording_id])


async def test_who_is_alone_takes_everything(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    claim = await (await _worker(db, "a")).records.claim(ticket)
    assert await (await _worker(db, "b", alone=True)).records.unfinished() == [claim]


async def test_a_part_is_superseded_once_its_voice_has_a_later_one(db: Database) -> None:
    recording_id, (ticket, other_ticket) = await _recording(db)
    worker = await _worker(db, "a")
    mine, others = await worker.records.claim(ticket), await worker.records.claim(other_ticket)
    parts = [mine.part_id, others.part_id]
    assert await worker.records.superseded(parts) == set()
    async with db.transaction() as session:
        assert await recording_of(session, ticket) == recording_id
        session.add(
            PartRow(
                recording_id=recording_id, participant_id=mine.participant_id, number=2, state=PartState.WRITING,
                bytes_written=0, seconds=0.0, opened_at=START, worker=worker.number,
            )
        )  # fmt: skip
    assert await worker.records.superseded(parts) == {mine.part_id}
    async with db.reading() as session:
        assert await recording_of(session, "nonsense") is None
        assert (await session.scalars(select(PartRow.worker))).all() == [worker.number] * 3


PREFIX = "media-workers-test:"


@pytest.fixture
async def redis(redis_url: str) -> "AsyncIterator[Redis]":
    async with Redis.from_url(redis_url) as client:
        async for name in client.scan_iter(f"{PREFIX}*"):
            await client.delete(name)
        yield client


def _load(legs: int = 0, *, cpu: float = 0.0, room: bool = True) -> Load:
    return Load(legs, 600, cpu, 0.001, 9 * _GIB, room)


def _listing(redis: "Redis", number: int, *, machine: str = "here") -> Listing:
    listing = Listing(redis, number, machine=machine, prefix=PREFIX)
    roster: Roster = listing
    assert roster is listing
    return listing


def _node(redis: "Redis") -> MediaWorkers:
    return MediaWorkers(redis, machine="here", prefix=PREFIX)


async def test_a_leg_goes_to_the_least_busy_worker_that_has_room(redis: "Redis") -> None:
    busy, full, idle, no_disk = [_listing(redis, number) for number in range(1, 5)]
    await busy.tell("http://10.0.0.1:1", _load(300))
    await full.tell("http://10.0.0.1:2", _load(600))
    await idle.tell("http://10.0.0.1:3", _load(10, cpu=0.2))
    await no_disk.tell("http://10.0.0.1:4", _load(room=False))
    assert [door.worker for door in await _node(redis).ranked("rec")] == ["3", "1", "4"], (
        "a full disk says so itself, when nobody else is there"
    )
    await idle.tell("http://10.0.0.1:3", _load(10, cpu=0.9))
    assert [door.url for door in await _node(redis).ranked("another")][:2] == ["http://10.0.0.1:1", "http://10.0.0.1:3"]


async def test_both_legs_of_a_recording_go_to_one_worker_whatever_node_they_come_through(redis: "Redis") -> None:
    one, other = _listing(redis, 1), _listing(redis, 2)
    for number in range(20):
        await one.tell("http://10.0.0.1:1", _load(0))
        await other.tell("http://10.0.0.1:2", _load(0))
        nodes = [_node(redis), _node(redis)]
        first, second = await asyncio.gather(*(node.ranked(f"rec-{number}") for node in nodes))
        assert first[0] == second[0]
        await nodes[0].chosen(f"rec-{number}", first[1])  # the first one was away
        assert (await nodes[1].ranked(f"rec-{number}"))[0] == first[1]


async def test_many_that_come_between_two_words_of_a_worker_are_spread(redis: "Redis") -> None:
    for number in (1, 2, 3):
        await _listing(redis, number).tell(f"http://10.0.0.1:{number}", _load(100))
    node = _node(redis)
    sent = []
    for number in range(30):
        door = (await node.ranked(f"rec-{number}"))[0]
        await node.chosen(f"rec-{number}", door)
        sent.append(door.worker)
    assert all(6 <= sent.count(worker) <= 14 for worker in "123")


async def test_a_door_that_cannot_be_reached_from_here_is_none(redis: "Redis") -> None:
    await _listing(redis, 1, machine="there").tell("unix:///tmp/there.sock", _load())
    await _listing(redis, 2, machine="there").tell("http://127.0.0.1:9", _load())
    await _listing(redis, 3, machine="there").tell("http://10.0.0.9:9", _load())
    await _listing(redis, 4).tell("unix:///tmp/here.sock", _load())
    node = _node(redis)
    assert {door.worker for door in await node.doors()} == {"3", "4"}
    assert await node.door("1") is None
    found = await node.door("4")
    assert found is not None
    assert found.url == "unix:///tmp/here.sock"


async def test_who_leaves_or_falls_silent_is_sent_nobody_and_is_gone_only_later(redis: "Redis") -> None:
    leaving, silent, watching = [_listing(redis, number) for number in (1, 2, 3)]
    for number, each in enumerate((leaving, silent), start=1):
        await each.tell(f"http://10.0.0.1:{number}", _load())
    assert await watching.gone({1, 2}) == set()
    node = _node(redis)
    await leaving.leave()
    await silent.tell("http://10.0.0.1:2", _load())
    assert [door.worker for door in await node.ranked("rec")] == ["2"]
    await asyncio.sleep(LEASE_S + 0.2)
    assert await node.ranked("rec") == []
    assert await watching.gone({1, 2}) == set()
    for _ in range(11):
        await asyncio.sleep(LEASE_S / 10)
        await leaving.tell("http://10.0.0.1:1", _load())
    assert await watching.gone({1, 2}) == {2}


async def test_while_redis_is_away_whom_we_knew_is_tried_and_nobody_is_gone(redis: "Redis") -> None:
    node, watching = _node(redis), _listing(redis, 9)
    await _listing(redis, 1).tell("http://10.0.0.1:1", _load())
    before = await node.ranked("rec")
    away = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2)
    node._redis = watching._redis = watching._presence._redis = away
    assert await node.ranked("rec") == before
    assert await node.door("1") == before[0]
    assert await watching.gone({1}) == set()
    await watching.tell("http://10.0.0.1:9", _load())
    await watching.leave()
    await away.aclose()


async def test_what_cannot_be_read_is_left_out(redis: "Redis") -> None:
    await redis.sadd(f"{PREFIX}media:all", "7", "8")
    await redis.set(f"{PREFIX}media:7", b"nonsense")
    await redis.set(f"{PREFIX}media:8", b'{"url": "http://10.0.0.1:8", "of": "another version"}')
    assert await _node(redis).ranked("rec") == []
