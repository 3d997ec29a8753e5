"""The real parts every test may ask for: a database on both engines, and a Redis of its own."""

import asyncio
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import make_url

from records.database import Database, open_database
from records.migrate import migrate

# A busy machine is no bug: how long one example may take is not what these tests are about.
settings.register_profile("reassure", deadline=None, print_blob=True)
settings.load_profile("reassure")


@pytest.fixture(scope="session", autouse=True)
def _patient_databases() -> Iterator[None]:
    """A machine that stands still for some seconds is no frozen node; who tries these deadlines sets their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("records.database._STATEMENT_TIMEOUT_S", 120)
        patch.setattr("records.database._IDLE_TIMEOUT_S", 120)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL cluster of our own on a unix socket, gone afterwards; gives its conninfo prefix."""
    with postgres_cluster() as template:
        yield template


@contextlib.contextmanager
def postgres_cluster() -> Iterator[str]:
    """The same for whoever is no test."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.fail("PostgreSQL is missing: apt-get install postgresql")
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    shutil.chown(folder, owner)
    as_owner = ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []
    data = folder / "data"
    _run([*as_owner, f"{binaries[-1]}/initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"])
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c max_connections=100"
    pg_ctl = [*as_owner, f"{binaries[-1]}/pg_ctl", "-D", str(data)]
    _run([*pg_ctl, "-o", options, "-l", f"{folder}/log", "-w", "start"])
    try:
        yield f"postgresql://postgres@/{{name}}?host={folder}"
    finally:
        _run([*pg_ctl, "-m", "immediate", "stop"])
        os.posix_spawnp("rm", ["rm", "-rf", str(folder)], os.environ)  # gigabytes in small files: nobody waits for it


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Brought to its shape once, to be copied: all migrations for each test would be a quarter of a second each."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    _bring_to_shape(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The same: the name of a database that is copied."""
    url = create_postgres_database(postgres)
    _bring_to_shape(url)
    return make_url(url).database or ""


def _bring_to_shape(url: str) -> None:
    async def bring() -> None:
        async with open_database(url) as database:
            await migrate(database.engine)

    with ThreadPoolExecutor(1) as thread:  # who asks may be within a loop
        thread.submit(asyncio.run, bring()).result(60)


@pytest.fixture(params=["sqlite", "postgresql"])
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty, migrated database; every test that asks for it runs once on each engine."""
    if request.param == "sqlite":
        url = copied(request.getfixturevalue("migrated_sqlite"), tmp_path)
    else:
        cluster, migrated = request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres")
        url = await asyncio.to_thread(create_postgres_database, cluster, copy_of=migrated)
    async with open_database(url) as database:
        yield database


@pytest.fixture
async def sqlite_db(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """The quick one, where the engine is not the point."""
    async with open_database(copied(migrated_sqlite, tmp_path)) as database:
        yield database


def copied(migrated: Path, folder: Path) -> str:
    """The URL of a copy in this folder."""
    shutil.copyfile(migrated, folder / "test.db")
    return f"sqlite+aiosqlite:///{folder}/test.db"


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """An empty PostgreSQL database, for processes that bring it to its shape themselves."""
    return create_postgres_database(postgres)


def create_postgres_database(template: str, *, copy_of: str = "template1") -> str:
    """A new one in this cluster, empty unless it is the copy of another one; gives its URL."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(template.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {copy_of}".encode())
    return template.format(name=name).replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis of our own on a unix socket, emptied by nobody: every test uses its own key prefix or database."""
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        pytest.fail("Redis is missing: apt-get install redis-server")
    folder = Path(tempfile.mkdtemp(prefix="rd"))
    socket = folder / "redis.sock"
    command = [
        server,
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(socket, process)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(500):
        if path.exists():
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            pytest.fail("Redis ended at once")
    pytest.fail("Redis did not come up within 10 s")
