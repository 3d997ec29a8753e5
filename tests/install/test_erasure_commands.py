"""`app.py erasure`: a hold, a deletion that waits for its files, and a certificate, each step a process of its own."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from records.database import open_database
from records.migrate import migrate
from tests.contract.planted_calls import PLANTED, files_are_gone, found_in, plant
from tests.install.program import ROOT, environment

pytestmark = pytest.mark.timeout(300)  # nine starts of a program

BECAUSE = ("--because", "the customer asked for it")


def _run(folder: Path, *words: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "app.py", "erasure", *words], cwd=ROOT, env=environment(folder), check=False, text=True,
        capture_output=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines()


async def _plant(folder: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{folder}/reassure.db") as database:
        await migrate(database.engine)
        await plant(database)


async def _files_are_gone(folder: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{folder}/reassure.db") as database:
        await files_are_gone(database)


def test_a_call_is_held_then_deleted_for_good_and_its_certificate_holds(tmp_path: Path) -> None:
    asyncio.run(_plant(tmp_path))
    assert found_in(tmp_path) == set(PLANTED)
    assert _run(tmp_path, "hold", "LP-1", *BECAUSE) == (0, ["LP-1 is held."])
    assert _run(tmp_path, "ask", "call-1", *BECAUSE)[0] == 2
    assert _run(tmp_path, "lift", "LP-1")[0] == 0
    assert _run(tmp_path, "ask", "call-1", *BECAUSE) == (0, ["It will be deleted."])
    assert _run(tmp_path, "run") == (0, ["call:call-1\tawait_files"])
    asyncio.run(_files_are_gone(tmp_path))
    assert _run(tmp_path, "run") == (0, [])
    assert found_in(tmp_path) == set()
    assert _run(tmp_path, "verify") == (0, ["Every certificate holds."])
    assert _run(tmp_path, "verify", "--key", "0" * 16)[0] == 2
