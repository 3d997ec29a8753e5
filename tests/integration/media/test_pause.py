"""What is said in a pause is in no file: not a packet of it is written, not even one that came late or waited."""

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from media.mixing.plan import plan
from tests.integration.media.stage import RATE, Samples, Stage, Tone, decoded_samples, open_stage
from tests.running_time import kept_within, run_for
from tests.voices import Part

SPOKEN_HZ, CARD_HZ = 440.0, 1900.0


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/pause-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


async def test_within_half_a_second_nothing_is_written_and_nothing_of_the_pause_ever_is(
    tmp_path: Path, door: Path
) -> None:
    async with open_stage(tmp_path, door) as stage:
        voice = Tone(SPOKEN_HZ)
        location = await stage.speak(stage.memory.grant("customer"), voice=voice)
        await stage.memory.until("progress", "part-customer-1")
        await asyncio.sleep(1)
        stage.memory.standings["rec"], began_s = "paused", time.monotonic()
        voice.frequency_hz = CARD_HZ
        await run_for(0.5)
        paused_at = _size(stage)
        await asyncio.sleep(2)
        assert _size(stage) == paused_at
        voice.frequency_hz = SPOKEN_HZ
        await asyncio.sleep(0.5)  # until the last of the number has come: what comes once it goes on is kept
        assert _size(stage) == paused_at
        stage.memory.standings["rec"], paused_s = "open", time.monotonic() - began_s
        await _grows(stage, paused_at)
        await asyncio.sleep(1)
        await stage.delete(location)
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "closed")
        played = await stage.played("customer")
    (gap,) = [gap for gap in stage.memory.endings["part-customer-1"].gaps if gap[2] == "paused"]
    assert gap[1] - gap[0] == pytest.approx(paused_s, abs=0.8)
    samples = decoded_samples(played)
    assert _loudness(samples, CARD_HZ) < _loudness(samples, SPOKEN_HZ) / 1000
    assert len(samples) / RATE == pytest.approx(stage.memory.endings["part-customer-1"].seconds, abs=0.1)


async def test_a_leg_that_comes_in_a_pause_writes_nothing_until_it_is_over(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        ticket = stage.memory.grant("customer")
        stage.memory.standings["rec"] = "paused"
        await stage.speak(ticket)
        await asyncio.sleep(1.5)
        assert stage.files() == []
        stage.memory.standings["rec"] = "open"
        await stage.memory.until("progress", "part-customer-1")


async def test_a_leg_that_ends_in_a_pause_says_so_and_the_whole_file_is_paused_until_the_next_one_writes(
    tmp_path: Path, door: Path
) -> None:
    async with open_stage(tmp_path, door) as stage:
        location = await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        await asyncio.sleep(1)
        stage.memory.standings["rec"] = "paused"
        await asyncio.sleep(0.6)
        await stage.delete(location)
        await stage.memory.until("ended", "part-customer-1")
        await stage.speak(stage.memory.grant("customer", number=2))
        await asyncio.sleep(1.5)
        stage.memory.standings["rec"] = "open"
        await stage.memory.until("progress", "part-customer-2")
        await asyncio.sleep(1)
    first, second = [await _reported(stage, number) for number in (1, 2)]
    (gap,) = [gap for gap in plan([first, second]).gaps if gap.side == "right"]
    assert gap.why == "paused"
    assert gap.start_s == pytest.approx(first.seconds, abs=0.01)
    assert gap.end_s == pytest.approx((second.epoch - first.epoch).total_seconds(), abs=0.01)


async def test_withdrawing_in_a_pause_ends_it(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        stage.memory.standings["rec"] = "paused"
        await asyncio.sleep(0.6)
        stage.memory.standings["rec"] = "discarded"
        async with kept_within(1.5):
            assert (await stage.memory.until("ended", "part-customer-1"))[0] == "discarded"
        assert stage.files() == []


async def _reported(stage: Stage, number: int) -> Part:
    part_id = f"part-customer-{number}"
    ending, epoch = stage.memory.endings[part_id], await stage.memory.until("opened", part_id)
    return Part("customer", number, "right", epoch - timedelta(seconds=ending.earlier_s), ending.seconds, ending.gaps)


def _size(stage: Stage) -> int:
    return sum((stage.folder / name).stat().st_size for name in stage.files())


async def _grows(stage: Stage, size: int) -> None:
    async with asyncio.timeout(30):
        while _size(stage) <= size:  # noqa: ASYNC110 (a file that grows sets no event)
            await asyncio.sleep(0.02)


def _loudness(samples: Samples, frequency_hz: float) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    middle = round(frequency_hz * len(samples) / RATE)
    return float(np.sum(spectrum[middle - 20 : middle + 20] ** 2))
