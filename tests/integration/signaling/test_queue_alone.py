"""The queue on two nodes by a clock of the test's own, each in the middle of what the other does."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from records import queue as queue_records
from records.database import Database
from records.nodes import Fenced, retire_nodes
from records.participants import hold_seat
from records.queue import Queued
from records.tables import AgentRow, UserRow
from signaling.domain import events as e
from signaling.domain.call import Call
from signaling.domain.matching import Pairing
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallMode, CallState, ErrorCode
from signaling.runtime.pairing import Here
from tests.pairing.picture import Ringing
from tests.pairing.station import LEASE_S, Quiet, Station
from tests.pairing.world import World, open_world


async def _free(world: World, *users: str) -> None:
    async with world.database.transaction() as session:
        await session.execute(update(UserRow).values(languages=["en"], skills=[]))
        for user in users:
            free = update(AgentRow).where(AgentRow.user_id == user)
            await session.execute(free.values(state=AgentState.AVAILABLE, since=world.clock()))


async def _waits(world: World, case: str) -> Call:
    station = world.stations[0]
    opened = await station.reception.open_call(case, mode=CallMode.QUEUE, created_by="api", language="en")
    call = await station.rooms.look(opened.call_id)
    assert call is not None
    await station.rooms.happen(call.id, e.ParticipantArrived(call.customer.id, f"page-{case}"))
    return await station.rooms.happen(call.id, e.ParticipantReady(call.customer.id, audio=True, video=True))


async def _is_held_by(world: World, call: Call, station: Station) -> None:
    async with world.database.transaction() as session:
        assert await hold_seat(session, call.customer.id, call.customer.page_id or "", station.id)


async def _rung(world: World) -> list[Ringing]:
    await world.stations[1].queue.pair()
    return world.look().offers


async def test_an_agent_who_ends_their_own_call_while_another_rings_holds_nobody_up(db: Database) -> None:
    async with open_world(db, agents=2, customers=3) as world:
        ana, bo = world.agents
        await _free(world, ana)
        first = await _waits(world, world.cases[0])
        (ringing,) = await _rung(world)
        rooms = world.stations[0].rooms
        own = await world.stations[0].reception.open_call(
            world.cases[1], mode=CallMode.INVITE, created_by=ana, agent_user_id=ana
        )
        call = await rooms.look(own.call_id)
        assert call is not None
        assert call.agent is not None
        await rooms.happen(call.id, e.HungUp(call.agent.id))
        second = await _waits(world, world.cases[2])
        assert await _rung(world) == [ringing]  # no clock has seen yet that it is to stop
        await _free(world, bo)
        await world.tick()
        rung = {(offer.call_id, offer.user_id) for offer in world.look().offers}
        assert rung == {(first.id, ana), (second.id, bo)}


async def test_an_agent_from_whom_the_offer_was_taken_away_keeps_the_turn(db: Database) -> None:
    """The customer left: who has been idle longest still has, though the ringing ended only now."""
    async with open_world(db, agents=2, customers=2) as world:
        ana, bo = world.agents
        await _free(world, ana, bo)
        async with db.transaction() as session:
            for user, minutes in ((ana, 9), (bo, 5)):
                since = world.clock() - timedelta(minutes=minutes)
                await session.execute(update(AgentRow).where(AgentRow.user_id == user).values(free_since=since))
        first = await _waits(world, world.cases[0])
        assert [offer.user_id for offer in await _rung(world)] == [ana]
        world.clock.on(3)
        rooms = world.stations[0].rooms
        await rooms.happen(first.id, e.ParticipantLeft(first.customer.id, f"page-{world.cases[0]}"))
        await _waits(world, world.cases[1])
        assert [offer.user_id for offer in await _rung(world)] == [ana]


async def test_a_click_that_is_heard_after_the_ringing_is_over_takes_nothing(db: Database) -> None:
    async with open_world(db, agents=1, customers=1) as world:
        await _free(world, *world.agents)
        call = await _waits(world, world.cases[0])
        (ringing,) = await _rung(world)
        world.clock.now = ringing.expires_at - timedelta(milliseconds=1)
        with pytest.raises(SignalError) as refusal:
            await world.stations[0].queue.accept(ringing.id, user_id="agent-001")
        assert refusal.value.code is ErrorCode.OFFER_GONE
        world.clock.now = ringing.expires_at
        with pytest.raises(SignalError) as refusal:
            await world.stations[0].queue.accept(ringing.id, user_id=ringing.user_id)
        assert refusal.value.code is ErrorCode.OFFER_GONE
        await world.tick()
        assert world.look().calls[call.id].state is CallState.WAITING
        assert world.picture.agents[ringing.user_id][0] is AgentState.MISSED


async def test_the_order_comes_back_from_the_rows_when_nothing_else_is_left(db: Database) -> None:
    """Promise 20, in process: Redis knows nobody, and both nodes are new."""
    async with open_world(db, agents=3, customers=4) as world:
        calls = [await _waits(world, case) for case in world.cases]
        world.shared.clear()
        world.stations[:] = [await world.make_station(), await world.make_station()]
        await _free(world, *world.agents)
        await world.tick(sweep=True)
        rung = [Pairing(offer.call_id, offer.user_id) for offer in world.look().offers]
        assert rung == [Pairing(call.id, user) for call, user in zip(calls, world.agents, strict=False)]


async def test_while_nodes_cannot_hear_each_other_each_pairs_the_heads_of_its_own_queue(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the queue is: a round holds the lock of all."""
    real, read = queue_records._as_queued, list[str]()

    def counted(row: Any, *more: Any) -> Queued:
        read.append(row[0])
        return real(row, *more)

    async with open_world(db, agents=2, customers=24, announcer=Quiet) as world:
        here, other = world.agents
        await _free(world, here, other)
        calls = [await _waits(world, case) for case in world.cases]
        for number, call in enumerate(calls):
            await _is_held_by(world, call, world.stations[0 if number < 4 else 1])
        station = world.stations[1]
        station.queue.only_here(lambda: Here(node_id=station.id, user_ids={here}))
        monkeypatch.setattr(queue_records, "_as_queued", counted)
        await station.queue.pair()
        first, dearest = calls[4].id, calls[7].id
        assert [(offer.call_id, offer.user_id) for offer in world.look().offers] == [(dearest, here)]
        assert set(read) == {first, dearest}


async def test_an_agent_whom_a_burial_sets_free_is_rung_for_the_next_one_in_the_same_step(db: Database) -> None:
    """It rang for a customer whose page was lost with its node."""
    async with open_world(db, agents=1, customers=2) as world:
        dead, alive = world.stations
        (ana,) = world.agents
        await alive.presence.hold(f"agent:{ana}")
        dead.presence.forget()
        world.stations.remove(dead)
        world.clock.on(LEASE_S)
        await world.tick(sweep=True)  # its lease has lapsed: for as long again it may come back
        world.clock.on(LEASE_S - 2)
        await world.tick(sweep=True)
        await _free(world, ana)
        lost, waiting = [await _waits(world, case) for case in world.cases]
        await _is_held_by(world, lost, dead)
        await _is_held_by(world, waiting, alive)
        await alive.queue.pair()
        assert [offer.call_id for offer in world.look().offers] == [lost.id]
        world.clock.on(2)
        await world.tick(sweep=True)
        assert [(offer.call_id, offer.user_id) for offer in world.look().offers] == [(waiting.id, ana)]


async def test_a_node_that_was_given_up_hears_so_when_it_pairs(db: Database) -> None:
    async with open_world(db, agents=1, customers=1) as world:
        await _waits(world, world.cases[0])
        await _free(world, *world.agents)
        stale = world.stations[0]
        async with db.transaction() as session:
            await retire_nodes(session, [stale.id], now=world.clock())
        with pytest.raises(Fenced):
            await stale.queue.pair()
        assert world.look().offers == []
