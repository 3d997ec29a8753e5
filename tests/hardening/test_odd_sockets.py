"""Peers that do what no browser does with a connection: each ends, alone, and in time."""

import asyncio
import base64
import contextlib
import os
import socket

import pytest

from signaling.protocol.incoming import Incoming
from signaling.protocol.relayed import Relayed
from signaling.runtime import peer as peer_module
from signaling.runtime.page import Page
from tests.hardening.raw_socket import TEXT, RawSocket, frame
from tests.hardening.test_slow_readers import PAD, _pair, _until
from tests.integration.web.stage import Stage
from tests.running_time import kept_within
from web import wire as wire_module
from web.socket import SUBPROTOCOL

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANDIDATE = b'{"type":"candidate","to_page":"page-a","candidate":{"candidate":""}}'
CONTINUED = 0x0
HELLO = b'{"type":"hello","token":"aaaaaaaaaaaaaaaaaaaa","page_id":"a"}'


async def test_who_closes_one_half_and_does_not_read_is_gone_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transport that was closed by a FIN waits for its buffer without end, and says nothing to anybody meanwhile."""
    monkeypatch.setattr(peer_module, "_WRITE_TIMEOUT_S", 0.5)
    monkeypatch.setattr(wire_module, "_ABORT_AFTER_S", 0.5)
    _, customer, _, page = await _pair(stage)
    while not page.peer.queued:
        assert not page.peer.closing
        page.peer.send_text(PAD)
        await asyncio.sleep(0)
    customer._sock.shutdown(socket.SHUT_WR)
    async with kept_within(6):  # before the pulse finds out
        await _until(lambda: page not in stage.node.hub.pages)
    customer.close()


async def test_fragments_without_end_are_no_way_to_speak_without_paying(stage: Stage) -> None:
    """Empty ones never make a message too large; one connection of them kept the loop busy for 130 ms at a time."""
    stranger = await RawSocket.open(stage.base, origin=stage.origin)
    await stranger._loop.sock_sendall(stranger._sock, frame(TEXT, b"", final=False))
    many = frame(CONTINUED, b"", final=False) * 10_000
    async with kept_within(5):  # long before whoever says no hello is shown out
        with contextlib.suppress(ConnectionError):
            while True:
                await stranger._loop.sock_sendall(stranger._sock, many)
    stranger.close()


async def test_who_does_not_mask_is_shown_out(stage: Stage) -> None:
    stranger = await RawSocket.open(stage.base, origin=stage.origin)
    await stranger._loop.sock_sendall(stranger._sock, bytes([0x80 | TEXT, len(HELLO)]) + HELLO)
    async with asyncio.timeout(30):
        heard = await stranger.swallow()
    assert heard == b"\x88\x02" + (1002).to_bytes(2, "big")
    stranger.close()


async def test_a_long_message_may_come_in_small_fragments(stage: Stage) -> None:
    stranger = await RawSocket.open(stage.base, origin=stage.origin)
    pieces = [
        frame(TEXT, b"x", final=False),
        *[frame(CONTINUED, b"x" * 500, final=False)] * 500,
        frame(CONTINUED, b"x"),
    ]
    await stranger._loop.sock_sendall(stranger._sock, b"".join(pieces))
    assert b"too_large" in await stranger.swallow()
    stranger.close()


async def test_what_fails_over_a_message_that_waited_ends_the_socket_and_is_logged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came while something else was carried out, so nobody stands above it who would catch anything."""
    agent, customer, _, page = await _pair(stage)

    async def slowly(page: Page, message: Incoming) -> None:
        await asyncio.sleep(0.2)

    def fail(page: Page, said: Relayed) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(stage.node.sockets, "ask", slowly)
    monkeypatch.setattr(stage.node.sockets, "pass_on", fail)
    await customer.send_all([b'{"type":"hangup"}', CANDIDATE])
    await _until(lambda: page not in stage.node.hub.pages)
    assert "socket.failed" in [line["event"] for line in stage.log]
    customer.close()
    await agent.say("reboot")
    await agent.hear("error", code="unknown_type")


@pytest.mark.parametrize("key", ["", "abc", "é" * 8, "=" * 24])
async def test_what_is_no_key_is_refused_and_no_fault_of_ours(stage: Stage, key: str) -> None:
    reader, writer = await _knocked(stage, key)
    assert (await reader.readline()).split()[1] == b"415"
    assert "rest.failed" not in [line["event"] for line in stage.log]
    writer.close()
    await writer.wait_closed()


async def test_what_comes_right_behind_the_handshake_is_heard(stage: Stage) -> None:
    key = base64.b64encode(os.urandom(16)).decode()
    reader, writer = await _knocked(stage, key, behind=frame(TEXT, b"[]"))
    async with asyncio.timeout(30):
        assert b"malformed" in await reader.read()
    writer.close()
    await writer.wait_closed()


async def _knocked(stage: Stage, key: str, *, behind: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A handshake with this key, and what is sent before it is answered."""
    where = stage.base.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*where.split(":"))
    lines = (
        "GET /ws HTTP/1.1", f"Host: {where}", f"Origin: {stage.origin}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Protocol: {SUBPROTOCOL}", "", "",
    )  # fmt: skip
    writer.write("\r\n".join(lines).encode() + behind)
    return reader, writer
