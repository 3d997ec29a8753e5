"""Sees to it that this node's pages show what SQL says, also when nobody could tell them. Tells nobody else.

While Redis is away this is how nodes hear of each other. While it is there, it finds the snapshot that was lost all
the same, and what changes by time alone: opening hours, estimates, priorities. So it looks seldom.
"""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.database import Database
from records.standing import given_up_seats, standing_agents, standing_calls
from signaling.cluster.bus import RedisBus
from signaling.runtime.hub import Hub

_LOOK_S = 1.0
_SELDOM = 5

log = structlog.get_logger()


class Recheck:
    """Looks at the pages of one node: every second while Redis is away, else every five."""

    def __init__(self, database: Database, bus: RedisBus, hub: Hub) -> None:
        self._database = database
        self._bus = bus
        self._hub = hub
        self._lines: dict[str, int] = {}
        self._agents: dict[str, tuple[str, str | None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        step = 0
        while still_wanted():
            try:
                if self._bus.away:
                    await self._look_at_calls()
                    await self._look_at_agents()
                    self._hub.show_queue_again()
                elif step % _SELDOM == 0:
                    await self._look_at_calls()
                    self._agents = {}
                    self._hub.show_queue_again()
            except (SQLAlchemyError, OSError):
                log.exception("recheck.look_failed")
            step += 1
            await pause(_LOOK_S)

    async def _look_at_calls(self) -> None:
        pages = [page for page in self._hub.pages if page.call_id is not None]
        if not pages:
            return
        async with self._database.reading() as session:
            found = await standing_calls(session, {page.call_id for page in pages if page.call_id})
            gone = await given_up_seats(session, {page.participant_id for page in pages if page.participant_id})
        before, self._lines = self._lines, {call_id: lines for call_id, (_, lines) in found.items()}
        for page in pages:
            if page.participant_id in gone:
                self._hub.dismiss(page)
                self._hub.show_agent_again(page)
                continue
            version, lines = found.get(page.call_id or "", (0, 0))
            unheard_lines = self._bus.away and before.get(page.call_id or "", 0) != lines
            if page.shown_version < version or unheard_lines:
                self._hub.show_again(page)

    async def _look_at_agents(self) -> None:
        pages = [page for page in self._hub.pages if page.user_id is not None]
        async with self._database.reading() as session:
            agents = await standing_agents(session, {page.user_id for page in pages if page.user_id})
        before, self._agents = self._agents, agents
        for page in pages:
            if before.get(page.user_id or "") != agents.get(page.user_id or ""):
                self._hub.show_agent_again(page)
