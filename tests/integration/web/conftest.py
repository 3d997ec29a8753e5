"""One node with its doors open, on SQLite; tests that are about the database open it on both engines."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from records.database import Database
from tests.integration.web.stage import Stage, open_stage


@pytest.fixture
async def stage(sqlite_db: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(sqlite_db, redis_url, tmp_path) as opened:
        yield opened
