"""A disk that refuses while a part is finished: the row says `partial`, why, and what can be read of it; no more."""

import asyncio
import errno
import hashlib
import os
from pathlib import Path

import pytest

from media.growing import GrowingFile
from media.ports import Ending
from media.writing import Writing
from tests.integration.media.stage import Memory, Stage, decoded, open_stage


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/errors-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


def _refusing(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def _spoken(stage: Stage) -> str:
    """Two seconds and more of sound have reached the disk; the leg's address."""
    location = await stage.speak(stage.memory.grant("customer"))
    await stage.memory.until("progress", "part-customer-1")
    await asyncio.sleep(2)
    return location


async def _ended(stage: Stage) -> Ending:
    await stage.memory.until("ended", "part-customer-1")
    return stage.memory.endings["part-customer-1"]


async def _refused(stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str) -> Ending:
    """The leg ends in order, and the disk refuses this step of finishing its part."""
    location = await _spoken(stage)
    monkeypatch.setattr(step, _refusing)
    await stage.delete(location)
    ending = await _ended(stage)
    assert (ending.end, ending.reason) == ("partial", "disk")
    return ending


async def test_a_file_for_which_there_was_no_room_is_partial_and_its_numbers_are_what_plays(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(tmp_path, door) as stage:
        ending = await _refused(stage, monkeypatch, "media.writer.write_sealed")
        played = await stage.played("customer")
        assert len(played) == ending.bytes_written
        assert decoded(played)[1] == pytest.approx(ending.seconds, abs=0.3)
        assert stage.files() == ["rec/customer-1.growing"]


async def test_once_there_is_room_it_is_finished_though_nobody_starts_anything_anew(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.recorder._LOOK_EVERY_S", 0.1)
    async with open_stage(tmp_path, door) as stage:
        with monkeypatch.context() as full:
            ending = await _refused(stage, full, "media.writer.write_sealed")
            assert stage.files() == ["rec/customer-1.growing"]
        await stage.until_files("rec/customer-1.part")
        assert len(await stage.played("customer")) == ending.bytes_written


async def test_what_could_not_be_read_is_told_once_it_can_be(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.recorder._LOOK_EVERY_S", 0.1)
    async with open_stage(tmp_path, door) as stage:
        with monkeypatch.context() as unreadable:
            assert (await _refused(stage, unreadable, "media.writer.assemble")).sha256 is None
        await stage.until_files("rec/customer-1.part")
        ending = stage.memory.endings["part-customer-1"]
        assert (ending.reason, ending.sha256) == ("disk", hashlib.sha256(await stage.played("customer")).hexdigest())


async def test_of_a_part_that_cannot_be_read_again_the_row_tells_what_lies_there(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stage(tmp_path, door) as stage:
        ending = await _refused(stage, monkeypatch, "media.writer.assemble")
        growing = tmp_path / "rec" / "customer-1.growing"
        assert ending.sha256 is None
        assert ending.bytes_written == growing.stat().st_size
        assert ending.seconds > 2


async def test_what_the_disk_did_not_take_at_the_very_end_is_not_said_to_be_there(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leg has ended already: that it was closed in order does not make its part whole."""
    async with open_stage(tmp_path, door) as stage:
        location = await _spoken(stage)
        monkeypatch.setattr(Writing, "wake", lambda _: None)
        await asyncio.sleep(0.5)  # what comes now is for the end to write
        monkeypatch.setattr(GrowingFile, "append", _refusing)
        await stage.delete(location)
        ending = await _ended(stage)
        assert (ending.end, ending.reason) == ("partial", "disk")
        played = await stage.played("customer")
        assert len(played) == ending.bytes_written
        assert decoded(played)[1] == pytest.approx(ending.seconds, abs=0.3)


async def test_what_was_left_of_a_discarded_recording_is_gone_soon_after_a_start(tmp_path: Path, door: Path) -> None:
    folder = tmp_path / "recordings"
    (folder / "rec").mkdir(parents=True)
    for name in ("customer-1.growing", "customer-1.0a1b2c3d.new"):
        (folder / "rec" / name).write_bytes(b"somebody's voice")
    async with open_stage(folder, door, Memory(standings={"rec": "discarded"})), asyncio.timeout(30):
        while (folder / "rec").exists():  # noqa: ASYNC110 (a folder)
            await asyncio.sleep(0.02)
