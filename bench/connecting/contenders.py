"""How each of those compared makes one call, from fresh pages to the click that counts."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote

from playwright.async_api import BrowserContext, Page

from bench.connecting.cells import NEAREST, Cell
from bench.connecting.house import House, new_name
from bench.connecting.watching import Run, RunError, Watched, click
from bench.wire.conditions import Conditions
from bench.wire.wire import Wire
from web.callers import SESSION_COOKIE

LOOP = "P"
WARM, WARM_AGENT, COLD, ARRIVING = "warm", "warm, agent last", "cold", "arriving"
PEERJS, JANUS = "PeerJS", "Janus"
_REST_S = 1.0
"""For pages that do nothing more until the click."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Where calls are made. `settle_s`: so long pages are open before a click of the warm kind."""

    wire: Wire
    house: House
    agent: BrowserContext
    customer: BrowserContext
    settle_s: float

    async def call(self, who: str, cell: Cell, *, seed: str) -> Run:
        """One call of this kind. Pages load over a short wire, and go on over that of the cell."""
        async with self.pages() as (agent, customer):
            run = await CALLS[who](self, cell, seed, agent, customer)
            carried = await self.wire.carried()
        if carried.late_p99_ms > cell.spread_ms:
            raise RunError(f"the wire itself was late: {carried}")
        return replace(run, wire_late_ms=carried.late_p99_ms) if carried.packets else run

    async def begin(self, cell: Cell, seed: str) -> None:
        """From here on it is as far as the cell says."""
        await self.wire.set(cell.conditions, seed=seed)

    @asynccontextmanager
    async def pages(self) -> AsyncIterator[tuple[Page, Page]]:
        """The agent's and the customer's, empty, over a short wire; they are closed behind whoever asked."""
        await self.wire.set(Conditions())
        pages = [await context.new_page() for context in (self.agent, self.customer)]
        try:
            yield pages[0], pages[1]
        finally:
            await self.wire.set(Conditions())
            for page in pages:
                await page.close()


async def _loop(ring: Ring, cell: Cell, seed: str, agent: Page, customer: Page) -> Run:
    await customer.goto(f"http://localhost:{ring.house.pages}/pages/loop.html")
    watched = await Watched.of(customer)
    await _pressable(customer)
    await asyncio.sleep(min(ring.settle_s, _REST_S))
    return await click(customer.locator("#call"), watched, watched, None)


async def _warm(ring: Ring, cell: Cell, seed: str, agent: Page, customer: Page) -> Run:
    """The agent has clicked, the customer clicks last."""
    watched = await _invited(ring, cell, agent, customer)
    await ring.begin(cell, seed)
    await agent.get_by_role("button", name="Join with camera").click()
    await customer.get_by_role("button", name="Get ready to talk").click()
    join = customer.get_by_role("button", name="Join", exact=True)
    await join.click(trial=True)  # it could be pressed
    await asyncio.sleep(ring.settle_s)
    return await click(join, watched[1], watched[0], cell)


async def _cold(ring: Ring, cell: Cell, seed: str, agent: Page, customer: Page) -> Run:
    """As `_warm`, where the deployment has its pages connect at the click only."""
    watched = await _invited(ring, cell, agent, customer, warm=False)
    await ring.begin(cell, seed)
    await agent.get_by_role("button", name="Join with camera").click()
    await customer.get_by_role("button", name="Get ready to talk").click()
    join = customer.get_by_role("button", name="Join", exact=True)
    await join.click(trial=True)
    await asyncio.sleep(min(ring.settle_s, _REST_S))
    return await click(join, watched[1], watched[0], cell)


async def _warm_agent(ring: Ring, cell: Cell, seed: str, agent: Page, customer: Page) -> Run:
    """The customer has clicked, the agent clicks last."""
    watched = await _invited(ring, cell, agent, customer)
    await ring.begin(cell, seed)
    await customer.get_by_role("button", name="Get ready to talk").click()
    await customer.get_by_role("button", name="Join", exact=True).click()
    await asyncio.sleep(ring.settle_s)
    return await click(agent.get_by_role("button", name="Join with camera"), watched[0], watched[1], cell)


async def _arriving(ring: Ring, cell: Cell, seed: str, agent: Page, customer: Page) -> Run:
    """The agent has clicked and waits; the customer comes in, and clicks as soon as there is something to click."""
    watched = await _invited(ring, cell, agent, customer)
    await ring.begin(cell, seed)
    await agent.get_by_role("button", name="Join with camera").click()
    await asyncio.sleep(min(ring.settle_s, _REST_S))
    await customer.get_by_role("button", name="Get ready to talk").click()
    return await click(customer.get_by_role("button", name="Join", exact=True), watched[1], watched[0], cell)


async def _invited(
    ring: Ring, cell: Cell, agent: Page, customer: Page, *, warm: bool = True
) -> tuple[Watched, Watched]:
    """The agent has made the call, and the customer has opened its link. Nobody has clicked to be seen."""
    desk, origin = next(ring.house.desks), ring.house.origin(cell, warm=warm)
    await ring.agent.add_cookies([{"name": SESSION_COOKIE, "value": desk.session, "url": origin}])
    await agent.goto(f"{origin}/agent/cases/{desk.reference}")
    await agent.get_by_role("button", name="Start video call").click()
    link = await agent.get_by_label("Join link").input_value()
    await customer.goto(link)
    await customer.get_by_role("button", name="Get ready to talk").click(trial=True)
    return await Watched.of(agent), await Watched.of(customer)


def _rival(
    page: str, port: Callable[[House], int], *, direct: bool
) -> Callable[[Ring, Cell, str, Page, Page], Awaitable[Run]]:
    """`direct`: whether its browsers talk to each other. A server that is between them is their relay in any cell."""

    async def call(ring: Ring, cell: Cell, seed: str, agent: Page, customer: Page) -> Run:
        """Both pages are there, known to the server, their devices open; whoever is called answers by itself."""
        names = new_name(), new_name()
        here = cell if direct else replace(cell, relayed=False)
        told = {"port": port(ring.house), "config": ring.house.configuration(here)}
        for opened, (me, other) in ((agent, names), (customer, names[::-1])):
            words = quote(json.dumps(told | {"me": me, "other": other}))
            await opened.goto(f"http://localhost:{ring.house.pages}/pages/{page}.html#{words}")
        watched = [await Watched.of(each) for each in (agent, customer)]
        for each in (agent, customer):
            await _pressable(each)
        await ring.begin(cell, seed)
        await asyncio.sleep(min(ring.settle_s, _REST_S))
        return await click(customer.locator("#call"), watched[1], watched[0], here)

    return call


async def _pressable(page: Page) -> None:
    await page.locator("#call").click(trial=True)


CALLS: dict[str, Callable[[Ring, Cell, str, Page, Page], Awaitable[Run]]] = {
    LOOP: _loop,
    WARM: _warm,
    WARM_AGENT: _warm_agent,
    COLD: _cold,
    ARRIVING: _arriving,
    PEERJS: _rival("peerjs", lambda house: house.peerjs, direct=True),
    JANUS: _rival("janus", lambda house: house.janus, direct=False),
}
OURS = (WARM, WARM_AGENT, COLD, ARRIVING)


def called_in(cell: Cell, *, everybody: bool = True) -> tuple[str, ...]:
    """Who makes calls there, in the order of a round. One cell only shows the click of the other person, the click on
    arriving, and the way without a network, which is the same in all.
    """
    here = {LOOP: cell == NEAREST} | dict.fromkeys((WARM_AGENT, ARRIVING), everybody and cell == NEAREST)
    return tuple(who for who in CALLS if here.get(who, True))
