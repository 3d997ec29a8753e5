"""Many who ask at the same time share one answer, and a failure is only of those who shared it."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from lifetime import running
from together import Together


class Oracle:
    """Answers with the number doubled, when it is let; notes what it was asked together."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.asked, self.may = asyncio.Event(), asyncio.Event()

    async def answer(self, asked: Sequence[int]) -> Mapping[int, int]:
        self.turns.append(list(asked))
        self.asked.set()
        await self.may.wait()
        if 13 in asked:
            raise LookupError
        return {each: 2 * each for each in asked if each}


async def test_the_first_is_served_alone_and_who_comes_meanwhile_together() -> None:
    oracle = Oracle()
    together = Together(oracle.answer)
    async with running(together.run()), asyncio.timeout(5):
        asking = [asyncio.ensure_future(together.ask(1))]
        await oracle.asked.wait()
        asking += [asyncio.ensure_future(together.ask(n)) for n in (2, 0, 2)]
        await asyncio.sleep(0)
        oracle.may.set()
        assert await asyncio.gather(*asking) == [2, 4, None, 4]
    assert oracle.turns == [[1], [2, 0, 2]]


async def test_a_failure_is_only_of_those_who_shared_it() -> None:
    oracle = Oracle()
    oracle.may.set()
    together = Together(oracle.answer)
    async with running(together.run()), asyncio.timeout(5):
        failed = await asyncio.gather(together.ask(13), together.ask(1), return_exceptions=True)
        assert [type(each) for each in failed] == [LookupError, LookupError]
        assert await together.ask(1) == 2


async def test_who_gives_up_waiting_holds_nobody_up() -> None:
    oracle = Oracle()
    together = Together(oracle.answer)
    async with running(together.run()), asyncio.timeout(5):
        first, second = (asyncio.ensure_future(together.ask(n)) for n in (1, 2))
        await oracle.asked.wait()
        first.cancel()
        oracle.may.set()
        assert await second == 4


async def test_nobody_is_left_waiting_at_the_end() -> None:
    oracle = Oracle()
    together = Together(oracle.answer)
    async with running(together.run()):
        asking = [asyncio.ensure_future(together.ask(1))]
        await oracle.asked.wait()
        asking.append(asyncio.ensure_future(together.ask(2)))
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        ended = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(each) for each in ended] == [ConnectionError, ConnectionError]
    with pytest.raises(ConnectionError):
        await together.ask(3)
