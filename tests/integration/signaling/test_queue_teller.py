"""What all pages of a node are told of the queue, by a task of its own."""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from lifetime import running
from records.database import Database
from signaling.runtime import queue_teller
from signaling.runtime.board import Board
from signaling.runtime.node import utc_now
from signaling.runtime.page import Page
from signaling.runtime.queue_teller import QueueTeller
from tests.integration.signaling.stage import DEADLINE_S


class _Telling(QueueTeller):
    """Tells nobody, and has the test decide what happens meanwhile."""

    def __init__(self, database: Database, meanwhile: Callable[[int], None]) -> None:
        super().__init__(database, Board(database, clock=utc_now, priority_step=timedelta(minutes=5)))
        self.times = 0
        self.again = asyncio.Event()
        self._meanwhile = meanwhile

    async def tell(self, pages: Collection[Page]) -> None:
        self.times += 1
        if self.times > 1:
            self.again.set()
        self._meanwhile(self.times)


async def test_a_queue_that_moves_while_it_is_told_is_told_again(sqlite_db: Database) -> None:
    def moves(times: int) -> None:
        if times == 1:
            teller.moved()

    teller = _Telling(sqlite_db, moves)
    async with running(teller.run(tuple)), asyncio.timeout(DEADLINE_S):
        teller.moved()
        await teller.again.wait()


@pytest.mark.parametrize("wrong", [OperationalError("SELECT", {}, Exception("away")), LookupError("a row of its own")])
async def test_whatever_goes_wrong_the_queue_is_told_again(
    sqlite_db: Database, wrong: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(times: int) -> None:
        if times == 1:
            if isinstance(wrong, LookupError):
                teller.moved()
            raise wrong

    monkeypatch.setattr(queue_teller, "_AGAIN_S", 0.01)
    teller = _Telling(sqlite_db, fails)
    async with running(teller.run(tuple)), asyncio.timeout(DEADLINE_S):
        teller.moved()
        await teller.again.wait()
