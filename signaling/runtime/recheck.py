"""Sees to it that this node's pages show what SQL says, also when nobody could tell them. Tells nobody else.

While Redis is away this is how nodes hear of each other. While it is there, it finds the snapshot that was lost all
the same, and what changes by time alone: opening hours, estimates, priorities. So it looks seldom, but at what rings: a
node that dies between its commit and its words leaves an offer of twenty seconds that nobody hears.
"""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.database import Database
from records.standing import given_up_seats, ringing_offers, standing_agents, standing_calls
from signaling.cluster.bus import RedisBus
from signaling.runtime.hub import Hub
from signaling.runtime.page import Page

_LOOK_S = 1.0
_SELDOM = 5
_PAGES = 20
"""So many are looked at in a second while Redis is there: all of 5,000 at once kept everybody waiting for 150 ms."""

log = structlog.get_logger()


class Recheck:
    """Looks at the pages of one node: at all of them every second while Redis is away, else at each in its turn, every
    five seconds if there are a hundred.
    """

    def __init__(self, database: Database, bus: RedisBus, hub: Hub) -> None:
        self._database = database
        self._bus = bus
        self._hub = hub
        self._turn: list[Page] = []
        self._lines: dict[str, int] = {}
        self._agents: dict[str, tuple[str, str | None]] = {}
        self._unheard: dict[Page, tuple[str | None, str | None]] = {}
        """What rings at these pages, and what should, where the last look found another."""

    async def run(self) -> None:
        """Until cancelled."""
        step = 0
        while still_wanted():
            try:
                if self._bus.away:
                    await self._look_at_calls(self._pages_in_calls())
                    await self._look_at_agents()
                    self._hub.show_queue_again()
                else:
                    if step % _SELDOM == 0:
                        self._turn = self._turn or self._pages_in_calls()
                        self._agents = {}
                        self._hub.show_queue_again()
                    some, self._turn = self._turn[:_PAGES], self._turn[_PAGES:]
                    await self._look_at_calls(some)
                    await self._look_at_ringing()
            except (SQLAlchemyError, OSError):
                log.exception("recheck.look_failed")
            step += 1
            await pause(_LOOK_S)

    def _pages_in_calls(self) -> list[Page]:
        pages = [page for page in self._hub.pages if page.call_id is not None]
        calls = {page.call_id for page in pages}
        self._lines = {call_id: lines for call_id, lines in self._lines.items() if call_id in calls}
        return pages

    async def _look_at_calls(self, pages: list[Page]) -> None:
        if not pages:
            return
        found = await standing_calls(self._database, {page.call_id for page in pages if page.call_id})
        gone = await given_up_seats(self._database, {page.participant_id for page in pages if page.participant_id})
        before, self._lines = self._lines, self._lines | {call_id: lines for call_id, (_, lines) in found.items()}
        for page in pages:
            if page.call_id is None:
                continue
            if page.participant_id in gone:
                self._hub.dismiss(page)
                self._hub.show_agent_again(page)
                continue
            version, lines = found.get(page.call_id or "", (0, 0))
            unheard_lines = self._bus.away and before.get(page.call_id or "", 0) != lines
            if page.shown_version < version or unheard_lines:
                self._hub.show_again(page)

    async def _look_at_ringing(self) -> None:
        """Whoever is told just now is found right by the next look, and not told twice."""
        pages = [page for page in self._hub.agents if page.shown_duty > 0]
        ringing = await ringing_offers(self._database) if pages else {}
        now = {page: (page.rings, ringing.get(page.user_id or "")) for page in pages}
        before, self._unheard = self._unheard, {page: two for page, two in now.items() if two[0] != two[1]}
        for page, two in self._unheard.items():
            if before.get(page) == two:
                self._hub.show_agent_again(page)

    async def _look_at_agents(self) -> None:
        pages = self._hub.agents
        agents = await standing_agents(self._database, {page.user_id for page in pages if page.user_id})
        before, self._agents = self._agents, agents
        for page in pages:
            if before.get(page.user_id or "") != agents.get(page.user_id or ""):
                self._hub.show_agent_again(page)
