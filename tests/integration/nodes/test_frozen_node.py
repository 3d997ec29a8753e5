"""A real node is frozen past its lease while it holds a page of a call; the other one gives it up; it wakes."""

import asyncio
import os
import signal
from pathlib import Path

from sqlalchemy import select

from records.tables import NodeRow
from signaling.protocol.words import CallState
from tests.install.program import wait_for
from tests.integration.nodes.stage import Nodes, open_nodes


async def _retired(nodes: Nodes) -> list[bool]:
    async with nodes.db.reading() as session:
        found = await session.scalars(select(NodeRow).order_by(NodeRow.number))
        return [row.retired_at is not None for row in found]


async def test_a_node_frozen_past_its_lease_changes_nothing_when_it_wakes(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    async with open_nodes(tmp_path, postgres_url, redis_url, lease_s="3") as nodes:
        stale, other = await nodes.start(), await nodes.start()
        customer, call_id = await nodes.waiting_customer(stale)
        agent = await nodes.available_agent(other)
        await agent.say("accept", offer_id=(await agent.hear("offer"))["offer_id"])
        await agent.say("enter", call_id=call_id)
        await agent.say("ready", audio=True, video=True)
        await agent.hear("call", state="connecting")
        await customer.line.say("talk_connected")
        await agent.hear("call", state="active")

        os.kill(stale.process.pid, signal.SIGSTOP)
        await customer.line.say("hangup")  # lies in the kernel until it wakes
        await agent.hear("call", state="interrupted")
        assert await _retired(nodes) == [True, False]
        left = (await nodes.call(call_id)).version
        os.kill(stale.process.pid, signal.SIGCONT)

        bye = await customer.line.hear("bye")
        assert (bye["code"], bye["retry"]) == ("draining", True)
        await asyncio.to_thread(wait_for, lambda: "node.begun_again" in stale.said, 60, "no new life")
        after = await nodes.call(call_id)
        assert (after.state, after.version) == (CallState.INTERRUPTED, left)
        assert await _retired(nodes) == [True, False, False]
        await (await customer.come_again(stale)).say("talk_connected")
        await agent.hear("call", state="active")
