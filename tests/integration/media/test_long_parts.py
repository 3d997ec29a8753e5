"""A part that has reached its limit is finished, and the next one begins with the same leg: not a packet is lost."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from media.growing import GrowingFile, Record
from media.leg import LegConfig
from media.part import PartLimit
from media.timeline import Arrived
from tests.integration.media.stage import Stage, decoded, open_stage

LIMIT = LegConfig(limit=PartLimit(seconds=2.0))


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/long-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Every packet that is given to the disk: the file's number in the order of their making, and its own."""
    files: list[Any] = []
    numbers: list[tuple[int, int]] = []
    append = GrowingFile.append

    def spy(file: GrowingFile, records: Sequence[Record]) -> None:
        if file not in files:
            files.append(file)
        numbers.extend((files.index(file), one.number) for one in records if isinstance(one, Arrived))
        append(file, records)

    monkeypatch.setattr(GrowingFile, "append", spy)
    return numbers


async def test_a_leg_goes_on_in_the_next_part_and_every_packet_is_in_one_of_them(
    tmp_path: Path, door: Path, written: list[tuple[int, int]]
) -> None:
    async with open_stage(tmp_path, door, config=LIMIT) as stage:
        location = await stage.speak(stage.memory.grant("customer"))
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "continued")
        assert await stage.delete(location) == 200, "the leg is the same"
        parts = await _ended(stage)
        files = [await stage.played("customer", number=number) for number in parts]
    assert parts == list(range(1, len(parts) + 1))
    assert len(parts) > 1
    numbers = [number for _, number in written]
    assert sorted(numbers) == list(range(min(numbers), max(numbers) + 1))
    assert [number for _, number in sorted(written, key=lambda one: one[1])] == [n for _, n in sorted(written)]
    opened = [epoch for kind, _, epoch in stage.memory.log if kind == "opened"]
    assert opened == sorted(opened)
    for file in files:
        assert abs(decoded(file)[2] - 440) < 5
    for number in parts[:-1]:
        assert [gap for gap in stage.memory.endings[f"part-customer-{number}"].gaps if gap[2] == "lost"] == []


async def test_while_no_next_part_can_be_had_this_one_goes_on(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door, config=LIMIT) as stage:
        location = await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.deaf = True
        await asyncio.sleep(4)
        assert stage.files() == ["rec/customer-1.growing"]
        await stage.delete(location)
        stage.memory.deaf = False
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "closed")
        assert stage.memory.endings["part-customer-1"].seconds > 3


async def test_discarding_removes_a_part_that_has_just_ended_too(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door, config=LIMIT) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-2")
        stage.memory.standings["rec"] = "discarded"
        for number in (1, 2):
            assert (await stage.memory.until("ended", f"part-customer-{number}"))[0] == "discarded"
        assert stage.files() == []


async def test_a_worker_that_is_stopped_between_two_parts_closes_both(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door, config=LIMIT) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-2")
        stage.stop.set()
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "continued")
        assert (await stage.memory.until("ended", "part-customer-2"))[:2] == ("partial", "worker_stopped")
    assert stage.files() == ["rec/customer-1.part", "rec/customer-2.part"]


async def _ended(stage: Stage) -> list[int]:
    """The numbers of all parts, once the last one has ended."""
    last = max(int(name.split("-")[1].split(".")[0]) for name in stage.files())
    await stage.memory.until("ended", f"part-customer-{last}")
    return [number for number in range(1, last + 1) if f"part-customer-{number}" in stage.memory.endings]
