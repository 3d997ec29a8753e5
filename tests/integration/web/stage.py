"""The real doors on a real port, a real node behind them, and people who come with what a browser would send."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from redis.asyncio import Redis
from sqlalchemy import select
from structlog.testing import capture_logs
from structlog.typing import EventDict

from cases.evidence.filing import Cabinet
from cases.evidence.inspection import Limits as FileLimits
from cases.evidence.scanner import NoScanner, Scanner
from cases.evidence.storage import FolderStorage
from media.bindery import Bindery
from media.errors import TicketNotValid
from media.master_keys import MasterKeys
from media.storage import Storage
from media.vault import Vault
from outgoing.secret_lock import SecretLock
from records.credentials import issue
from records.database import Database
from records.recorder import RecorderRecords
from records.tables import AgentRow, Base, CaseRow, UserRow
from records.users import hash_password
from signaling.cluster.media_workers import OnlyWorker
from signaling.domain.call import Limits
from signaling.protocol.words import AgentState, Role
from signaling.runtime.node import Node, NodeConfig, open_node, utc_now
from tests.integration.web.contract import check_answer
from tether import tethered
from web.application import build_app, build_runner
from web.parts import Parts, WebConfig
from web.recorders import Workers, open_recorders
from web.socket import SUBPROTOCOL
from web.wordings import FileWordings

DEADLINE_S = 30.0
PASSWORD = "correct horse battery staple"
FEED_KEY = "the feed's own key"
PEOPLE = (("wei", Role.AGENT), ("ana", Role.AGENT), ("sam", Role.SUPERVISOR))
AGENT, OTHER_AGENT, SUPERVISOR, INTEGRATOR = "wei", "ana", "sam", "helpdesk"


@dataclass(frozen=True)
class Answered:
    """What came back, read to its end."""

    status: int
    headers: Mapping[str, str]
    raw: bytes
    cookies: Mapping[str, Any]

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def code(self) -> str | None:
        """The stable code of a problem; None when it is none."""
        return str(self.json["code"]) if self.kind == "application/problem+json" else None

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("Content-Type", "").split(";")[0]

    @property
    def is_json(self) -> bool:
        """Whether there is JSON to be read."""
        return self.kind.endswith("json") and bool(self.raw)


class Browser:
    """Somebody with a jar of cookies, who says where they come from as browsers do. `key` makes it a program."""

    def __init__(self, base: str, *, origin: str | None, key: str | None = None) -> None:
        self._base = base
        self.cookies: dict[str, str] = {}
        self._always = {"Origin": origin} if origin else {}
        if key is not None:
            self._always["Authorization"] = f"Bearer {key}"
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        await self._http.close()

    def lead_to(self, base: str) -> None:
        """From now on another node answers, as behind a balancer: the cookies are for all of them."""
        self._base = base
        if "Origin" in self._always:
            self._always["Origin"] = base

    async def ask(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str | None] | None = None, **how: Any
    ) -> Answered:
        """Send it, with cookies and Origin, without headers of None; the answer is held to the OpenAPI document."""
        sent = self._headers(headers)
        if body is not None:
            how["json"] = body
        async with (
            asyncio.timeout(DEADLINE_S),
            self._http.request(method, self._base + path, headers=sent, allow_redirects=False, **how) as response,
        ):
            raw = await response.read()
            cookies = dict(response.cookies)
            self.cookies |= {name: morsel.value for name, morsel in cookies.items()}
            answer = Answered(response.status, response.headers, raw, cookies)
        check_answer(method, path, status=answer.status, kind=answer.kind, body=answer.json if answer.is_json else None)
        return answer

    async def socket(
        self, *, headers: Mapping[str, str | None] | None = None, protocols: Any = (SUBPROTOCOL,)
    ) -> "Line":
        """Open `/ws`. Raises aiohttp.WSServerHandshakeError when refused."""
        return Line(
            await self._http.ws_connect(self._base + "/ws", headers=self._headers(headers), protocols=protocols)
        )

    def _headers(self, more: Mapping[str, str | None] | None) -> dict[str, str]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        wanted: dict[str, str | None] = {**self._always, "Cookie": jar or None, **(more or {})}
        return {name: value for name, value in wanted.items() if value is not None}


class Line:
    """A page's end of the socket."""

    def __init__(self, socket: "aiohttp.ClientWebSocketResponse[bool]") -> None:
        self.socket = socket

    async def say(self, type: str, **fields: Any) -> None:
        await self.socket.send_str(json.dumps({"type": type, **fields}))

    async def hello(self, token: str, page_id: str) -> dict[str, Any]:
        await self.say("hello", token=token, page_id=page_id)
        return await self.hear("welcome")

    async def hear(self, type: str, **wanted: Any) -> dict[str, Any]:
        """The next message of this type, with these values in it (of a call: in the call)."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.receive_str())
                inner = message.get("call") if type == "call" else message
                if message["type"] == type and all(inner.get(name) == value for name, value in wanted.items()):  # type: ignore[union-attr]
                    return message

    async def settled(self) -> None:
        """All that came of what was said here before is done: a message that is refused is answered after it."""
        await self.say("nothing")
        await self.hear("error", code="unknown_type")

    async def next(self) -> dict[str, Any]:
        """Whatever comes next."""
        async with asyncio.timeout(DEADLINE_S):
            message: dict[str, Any] = json.loads(await self.socket.receive_str())
            return message

    async def closed(self) -> int | None:
        """Hear everything until it is closed; the close code."""
        async with asyncio.timeout(DEADLINE_S):
            async for _ in self.socket:
                pass
        return self.socket.close_code


@dataclass
class Stage:
    """One node with its doors open."""

    db: Database
    redis: "Redis"
    node: Node
    parts: Parts
    base: str
    stack: AsyncExitStack
    log: list[EventDict]
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return self.parts.config.origin

    async def browser(self, name: str | None = None, *, origin: str | None = "") -> Browser:
        """A new browser; of `name`, signed in by the cookie. `origin` None: it sends none."""
        browser = Browser(self.base, origin=self.origin if origin == "" else origin)
        self.stack.push_async_callback(browser.close)
        if name is not None:
            browser.cookies["reassure_session"] = self.tokens[name]
        return browser

    async def program(self) -> Browser:
        """A helpdesk with its API key; programs send no Origin."""
        browser = Browser(self.base, origin=None, key=self.tokens[INTEGRATOR])
        self.stack.push_async_callback(browser.close)
        return browser

    async def opened(self, *, by: str = AGENT, **wanted: Any) -> dict[str, Any]:
        """A call on the case; with `secret` beside what REST gives."""
        asker = await self.program() if by == INTEGRATOR else await self.browser(by)
        answer = await asker.ask("POST", "/api/cases/LP-1/calls", wanted)
        assert answer.status == 201, answer.raw
        call: dict[str, Any] = answer.json
        return {**call, "secret": call["join_url"].partition("#")[2]}

    async def line(self, token: str, *, page_id: str = "page-1") -> Line:
        """A page that has been welcomed."""
        line = await (await self.browser()).socket()
        await line.hello(token, page_id)
        return line

    async def agent_line(self, name: str = AGENT, *, page_id: str = "page-a") -> Line:
        session = (await (await self.browser(name)).ask("GET", "/api/session")).json
        return await self.line(session["socket_token"], page_id=page_id)

    async def talking(self) -> tuple[Line, Line, dict[str, Any]]:
        """An agent and a customer in an active call, over their sockets."""
        agent = await self.agent_line()
        call = await self.opened()
        await agent.say("enter", call_id=call["call_id"])
        await agent.say("ready", audio=True, video=True)
        link = {"call_id": call["call_id"], "secret": call["secret"]}
        joined = (await (await self.browser()).ask("POST", "/api/join", link)).json
        customer = await self.line(joined["token"], page_id="page-c")
        await customer.say("ready", audio=True, video=True)
        await customer.hear("call", state="connecting")
        await customer.say("talk_connected")
        await agent.hear("call", state="active")
        await customer.hear("call", state="active")
        return agent, customer, call

    async def dump(self, *but: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, in an order of its own; `but` names tables that are left out."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        async with self.db.reading() as session:
            for table in Base.metadata.sorted_tables:
                if table.name not in but:
                    found[table.name] = sorted(tuple(row) for row in await session.execute(select(table)))
        return found


def open_cabinet(
    database: Database, folder: Path, scanner: Scanner | None = None, *, has_room: bool = True
) -> Cabinet:  # fmt: skip
    """For small files, below this folder."""
    storage = FolderStorage(folder / "evidence")
    limits = FileLimits(most_bytes=1024 * 1024, most_pixels=2_000_000)
    return Cabinet(
        database, storage, scanner or NoScanner(), limits=limits, has_room=lambda: has_room, clock=utc_now
    )  # fmt: skip


@asynccontextmanager
async def open_stage(
    db: Database,
    redis_url: str,
    folder: Path,
    *,
    recorder: Path | None = None,
    workers: Workers | None = None,
    scanner: Scanner | None = None,
    storage: Storage | None = None,
    **settings: Any,
) -> AsyncIterator[Stage]:
    """`recorder` is the socket of a media worker, which may be away; `workers` knows others instead.

    `settings` are fields of WebConfig.
    """
    limits = Limits(
        return_grace=timedelta(seconds=60), queue_timeout=timedelta(hours=1), connect_timeout=timedelta(seconds=30)
    )
    async with AsyncExitStack() as stack:
        log = stack.enter_context(capture_logs(processors=[structlog.processors.format_exc_info]))
        redis = Redis.from_url(redis_url)
        stack.push_async_callback(redis.aclose)
        await redis.flushall()
        node = await stack.enter_async_context(open_node(db, redis, FileWordings(), NodeConfig(limits=limits)))
        workers = workers or OnlyWorker(f"unix://{recorder or folder / 'nobody.sock'}")
        recorders = await stack.enter_async_context(open_recorders(workers))
        here = "http://desk.example"
        config = WebConfig(
            origin=here, origins=frozenset({here}),
            seventeentrack_key=FEED_KEY, aftership_secret=FEED_KEY,
        )  # fmt: skip
        config = replace(config, **settings)
        records = RecorderRecords(db, clock=utc_now, refusal=TicketNotValid)
        masters = MasterKeys(folder / "master.keys")
        masters.make()
        vault = Vault(folder / "recordings", records, masters, storage)
        parts = Parts(
            config,
            db,
            redis,
            node,
            recorders,
            utc_now,
            evidence=open_cabinet(node.database, folder, scanner),
            recordings=vault,
            secret_lock=SecretLock(masters),
            mp3=Bindery(vault, tethered).mp3,
        )
        runner = build_runner(build_app(parts), shutdown_s=0.2)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        people = await stack.enter_async_context(AsyncExitStack())
        host, port = runner.addresses[0][:2]
        stage = Stage(db, redis, node, parts, f"http://{host}:{port}", people, log)
        await _seed(stage)
        yield stage
        await node.sockets.close()


_hashed: list[str] = []


async def _seed(stage: Stage) -> None:
    """The people and one case. The hash of their password is made once for all tests: it is slow by design."""
    if not _hashed:
        _hashed.append(await hash_password(PASSWORD))
    now = utc_now()
    async with stage.db.transaction() as session:
        for name, role in PEOPLE:
            session.add(
                UserRow(
                    id=name, email=f"{name}@example.org", name=name.title(), role=role, languages=["en", "es"],
                    password_hash=_hashed[0], created_at=now,
                )
            )  # fmt: skip
        await session.flush()
        for name, role in PEOPLE:
            if role is Role.AGENT:
                session.add(AgentRow(user_id=name, state=AgentState.OFFLINE, since=now))
            stage.tokens[name] = await issue(
                session, kind="session", name=name.title(), role=role, user_id=name, now=now, ttl=timedelta(hours=1)
            )
        stage.tokens[INTEGRATOR] = await issue(session, kind="api_key", name=INTEGRATOR, role=Role.INTEGRATOR, now=now)
        session.add(
            CaseRow(
                id="case", reference="LP-1", stage="anomaly_found", title="a lamp", customer_name="Lucía",
                customer_language="es", tracking_number="RR123456785CN", facts={}, created_at=now, updated_at=now,
            )
        )  # fmt: skip
