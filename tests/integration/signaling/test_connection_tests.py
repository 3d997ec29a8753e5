"""What the customer's page found of its connection is told to the agent, who is there or comes, and to nobody else."""

import asyncio

from records.call_log import read_call
from records.database import Database
from signaling.runtime.ice import IceConfig
from tests.integration.signaling.stage import open_stage

FAILED = {"outcome": "failed", "ms": None}
STEPS = {"socket": {"outcome": "passed", "ms": 30}, "turn_udp": FAILED}


async def test_the_agent_reads_each_test_at_once_and_the_newest_on_coming_back(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        opened = await stage.open_call("LP-1")
        customer = await stage.customer(opened)
        await customer.call("created")
        customer.say("connection_test", asked=False, steps={**STEPS, "address": FAILED}, id=4)
        assert (await customer.hear("error"))["code"] == "invalid_field"
        customer.say("connection_test", asked=False, steps=STEPS)
        customer.say("connection_test", asked=True, steps=STEPS, round_trip_ms=70, kbit_s=900)
        await _kept(sqlite_db, opened.call_id, 2)
        agent = await stage.agent("wei")
        agent.say("enter", call_id=opened.call_id)
        told = await agent.hear("connection_tested")
        assert (told["asked"], told["round_trip_ms"], told["kbit_s"]) == (True, 70, 900)
        assert (told["steps"]["turn_udp"], told["steps"]["stun"]) == (FAILED, None)
        customer.say("connection_test", asked=True, steps={})
        assert (await agent.hear("connection_tested"))["steps"]["turn_udp"] is None
        agent.say("connection_test", asked=True, steps=STEPS)
        await _kept(sqlite_db, opened.call_id, 4)
        agent.say("chat", client_id="a", text="whatever was said before has arrived")
        await customer.hear("chat", lambda said: any(line["client_id"] == "a" for line in said["lines"]))
        assert [message for message in customer.heard if message["type"] == "connection_tested"] == []


async def test_a_page_in_a_call_is_told_at_once_which_servers_it_may_use_now(
    sqlite_db: Database, redis_url: str
) -> None:
    alive = ["turn:a.example.org:3478", "turn:b.example.org:3478"]
    ice = IceConfig(turn_urls=tuple(alive), turn_secret="s", turn_ttl_s=3600, choose=lambda _: tuple(alive))
    async with open_stage(sqlite_db, redis_url, ice=ice) as stage:
        customer = await stage.customer(await stage.open_call("LP-1"))
        (first,) = (await customer.hear("welcome"))["ice_servers"]
        alive.reverse()
        (fresh,) = (await customer.hear("ice_servers"))["ice_servers"]
        assert (first["urls"], fresh["urls"]) == (alive[::-1], alive)
        until_first, until_fresh = (int(each["username"].split(":")[0]) for each in (first, fresh))
        assert until_fresh >= until_first


async def _kept(db: Database, call_id: str, number: int) -> None:
    async with asyncio.timeout(30):
        while True:
            async with db.reading() as session:
                record = await read_call(session, call_id)
            if record is not None and len(record.connection_tests) == number:
                return
            await asyncio.sleep(0.05)
