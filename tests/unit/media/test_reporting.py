"""What became of a part is told until it is heard, by whoever comes first."""

import asyncio
from typing import Any

from media.ports import Ending, LegGrant
from media.reporting import Endings

GONE, WHOLE = Ending("partial", "lost"), Ending("complete", "closed")


class Outside:
    """Hears when it may."""

    def __init__(self) -> None:
        self.away = False
        self.turn = asyncio.Event()
        self.turn.set()
        self.heard: list[tuple[str, Ending]] = []

    async def ended(self, part_id: str, ending: Ending) -> None:
        await self.turn.wait()
        if self.away:
            raise ConnectionError
        self.heard.append((part_id, ending))


def _grant(part_id: str) -> LegGrant:
    grant: Any = type("Grant", (), {"part_id": part_id})()
    return grant  # type: ignore[no-any-return]


async def test_what_was_not_heard_is_told_again_and_only_once() -> None:
    outside = Outside()
    endings = Endings(outside)  # type: ignore[arg-type]
    outside.away = True
    assert not await endings.tell(_grant("a"), GONE)
    outside.away = False
    await endings.tell_again()
    await endings.tell_again()
    assert outside.heard == [("a", GONE)]


async def test_one_that_was_heard_while_others_were_told_again_is_left_alone() -> None:
    outside = Outside()
    endings = Endings(outside)  # type: ignore[arg-type]
    outside.away = True
    await endings.tell(_grant("a"), GONE)
    await endings.tell(_grant("b"), GONE)
    outside.away = False
    outside.turn.clear()
    again = asyncio.create_task(endings.tell_again())
    other = asyncio.create_task(endings.tell(_grant("b"), WHOLE))
    await asyncio.sleep(0)
    outside.turn.set()
    await asyncio.gather(again, other)
    assert sorted(outside.heard) == [("a", GONE), ("b", WHOLE)]
