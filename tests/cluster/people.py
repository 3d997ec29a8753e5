"""People who are nothing but their socket, and come back as a page does: any number, through the proxy."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import aiohttp

from deploy.cluster import Cluster
from records.credentials import issue
from records.database import Database
from records.tables import AgentRow, CaseRow, UserRow, new_id
from signaling.protocol.words import AgentState, Role
from signaling.runtime.node import utc_now
from web.socket import SUBPROTOCOL

DEADLINE_S = 30.0
_AGAIN_S = 0.2
Message = dict[str, Any]


@dataclass
class Page:
    """One page's line. What it says at every welcome (its place, that it is ready) is in `greeting`.

    `losses` counts how often it had to come back, `byes` what it was told before.
    """

    token: str
    greeting: list[Message] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)
    byes: list[str] = field(default_factory=list)
    losses: int = 0
    welcomes: int = 0
    page_id: str = field(default_factory=lambda: uuid4().hex)
    _socket: "aiohttp.ClientWebSocketResponse[bool] | None" = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, type: str, **fields: Any) -> None:
        """Once; lost when the line is down, as from a page."""
        with suppress(ConnectionError):
            if self._socket is not None:
                await self._socket.send_str(json.dumps({"type": type, **fields}))

    async def greet_with(self, type: str, **fields: Any) -> None:
        """Now, and whenever it is welcomed."""
        self.greeting.append({"type": type, **fields})
        await self.say(type, **fields)

    async def hear(self, type: str, fits: Callable[[Message], bool] = lambda _: True, *, since: int = 0) -> Message:
        """The first message of this type that fits, of those from number `since` on."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                for message in self.heard[since:]:
                    if message["type"] == type and fits(message):
                        return message
                self._news.clear()
                await self._news.wait()

    async def call(self, state: str, *, since: int = 0) -> Message:
        """The call in this state."""
        message = await self.hear("call", lambda m: m["call"]["state"] == state, since=since)
        found: Message = message["call"]
        return found

    async def run(self, http: aiohttp.ClientSession, url: str) -> None:
        """Until cancelled: connect, listen, come back."""
        while True:
            try:
                async with http.ws_connect(url, protocols=(SUBPROTOCOL,)) as socket:
                    await socket.send_str(json.dumps({"type": "hello", "token": self.token, "page_id": self.page_id}))
                    await self._listen(socket)
            except (aiohttp.ClientError, OSError):
                pass
            self._socket = None
            self.losses += 1
            await asyncio.sleep(_AGAIN_S)

    async def _listen(self, socket: "aiohttp.ClientWebSocketResponse[bool]") -> None:
        async for frame in socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return
            message: Message = json.loads(frame.data)
            self.heard.append(message)
            if message["type"] == "bye":
                assert message["retry"], message
                self.byes.append(message["code"])
                return
            if message["type"] == "welcome":
                self.welcomes += 1
                self._socket = socket
                for each in self.greeting:
                    await self.say(**each)
            self._news.set()


@dataclass
class Crowd:
    """Everybody at one cluster, and what is needed to bring more."""

    cluster: Cluster
    memory: Database
    http: aiohttp.ClientSession
    key: str
    tasks: asyncio.TaskGroup

    async def agent(self, name: str, *, languages: tuple[str, ...]) -> Page:
        """A new agent at their desk, on a break."""
        now, user_id = utc_now(), new_id()
        async with self.memory.transaction() as session:
            session.add(
                UserRow(
                    id=user_id, email=f"{user_id}@example.org", name=name, role=Role.AGENT, languages=list(languages),
                    password_hash="x", created_at=now,
                )
            )  # fmt: skip
            await session.flush()
            session.add(AgentRow(user_id=user_id, state=AgentState.OFFLINE, since=now))
            token = await issue(
                session, kind="socket", name=name, role=Role.AGENT, user_id=user_id, now=now, ttl=timedelta(hours=1)
            )
        page = self._open(token)
        await page.hear("agent")
        return page

    async def waiting(self, *, language: str) -> tuple[Page, str]:
        """A customer on a case of their own who waits in the queue, and their call."""
        call = await self._call(mode="queue", language=language)
        page = await self._customer(call)
        await page.call("waiting")
        return page, call["call_id"]

    async def talking(self, agent: Page, *, language: str) -> tuple[Page, str]:
        """A customer of the queue whom this agent has accepted, in an active call."""
        customer, call_id = await self.waiting(language=language)
        since = len(agent.heard)
        await agent.say("presence", state="available")
        offer = await agent.hear("offer", since=since)
        await agent.say("accept", offer_id=offer["offer_id"])
        await agent.greet_with("enter", call_id=call_id)
        await agent.greet_with("ready", audio=True, video=True)
        await customer.hear("call", lambda m: m["call"]["state"] == "connecting" and _both_ready(m["call"]))
        await customer.say("talk_connected")
        await agent.call("active", since=since)
        await customer.call("active")
        return customer, call_id

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A helpdesk's question, through the proxy; anything but 2xx fails."""
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.http.request(method, self.cluster.origin + path, json=body, headers=headers) as answer:
            assert answer.status < 300, (answer.status, await answer.text())
            return await answer.json()

    async def _call(self, **wanted: Any) -> Message:
        reference, now = f"T-{new_id()[:12]}", utc_now()
        async with self.memory.transaction() as session:
            session.add(
                CaseRow(
                    reference=reference, stage="anomaly_found", title="a lamp", customer_name="Lucía",
                    customer_language=wanted["language"], tracking_number=None, facts={}, created_at=now,
                    updated_at=now,
                )
            )  # fmt: skip
        call: Message = await self.ask("POST", f"/api/cases/{reference}/calls", wanted)
        return call

    async def _customer(self, call: Message) -> Page:
        link = {"call_id": call["call_id"], "secret": call["join_url"].partition("#")[2]}
        async with self.http.post(f"{self.cluster.origin}/api/join", json=link) as answer:
            assert answer.status == 200, await answer.text()
            token = (await answer.json())["token"]
        page = self._open(token)
        page.greeting.append({"type": "ready", "audio": True, "video": True})
        return page

    def _open(self, token: str) -> Page:
        page = Page(token)
        self.tasks.create_task(page.run(self.http, f"{self.cluster.origin}/ws"))
        return page


@asynccontextmanager
async def open_crowd(cluster: Cluster, memory: Database) -> AsyncIterator[Crowd]:
    """Nobody is there yet; all go at the end."""
    async with memory.transaction() as session:
        key = await issue(session, kind="api_key", name=f"key-{new_id()}", role=Role.INTEGRATOR, now=utc_now())
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http, asyncio.TaskGroup() as tasks:
        crowd = Crowd(cluster, memory, http, key, tasks)
        try:
            yield crowd
        finally:
            for task in tuple(tasks._tasks):
                task.cancel()


def _both_ready(call: Message) -> bool:
    return len(call["participants"]) == 2 and all(person["ready"] for person in call["participants"])
