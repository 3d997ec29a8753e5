"""Tells the pages of this node where they stand in the queue, after it has moved. One look at the rows for all."""

import asyncio
from collections.abc import Callable, Collection

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.agents import duties
from records.database import Database
from signaling.protocol.outgoing import QueueMoved
from signaling.runtime.agent_news import agent_news, tell_agent
from signaling.runtime.board import Board
from signaling.runtime.page import Page

_SHORTEST_PAUSE_S = 0.1
_PAGES_A_SECOND = 2_500
_AT_ONCE = 25
"""Pages told before others have their turn: about a millisecond."""
_OTHERS_TURN_S = 0.004
"""A call being paired takes many turns of the loop; if each brought a portion of pages, it would wait for all."""
_AGAIN_S = 1.0

log = structlog.get_logger()


class QueueTeller:
    """A page that would be told the same again is told nothing."""

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board
        self._moved = asyncio.Event()

    def moved(self) -> None:
        """The queue is another one, and is told once changes have had time to gather."""
        self._moved.set()

    async def run(self, pages: Callable[[], Collection[Page]]) -> None:
        """After each move tell those who are `pages` by then, until cancelled; a database that is away is waited for.

        A task of its own: a long queue is told at a walk, and nothing else may stand behind it.
        """
        while still_wanted():
            await self._moved.wait()
            await pause(self._gathering_s(len(pages())))
            self._moved.clear()
            try:
                await self.tell(pages())
            except (SQLAlchemyError, OSError):
                log.exception("queue_teller.not_told", again_in_s=_AGAIN_S)
                self._moved.set()
                await pause(_AGAIN_S)
            except Exception:  # the ladder of background tasks: the next move is told all the same
                log.exception("queue_teller.given_up")

    def _gathering_s(self, pages: int) -> float:
        """So that many pages and many changes do not keep the node from all else."""
        return max(_SHORTEST_PAUSE_S, pages / _PAGES_A_SECOND, self._board.fresh_for_s)

    async def tell(self, pages: Collection[Page]) -> None:
        """Customers their place, agents what the queue takes them for and how many wait."""
        await self._board.refresh()
        agents = []
        for number, page in enumerate(pages):
            if page.user_id is not None:
                agents.append(page)
            elif page.call_id is not None:
                self._tell_customer(page, page.call_id)
            await _others_turn(number)
        if agents:
            await self._tell_agents(agents)

    def _tell_customer(self, page: Page, call_id: str) -> None:
        view = self._board.view_of(call_id)
        if view is not None and view != page.told:
            page.told = view
            page.peer.send(QueueMoved(call_id=call_id, queue=view))

    async def _tell_agents(self, pages: Collection[Page]) -> None:
        async with self._database.reading() as session:
            found = await duties(session, {page.user_id for page in pages if page.user_id is not None})
        for number, page in enumerate(pages):
            await _others_turn(number)
            duty = found.get(page.user_id or "")
            if duty is None:
                continue
            waiting = self._board.waiting
            if agent_news(duty, waiting=waiting) != page.told:
                page.told = tell_agent(page, duty, waiting=waiting) or page.told


async def _others_turn(number: int) -> None:
    if number % _AT_ONCE == 0:
        await asyncio.sleep(_OTHERS_TURN_S)
