"""A customer goes away in the moment in which the node goes that would have noticed: nobody waits for them in line."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from records.tables import NodeRow, ParticipantRow
from signaling.protocol.words import CallState, Role
from tests.integration.nodes.stage import Nodes, open_nodes
from tests.integration.web.stage import Line

_OUT_OF_LINE_WITHIN_S = 10.0
"""As it is promised of an abandoned wait."""
_BACK_WITHIN_S = 30.0
"""At once, as soon as the machine lets it and its database run; never, where it does not know its pages any more."""
_LISTENED_S = 3.0


async def _page_of(nodes: Nodes, call_id: str) -> str | None:
    row = ParticipantRow
    async with nodes.db.reading() as session:
        return await session.scalar(select(row.page_id).where(row.call_id == call_id, row.role == Role.CUSTOMER))


async def _answer(line: Line) -> None:
    """Reading answers the node's pings: whoever does not is dropped after 7.5 s."""
    await line.say("ping")
    await line.hear("pong")


async def _until(true: Callable[[], Awaitable[bool]], *, within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not await true():  # noqa: ASYNC110 (nothing tells us)
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
async def test_who_vanishes_with_their_node_is_out_of_line_within_ten_seconds(
    tmp_path: Path, postgres_url: str, redis_url: str, how: signal.Signals
) -> None:
    async with open_nodes(tmp_path, postgres_url, redis_url) as nodes:
        dead, other = await nodes.start(), await nodes.start()
        _, lost = await nodes.waiting_customer(dead, "LP-1001")
        returning, back = await nodes.waiting_customer(dead, "LP-1002")
        elsewhere, there = await nodes.waiting_customer(other, "LP-1003")
        await asyncio.sleep(_LISTENED_S)  # the other one has heard the node that is to fall silent
        os.kill(dead.process.pid, how)

        async def is_out() -> bool:
            await asyncio.gather(*map(_answer, (again, elsewhere.line)))
            return await _page_of(nodes, lost) is None

        async with asyncio.timeout(_OUT_OF_LINE_WITHIN_S):
            again = await returning.come_again(other)
            await _until(is_out, within_s=_OUT_OF_LINE_WITHIN_S)
        assert None not in {await _page_of(nodes, back), await _page_of(nodes, there)}
        assert (await nodes.call(lost)).state is CallState.WAITING
        agent = await nodes.available_agent(other)
        assert (await agent.hear("offer"))["call_id"] == back, "who came second, since the first one is not there"


async def test_a_node_that_only_stood_still_has_its_customers_back_in_their_places(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    async with open_nodes(tmp_path, postgres_url, redis_url) as nodes:
        slow, _ = await nodes.start(), await nodes.start()
        customer, call_id = await nodes.waiting_customer(slow)
        await customer.line.hear("call", state="waiting")
        page_id, since = await _page_of(nodes, call_id), (await nodes.call(call_id)).waiting_since
        await asyncio.sleep(_LISTENED_S)
        await _answer(customer.line)
        os.kill(slow.process.pid, signal.SIGSTOP)

        async def is_out() -> bool:
            return await _page_of(nodes, call_id) is None

        async def is_back() -> bool:
            await _answer(customer.line)
            return await _page_of(nodes, call_id) == page_id

        await _until(is_out, within_s=_OUT_OF_LINE_WITHIN_S)
        os.kill(slow.process.pid, signal.SIGCONT)
        await _until(is_back, within_s=_BACK_WITHIN_S)
        call = await nodes.call(call_id)
        assert (call.state, call.waiting_since) == (CallState.WAITING, since)
        async with nodes.db.reading() as session:
            assert set(await session.scalars(select(NodeRow.retired_at))) == {None}
        await customer.line.say("hangup")
        await customer.line.hear("call", state="closed")
