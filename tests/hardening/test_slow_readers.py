"""Somebody who does not read, on a real TCP connection: their own socket ends, and nobody else notices."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest

from signaling.cluster.call_log import EVERYBODY
from signaling.protocol.codec import MAX_MESSAGE_BYTES
from signaling.protocol.words import ErrorCode
from signaling.runtime import peer as peer_module
from signaling.runtime.page import Page
from signaling.runtime.peer import OUTBOX_CHARACTERS, Peer
from tests.hardening.raw_socket import PING, RawSocket
from tests.integration.web.stage import Line, Stage
from web import socket as socket_module

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAD = "x" * (MAX_MESSAGE_BYTES - 100)
ENOUGH = 600
"""Messages of 64 KiB: the kernel's own buffers take some megabytes before anybody notices."""


async def _until(true: Callable[[], bool], *, within_s: float = 30) -> None:
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 (there is no event for what the server forgets)
            await asyncio.sleep(0.02)


async def _pair(stage: Stage) -> tuple[Line, RawSocket, str, Page]:
    """An agent, and a customer of whom only the TCP connection is there."""
    agent = await stage.agent_line()
    call = await stage.opened()
    await agent.say("enter", call_id=call["call_id"])
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await RawSocket.open(stage.base, origin=stage.origin)
    await customer.say("hello", token=joined["token"], page_id="slow")
    await _until(lambda: any(page.page_id == "slow" for page in stage.node.hub.pages))
    (page,) = (page for page in stage.node.hub.pages if page.page_id == "slow")
    await _until(lambda: page.call_id is not None)
    return agent, customer, call["call_id"], page


async def _heard_by(line: Line, stage: Stage, call_id: str, number: int) -> None:
    noise = json.dumps({"type": "noise", "number": number, "pad": PAD})
    await stage.node.hub._bus.tell(call_id, EVERYBODY, noise)
    await line.hear("noise", number=number)


async def test_who_does_not_read_is_dropped_and_the_others_hear_everything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 1.0)
    agent, customer, call_id, page = await _pair(stage)
    waiting = 0
    for number in range(ENOUGH):
        await _heard_by(agent, stage, call_id, number)
        waiting = max(waiting, page.peer._queued)
        if page.peer.closing:
            break
    assert page.peer.closing, "the kernel has swallowed it all: the test needs more"
    assert waiting <= OUTBOX_CHARACTERS
    assert "too_slow" in [line.get("code") for line in stage.log]
    await _until(lambda: page not in stage.node.hub.pages)
    await _heard_by(agent, stage, call_id, -1)
    customer.close()
    await agent.say("hangup")
    await agent.hear("call", state="closed")


async def test_nothing_of_them_stays_behind(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the task nor the connection: without an abort both would wait for somebody who never reads."""
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 1.0)
    agent, customer, call_id, page = await _pair(stage)
    transport = page.peer._wire._transport  # type: ignore[attr-defined]
    while not page.peer.closing:
        page.peer.send_text(PAD)
        await asyncio.sleep(0)
    await _until(lambda: page not in stage.node.hub.pages)
    await _until(lambda: transport.get_write_buffer_size() == 0 and transport.is_closing())
    async with asyncio.timeout(10):
        await customer.swallow()  # what the kernel had, and then the end
    customer.close()
    await _heard_by(agent, stage, call_id, 1)


class Trickle:
    """A wire that takes every message just before the deadline of a single one."""

    def __init__(self) -> None:
        self.taken = 0
        self._gone = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[str]:
        await self._gone.wait()
        if self.taken < 0:
            yield ""

    async def send(self, text: str) -> None:
        await asyncio.sleep(0.1)
        self.taken += 1

    async def close(self, reason: str) -> None:
        self._gone.set()


async def test_who_reads_a_little_now_and_then_cannot_hold_the_socket_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 0.5)
    wire = Trickle()
    peer = Peer(wire, address="test")

    async def nothing(_: str) -> None: ...

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(peer.run(nothing))
        for _ in range(200):
            peer.send_text(PAD[:100])
        await asyncio.sleep(0)
        peer.bye(ErrorCode.DRAINING, retry=True)
    assert 0 < wire.taken < 100


class Clogged:
    """A wire that takes nothing, and over which a text still comes."""

    def __init__(self) -> None:
        self.texts: asyncio.Queue[str | None] = asyncio.Queue()

    async def __aiter__(self) -> AsyncIterator[str]:
        while (text := await self.texts.get()) is not None:
            yield text

    async def send(self, text: str) -> None:
        await asyncio.sleep(60)

    async def close(self, reason: str) -> None:
        self.texts.put_nowait(None)


async def test_after_the_last_word_nothing_is_carried_out_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 0.3)
    wire, carried_out = Clogged(), list[str]()
    peer = Peer(wire, address="test")

    async def receive(text: str) -> None:
        carried_out.append(text)

    peer.send_text("{}")
    peer.bye(ErrorCode.UNAUTHENTICATED, retry=False)
    wire.texts.put_nowait('{"type":"hangup"}')
    await peer.run(receive)
    assert carried_out == []


async def test_a_connection_that_answers_no_ping_is_gone_within_ten_seconds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone in a tunnel: no FIN ever comes."""
    assert socket_module._HEARTBEAT_S * 1.5 < 9
    monkeypatch.setattr(socket_module, "_HEARTBEAT_S", 0.6)
    agent, customer, _, page = await _pair(stage)
    swallowing = asyncio.create_task(customer.swallow())
    left = await agent.hear("call", state="created")
    while not any(person["away_since"] for person in left["call"]["participants"]):
        left = await agent.hear("call")
    assert page not in stage.node.hub.pages
    swallowing.cancel()
    customer.close()
    await agent.say("reboot")
    await agent.hear("error", code="unknown_type")


async def test_a_flood_of_pings_is_slowed_and_then_ended(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.runtime.allowance.PATIENCE_S", 0.5)
    agent, customer, call_id, page = await _pair(stage)
    swallowing = asyncio.create_task(customer.swallow())

    async def flood() -> None:
        while True:
            await customer.send(PING, b"", times=1000)

    flooding = asyncio.create_task(flood())
    for number in range(50):
        await _heard_by(agent, stage, call_id, number)
    await _until(lambda: page not in stage.node.hub.pages)
    flooding.cancel()
    await asyncio.wait([flooding])
    swallowing.cancel()
    customer.close()
