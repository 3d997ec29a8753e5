"""One question for many who ask at the same time: a statement for a hundred rows costs little more than for one.

Whoever comes first is served at once, alone; whoever comes while that is done shares the next turn. Nobody waits to be
joined by others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from lifetime import still_wanted

_MOST = 500
_WITHIN_S = 10.0

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class Together(Generic[Asked, Answer]):
    """Turn after turn, one at a time. What `answer` raises, or TimeoutError, is raised for those of that turn alone."""

    def __init__(self, answer: Callable[[Sequence[Asked]], Awaitable[Mapping[Asked, Answer]]]) -> None:
        self._answer = answer
        self._waiting: list[tuple[Asked, asyncio.Future[Answer | None]]] = []
        self._somebody = asyncio.Event()
        self._ended = False

    async def ask(self, asked: Asked) -> Answer | None:
        """The answer, None when there is none to this one. Raises ConnectionError once nobody answers any more."""
        if self._ended:
            raise ConnectionError("nobody answers any more")
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        self._somebody.set()
        return await future

    async def run(self) -> None:
        """Answer until cancelled; then nobody is left waiting."""
        try:
            while still_wanted():
                await self._somebody.wait()
                turn, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                if not self._waiting:
                    self._somebody.clear()
                await self._serve([each for each in turn if not each[1].done()])
        finally:
            self._ended = True
            _fail(self._waiting, ConnectionError("nobody answers any more"))

    async def _serve(self, turn: Sequence[tuple[Asked, asyncio.Future[Answer | None]]]) -> None:
        if not turn:
            return
        try:
            async with asyncio.timeout(_WITHIN_S):
                answers = await self._answer([asked for asked, _ in turn])
        except asyncio.CancelledError:
            _fail(turn, ConnectionError("nobody answers any more"))
            raise
        except Exception as error:  # noqa: BLE001 (whoever asked is told)
            _fail(turn, error)
            return
        for asked, future in turn:
            if not future.done():
                future.set_result(answers.get(asked))


def _fail(turn: Sequence[tuple[Asked, asyncio.Future[Answer | None]]], error: Exception) -> None:
    for _, future in turn:
        if not future.done():
            future.set_exception(error)
