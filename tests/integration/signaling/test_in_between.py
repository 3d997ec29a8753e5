"""What happens between two steps of the same thing: a page that is being let in, taken out, or rung for."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from records import queue as queue_records
from records.database import Database
from signaling.domain import events as e
from signaling.domain.call import Participant
from signaling.protocol.words import Role
from signaling.runtime.rooms import Happened
from tests.integration.signaling.stage import DEADLINE_S, open_stage


async def _until(done: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not done():  # noqa: ASYNC110 (nothing else tells us)
            await asyncio.sleep(0.01)


def _given_to(user_id: str) -> e.AgentReplaced:
    agent = Participant(f"seat-{user_id}", Role.AGENT, user_id, "en", user_id=user_id)
    return e.AgentReplaced(agent, by_user_id="eva")


async def test_an_agent_who_gets_a_call_back_hears_it_though_the_node_is_still_busy(
    sqlite_db: Database, redis_url: str
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        wei, ana = await stage.agent("wei"), await stage.agent("ana", node=1)
        await ana.hear("agent")
        await wei.hear("agent")
        opened = await stage.open_call("LP-1", agent="wei")
        wei.say("enter", call_id=opened.call_id)
        await wei.call("created")
        customer = await stage.customer(opened)
        await customer.call("created")
        hub, rooms, busy = stage.nodes[0].hub, stage.nodes[1].rooms, asyncio.Event()

        async def keep_busy() -> None:
            await busy.wait()

        hub._chores.put_nowait(keep_busy)
        await rooms.happen(opened.call_id, _given_to("ana"))
        await _until(lambda: not any(page.call_id for page in hub.pages))
        await rooms.happen(opened.call_id, _given_to("wei"))
        wei.say("enter", call_id=opened.call_id)
        await _until(lambda: any(page.hearing for page in hub.pages))
        busy.set()
        await _until(hub._chores.empty)
        customer.say("chat", client_id="1", text="hello Wei")
        await _until(lambda: "hello Wei" in str(wei.heard))


async def test_a_gap_while_a_page_is_let_in_costs_it_neither_its_order_nor_its_count(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        _, customer, _ = await stage.talking()
        await stage.lose(customer)
        hub, sitting, go_on = stage.nodes[1].hub, asyncio.Event(), asyncio.Event()
        real = stage.nodes[1].rooms.sit_down

        async def slow(*about: Any, **more: Any) -> Happened:
            sitting.set()
            await go_on.wait()
            return await real(*about, **more)

        monkeypatch.setattr(stage.nodes[1].rooms, "sit_down", slow)
        back = stage.back(customer, node=1)
        async with asyncio.timeout(DEADLINE_S):
            await sitting.wait()
        hub._after_gap()
        await _until(hub._chores.empty)
        go_on.set()
        await _until(lambda: back.heard)
        assert back.heard[0]["type"] == "welcome"
        (page,) = (page for page in hub.pages if page.user_id is None)
        await _until(lambda: page.hearing is not None and not page.hearing.holding)
        assert page.hearing is not None
        assert page.hearing.session is not None


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
async def test_nobody_is_rung_for_a_customer_who_left_while_they_were_being_paired(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(db, redis_url) as stage:
        customer = await stage.customer(await stage.open_call("LP-1", mode="queue"), node=1)
        await customer.call("created")
        customer.say("ready", audio=True, video=True)
        waiting = await customer.call("waiting")
        (page,) = stage.nodes[1].hub.pages
        real, left = queue_records.claim, asyncio.Event()

        async def late(session: Any, wanted: Any) -> Any:
            if wanted and not left.is_set():
                left.set()
                gone = e.ParticipantLeft(page.participant_id or "", page.page_id)
                await stage.nodes[1].rooms.happen(waiting["id"], gone)
            return await real(session, wanted)

        monkeypatch.setattr("signaling.runtime.pairing.claim", late)
        wei = await stage.agent("wei")
        await wei.hear("agent")
        wei.say("presence", state="available")
        async with asyncio.timeout(DEADLINE_S):
            await left.wait()
        await stage.nodes[0].hub._desk._queue.pair()
        call = await stage.nodes[0].rooms.look(waiting["id"])
        assert call is not None
        assert (call.customer.page_id, call.offered_to) == (None, None)


async def test_a_question_that_a_dead_node_could_not_ask_is_asked_by_the_next(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: Any, **__: Any) -> None: ...

    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        agent, customer, opened = await stage.talking()
        dying = stage.nodes[0]
        monkeypatch.setattr(dying.hub._desk._asker, "show", silent)
        monkeypatch.setattr(dying.announcer, "announce", silent)
        before = await dying.rooms.look(opened.call_id)
        agent.say("consent_request")
        async with asyncio.timeout(DEADLINE_S):
            while await dying.rooms.look(opened.call_id) == before:  # noqa: ASYNC110 (nothing else tells us)
                await asyncio.sleep(0.01)
        back = stage.back(customer, node=2)
        assert (await back.hear("welcome"))["resumed"]
        await back.hear("consent_asked")


async def test_what_a_page_missed_does_not_wait_until_all_are_told_of_a_long_queue(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        await stage.talking()
        hub, telling, told = stage.nodes[1].hub, asyncio.Event(), asyncio.Event()

        async def at_a_walk(pages: object) -> None:
            telling.set()
            await told.wait()

        monkeypatch.setattr(hub._teller, "tell", at_a_walk)
        hub.show_queue_again()
        async with asyncio.timeout(DEADLINE_S):
            await telling.wait()
        (page,) = hub.pages
        assert page.hearing is not None
        page.hearing.hold()
        hub._after_gap()
        await _until(lambda: page.hearing is not None and not page.hearing.holding)
        assert not told.is_set()


async def test_a_socket_that_is_lost_while_its_page_is_let_in_takes_nobodys_place(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has come over another socket by then, to another node."""
    async with open_stage(sqlite_db, redis_url, nodes=3) as stage:
        agent, customer, _ = await stage.talking()
        await stage.lose(customer)
        hub, sitting, go_on = stage.nodes[0].hub, asyncio.Event(), asyncio.Event()
        real = stage.nodes[0].rooms.sit_down

        async def slow(*about: Any, **more: Any) -> Happened:
            sitting.set()
            await go_on.wait()
            return await real(*about, **more)

        monkeypatch.setattr(stage.nodes[0].rooms, "sit_down", slow)
        first = stage.back(customer, node=0)
        async with asyncio.timeout(DEADLINE_S):
            await sitting.wait()
        first.vanish()
        await first.end()
        second = stage.back(customer, node=2)
        await second.hear("welcome")
        go_on.set()
        await _until(lambda: not any(page.page_id == customer.page_id for page in hub.pages))
        agent.say("chat", client_id="1", text="still there?")
        await second.hear("chat", lambda m: "still there?" in str(m))
        assert not second.closed
