"""Somebody who does not read, on a real TCP connection: their own socket ends, and nobody else notices."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from signaling.cluster.call_log import EVERYBODY
from signaling.protocol.codec import MAX_MESSAGE_BYTES
from signaling.protocol.words import ErrorCode
from signaling.runtime import peer as peer_module
from signaling.runtime.page import Page
from signaling.runtime.peer import OUTBOX_CHARACTERS, Peer
from tests.hardening.raw_socket import PING, RawSocket
from tests.integration.web.stage import Line, Stage
from web import pulse as pulse_module

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAD = "x" * (MAX_MESSAGE_BYTES - 100)
ENOUGH = 600
"""Messages of 64 KiB: the kernel's own buffers take some megabytes before anybody notices."""


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
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
    stage.node.hub._bus.say(call_id, EVERYBODY, noise)
    await line.hear("noise", number=number)


async def test_who_does_not_read_is_dropped_and_the_others_hear_everything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 3.0)  # the agent, who reads, has as long
    agent, customer, call_id, page = await _pair(stage)
    waiting = 0
    for number in range(ENOUGH):
        await _heard_by(agent, stage, call_id, number)
        waiting = max(waiting, page.peer.queued)
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
    async with asyncio.timeout(30):
        await customer.swallow()  # what the kernel had, and then the end
    customer.close()
    await _heard_by(agent, stage, call_id, 1)


class Narrow:
    """A wire that is full after every message, until somebody says that it has drained."""

    def __init__(self) -> None:
        self.full = False
        self.taken: list[str] = []
        self.closed = asyncio.Event()

    def watch(self, *, closely: bool) -> None: ...

    def write(self, text: str) -> None:
        self.taken.append(text)
        self.full = True

    def close(self, reason: str) -> None:
        self.closed.set()

    def hold(self) -> None: ...

    def go_on(self) -> None: ...


async def test_who_reads_a_little_now_and_then_cannot_hold_the_socket_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message is taken just before the deadline of a single one."""
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 2.5)
    wire = Narrow()
    peer = Peer(wire, address="test")
    for number in range(200):
        peer.send_text(str(number))
    peer.bye(ErrorCode.DRAINING, retry=True)
    async with asyncio.timeout(30):
        while not wire.closed.is_set():
            await asyncio.sleep(0.1)
            wire.full = False
            peer.drained()
    assert wire.taken == [str(number) for number in range(len(wire.taken))]
    assert 1 < len(wire.taken) < 100


async def test_what_waited_is_sent_in_order_and_then_the_last_word() -> None:
    wire = Narrow()
    peer = Peer(wire, address="test")
    for number in range(3):
        peer.send_text(str(number))
    peer.bye(ErrorCode.DRAINING, retry=True)
    peer.send_text("too late")
    for _ in range(3):
        assert not wire.closed.is_set()
        wire.full = False
        peer.drained()
    assert wire.taken[:3] == ["0", "1", "2"]
    assert json.loads(wire.taken[3])["type"] == "bye"
    assert len(wire.taken) == 4 and wire.closed.is_set() and peer.queued == 0


async def test_after_the_last_word_nothing_is_carried_out_any_more(stage: Stage) -> None:
    agent, customer, _, page = await _pair(stage)
    page.peer.bye(ErrorCode.UNAUTHENTICATED, retry=False)
    await customer.say("hangup")
    await _until(lambda: page not in stage.node.hub.pages)
    left = await agent.hear("call")
    assert left["call"]["state"] == "created"
    customer.close()


async def test_one_thing_is_carried_out_after_the_other_however_fast_they_come(stage: Stage) -> None:
    agent, customer, _, _ = await _pair(stage)
    swallowing = asyncio.create_task(customer.swallow())
    lines = [{"type": "chat", "client_id": f"c{n}", "text": str(n)} for n in range(20)]
    await customer.send_all([json.dumps(line).encode() for line in lines])
    heard: list[str] = []
    while len(heard) < len(lines):
        heard += [line["text"] for line in (await agent.hear("chat"))["lines"] if line["text"] not in heard]
    assert heard == [str(n) for n in range(20)]
    await _no_more(swallowing)
    customer.close()


async def test_a_connection_that_answers_no_ping_is_gone_within_ten_seconds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone in a tunnel: no FIN ever comes."""
    assert pulse_module.LOOK_EVERY_S * 3 < 9
    agent, customer, _, page = await _pair(stage)
    swallowing = asyncio.create_task(customer.swallow())
    monkeypatch.setattr(pulse_module, "LOOK_EVERY_S", 0.8)  # from here on the agent's page reads, and answers pings
    left = await agent.hear("call", state="created")
    while not any(person["away_since"] for person in left["call"]["participants"]):
        left = await agent.hear("call")
    assert page not in stage.node.hub.pages
    await _no_more(swallowing)
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
    await _no_more(flooding)
    await _no_more(swallowing)
    customer.close()


async def _no_more(task: "asyncio.Task[Any]") -> None:
    """The loop has let go of the connection: its number may be another one's as soon as it is closed."""
    task.cancel()
    await asyncio.wait([task])


async def test_who_is_alone_in_the_lobby_is_asked_less_often_until_an_agent_comes(stage: Stage) -> None:
    call = await stage.opened()
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await RawSocket.open(stage.base, origin=stage.origin)
    await customer.say("hello", token=joined["token"], page_id="calm")
    await _until(lambda: any(page.page_id == "calm" for page in stage.node.hub.pages))
    (page,) = (page for page in stage.node.hub.pages if page.page_id == "calm")
    wire = page.peer._wire
    await _until(lambda: wire.calm)  # type: ignore[attr-defined]
    agent = await stage.agent_line()
    await agent.say("enter", call_id=call["call_id"])
    await _until(lambda: not wire.calm)  # type: ignore[attr-defined]
    customer.close()
