"""kill -9 of the recorder at some instant: next to nothing is lost, and what is left says so and plays.

Fifty instants, and the same with aiortc's own recorder: `python -m tests.soak.crash`.
"""

import random
from pathlib import Path

import pytest

from records.database import Database
from signaling.protocol.words import PartState
from tests.integration.media.crash import LOST_S, open_victim

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


async def test_killed_at_any_instant_it_loses_two_seconds_at_most(sqlite_db: Database, tmp_path: Path) -> None:
    chance = random.Random(11)
    async with open_victim(sqlite_db, tmp_path) as victim:
        for _ in range(5):
            spoken_s = chance.uniform(0.0, 2.5)
            left = await victim.killed_after(spoken_s)
            assert (left.state, left.reason) == (PartState.PARTIAL, "recorder_died")
            assert left.lost_s < LOST_S
            assert left.seconds > spoken_s - LOST_S
            assert left.played_s == pytest.approx(left.seconds, abs=0.05)
