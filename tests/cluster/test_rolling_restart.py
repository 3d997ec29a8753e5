"""Promise 19: the three nodes are renewed one after the other under load; no call ends and nobody loses their place."""

import asyncio
import random
import signal

import pytest
from sqlalchemy import select

from deploy.cluster import Cluster
from deploy.nodes import ENDS_WITHIN_S
from records.database import Database
from records.tables import CallEntryRow, CallRow
from signaling.protocol.words import CallState
from tests.cluster.people import Crowd, Page, open_crowd

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

QUEUE = 12
LANGUAGE = "tlh"
"""Spoken by nobody else in this cluster: the queue is ours alone."""


async def test_rolling_restart_under_load_ends_no_call_and_loses_no_place(cluster: Cluster, memory: Database) -> None:
    async with open_crowd(cluster, memory) as crowd:
        agent = await crowd.agent("Wei", languages=(LANGUAGE,))
        talker, talk = await crowd.talking(agent, language=LANGUAGE)
        queue = [await crowd.waiting(language=LANGUAGE) for _ in range(QUEUE)]
        others = [await crowd.agent(f"Agent {n}", languages=("en",)) for n in range(QUEUE)]
        everybody = [agent, talker, *(page for page, _ in queue), *others]
        begun = [len(page.heard) for page in everybody]

        load = asyncio.ensure_future(_load(crowd, agent, talker))
        for node in cluster.nodes:
            node.tell(signal.SIGTERM)
            assert await asyncio.to_thread(node.wait, ENDS_WITHIN_S) == 0
            node.start()
            await asyncio.to_thread(node.wait_ready)
        load.cancel()
        asked, said = await load

        told = [message for page, since in zip(everybody, begun, strict=True) for message in page.heard[since:]]
        assert {m["code"] for m in told if m["type"] == "bye"} == {"draining"}
        for page in everybody:
            assert page.losses == len(page.byes), "a socket was cut without a word"
        states = {m["call"]["state"] for m in told if m["type"] == "call"}
        assert states <= {CallState.ACTIVE, CallState.WAITING}
        assert await _states(memory, [talk]) == {talk: CallState.ACTIVE}
        assert set((await _states(memory, [call for _, call in queue])).values()) == {CallState.WAITING}
        assert await _times(memory, talk, "left") == 0
        assert asked > 100, "there was no load"
        moves = sum(len(page.byes) for page in everybody)
        print(f"{moves} moves of {len(everybody)} pages, {asked} requests answered, {said} lines said")

        await _served_in_order(agent, [call for _, call in queue])


async def _load(crowd: Crowd, agent: Page, talker: Page) -> tuple[int, int]:
    """Requests that must all be answered, and lines of text; until cancelled, and then how many of each."""
    chance, asked, said = random.Random(19), 0, 0
    try:
        while True:
            await crowd.ask("GET", "/api/cases?limit=5")
            asked += 1
            if chance.random() < 0.2:
                said += 1
                await chance.choice((agent, talker)).say("chat", client_id=f"line-{said}", text=f"line {said}")
            await asyncio.sleep(0.02)
    except asyncio.CancelledError:
        return asked, said


async def _served_in_order(agent: Page, calls: list[str]) -> None:
    """The agent ends the talk and takes one call after the other."""
    agent.greeting.clear()
    await agent.say("hangup")
    for call_id in calls[:3]:
        since = len(agent.heard)
        await agent.say("presence", state="available")
        offer = await agent.hear("offer", since=since)
        assert offer["call_id"] == call_id
        await agent.say("accept", offer_id=offer["offer_id"])
        await agent.hear("offer_closed", since=since)
        await agent.say("enter", call_id=call_id)
        await agent.say("hangup")
        await agent.call("wrap_up", since=since)


async def _states(memory: Database, calls: list[str]) -> dict[str, CallState]:
    async with memory.reading() as session:
        found = await session.execute(select(CallRow.id, CallRow.state).where(CallRow.id.in_(calls)))
        return {row.id: row.state for row in found}


async def _times(memory: Database, call_id: str, kind: str) -> int:
    async with memory.reading() as session:
        rows = await session.scalars(
            select(CallEntryRow.id).where(CallEntryRow.call_id == call_id, CallEntryRow.kind == kind)
        )
        return len(rows.all())
