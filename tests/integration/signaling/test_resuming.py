"""A socket that comes back, on whichever node: what was said meanwhile is heard once and in order."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from records.database import Database
from records.standing import ringing_offers
from signaling.cluster.call_log import Said
from tests.integration.signaling.own_redis import own_redis
from tests.integration.signaling.stage import DEADLINE_S, Browser, Stage, open_stage

SDP = "v=0\r\no=- {n} 1 IN IP4 0.0.0.0\r\ns=-\r\n"


def _describe(sender: Browser, receiver: Browser, n: int) -> None:
    sender.say("description", to_page=receiver.page_id, description={"type": "offer", "sdp": SDP.format(n=n)})


def _number(message: dict[str, Any]) -> int:
    return int(message["description"]["sdp"].split()[2])


def _descriptions(browser: Browser) -> list[int]:
    return [_number(message) for message in browser.heard if message["type"] == "description"]


async def _until(done: Any) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not done():  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.01)


async def _waiting(stage: Stage, reference: str, *, node: int) -> Browser:
    """A customer in the queue, who has clicked."""
    customer = await stage.customer(await stage.open_call(reference, mode="queue"), node=node, browser=reference)
    await customer.call("created")
    customer.say("ready", audio=True, video=True)
    await customer.call_where(lambda call: call["state"] in ("waiting", "offered"))
    return customer


async def test_what_was_said_while_a_socket_was_down_comes_once_and_in_order_on_another_node(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url, nodes=3) as stage:
        agent, customer, _ = await stage.talking()
        _describe(agent, customer, 1)
        await customer.hear("description")
        await stage.lose(customer)
        for n in range(2, 12):
            _describe(agent, customer, n)
        agent.say("chat", client_id="while-away", text="Still there?")
        await agent.hear("chat", lambda m: m["lines"][0]["client_id"] == "while-away")
        back = stage.back(customer, node=2)
        assert (await back.hear("welcome"))["resumed"]
        _describe(agent, customer, 12)
        await _until(lambda: 12 in _descriptions(back))
        assert _descriptions(back) == list(range(2, 13))
        said = [message["lines"] for message in back.heard if message["type"] == "chat"]
        assert [[line["text"] for line in lines] for lines in said] == [["Still there?"]]
        back.say("talk_connected")
        await agent.call("active")


async def test_an_agents_page_has_its_place_again_without_asking(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, opened = await stage.talking()
        await stage.lose(agent)
        await customer.call("interrupted")
        _describe(customer, agent, 1)
        back = stage.back(agent, node=1)
        assert (await back.hear("welcome"))["resumed"]
        await back.hear("description")
        back.say("hangup")
        assert (await customer.call("wrap_up"))["id"] == opened.call_id


async def test_a_ticket_for_the_recorder_given_out_meanwhile_is_not_lost(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        agent.say("consent_request")
        asked = [await browser.hear("consent_asked") for browser in (agent, customer)]
        stage.nodes[1].hub._bus.hear = _unheard  # the last yes has tickets given out, and the customer is being lost
        for browser, question in zip((agent, customer), asked, strict=True):
            quoted = {key: question[key] for key in ("request_id", "wording_sha256")}
            browser.say("consent_answer", **quoted, decisions=dict.fromkeys(question_purposes(question), "given"))
        await agent.hear("record")
        await stage.lose(customer)
        back = stage.back(customer, node=0)
        await back.hear("welcome")
        assert (await back.hear("record"))["part_number"] == 1


def question_purposes(question: dict[str, Any]) -> list[str]:
    return [each["purpose"] for each in question["questions"]]


def _unheard(call_id: str, said: Said) -> bool:
    """As when a subscription is lost."""
    return False


@pytest.mark.parametrize("round_", range(3))
async def test_nothing_is_heard_twice_or_lost_while_sockets_come_and_go_in_a_stream_of_messages(
    sqlite_db: Database, redis_url: str, round_: int
) -> None:
    """`Browser` refuses a number it has seen; here every description must have come, in order, over some socket."""
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        agent, customer, _ = await stage.talking()
        heard: list[int] = []
        page = customer
        for n in range(180):
            _describe(agent, customer, n)
            if n % 12 == round_:
                await asyncio.sleep(0.01 * (n % 5))
                page.vanish()
                await page.end()
                heard += _descriptions(page)
                page = stage.back(page, node=n % 3)
        await _until(lambda: 179 in _descriptions(page))
        assert heard + _descriptions(page) == list(range(180))


async def test_a_page_loaded_anew_hears_nothing_of_what_was_said_to_the_old_one(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        agent, customer, _ = await stage.talking()
        await stage.lose(customer)
        _describe(agent, customer, 1)
        anew = stage.connect(customer.token, node=0)
        assert not (await anew.hear("welcome"))["resumed"]
        await anew.hear("chat")
        assert _descriptions(anew) == []


async def test_a_page_whose_place_was_taken_meanwhile_does_not_take_it_back_by_itself(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        _, customer, _ = await stage.talking()
        await stage.lose(customer)
        second = stage.connect(customer.token, node=0)
        await second.hear("chat")
        back = stage.back(customer, node=1)
        bye = await back.hear("bye")
        assert (bye["code"], bye["retry"]) == ("replaced", False)
        assert not second.closed


async def test_emptied_in_the_middle_of_a_call_redis_costs_nothing(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage, Redis.from_url(redis_url) as redis:
        agent, customer, _ = await stage.talking()
        before = customer.resume
        await redis.flushall()
        await redis.script_flush()
        for n in range(3):
            _describe(agent, customer, n)
        await _until(lambda: len(_descriptions(customer)) == 3)
        assert _descriptions(customer) == [0, 1, 2]
        assert before is not None
        assert customer.resume is not None
        assert customer.resume["session"] != before["session"]
        await customer.hear("chat")  # everything was told anew
        agent.say("hangup")
        await customer.call("wrap_up")


async def test_a_page_whose_log_was_emptied_away_is_told_everything_anew(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url) as stage, Redis.from_url(redis_url) as redis:
        agent, customer, _ = await stage.talking()
        await stage.lose(customer)
        agent.say("chat", client_id="while-away", text="Still there?")
        await agent.hear("chat", lambda m: m["lines"][0]["client_id"] == "while-away")
        await redis.flushall()
        back = stage.back(customer, node=0)
        assert not (await back.hear("welcome"))["resumed"]
        assert [line["text"] for line in (await back.hear("chat"))["lines"]] == ["Still there?"]


async def test_calls_go_on_across_nodes_while_redis_is_away_and_are_right_once_it_is_back(
    sqlite_db: Database, tmp_path: Path
) -> None:
    async with own_redis(tmp_path) as redis, open_stage(sqlite_db, redis.url, nodes=3) as stage:
        agent, customer, _ = await stage.talking()
        await redis.stop()
        agent.say("chat", client_id="no-redis", text="Can you hear me?")
        await customer.hear("chat", lambda m: any(line["client_id"] == "no-redis" for line in m["lines"]))
        await _until(lambda: all(node.hub.here() is not None for node in stage.nodes[:2]))
        customer.say("media", audio=False, video=True)
        await agent.call_where(lambda call: any(not person["audio"] for person in call["participants"]))
        page = stage.back(customer, node=2)
        assert not (await page.hear("welcome"))["resumed"]
        await page.call()
        await redis.start()
        await _until(lambda: not any(node.hub.here() is not None for node in stage.nodes))
        _describe(agent, page, 1)
        await page.hear("description")
        agent.say("hangup")
        await page.call("wrap_up")


async def test_the_queue_has_the_same_order_after_redis_was_away(sqlite_db: Database, tmp_path: Path) -> None:
    async with own_redis(tmp_path) as redis, open_stage(sqlite_db, redis.url) as stage:
        first, second = [await _waiting(stage, f"LP-{n}", node=n) for n in range(2)]
        await redis.stop()
        third = await _waiting(stage, "LP-3", node=1)
        await _until(lambda: stage.nodes[0].hub.here() is not None)
        first.say("hangup")
        await second.hear("queue", lambda m: m["queue"]["position"] == 1 and m["queue"]["trouble"])
        third.heard.clear()  # what was told before the trouble was known
        await redis.start()
        await _until(lambda: not any(node.hub.here() is not None for node in stage.nodes))
        for place, customer in enumerate((second, third), start=1):
            shown = await customer.hear("queue", lambda m: not m["queue"]["trouble"])
            assert shown["queue"]["position"] == place


async def test_an_offer_that_closed_unheard_is_told_of_when_the_page_is_back(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url, ring_timeout=timedelta(seconds=4)) as stage:
        agent = await stage.agent("wei")
        agent.say("presence", state="available")
        await _waiting(stage, "LP-1", node=1)
        offer = await agent.hear("offer")
        await stage.lose(agent)
        await _rings_no_more(sqlite_db)
        back = stage.back(agent, node=1)
        closed = await back.hear("offer_closed")
        assert (closed["offer_id"], closed["outcome"]) == (offer["offer_id"], "expired")


async def _rings_no_more(db: Database) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while await ringing_offers(db):  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.05)


async def test_a_page_that_asks_whether_anybody_is_there_is_answered(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, nodes=1) as stage:
        agent = await stage.agent("wei")
        await agent.hear("agent")
        agent.say("ping")
        await agent.hear("pong")
