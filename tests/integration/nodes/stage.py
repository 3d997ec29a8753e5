"""Several real nodes on one PostgreSQL and one Redis, and a customer and an agent in front of their doors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from records.clock import utc_now
from records.credentials import issue
from records.database import Database, open_database
from records.tables import AgentRow, CallRow, UserRow
from signaling.protocol.words import AgentState, Role
from tests.install.program import SERVE, Program, running
from tests.integration.web.stage import Browser, Line


@dataclass
class Customer:
    """A browser that has joined, and its way back in."""

    browser: Browser
    way_in: dict[str, Any]
    line: Line

    async def come_again(self, node: Program) -> Line:
        """Join once more from the same browser, for which all nodes are one service."""
        self.browser.lead_to(node.origin)
        self.line = await _line(self.browser, node, (await self._join())["token"])
        return self.line

    async def _join(self) -> dict[str, Any]:
        joined: dict[str, Any] = (await self.browser.ask("POST", "/api/join", self.way_in)).json
        return joined


@dataclass
class Nodes:
    """The nodes that run, in the order they were started, and their database."""

    db: Database
    programs: list[Program]
    stack: AsyncExitStack
    settings: dict[str, str]
    folder: Path

    async def start(self, command: tuple[str, ...] = SERVE) -> Program:
        """One node more; the nodes share everything but their folder."""
        folder = self.folder / f"node-{len(self.programs)}"
        starting = running(command, folder=folder, **self.settings)
        program = await asyncio.to_thread(starting.__enter__)
        self.stack.callback(starting.__exit__, None, None, None)
        self.programs.append(program)
        return program

    async def waiting_customer(self, node: Program, reference: str = "LP-1001") -> tuple[Customer, str]:
        """A customer in the queue, and the id of their call."""
        api = await self._browser(node, key=await self._api_key())
        opened = (await api.ask("POST", f"/api/cases/{reference}/calls", {"mode": "queue", "language": "en"})).json
        way_in = {"call_id": opened["call_id"], "secret": opened["join_url"].partition("#")[2]}
        browser = await self._browser(node)
        token = (await browser.ask("POST", "/api/join", way_in)).json["token"]
        customer = Customer(browser, way_in, await _line(browser, node, token))
        await customer.line.say("ready", audio=True, video=True)
        return customer, str(opened["call_id"])

    async def available_agent(self, node: Program) -> Line:
        """An agent who takes calls."""
        async with self.db.transaction() as session:
            user = UserRow(
                email=f"{uuid4().hex}@example.org", name="Wei", role=Role.AGENT, languages=["en"], password_hash="x",
                created_at=utc_now(),
            )  # fmt: skip
            session.add(user)
            await session.flush()
            session.add(AgentRow(user_id=user.id, state=AgentState.OFFLINE, since=utc_now()))
            token = await issue(
                session, kind="socket", name="Wei", role=Role.AGENT, user_id=user.id, now=utc_now(),
                ttl=timedelta(hours=3),
            )  # fmt: skip
        line = await _line(await self._browser(node), node, token)
        await line.say("presence", state="available")
        return line

    async def call(self, call_id: str) -> CallRow:
        """The call's row as it is now."""
        async with self.db.reading() as session:
            return await session.get_one(CallRow, call_id)

    async def _browser(self, node: Program, key: str | None = None) -> Browser:
        browser = Browser(node.origin, origin=node.origin, key=key)
        self.stack.push_async_callback(browser.close)
        return browser

    async def _api_key(self) -> str:
        async with self.db.transaction() as session:
            return await issue(
                session, kind="api_key", name=uuid4().hex, role=Role.INTEGRATOR, now=utc_now(), ttl=timedelta(hours=3)
            )


async def _line(browser: Browser, node: Program, token: str) -> Line:
    line = await browser.socket()
    await line.hello(token, uuid4().hex)
    return line


@asynccontextmanager
async def open_nodes(folder: Path, postgres_url: str, redis_url: str, **settings: str) -> AsyncIterator[Nodes]:
    """Nothing runs yet; what is started inside is ended on leaving. `settings` are the nodes' own."""
    shared = {"database_url": postgres_url, "redis_url": redis_url, "media_workers": "0"} | settings
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_database(postgres_url))
        yield Nodes(db, [], stack, shared, folder)
