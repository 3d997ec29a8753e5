"""Tells the pages of this node where they stand in the queue, after it has moved. One look at the rows for all."""

import asyncio
from collections.abc import Collection

from records.agents import duties
from records.database import Database
from signaling.protocol.outgoing import AgentChanged, QueueMoved
from signaling.runtime.board import Board
from signaling.runtime.page import Page

_SHORTEST_PAUSE_S = 0.1
_PAGES_A_SECOND = 2_500
_AT_ONCE = 25
"""Pages told before others have their turn: about a millisecond."""
_OTHERS_TURN_S = 0.004
"""A call being paired takes many turns of the loop; if each brought a portion of pages, it would wait for all."""


class QueueTeller:
    """A page that would be told the same again is told nothing."""

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board

    def pause_s(self, pages: int) -> float:
        """How long to let changes gather, so that many pages and many changes do not keep the node from all else."""
        return max(_SHORTEST_PAUSE_S, pages / _PAGES_A_SECOND, self._board.fresh_for_s)

    async def tell(self, pages: Collection[Page]) -> None:
        """Customers their place, agents what the queue takes them for and how many wait."""
        await self._board.refresh()
        for number, page in enumerate(pages):
            if page.user_id is None and page.call_id is not None:
                self._tell_customer(page, page.call_id)
            await _others_turn(number)
        agents = [page for page in pages if page.user_id is not None]
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
            news = AgentChanged(state=duty.state, call_id=duty.call_id, waiting=self._board.waiting)
            if news != page.told:
                page.told = news
                page.peer.send(news)


async def _others_turn(number: int) -> None:
    if number % _AT_ONCE == 0:
        await asyncio.sleep(_OTHERS_TURN_S)
