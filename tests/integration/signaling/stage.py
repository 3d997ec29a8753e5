"""Two nodes on one Redis and one database, and browsers that are nothing but their socket."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from redis.asyncio import Redis

from records.credentials import issue
from records.database import Database
from records.tables import AgentRow, CaseRow, UserRow
from signaling.domain.call import Limits
from signaling.protocol.outgoing import PurposeWords
from signaling.protocol.words import AgentState, CallMode, Purpose, RecordingWhen, Role
from signaling.runtime.node import Node, NodeConfig, open_node, utc_now
from signaling.runtime.peer import Listener
from signaling.runtime.ports import Words
from signaling.runtime.reception import OpenedCall

DEADLINE_S = 30.0


class PlainWords:
    """Words of consent in English and Spanish, without files."""

    def words(
        self, locale: str, *, retention_days: int, when: RecordingWhen = RecordingWhen.ON_REQUEST, picture: bool = False
    ) -> Words | None:  # fmt: skip
        if locale[:2] not in ("en", "es"):
            return None
        text = f"{locale[:2]}: may we record, for {retention_days} days, picture {picture}?"
        questions = tuple(
            PurposeWords(purpose=purpose, text=f"{purpose}?")
            for purpose in Purpose
            if picture or purpose is not Purpose.VIDEO
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Words(locale[:2], "Recording", text, questions, "No costs nothing.", text, digest)


class Browser:
    """One page's socket, from the page's side; for the server it is the `Wire` that brings the page."""

    full = False

    def __init__(self) -> None:
        self._listener: Listener | None = None
        self._held = False
        self._unheard: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self.closed = False
        self.newest: dict[str, int] = {}
        """Of each call it was shown."""
        self.token = self.page_id = ""
        self.resume: dict[str, Any] | None = None
        """As a page keeps it: its session, and the last number it saw."""

    def attach(self, listener: Listener) -> None:
        """The server is told what the page says."""
        self._listener = listener

    def watch(self, *, closely: bool) -> None: ...

    def write(self, text: str) -> None:
        message = json.loads(text)
        if self._is_double(message):
            raise AssertionError(f"told twice: {text}")
        if message["type"] == "call" and self._is_old(message["call"]):
            return
        self.heard.append(message)
        self._news.set()

    def _is_double(self, message: dict[str, Any]) -> bool:
        if message["type"] == "session":
            self.resume = {key: message[key] for key in ("session", "heard")} if message["session"] else None
        if message["type"] == "welcome" and not message["resumed"]:
            self.resume = None
        if "seq" not in message or self.resume is None:
            return False
        heard, origin = self.resume["heard"], message["origin"]
        double = message["seq"] <= heard.get(origin, 0)
        self.resume = {"session": self.resume["session"], "heard": heard | {origin: message["seq"]}}
        return bool(double)

    def _is_old(self, call: dict[str, Any]) -> bool:
        """As the pages do: two nodes announce side by side, and an older snapshot is never shown over a newer one."""
        newest = self.newest.setdefault(call["id"], call["version"])
        self.newest[call["id"]] = max(newest, call["version"])
        return bool(call["version"] < newest)

    def close(self, reason: str) -> None:
        self.closed = True
        self._news.set()
        asyncio.get_running_loop().call_soon(self._lost)

    def hold(self) -> None:
        self._held = True

    def go_on(self) -> None:
        self._held = False
        while self._unheard and not self._held:
            self.say_text(self._unheard.pop(0))

    def say(self, type: str, **fields: Any) -> None:
        self.say_text(json.dumps({"type": type, **fields}))

    def say_text(self, text: str) -> None:
        if self._held:
            self._unheard.append(text)
        elif self._listener is not None:
            self._listener.heard(text)

    def vanish(self) -> None:
        """The connection is lost."""
        self.close("")

    def _lost(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.lost()

    async def hear(self, type: str, fits: Callable[[dict[str, Any]], bool] = lambda _: True) -> dict[str, Any]:
        """The first message of this type that fits and was not heard before; everything before it is forgotten."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                for n, message in enumerate(self.heard):
                    if message["type"] == type and fits(message):
                        del self.heard[: n + 1]
                        return message
                self._news.clear()
                await self._news.wait()

    async def call(self, state: str | None = None, **wanted: Any) -> dict[str, Any]:
        """The next snapshot in this state, or with these values."""
        message = await self.hear(
            "call",
            lambda m: (
                (state is None or m["call"]["state"] == state)
                and all(m["call"].get(key) == value for key, value in wanted.items())
            ),
        )
        found: dict[str, Any] = message["call"]
        return found

    async def call_where(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next snapshot that fits."""
        found: dict[str, Any] = (await self.hear("call", lambda m: fits(m["call"])))["call"]
        return found

    async def end(self) -> None:
        """Wait until the server has closed."""
        async with asyncio.timeout(DEADLINE_S):
            while not self.closed:
                self._news.clear()
                await self._news.wait()


@dataclass
class Stage:
    """The nodes, and what is needed to put somebody in front of them."""

    db: Database
    nodes: list[Node]
    users: dict[str, str] = field(default_factory=dict)

    async def agent(self, name: str, *, node: int = 0, languages: tuple[str, ...] = ("en", "es")) -> Browser:
        """A page of this agent, signed in."""
        token = await self.user_token(name, languages)
        return self.connect(token, node=node)

    async def available(self, name: str, *, node: int = 0, languages: tuple[str, ...] = ("en", "es")) -> Browser:
        """A page of this agent, who takes calls from the queue."""
        agent = await self.agent(name, node=node, languages=languages)
        await agent.hear("agent")
        agent.say("presence", state="available")
        await agent.hear("agent", lambda m: m["state"] in ("available", "ringing"))
        return agent

    async def user_token(self, name: str, languages: tuple[str, ...] = ("en", "es")) -> str:
        now = utc_now()
        async with self.db.transaction() as session:
            if name not in self.users:
                user = UserRow(
                    id=name, email=f"{name}@example.org", name=name.title(), role=Role.AGENT,
                    languages=list(languages), password_hash="x", created_at=now,
                )  # fmt: skip
                session.add(user)
                await session.flush()
                session.add(AgentRow(user_id=name, state=AgentState.OFFLINE, since=now))
                self.users[name] = name
            return await issue(
                session,
                kind="socket",
                name=name.title(),
                role=Role.AGENT,
                user_id=name,
                now=now,
                ttl=timedelta(hours=1),
            )

    def connect(
        self, token: str, *, node: int = 0, page_id: str | None = None, before: Browser | None = None
    ) -> Browser:
        """A socket that says hello; `before` is the one whose page comes again."""
        browser = self.open(node=node)
        browser.token, browser.page_id = token, page_id or uuid4().hex
        if before is not None and before.resume is not None:
            browser.resume, browser.newest = before.resume, before.newest
        seen = max(browser.newest.values(), default=None)
        browser.say("hello", token=token, page_id=browser.page_id, resume=browser.resume, call_version=seen)
        return browser

    async def lose(self, browser: Browser) -> None:
        """Its socket is lost, and its node has noticed and said so."""
        browser.vanish()
        async with asyncio.timeout(DEADLINE_S):
            while any(  # noqa: ASYNC110 (nothing else tells us)
                visit.page is not None and visit.page.page_id == browser.page_id
                for node in self.nodes
                for visit in node.sockets._visits
            ):
                await asyncio.sleep(0.01)

    def back(self, lost: Browser, *, node: int) -> Browser:
        """The same page, whose socket was lost, over another one."""
        return self.connect(lost.token, node=node, page_id=lost.page_id, before=lost)

    def open(self, *, node: int = 0) -> Browser:
        """A socket that says nothing yet."""
        browser = Browser()
        browser.attach(self.nodes[node].sockets.open(browser, address="test"))
        return browser

    async def open_call(
        self,
        reference: str,
        *,
        agent: str | None = None,
        mode: str = "invite",
        tracking_number: str | None = "RR123456785CN",
        skills: tuple[str, ...] = (),
    ) -> OpenedCall:
        async with self.db.transaction() as session:
            session.add(
                CaseRow(
                    reference=reference, stage="anomaly_found", title="a lamp", customer_name="Lucía",
                    customer_language="es", tracking_number=tracking_number, facts={}, created_at=utc_now(),
                    updated_at=utc_now(),
                )
            )  # fmt: skip
        return await self.nodes[0].reception.open_call(
            reference, mode=CallMode(mode), created_by=agent or "api", agent_user_id=agent, skills=skills
        )

    async def customer(self, opened: OpenedCall, *, node: int = 1, browser: str = "phone") -> Browser:
        joined = await self.nodes[node].reception.join_by_link(opened.call_id, opened.secret, browser=browser)
        return self.connect(joined.token, node=node)

    async def talking(self) -> tuple[Browser, Browser, OpenedCall]:
        """An agent and a customer in an active call, on different nodes."""
        agent = await self.agent("wei")
        await agent.hear("agent")
        opened = await self.open_call("LP-1", agent="wei")
        agent.say("enter", call_id=opened.call_id)
        agent.say("ready", audio=True, video=True)
        customer = await self.customer(opened)
        await customer.call("created")
        customer.say("ready", audio=True, video=True)
        await customer.call("connecting")
        customer.say("talk_connected")
        await agent.call("active")
        await customer.call("active")
        return agent, customer, opened


@asynccontextmanager
async def open_stage(db: Database, redis_url: str, *, nodes: int = 2, **changes: Any) -> AsyncIterator[Stage]:
    """Nodes with short times; `changes` are fields of NodeConfig or of the rules' Limits."""
    limits = Limits(
        return_grace=timedelta(seconds=changes.pop("grace_s", 60)),
        queue_timeout=timedelta(hours=1),
        connect_timeout=timedelta(seconds=30),
    )
    config = NodeConfig(limits=limits, **changes)
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(_flushed(redis_url))
        opened = [await stack.enter_async_context(open_node(db, redis, PlainWords(), config)) for _ in range(nodes)]
        yield Stage(db, opened)


class _flushed:  # noqa: N801 (a context manager used as a function)
    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, decode_responses=False)

    async def __aenter__(self) -> "Redis":
        await self._redis.flushall()
        return self._redis

    async def __aexit__(self, *_: object) -> None:
        await self._redis.aclose()


__all__ = ["Browser", "Self", "Stage", "open_stage"]
