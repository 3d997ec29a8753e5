"""The old device, which nobody has told yet: it does not sit down again, and nothing that it asks for happens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from records.chat import list_lines
from records.database import Database
from signaling.domain.call import Call
from signaling.runtime import watch
from signaling.runtime.hub import Hub
from signaling.runtime.page import Page
from signaling.runtime.reception import OpenedCall
from tests.integration.signaling.stage import DEADLINE_S, Browser, Stage, open_stage

LATER: tuple[dict[str, Any], ...] = (
    {"type": "ready", "audio": True, "video": True},
    {"type": "media", "audio": True, "video": False},
    {"type": "language", "locale": "en"},
    {"type": "chat", "client_id": "1", "text": "still me"},
    {"type": "talk_connected"},
    {"type": "leg_lost", "recording_id": "1"},
    {"type": "recording_pause"},
    {"type": "hangup"},
)


async def _nothing(*_: object, **__: object) -> None:
    pass


@pytest.fixture(autouse=True)
def nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds a token that was taken back is found by the node within two seconds; before that is when this is."""
    monkeypatch.setattr(watch.Watch, "run", lambda _: asyncio.Event().wait())


@asynccontextmanager
async def _laptop_that_nobody_told(stage: Stage) -> AsyncIterator[tuple[Browser, OpenedCall]]:
    """It is in the lobby; by then another link was made, by a node that was killed between its commit and its words."""
    opened = await stage.open_call("LP-1", mode="queue")
    laptop = await stage.customer(opened, browser="laptop")
    await laptop.hear("chat")
    with pytest.MonkeyPatch.context() as dead:
        dead.setattr(stage.nodes[0].announcer, "announce", _nothing)
        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="key:helpdesk")
    yield laptop, renewed


async def _call(stage: Stage, opened: OpenedCall) -> Call:
    call = await stage.nodes[0].rooms.look(opened.call_id)
    assert call is not None
    return call


async def _has_gone(stage: Stage, laptop: Browser) -> None:
    """Its socket is closed, and what it had asked for is done to its end."""
    await laptop.end()
    async with asyncio.timeout(DEADLINE_S):
        while stage.nodes[1].sockets.count:  # noqa: ASYNC110 (nothing tells us)
            await asyncio.sleep(0.01)


async def _refused(stage: Stage, laptop: Browser, opened: OpenedCall, code: str) -> None:
    before = await _call(stage, opened)
    for number, message in enumerate(LATER):
        laptop.say(**message, id=number)
        error = await laptop.hear("error")
        assert (error["code"], error["reply_to"]) == (code, number), message
    assert await _call(stage, opened) == before
    async with stage.db.reading() as session:
        assert await list_lines(session, opened.call_id) == ()


async def test_what_the_old_device_asks_for_does_not_happen_while_the_chair_is_empty(
    db: Database, redis_url: str
) -> None:
    async with open_stage(db, redis_url) as stage, _laptop_that_nobody_told(stage) as (laptop, renewed):
        await _refused(stage, laptop, renewed, "unauthenticated")


async def test_what_the_old_device_asks_for_does_not_happen_while_the_new_one_is_seated(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(db, redis_url) as stage, _laptop_that_nobody_told(stage) as (laptop, renewed):
        monkeypatch.setattr(Hub, "take_seat", lambda *_: None)  # which is said, too, and may be lost
        phone = await stage.customer(renewed, node=0, browser="phone")
        await phone.hear("chat")
        assert (await _call(stage, renewed)).customer.page_id == phone.page_id
        await _refused(stage, laptop, renewed, "replaced")
        phone.say("ready", audio=True, video=True)
        await phone.call("waiting")


async def test_the_old_device_does_not_sit_down_again_when_the_new_one_has_left(db: Database, redis_url: str) -> None:
    """Whoever's page is lost is asked for on every node: another one of theirs may be there."""
    async with open_stage(db, redis_url) as stage, _laptop_that_nobody_told(stage) as (laptop, renewed):
        node = stage.nodes[1]
        (page,) = node.hub.pages
        node.hub._noted(page, "?")
        laptop.say("ping")
        await laptop.hear("pong")
        while not node.hub._chores.empty():  # noqa: ASYNC110 (nothing tells us)
            await asyncio.sleep(0.01)
        laptop.say("ready", audio=True, video=True)
        await laptop.hear("error")
        assert (await _call(stage, renewed)).customer.page_id is None


@pytest.mark.parametrize("seated", [False, True])
async def test_who_was_let_in_by_the_old_link_and_sits_down_after_it_was_renewed_is_refused(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch, *, seated: bool
) -> None:
    """All that can be looked at before has been; the seat itself is asked for last."""
    async with open_stage(db, redis_url) as stage:
        opened = await stage.open_call("LP-1")
        listening, go_on = asyncio.Event(), asyncio.Event()
        place = Hub.place

        async def slowly(self: Hub, page: Page, *about: Any, **more: Any) -> bool:
            found = await place(self, page, *about, **more)
            if self is stage.nodes[1].hub:
                listening.set()
                await go_on.wait()
            return found

        monkeypatch.setattr(Hub, "place", slowly)
        laptop = await stage.customer(opened, node=1, browser="laptop")
        await listening.wait()
        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="key:helpdesk")
        page_id = None
        if seated:
            phone = await stage.customer(renewed, node=0, browser="phone")
            await phone.hear("chat")
            page_id = phone.page_id
        go_on.set()
        await _has_gone(stage, laptop)
        assert not {"call", "chat"} & {message["type"] for message in laptop.heard}
        call = await _call(stage, renewed)
        assert call.customer.page_id == page_id
        assert not seated or not phone.closed


async def test_a_seat_that_changes_hands_in_the_middle_of_sitting_down_is_not_taken(
    db: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL, between the look at the call and the one at the token; SQLite has one writer at a time."""
    if db.engine.dialect.name == "sqlite":
        return
    async with open_stage(db, redis_url) as stage:
        opened = await stage.open_call("LP-1")
        looked, go_on = asyncio.Event(), asyncio.Event()
        load = stage.nodes[1].rooms.happen_within.__globals__["_load"]

        async def slowly(*about: Any) -> Any:
            found = await load(*about)
            if not looked.is_set():
                looked.set()
                await go_on.wait()
            return found

        monkeypatch.setattr("signaling.runtime.rooms._load", slowly)
        laptop = await stage.customer(opened, node=1, browser="laptop")
        await looked.wait()
        renewed = await stage.nodes[0].reception.renew_link(opened.call_id, by="key:helpdesk")
        phone = await stage.customer(renewed, node=0, browser="phone")
        await phone.hear("chat")
        go_on.set()
        await _has_gone(stage, laptop)
        assert (await _call(stage, renewed)).customer.page_id == phone.page_id
        assert not phone.closed
