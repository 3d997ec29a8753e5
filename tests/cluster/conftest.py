"""One cluster for all tests of this folder; after each one everything in it runs again."""

from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.cluster import Cluster, free_port, open_cluster
from records.database import Database, open_database


@pytest.fixture(scope="session")
def standing_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """As `make cluster` starts it, at a free port."""
    folder = tmp_path_factory.mktemp("cluster")
    with open_cluster(folder, binds=[("127.0.0.1", free_port())], name="127.0.0.1") as cluster:
        yield cluster


@pytest.fixture
def cluster(standing_cluster: Cluster) -> Iterator[Cluster]:
    """Kill, stop and end in it what you like."""
    yield standing_cluster
    standing_cluster.mend()


@pytest.fixture
async def memory(cluster: Cluster) -> AsyncIterator[Database]:
    """The cluster's own SQL."""
    async with open_database(cluster.database_url) as database:
        yield database
