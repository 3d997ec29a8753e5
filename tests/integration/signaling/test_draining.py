"""A node that leaves sends its pages to another one, and nobody's call or place is the worse for it."""

import asyncio
from uuid import uuid4

from records.database import Database
from tests.integration.signaling.stage import open_stage


async def test_a_page_is_told_to_come_back_and_its_call_goes_on_elsewhere(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        token = await stage.user_token("wei")
        stage.nodes[0].sockets.drain()
        await asyncio.sleep(0.05)
        assert [message for message in agent.heard if message["type"] == "bye"] == []
        await stage.nodes[0].sockets.move()
        bye = await agent.hear("bye")
        assert (bye["code"], bye["retry"]) == ("draining", True)
        assert stage.nodes[0].hub.pages == frozenset()
        again = stage.connect(token, node=1)
        assert (await again.hear("welcome"))["call_id"] == opened.call_id
        again.say("enter", call_id=opened.call_id)
        assert (await again.call("active"))["id"] == opened.call_id
        assert "interrupted" not in {m["call"]["state"] for m in customer.heard if m["type"] == "call"}


async def test_who_has_not_said_hello_yet_is_sent_away_too(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        silent = stage.open()
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await stage.nodes[0].sockets.move()
        assert (await silent.hear("bye"))["code"] == "draining"


async def test_many_pages_are_not_sent_away_in_one_instant(sqlite_db: Database, redis_url: str) -> None:
    """Counted in turns of the loop, not in seconds: after the first turn most have heard nothing yet."""
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        pages = []
        for n in range(12):
            token = await stage.user_token(f"agent-{n}")
            some = [stage.connect(token, page_id=uuid4().hex) for _ in range(10)]
            for page in some:
                await page.hear("welcome")
            pages += some
        hub = stage.nodes[0].hub
        moving = asyncio.ensure_future(stage.nodes[0].sockets.move())
        await asyncio.sleep(0)
        assert sum(page.peer.closing for page in hub.pages) == 50
        await moving
        assert all([(await page.hear("bye"))["code"] == "draining" for page in pages])
