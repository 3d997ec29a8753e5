"""Voices and pictures that Janus records in a room of its videoroom plugin, over its WebSocket, as it is documented."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from bench.programs import Program, running
from bench.recording.senders import Nothing, Send, over

_PORT = 8188
_ANSWERS_WITHIN_S = 20.0
_CONNECTED_WITHIN_S = 30.0


@asynccontextmanager
async def open_janus(*, core: int) -> AsyncIterator[Program]:
    """Janus as Debian configures it, on one core."""
    command = ["janus", "--interface=127.0.0.1", "--configs-folder=/etc/janus"]
    async with running(command, core=core, says="Websockets server started") as program:
        yield program


class Room:
    """One room that records everybody. Made by `open_room`."""

    def __init__(self, socket: "aiohttp.ClientWebSocketResponse[bool]", folder: Path) -> None:
        self._socket = socket
        self._folder = folder
        self._room = secrets.randbelow(1 << 30)
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session: dict[str, Any] = {}
        self.peers: list[RTCPeerConnection] = []

    async def open(self) -> None:
        """Make the room."""
        self._session = {"session_id": (await self._ask({"janus": "create"}))["data"]["id"]}
        await self._say(
            await self._attach(),
            {
                "request": "create", "room": self._room, "publishers": 1_000, "audiocodec": "opus",
                "videocodec": "vp8", "record": True, "rec_dir": str(self._folder), "bitrate": 128_000,
            },
        )  # fmt: skip

    async def publish(self, *, packet_ms: int) -> Send:
        """One more voice; it is connected when this returns."""
        peer = await self.join("audio")
        return over(peer, packet_ms, ssrc=peer.getTransceivers()[0].sender._ssrc)

    async def join(self, *kinds: str) -> RTCPeerConnection:
        """Somebody more, connected, who sends these and has sent nothing yet."""
        handle = await self._attach()
        await self._say(handle, {"request": "join", "ptype": "publisher", "room": self._room}, until="event")
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.peers.append(peer)
        for kind in kinds:
            peer.addTransceiver(Nothing(kind), direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        offer = {"type": "offer", "sdp": peer.localDescription.sdp}
        said = await self._say(handle, {"request": "publish", "record": True}, jsep=offer, until="event")
        await peer.setRemoteDescription(RTCSessionDescription(said["jsep"]["sdp"], "answer"))
        async with asyncio.timeout(_CONNECTED_WITHIN_S):
            while peer.connectionState != "connected":  # noqa: ASYNC110 (no event that waits)
                await asyncio.sleep(0.02)
        return peer

    async def hear(self) -> None:
        """Pass answers on, until cancelled."""
        async for message in self._socket:
            told = message.json()
            waiting = self._waiting.get(told.get("transaction", ""))
            if waiting is not None and told["janus"] != "ack" and not waiting.done():
                waiting.set_result(told)

    async def keep_alive(self) -> None:
        """Janus ends a session that has been silent for a minute; until cancelled."""
        while True:
            await asyncio.sleep(20)
            await self._ask({"janus": "keepalive"}, answered=False)

    async def _attach(self) -> int:
        return int((await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"}))["data"]["id"])

    async def _say(
        self, handle: int, body: dict[str, Any], *, jsep: dict[str, str] | None = None, until: str = "success"
    ) -> dict[str, Any]:
        message = {"janus": "message", "handle_id": handle, "body": body}
        said = await self._ask(message | ({"jsep": jsep} if jsep else {}))
        data = said.get("plugindata", {}).get("data", {})
        if said["janus"] != until or "error" in data:
            raise SystemExit(f"bench: Janus says {said}")
        return said

    async def _ask(self, request: dict[str, Any], *, answered: bool = True) -> dict[str, Any]:
        transaction = str(next(self._numbers))
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = waiting
        try:
            await self._socket.send_json({**request, **self._session, "transaction": transaction})
            async with asyncio.timeout(_ANSWERS_WITHIN_S):
                return await waiting if answered else {}
        finally:
            del self._waiting[transaction]


@asynccontextmanager
async def open_room(folder: Path) -> AsyncIterator[Room]:
    """A room of the Janus that runs on this machine; what it records lies in `folder`."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"ws://127.0.0.1:{_PORT}/", protocols=("janus-protocol",)) as socket,
    ):
        room = Room(socket, folder)
        work = [asyncio.create_task(room.hear()), asyncio.create_task(room.keep_alive())]
        try:
            await room.open()
            yield room
        finally:
            for peer in room.peers:
                await peer.close()
            for each in work:
                each.cancel()
