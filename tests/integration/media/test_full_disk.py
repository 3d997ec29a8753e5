"""A disk that fills up: nothing new begins, what runs is closed and can be played, and nobody else's bytes are taken.

On a file system of a few megabytes of its own; mounting one takes root.
"""

import asyncio
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.media.stage import decoded, open_stage

MEGABYTE = 1 << 20
SIZE, RESERVE = 8 * MEGABYTE, 3 * MEGABYTE


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk here: {mounted.stderr.decode()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/full-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


def _leave(disk: Path, free: int) -> None:
    """Somebody else's file, so big that no more than this is left."""
    left = os.statvfs(disk)
    try:
        with (disk / "others").open("ab") as file:
            file.write(bytes(max(0, left.f_bavail * left.f_frsize - free)))
    except OSError as error:  # the recorder wrote meanwhile: then it is as full as a disk can be
        if error.errno != errno.ENOSPC:
            raise


async def test_below_the_reserve_nothing_begins_what_runs_is_closed_and_plays(disk: Path, door: Path) -> None:
    async with open_stage(disk / "recordings", door, reserve_bytes=RESERVE) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        await asyncio.sleep(1)
        await asyncio.to_thread(_leave, disk, RESERVE - MEGABYTE // 2)
        ticket = stage.memory.grant("agent")
        refused = await stage.post(ticket, await _offer())
        assert (refused.status, (await refused.json(content_type=None))["code"]) == (507, "recorder_no_room")
        assert ticket in stage.memory.tickets, "the ticket is good for later"
        assert not [entry for entry in stage.memory.log if entry[0] == "ended"], "there is room for those that run"
        await asyncio.to_thread(_leave, disk, RESERVE // 3)
        end, reason, seconds = await stage.memory.until("ended", "part-customer-1")
        assert (end, reason) == ("partial", "no_room")
        assert decoded(await stage.played("customer"))[1] == pytest.approx(seconds, abs=0.05)
        assert seconds > 1
        (disk / "others").unlink()
        await stage.speak(ticket)
        await stage.memory.until("progress", "part-agent-1")


async def test_on_a_disk_without_a_single_byte_what_was_written_plays(disk: Path, door: Path) -> None:
    async with open_stage(disk / "recordings", door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        await asyncio.sleep(1)
        await asyncio.to_thread(_leave, disk, 0)
        end, reason, seconds = await stage.memory.until("ended", "part-customer-1")
        assert (end, reason) == ("partial", "disk")
        ending, played = stage.memory.endings["part-customer-1"], await stage.played("customer")
        assert len(played) == ending.bytes_written
        assert decoded(played)[1] == pytest.approx(seconds, abs=0.05)
        assert seconds > 1
        assert stage.files() == ["rec/customer-1.growing"]
    (disk / "others").unlink()
    async with open_stage(disk / "recordings", door, stage.memory) as again, asyncio.timeout(30):
        while again.files() != ["rec/customer-1.part"]:  # noqa: ASYNC110 (files)
            await asyncio.sleep(0.02)
        assert await again.played("customer") == played


async def test_a_file_that_is_taken_away_ends_its_leg_and_no_other(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path / "recordings", door) as stage:
        for who in ("customer", "agent"):
            await stage.speak(stage.memory.grant(who))
            await stage.memory.until("progress", f"part-{who}-1")
        (tmp_path / "recordings" / "rec" / "customer-1.growing").unlink()
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "disk")
        assert not [entry for entry in stage.memory.log if entry[:2] == ("ended", "part-agent-1")]


async def _offer() -> str:
    from tests.integration.media.test_recorder import _offer as offer

    return await offer()
