"""50 Mbit/s from somebody whose leg is a good one: it ends that leg, and costs nobody else a packet."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.integration.media.stage import decoded, open_stage

ROOT = Path(__file__).parents[2]
_WORTH_IT = 20_000_000 / 8
"""Bytes a second below which it was no flood: on a machine that is busy with something else it may be less than 50."""


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/flooded-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


async def test_a_flood_over_a_good_leg_ends_that_leg_and_costs_nobody_a_packet(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path / "recordings", door) as stage:
        honest = await stage.speak(stage.memory.grant("honest"), frequency_hz=440)
        await stage.memory.until("progress", "part-honest-1")
        async with _flooder(door, stage.memory.grant("other", recording="others")) as flooder:
            await stage.memory.until("progress", "part-other-1")
            assert flooder.stdin and flooder.stdout
            flooder.stdin.write(b"now\n")
            ended = await stage.memory.until("ended", "part-other-1")
            told = json.loads(await flooder.stdout.readline())
        assert ended[:2] == ("partial", "overrun")
        assert told["bytes"] > _WORTH_IT * told["seconds"]
        await asyncio.sleep(0.5)
        assert await stage.delete(honest) == 200
        await stage.memory.until("ended", "part-honest-1")
        ending = stage.memory.endings["part-honest-1"]
        assert [gap for gap in ending.gaps if gap[2] == "lost"] == []
        _, seconds, heard = decoded(await stage.played("honest"))
        assert abs(heard - 440) < 5
        assert seconds == pytest.approx(ending.seconds, abs=0.05)
        assert decoded(await stage.played("other", recording="others"))[1] > 0, "what was good of it can be played"


@asynccontextmanager
async def _flooder(door: Path, ticket: str) -> AsyncIterator[asyncio.subprocess.Process]:
    command = (sys.executable, "-m", "tests.hardening.flooder", str(door), ticket)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
