"""The whole service as `make run` starts it, in an empty folder, with what an operator would set beside it."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import aiohttp
from sqlalchemy.ext.asyncio import AsyncSession

from records.credentials import issue
from records.database import open_database
from records.users import add_user, hash_password
from signaling.protocol.words import Role
from tests.e2e.receiver import SECRET, Receiver
from tests.install.program import ROOT, SERVE, Program, environment, running


class Doors(Protocol):
    """Where people come in: a house, or a cluster."""

    @property
    def origin(self) -> str: ...

    def sign_in(self, role: str) -> tuple[str, str]: ...


@dataclass
class House:
    """A running service. `key` is an integrator's."""

    program: Program
    folder: Path
    key: str
    http: aiohttp.ClientSession

    @property
    def origin(self) -> str:
        return self.program.origin

    def sign_in(self, role: str) -> tuple[str, str]:
        """Address and password, as the greeting printed them."""
        line = next(line for line in self.program.said.splitlines() if line.strip().startswith(f"{role} "))
        return line.split()[1], line.split()[2]

    def files(self) -> set[str]:
        """What lies under the recordings' folder."""
        recordings = self.folder / "recordings"
        return {str(file.relative_to(recordings)) for file in recordings.rglob("*") if file.is_file()}

    async def ask(self, method: str, path: str, *, body: Any = None) -> Any:
        """A helpdesk's question; anything but 2xx fails."""
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.http.request(method, self.origin + path, json=body, headers=headers) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def add_agent(self, email: str, *, name: str, languages: tuple[str, ...] = ("en", "es")) -> tuple[str, str]:
        password, password_hash = "a password for the test", await hash_password("a password for the test")
        async with _records(self.folder) as session:
            await add_user(
                session, email=email, name=name, role=Role.AGENT, languages=list(languages),
                password_hash=password_hash, skills=[], now=datetime.now(UTC),
            )  # fmt: skip
        return email, password


@asynccontextmanager
async def open_house(folder: Path, receiver: Receiver | None = None, **settings: str) -> AsyncIterator[House]:
    if receiver is not None:
        settings |= {"webhook_url": receiver.url, "webhook_secret": SECRET, "webhook_private": "true"}
    data = folder / "var"
    with running(SERVE, folder=data, **settings) as program:
        async with _records(data) as session:
            key = await issue(session, kind="api_key", name="helpdesk", role=Role.INTEGRATOR, now=datetime.now(UTC))
        async with aiohttp.ClientSession() as http:
            try:
                yield House(program, data, key, http)
            finally:
                print(program.said)
                assert "Traceback" not in program.said


@asynccontextmanager
async def _records(folder: Path) -> AsyncIterator[AsyncSession]:
    """One transaction in this house's database: a command of its own takes seconds to start, and is tried elsewhere."""
    async with (
        open_database(f"sqlite+aiosqlite:///{folder}/reassure.db") as database,
        database.transaction() as session,
    ):
        yield session


def command(folder: Path, *words: str, **extra: str) -> str:
    """Run app.py on this house's data."""
    return subprocess.run(
        [sys.executable, "app.py", *words], cwd=ROOT, env=environment(folder) | extra, check=True, text=True,
        capture_output=True, timeout=60,
    ).stdout  # fmt: skip


def shown() -> Path | None:
    """Where screenshots for the README go, if they are wanted: REASSURE_TEST_IMAGES=docs/img."""
    wanted = os.environ.get("REASSURE_TEST_IMAGES")
    return Path(wanted) if wanted else None
