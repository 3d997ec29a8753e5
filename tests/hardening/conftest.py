"""One house for all attacks of a file: they change nothing, so nobody has to clean up after them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from records.database import open_database
from records.migrate import migrate
from tests.hardening.attacks import House, open_house
from tests.integration.web.stage import Stage, open_stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    async with open_database(f"sqlite+aiosqlite:///{folder}/test.db") as database:
        await migrate(database.engine)
        async with open_stage(database, redis_url, folder) as stage:
            yield await open_house(stage)


@pytest_asyncio.fixture(loop_scope="module")
async def stage(redis_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """A house of their own for those who do change something."""
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/test.db") as database:
        await migrate(database.engine)
        async with open_stage(database, redis_url, tmp_path) as stage:
            yield stage
