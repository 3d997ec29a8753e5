"""The real pages and the real service, each browser and the server at its own end of a wire that can be made worse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Page
from sqlalchemy import select

from bench import programs
from bench.connecting.cells import NEAREST
from bench.connecting.contenders import CALLS, WARM, Ring
from bench.connecting.house import House
from bench.connecting.people import AGENT, CUSTOMER, SERVER, open_people
from bench.crowd import Crowd
from bench.node import node, records
from bench.wire.conditions import Conditions
from bench.wire.wire import Wire, open_wire
from records.tables import QualityRow
from signaling.runtime.ice import IceConfig

_PORT = 8080
_LINE = replace(NEAREST, spread_ms=1000.0)
"""As good as it gets here; a busy machine may find what it finds."""
_KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""


@dataclass(frozen=True)
class Wired:
    """Two people who see and hear each other."""

    url: str
    wire: Wire
    agent: Page
    customer: Page

    @property
    def pages(self) -> tuple[Page, Page]:
        """Both."""
        return self.agent, self.customer

    async def worsen(self, conditions: Conditions) -> None:
        """Between the two browsers; the way of each to the service stays as good as it was."""
        await self.wire.set(conditions, seed="weak", between=(AGENT, CUSTOMER))

    async def told(self) -> list[dict[str, Any]]:
        """Every sample of the line that the service was told of by now."""
        async with records(self.url) as database, database.reading() as session:
            return [sample for row in await session.scalars(select(QualityRow)) for sample in row.samples]

    async def mend(self) -> None:
        """As it was before."""
        await self.worsen(_LINE.conditions)


@asynccontextmanager
async def talking_over_a_wire(folder: Path) -> AsyncIterator[Wired]:
    """Both have clicked. Raises WireError where there can be no wire."""
    url, crowd = f"sqlite+aiosqlite:///{folder}/wired.db", Crowd()
    desks = [crowd.desk()]
    async with records(url) as database:
        await crowd.write(database)
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(open_wire(AGENT, CUSTOMER, SERVER))
        await stack.enter_async_context(programs.redis(folder, core=None))
        serving = node(
            folder, url, folder / "redis.sock", core=None, inside=wire.inside(SERVER),
            host=wire.address(SERVER), port=str(_PORT), public_url=f"http://localhost:{_PORT}",
        )  # fmt: skip
        await stack.enter_async_context(serving)
        people = await stack.enter_async_context(open_people(wire, folder))
        for context in people:
            await context.add_init_script(_KEEP_CONNECTIONS)
        ring = Ring(wire, House(0, 0, 0, IceConfig(), iter(desks)), *people, 0.5)
        agent, customer = await stack.enter_async_context(ring.pages())
        await CALLS[WARM](ring, _LINE, "weak", agent, customer)
        yield Wired(url, wire, agent, customer)
