"""The real doors, node and recorder, and two pages in Debian's Chromium that are nothing but the call."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, Page, Playwright, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout
from redis.asyncio import Redis

from media.master_keys import MasterKeys
from media.vault import Vault
from records.credentials import issue
from records.database import Database
from records.recorder import RecorderRecords
from records.tables import AgentRow, CaseRow, UserRow
from signaling.cluster.media_workers import OnlyWorker
from signaling.domain.call import Limits
from signaling.protocol.words import AgentState, CallMode, ErrorCode, Role
from signaling.runtime.ice import IceConfig
from signaling.runtime.node import Node, NodeConfig, open_node, utc_now
from signaling.runtime.reception import OpenedCall
from tests.browser.far import FarNetwork
from tests.integration.web.stage import open_cabinet
from tests.masters import OPENS_WHAT_IS_PLAIN
from tether import tethered
from web.application import build_app
from web.headers import permissions_policy
from web.parts import Parts, WebConfig
from web.recorders import open_recorders
from web.wordings import FileWordings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DEADLINE_S = 20.0
DIRECT = IceConfig()
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream=fps=15",
    "--autoplay-policy=no-user-gesture-required",
]
_STANDING = """JSON.stringify({
  state: session.view.call?.state, talk: session.view.talk, socket: session.view.socket,
  recording: session.view.recording,
  closed: session.view.closed, other: session.view.other, frames, light: brightness(), toasts,
  connections: connections.map((one) => [one.connectionState, one.iceConnectionState, one.signalingState]),
})"""
_KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""


@dataclass
class Recorder:
    """The media worker, as its own process."""

    door: Path
    folder: Path
    database_url: str
    process: asyncio.subprocess.Process | None = None

    def vault(self, db: Database) -> Vault:
        """The way to what it has recorded."""
        records = RecorderRecords(db, clock=utc_now, refusal=LookupError)
        return Vault(self.folder, records, MasterKeys(self.folder.parent / "master.keys"))

    async def start(self) -> None:
        env = {
            **os.environ,
            "REASSURE_DATABASE_URL": self.database_url,
            "REASSURE_RECORDINGS_DIR": str(self.folder),
            "REASSURE_DATA_DIR": str(self.folder.parent),
        }
        command = tethered(sys.executable, str(ROOT / "app.py"), "worker", "media", "--socket", str(self.door))
        self.process = await asyncio.create_subprocess_exec(*command, env=env, stdout=asyncio.subprocess.DEVNULL)

    async def kill(self) -> None:
        """As the kernel does it: no goodbye to anybody."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@dataclass
class Stage:
    """A server, a browser, and one call between an agent and a customer."""

    db: Database
    node: Node
    playwright: Playwright
    browser: Browser
    origin: str
    recorder: "Recorder"
    doors: web.SockSite
    call_id: str = ""
    customer_token: str = ""

    async def open_call(self, *, language: str = "es") -> None:
        opened = await self.invite(language=language)
        joined = await self.node.reception.join_by_link(opened.call_id, opened.secret, browser="phone")
        self.customer_token = joined.token

    async def invite(self, *, language: str = "es") -> OpenedCall:
        """The agent has started the call, and nobody has used its link."""
        now = utc_now()
        async with self.db.transaction() as session:
            session.add(
                UserRow(
                    id="wei", email="wei@example.org", name="Wei", role=Role.AGENT, languages=["en"],
                    password_hash="x", created_at=now,
                )
            )  # fmt: skip
            await session.flush()
            session.add(AgentRow(user_id="wei", state=AgentState.OFFLINE, since=now))
            session.add(
                CaseRow(
                    reference="LP-1", stage="anomaly_found", title="a lamp", customer_name="Lucía",
                    customer_language=language, tracking_number="RR123456785CN", facts={}, created_at=now,
                    updated_at=now,
                )
            )  # fmt: skip
        opened = await self.node.reception.open_call(
            "LP-1", mode=CallMode.INVITE, created_by="wei", agent_user_id="wei"
        )
        self.call_id = opened.call_id
        return opened

    async def agent(self, **how: Any) -> Page:
        return await self.page(await self._agent_token(), call=self.call_id, **how)

    async def hostile_agent(self) -> Page:
        return await self.page(await self._agent_token(), call=self.call_id, path="/test/hostile")

    async def hostile_customer(self) -> Page:
        return await self.page(self.customer_token, path="/test/hostile")

    async def _agent_token(self) -> str:
        async with self.db.transaction() as session:
            return await issue(
                session, kind="socket", name="Wei", role=Role.AGENT, user_id="wei", now=utc_now(),
                ttl=timedelta(hours=1),
            )  # fmt: skip

    async def customer(self, **how: Any) -> Page:
        return await self.page(self.customer_token, **how)

    async def far_customer(self, far: FarNetwork, folder: Path, *, flags: Sequence[str] = ()) -> Page:
        """The customer's browser, in another network."""
        return await (await self.from_afar(far, folder, flags=flags)).customer()

    async def from_afar(self, far: FarNetwork, folder: Path, *, flags: Sequence[str] = ()) -> "Stage":
        """The same stage, with a browser in another network."""
        origin = _seen_from(far, self.origin)
        program = far.browser(folder, CHROMIUM)
        args = [*FLAGS, *flags, f"--unsafely-treat-insecure-origin-as-secure={origin}"]
        browser = await self.playwright.chromium.launch(executable_path=str(program), args=args)
        return replace(self, browser=browser, origin=origin)

    async def page(
        self, token: str, *, call: str = "", extra: str = "", locale: str = "en-US", path: str = "/test/page",
        **context: Any,
    ) -> Page:  # fmt: skip
        opened = await self.browser.new_context(locale=locale, permissions=["camera", "microphone"], **context)
        await opened.add_init_script(_KEEP_CONNECTIONS)
        page = await opened.new_page()
        page.on("console", lambda line: print("console:", line.text))
        page.on("pageerror", lambda error: print("pageerror:", error))
        await page.goto(f"{self.origin}{path}#token={token}{f'&call={call}' if call else ''}{extra}")
        try:
            await page.wait_for_selector("body[data-loaded]", timeout=DEADLINE_S * 500)
        except PlaywrightTimeout:
            await page.reload()  # a network that had just come up stopped a module: Chromium's ERR_NETWORK_CHANGED
            await page.wait_for_selector("body[data-loaded]", timeout=DEADLINE_S * 1000)
        return page

    async def talking(self, **how: Any) -> tuple[Page, Page]:
        """Both have clicked, and see each other move."""
        await self.open_call()
        agent, customer = await asyncio.gather(self.agent(**how), self.customer(**how))
        for page in (agent, customer):
            await page.evaluate("session.ready()")
        for page in (agent, customer):
            await until(page, "session.view.call?.state === 'active' && frames.count > 5 && brightness() > 20")
        return agent, customer

    def cut_sockets(self) -> None:
        """As a node that is renewed does it."""
        for page in self.node.hub.pages:
            page.peer.bye(ErrorCode.DRAINING, retry=True)

    async def shut(self) -> None:
        """Nobody reaches the server any more, and who was connected is not."""
        await self.doors.stop()
        self.cut_sockets()

    def part_bytes(self) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in self.recorder.folder.rglob("*") if path.is_file()}


async def until(page: Page, expression: str, *, within_s: float = DEADLINE_S) -> None:
    """Wait until this is true in the page."""
    try:
        await page.wait_for_function(f"() => {{ return ({expression}); }}", timeout=within_s * 1000, polling=50)
    except PlaywrightTimeout as error:
        raise AssertionError(f"not within {within_s} s: {expression}; {await page.evaluate(_STANDING)}") from error


async def eventually(fits: Callable[[], bool], *, within_s: float = DEADLINE_S) -> None:
    """Wait until this is true here; what it looks at is a folder, which tells nobody when it changes."""
    async with asyncio.timeout(within_s):
        while not fits():  # noqa: ASYNC110 (a file that grows sets no event)
            await asyncio.sleep(0.05)


@asynccontextmanager
async def open_stage(
    db: Database, redis_url: str, folder: Path, *, ice: IceConfig = DIRECT, far: FarNetwork | None = None
) -> AsyncIterator[Stage]:  # fmt: skip
    url = db.engine.url.render_as_string(hide_password=False)
    recorder = Recorder(folder / "media.sock", folder / "recordings", url)
    door = str(recorder.door)
    listening = socket.create_server(("", 0))
    port = listening.getsockname()[1]
    origin = f"http://localhost:{port}"
    async with AsyncExitStack() as stack:
        redis = Redis.from_url(redis_url)
        stack.push_async_callback(redis.aclose)
        await redis.flushall()
        await recorder.start()
        stack.push_async_callback(recorder.kill)
        limits = Limits(
            return_grace=timedelta(seconds=60), queue_timeout=timedelta(hours=1), connect_timeout=timedelta(seconds=30)
        )
        config_of_node = NodeConfig(limits=limits, ice=ice)
        node = await stack.enter_async_context(open_node(db, redis, FileWordings(), config_of_node))
        recorders = await stack.enter_async_context(open_recorders(OnlyWorker(f"unix://{door}")))
        origins = frozenset({origin, *([_seen_from(far, origin)] if far else [])})
        config = WebConfig(origin=origin, origins=origins)
        cabinet = open_cabinet(node.database, folder)
        vault = recorder.vault(db)
        parts = Parts(
            config, db, redis, node, recorders, utc_now, evidence=cabinet, recordings=vault,
            secret_lock=OPENS_WHAT_IS_PLAIN,
        )  # fmt: skip
        app = build_app(parts)
        app.router.add_routes([_file(f"/test/{name}", f"{name}.html") for name in ("page", "hostile")])
        app.router.add_routes([_file(f"/test/{name}", name) for name in ("page.js", "page.css", "hostile.js")])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        doors = web.SockSite(runner, listening)
        await doors.start()
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.push_async_callback(browser.close)
        yield Stage(db, node, playwright, browser, origin, recorder, doors)


def _seen_from(far: FarNetwork, origin: str) -> str:
    return f"http://{far.near}:{origin.rpartition(':')[2]}"


def _file(path: str, name: str) -> web.RouteDef:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(HERE / name, headers={"Permissions-Policy": permissions_policy("/agent")})

    serving: Callable[[web.Request], Awaitable[web.StreamResponse]] = serve
    return web.get(path, serving)
