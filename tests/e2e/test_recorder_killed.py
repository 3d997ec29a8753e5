"""kill -9 of the recorder: the talk goes on, next to nothing that was said is lost, and it is soon recorded again."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import open_browsers, until
from tests.e2e.disk import closed_parts, eventually, grows, played, rows
from tests.e2e.house import House, open_house
from tests.e2e.steps import both_agree, hang_up
from tests.e2e.talking import moves, talking
from tests.running_time import kept_within, running_time
from tests.unit.media.opus import decoded_seconds

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

LOST_S = 2.0
AGAIN_WITHIN_S = 5.0
DOT_WITHIN_S = 3.0


async def test_kill_9_of_the_recorder_loses_two_seconds_at_most_and_the_talk_goes_on(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        await asyncio.sleep(3)
        recorder = _recorder_of(house)
        killed = time.time()
        os.kill(recorder, signal.SIGKILL)
        async with kept_within(AGAIN_WITHIN_S):
            await _is_written_again(house)
        for page in (agent, customer):
            await moves(page)
            await until(page, "document.querySelector('.call-dot')")
        first = await closed_parts(house, count=2)
        for part in first:
            assert (part.state, part.reason) == ("partial", "recorder_died")
            assert killed - part.ends < LOST_S
            assert decoded_seconds(played(house, part.path)) == pytest.approx(part.seconds, abs=0.05)
        await hang_up(agent)
        assert {part.state for part in await closed_parts(house, count=4)} == {"partial", "complete"}


async def _is_written_again(house: House) -> None:
    await eventually(lambda: len(_writing(house)) == 2, lambda: f"writing are {_writing(house)}", within_s=30)


def _writing(house: House) -> list[str]:
    """Parts of the second legs that have reached the disk."""
    query = "SELECT id FROM parts WHERE number = 2 AND state = 'writing' AND bytes_written > 0"
    return [row["id"] for row in rows(house, query)]


def _recorder_of(house: House) -> int:
    """The process that records: the child of the one that waits to fork another."""
    found: dict[int, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        ours = f"REASSURE_DATA_DIR={house.folder}".encode()
        if b"media" in words and b"worker" in words and ours in environment.split(b"\0"):
            found[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
    return next(pid for pid, parent in found.items() if parent in found)


async def test_a_recorder_that_hangs_is_left_for_another_within_five_seconds(tmp_path: Path) -> None:
    async with open_house(tmp_path, media_workers="2") as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        (hanging,) = _who_writes(house)
        os.kill(hanging, signal.SIGSTOP)
        hung = time.time()
        try:
            async with kept_within(AGAIN_WITHIN_S):
                await _is_written_again(house)
            for page in (agent, customer):
                await moves(page)
                await until(page, "document.querySelector('.call-dot')")
            first = await closed_parts(house, count=2)
        finally:
            os.kill(hanging, signal.SIGCONT)
        for part in first:
            assert (part.state, part.reason) == ("partial", "recorder_died")
            assert hung - part.ends < LOST_S
            assert decoded_seconds(played(house, part.path)) == pytest.approx(part.seconds, abs=0.05)
        await hang_up(agent)
        assert {part.state for part in await closed_parts(house, count=4)} == {"partial", "complete"}


def _who_writes(house: House) -> set[int]:
    """The processes that have a growing part open: those of one call are at one worker."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            target = link.readlink()
            if target.suffix == ".growing" and house.folder in target.parents:
                found.add(int(link.parts[2]))
    return found


async def test_the_dot_goes_out_within_three_seconds_when_the_recorder_hangs(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        recorder = _recorder_of(house)
        os.kill(recorder, signal.SIGSTOP)
        with running_time() as clock:
            hung = clock.now_s()
            for page in (agent, customer):
                await until(page, "!document.querySelector('.call-dot')")
                assert clock.now_s() - hung < DOT_WITHIN_S
                listening = page.get_by_role("status").filter(has_text="Everybody agreed.")  # as a screen reader has it
                await expect(listening).to_be_visible()
        os.kill(recorder, signal.SIGCONT)
        for page in (agent, customer):
            await until(page, "document.querySelector('.call-dot')")
