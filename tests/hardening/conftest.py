"""One house for all attacks of a file: they change nothing, so nobody has to clean up after them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from records.database import open_database
from tests.conftest import copied
from tests.hardening.attacks import House, open_house
from tests.integration.web.stage import Stage, open_stage


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    redis_url: str, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:  # fmt: skip
    folder = tmp_path_factory.mktemp("house")
    url = copied(migrated_sqlite, folder)
    async with open_database(url) as database, open_stage(database, redis_url, folder) as stage:
        yield await open_house(stage)


@pytest_asyncio.fixture(loop_scope="module")
async def stage(redis_url: str, migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """A house of their own for those who do change something."""
    url = copied(migrated_sqlite, tmp_path)
    async with open_database(url) as database, open_stage(database, redis_url, tmp_path) as stage:
        yield stage
