"""Behind a network that blocks calls the customer reads so, before the call and in it; the agent reads each step."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from records.call_log import read_call
from records.call_record import ConnectionTestRecord
from records.clock import utc_now
from records.credentials import issue
from records.database import Database
from signaling.protocol.words import Role
from signaling.runtime.ice import IceConfig
from signaling.runtime.reception import OpenedCall
from tests.browser.far import FarNetwork
from tests.browser.narrow import narrow
from tests.browser.stage import DEADLINE_S, Stage, open_stage
from tests.browser.test_join import in_lobby
from tests.browser.test_udp_blocked import WEB, certificate_of, far, port_of
from tests.contract.coturn import SECRET, Coturn, ours_alone, running_coturn
from tests.e2e.axe import violations

__all__ = ["far"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
expect.set_options(timeout=DEADLINE_S * 1000)

DETOUR = "Your network holds back the quick way for calls"
BLOCKED = "Your network blocks video calls"
GOOD = "Your connection is ready for the call."
FOUND_MS = 40_000
_WATCHED = """
window.opened = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.opened.push(this); }
};
"""
_LEFT_OPEN = "opened.filter((one) => one.connectionState !== 'closed').length"


@dataclass
class Behind:
    """`there`: the stage with a browser behind the network."""

    stage: Stage
    there: Stage
    turn: Coturn


@asynccontextmanager
async def behind(
    db: Database, redis_url: str, folder: Path, far: FarNetwork, *, turn_too: bool
) -> AsyncIterator[Behind]:
    """A network that lets out what goes to our web port by TCP, and perhaps to our relay by TCP and TLS."""
    certificate = certificate_of(folder, far.near)
    async with AsyncExitStack() as stack:
        lines = ours_alone(far.near) + certificate.lines
        turn = stack.enter_context(running_coturn(folder, lines, tls=True, tls_port=WEB, address=far.near))
        ice = IceConfig(turn_urls=(*turn.urls, turn.tls_url), turn_secret=SECRET)
        stage = await stack.enter_async_context(open_stage(db, redis_url, folder, ice=ice, far=far))
        doors = [port_of(stage.origin), *([turn.port, WEB] if turn_too else [])]
        await stack.enter_async_context(narrow(far, doors=doors, deaf=[turn.port, WEB]))
        yield Behind(stage, await stage.from_afar(far, folder, flags=(certificate.flag,)), turn)


async def test_where_only_tcp_gets_out_the_call_takes_a_detour_and_both_read_so(
    sqlite_db: Database, redis_url: str, tmp_path: Path, far: FarNetwork
) -> None:
    async with behind(sqlite_db, redis_url, tmp_path, far, turn_too=True) as network:
        opened = await network.stage.invite()
        agent = await at_the_case(network.stage, opened)
        customer = await in_lobby(network.there, opened)
        await expect(customer.locator(".connection")).to_contain_text(DETOUR, timeout=FOUND_MS)
        panel = agent.locator("#connection")
        await expect(panel).to_contain_text("UDP is blocked")
        await panel.locator("summary").click()
        assert await outcome(agent, "Relay by UDP") != "Works"
        for step in ("Line to the agent, still dark", "Relay by TCP", "Relay by TLS", "Through the relay and back"):
            assert await outcome(agent, step) == "Works"
        test = await told(network.stage, 1)
        assert not test.asked
        assert test.round_trip_ms is not None
        assert (test.kbit_s or 0) > 0
        assert test.steps.talk is not None
        await customer.get_by_role("button", name="Join", exact=True).click()
        assert await customer.evaluate("document.body.dataset.screen") in ("call", "waiting")


async def test_where_nothing_of_a_call_gets_out_the_customer_reads_what_to_do_and_the_agent_each_step(
    sqlite_db: Database, redis_url: str, tmp_path: Path, far: FarNetwork
) -> None:
    async with behind(sqlite_db, redis_url, tmp_path, far, turn_too=False) as network:
        opened = await network.stage.invite()
        customer = await in_lobby(network.there, opened, script=_WATCHED)
        await expect(customer.locator(".connection")).to_contain_text(BLOCKED, timeout=FOUND_MS)
        agent = await at_the_case(network.stage, opened)
        panel = agent.locator("#connection")
        await expect(panel).to_contain_text("Calls are blocked")
        await expect(panel.get_by_text(BLOCKED)).to_be_visible()
        assert await outcome(agent, "Line to the service") == "Works"
        for step in ("Out by UDP (STUN)", "Relay by UDP", "Relay by TCP", "Relay by TLS"):
            assert await outcome(agent, step) in ("Refused", "No answer in 5 s")
        await customer.get_by_role("button", name="Test again").click()
        await expect(customer.locator(".connection")).to_contain_text("Testing your connection")
        await expect(customer.locator(".connection")).to_contain_text(BLOCKED, timeout=FOUND_MS)
        assert (await told(network.stage, 2)).asked
        assert await customer.evaluate("opened.length") > 3
        assert await customer.evaluate(_LEFT_OPEN) == 1, "the talk's own"


async def test_who_clicks_at_once_reads_over_the_call_what_is_in_its_way(
    sqlite_db: Database, redis_url: str, tmp_path: Path, far: FarNetwork
) -> None:
    async with behind(sqlite_db, redis_url, tmp_path, far, turn_too=False) as network:
        opened = await network.stage.invite()
        agent = await at_the_case(network.stage, opened)
        await agent.get_by_role("button", name="Join with camera").click()
        customer = await in_lobby(network.there, opened, script=_WATCHED)
        await customer.get_by_role("button", name="Join", exact=True).click()
        cause = customer.locator(".line-cause")
        await expect(cause).to_contain_text(BLOCKED, timeout=FOUND_MS)
        await expect(cause).to_contain_text("we keep trying")
        assert await violations(customer) == []
        await expect(agent.locator("#connection")).to_contain_text("Calls are blocked", timeout=FOUND_MS)
        await expect(agent.locator(".line-cause")).to_contain_text("Calls are blocked")
        assert not (await told(network.stage, 1)).asked
        assert await customer.evaluate("document.body.dataset.screen") == "call"
        await cause.get_by_role("button", name="Test again").click()
        assert (await told(network.stage, 2)).asked
        assert await customer.evaluate(_LEFT_OPEN) == 1, "the talk's own"


async def at_the_case(stage: Stage, opened: OpenedCall) -> Page:
    """The agent's page of the case, in the call."""
    async with stage.db.transaction() as session:
        token = await issue(
            session, kind="session", name="Wei", role=Role.AGENT, user_id="wei", now=utc_now(), ttl=timedelta(hours=1)
        )
    context = await stage.browser.new_context(viewport={"width": 1280, "height": 800})
    cookie = {"name": "reassure_session", "value": token, "url": stage.origin, "sameSite": "Lax", "httpOnly": True}
    await context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of theirs
    page = await context.new_page()
    page.on("console", lambda line: print("agent:", line.text))
    await page.goto(f"{stage.origin}/agent/cases/LP-1?call={opened.call_id}")
    take_part = page.get_by_role("button", name="Take part")
    try:
        await expect(take_part).to_be_visible(timeout=10_000)
    except AssertionError:
        await page.reload()  # a network that had just come up stopped a module: Chromium's ERR_NETWORK_CHANGED
    await take_part.click()
    await expect(page.get_by_role("button", name="Join with camera")).to_be_visible()
    return page


async def outcome(agent: Page, step: str) -> str:
    """What the agent reads of this step."""
    row = agent.locator("#connection tr", has=agent.get_by_role("rowheader", name=step, exact=True))
    return (await row.locator("td").first.inner_text()).strip()


async def told(stage: Stage, number: int) -> ConnectionTestRecord:
    """The newest test, once there are so many."""
    kept: list[ConnectionTestRecord] = []

    async def read() -> bool:
        async with stage.db.reading() as session:
            call = await read_call(session, stage.call_id)
        kept[:] = call.connection_tests if call else ()
        return len(kept) >= number

    for _ in range(100):
        if await read():
            return kept[-1]
        await asyncio.sleep(0.1)
    raise AssertionError(f"{len(kept)} tests were kept and not {number}")
