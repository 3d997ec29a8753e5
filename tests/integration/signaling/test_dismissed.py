"""Whoever does not belong to a call any more hears nothing of it, also when nobody could tell their page so."""

import asyncio

import pytest

from records.database import Database
from signaling.domain.call import Participant
from signaling.domain.events import AgentReplaced
from signaling.protocol.words import Role
from signaling.runtime import recheck
from signaling.runtime.reception import OpenedCall
from tests.integration.signaling.stage import DEADLINE_S, Browser, Stage, open_stage

REPLACED = AgentReplaced(Participant("seat-of-ana", Role.AGENT, "Ana", "en", user_id="ana"), by_user_id="eva")


async def _two_agents(stage: Stage) -> tuple[Browser, OpenedCall]:
    wei, ana = await stage.agent("wei"), await stage.agent("ana", node=1)
    await ana.hear("agent")
    await wei.hear("agent")
    return wei, await stage.open_call("LP-1", agent="wei")


async def _hears_of_it(stage: Stage, opened: OpenedCall, wei: Browser) -> bool:
    """Whether a word that the customer writes now reaches Wei's page."""
    customer = await stage.customer(opened)
    customer.say("chat", client_id="1", text="for Ana alone")
    await customer.hear("chat", lambda m: bool(m["lines"]))
    wei.say("ping")
    async with asyncio.timeout(DEADLINE_S):
        while not any(m["type"] == "pong" for m in wei.heard):  # noqa: ASYNC110 (`hear` would forget what came before)
            await asyncio.sleep(0.01)
    return any("for Ana alone" in str(message) for message in wei.heard)


async def test_a_page_that_nobody_told_is_found(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node that gave the call away is killed between its commit and its words."""
    monkeypatch.setattr(recheck, "_LOOK_S", 0.1)
    async with open_stage(sqlite_db, redis_url) as stage:
        wei, opened = await _two_agents(stage)
        wei.say("enter", call_id=opened.call_id)
        await wei.call("created")

        async def nothing(*_: object, **__: object) -> None:
            pass

        with monkeypatch.context() as dead:
            dead.setattr(stage.nodes[1].announcer, "announce", nothing)
            await stage.nodes[1].rooms.happen(opened.call_id, REPLACED)
        async with asyncio.timeout(DEADLINE_S):
            while any(page.call_id for page in stage.nodes[0].hub.pages):  # noqa: ASYNC110 (nothing tells us)
                await asyncio.sleep(0.01)
        assert not await _hears_of_it(stage, opened, wei)


async def test_a_page_that_enters_while_the_call_is_given_away_is_not_let_in(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        wei, opened = await _two_agents(stage)
        hub = stage.nodes[0].hub
        place = hub.place

        async def late(*words: object, **more: object) -> bool:
            await stage.nodes[1].rooms.happen(opened.call_id, REPLACED)
            return await place(*words, **more)  # type: ignore[arg-type]

        with monkeypatch.context() as slow:
            slow.setattr(hub, "place", late)
            wei.say("enter", call_id=opened.call_id)
            assert (await wei.hear("error"))["code"] == "forbidden"
        assert not await _hears_of_it(stage, opened, wei)


async def test_a_page_that_is_dismissed_while_it_is_let_in_is_told_so(
    sqlite_db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(sqlite_db, redis_url) as stage:
        wei, opened = await _two_agents(stage)
        hub = stage.nodes[0].hub
        place = hub.place

        async def then_dismissed(*words: object, **more: object) -> bool:
            placed = await place(*words, **more)  # type: ignore[arg-type]
            await stage.nodes[1].rooms.happen(opened.call_id, REPLACED)
            async with asyncio.timeout(DEADLINE_S):
                while any(page.call_id for page in hub.pages):  # noqa: ASYNC110 (nothing tells us)
                    await asyncio.sleep(0.01)
            return placed

        monkeypatch.setattr(hub, "place", then_dismissed)
        wei.say("enter", call_id=opened.call_id)
        assert (await wei.hear("error"))["code"] == "forbidden"
