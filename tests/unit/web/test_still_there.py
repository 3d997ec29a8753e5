"""Whoever listens is cut off once what they hear was discarded; and the database is not asked for every piece of it."""

import pytest
from sqlalchemy.exc import OperationalError

from web.still_there import Gone, StillThere


class Asked:
    """A database that counts, and may be away."""

    def __init__(self) -> None:
        self.now, self.times = 100.0, 0
        self.gone = self.away = False

    async def is_gone(self) -> bool:
        self.times += 1
        if self.away:
            raise OperationalError("SELECT", {}, ConnectionError())
        return self.gone

    def clock(self) -> float:
        return self.now


async def test_it_is_asked_once_a_second_at_most_and_goes_on_being_asked() -> None:
    asked = Asked()
    standing = StillThere(asked.is_gone, clock=asked.clock)
    for _ in range(30):
        await standing.check()
        asked.now += 0.125
    assert asked.times == 3
    asked.gone = True
    asked.now += 1
    with pytest.raises(Gone):
        await standing.check()


async def test_a_database_that_is_away_has_not_said_that_it_is_gone() -> None:
    asked = Asked()
    standing = StillThere(asked.is_gone, clock=asked.clock)
    asked.away = asked.gone = True
    asked.now += 1
    await standing.check()
    asked.away = False
    asked.now += 1
    with pytest.raises(Gone):
        await standing.check()
