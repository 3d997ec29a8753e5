"""Promise 1, the server's part: whatever a page says, it speaks for nobody but itself, and reaches nobody but its call.

The long run is `python -m tests.soak.sequences`; against a real browser it is tests/browser/test_hostile_signaling.py.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from records.database import Database, open_database
from records.migrate import migrate
from signaling.runtime.allowance import Allowance
from tests.hardening.sequences import SIDES, tell

SEQUENCES = 150


@pytest.mark.parametrize("side", SIDES)
async def test_no_sequence_clicks_for_somebody_or_reaches_another_call(
    side: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Allowance.__init__, "__kwdefaults__", {"per_s": 1e6, "burst": 1e9})

    @asynccontextmanager
    async def database() -> AsyncIterator[Database]:
        async with open_database(f"sqlite+aiosqlite:///{tmp_path / uuid4().hex}.db") as opened:
            await migrate(opened.engine)
            yield opened

    told = await tell(database, redis_url, side=side, seeds=range(SEQUENCES))
    assert told.sequences == SEQUENCES
    assert told.reached > SEQUENCES / 2
