"""Programs that a run starts and ends: each on a core of its choice, and none of them is left behind."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from tether import tethered

ROOT = Path(__file__).parents[1]
_START_TIMEOUT_S = 60.0


@dataclass(slots=True)
class Program:
    """A running one. `port` is where it said that it listens, 0 if it does not."""

    process: asyncio.subprocess.Process
    port: int = 0

    @property
    def pid(self) -> int:
        """As the kernel numbers it."""
        return self.process.pid

    async def kill(self) -> None:
        """At once, as a machine does that is switched off."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def running(
    command: Sequence[str],
    *,
    core: int | None,
    says: str,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> AsyncIterator[Program]:
    """Start it and wait until a line of its output begins with `says`; a port it names there is its port.

    All it writes goes to `log`. The child is tied to this process, so that it dies with it.
    """
    where = ["taskset", "--cpu-list", str(core)] if core is not None else []
    whole = [*where, *command]
    program = shutil.which(whole[0]) or whole[0]
    with contextlib.ExitStack() as files:
        errors = files.enter_context(log.open("ab")) if log else asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *tethered(program, *whole[1:]), cwd=ROOT, env=_environment(env or {}), stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    started = Program(process)
    reading: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            started.port = await _said(process, says, log)
        reading = asyncio.create_task(_drain(process))
        yield started
    finally:
        await started.kill()
        if reading is not None:
            await reading


@asynccontextmanager
async def redis(folder: Path, *, core: int | None) -> AsyncIterator[Program]:
    """A Redis of this run's own, on `folder`/redis.sock, that keeps nothing."""
    server = shutil.which("redis-server") or shutil.which("valkey-server")
    if server is None:
        raise SystemExit("bench: redis-server is missing: apt-get install redis-server")
    path = folder / "redis.sock"
    options = {"port": "0", "unixsocket": str(path), "save": "", "appendonly": "no", "dir": str(folder)}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    async with running([server, *words], core=core, says="") as program:
        async with asyncio.timeout(_START_TIMEOUT_S):
            while not path.exists():  # noqa: ASYNC110 (nobody else tells us)
                await asyncio.sleep(0.02)
        yield program


@asynccontextmanager
async def postgres() -> AsyncIterator["Postgres"]:
    """A PostgreSQL of this run's own with its defaults: what it says is committed is on the disk."""
    binaries = _postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, pg_ctl = str(folder / "data"), str(binaries / "pg_ctl")
    try:
        await _run([*as_owner, str(binaries / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8"])
        options = f"-k {folder} -c listen_addresses='' -c max_connections=200"
        await _run([*as_owner, pg_ctl, "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start"])
        try:
            yield Postgres(folder)
        finally:
            await _run([*as_owner, pg_ctl, "-D", data, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Postgres:
    """Where it is."""

    folder: Path

    async def database(self) -> str:
        """A new, empty database; its SQLAlchemy URL."""
        name = f"b{uuid4().hex}"
        await asyncio.to_thread(self._create, name)
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def _create(self, name: str) -> None:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={self.folder}", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())


def python(*words: str) -> list[str]:
    """The command that runs a module or file of ours with this Python."""
    return [sys.executable, *words]


def _postgres_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise SystemExit("bench: PostgreSQL is missing: apt-get install postgresql")
    return found[-1]


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REASSURE_")}
    return kept | dict(ours)


async def _said(process: asyncio.subprocess.Process, says: str, log: Path | None) -> int:
    assert process.stdout is not None  # noqa: S101 (a pipe, as asked for)
    while says:
        line = (await process.stdout.readline()).decode()
        if not line:
            raise SystemExit(f"bench: a program ended instead of starting. {_end_of(log)}")
        if line.strip().startswith(says):
            port = re.search(r"(?:port |:)(\d+)", line)
            return int(port[1]) if port else 0
    return 0


def _end_of(log: Path | None) -> str:
    return log.read_text()[-2000:] if log else ""


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None  # noqa: S101 (a pipe, as asked for)
    while await process.stdout.read(65536):
        pass


async def _run(command: list[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, cwd="/", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    if await process.wait() != 0:
        raise SystemExit(f"bench: {' '.join(command)} failed")
