"""Two media workers behind one node: who is sent where, and what becomes of a part whose worker is frozen or leaves."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from redis.asyncio import Redis
from sqlalchemy import select

from media.master_keys import MasterKeys
from media.vault import Vault
from records.database import Database
from records.recorder import RecorderRecords
from records.tables import MediaWorkerRow, PartRow
from signaling.cluster.media_workers import MediaWorkers, this_machine
from signaling.protocol.words import PartState
from signaling.runtime.node import utc_now
from tests.hardening.test_tokens import _recorded
from tests.integration.media.stage import Tone, played
from tests.integration.web.stage import Line, Stage, open_stage
from tests.running_time import kept_within
from tests.unit.media.opus import decoded_seconds
from tether import tethered

ROOT = Path(__file__).parents[3]
SDP = {"Content-Type": "application/sdp"}
REBUILT_WITHIN_S = 5.0
_SOON_S = 40.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class House:
    """A call that is recorded: the customer's leg goes to one of two workers. `workers` by the number they have now."""

    stage: Stage
    folder: Path
    agent: Line
    customer: Line
    ticket: str
    processes: list[asyncio.subprocess.Process]
    peers: list[RTCPeerConnection] = field(default_factory=list)

    async def open_leg(self, ticket: str) -> str:
        """Open it and speak; its address."""
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.peers.append(peer)
        peer.addTransceiver(Tone(440), direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        page = await self.stage.browser()
        opened = await page.ask("POST", f"/whip/{ticket}", data=peer.localDescription.sdp, headers=SDP)
        assert opened.status == 201, opened.raw
        await peer.setRemoteDescription(RTCSessionDescription(opened.raw.decode(), "answer"))
        return opened.headers["Location"]

    async def another_ticket(self, recording_id: str) -> str:
        """As a page asks whose leg was lost."""
        await self.customer.say("leg_lost", recording_id=recording_id)
        record = await self.customer.hear("record")
        return str(record["whip_url"]).rpartition("/")[2]

    async def part(self, number: int, fits: Callable[[PartRow], bool]) -> PartRow:
        """The customer's, once it is like this."""
        async with asyncio.timeout(_SOON_S):
            while True:
                async with self.stage.db.reading() as session:
                    row = await session.scalar(select(PartRow).where(PartRow.number == number))
                if row is not None and fits(row):
                    return row
                await asyncio.sleep(0.05)

    async def process_of(self, worker: int | None) -> int:
        """The process that has this life: the child of the one that waits to fork another."""
        async with self.stage.db.reading() as session:
            lives = (await session.scalars(select(MediaWorkerRow.line).order_by(MediaWorkerRow.number))).all()
            line = await session.scalar(select(MediaWorkerRow.line).where(MediaWorkerRow.number == worker))
        assert line is not None
        waiting = self.processes[list(dict.fromkeys(lives)).index(line)].pid
        return int(Path(f"/proc/{waiting}/task/{waiting}/children").read_text().split()[0])  # noqa: ASYNC240 (no file at all)

    async def file(self, part: PartRow) -> bytes:
        records = RecorderRecords(self.stage.db, clock=utc_now, refusal=LookupError)
        vault = Vault(self.folder / "recordings", records, MasterKeys(self.folder / "master.keys"))
        return await played(vault, part.recording_id, part.participant_id, part.number)


@asynccontextmanager
async def _house(db: Database, redis_url: str, folder: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        redis = Redis.from_url(redis_url)
        stack.push_async_callback(redis.aclose)
        workers = MediaWorkers(redis, machine=this_machine())
        stage = await stack.enter_async_context(open_stage(db, redis_url, folder, workers=workers))
        processes: list[asyncio.subprocess.Process] = []
        for slot in (0, 1):  # one after the other: then their first lives are in the order of the processes
            processes.append(await _start(db, redis_url, folder, slot=slot))
            stack.push_async_callback(_end, processes[-1])
            async with asyncio.timeout(60):
                while len(await workers.doors()) <= slot:  # noqa: ASYNC110 (nobody tells us)
                    await asyncio.sleep(0.1)
        agent, customer, _ = await stage.talking()
        ticket, _ = await _recorded(agent, customer)
        house = House(stage, folder, agent, customer, ticket, processes)
        try:
            yield house
        finally:
            for peer in house.peers:
                await peer.close()


async def _start(db: Database, redis_url: str, folder: Path, *, slot: int) -> asyncio.subprocess.Process:
    env = {
        **os.environ,
        "REASSURE_DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "REASSURE_REDIS_URL": redis_url,
        "REASSURE_DATA_DIR": str(folder),
        "REASSURE_MEDIA_WORKERS": "2",
        "REASSURE_MEDIA_ADDRESSES": '["127.0.0.1"]',
    }
    command = tethered(sys.executable, str(ROOT / "app.py"), "worker", "media", "--port", "0", "--slot", str(slot))
    return await asyncio.create_subprocess_exec(*command, env=env, stdout=asyncio.subprocess.DEVNULL)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _grows(row: PartRow) -> bool:
    return row.bytes_written > 0


def _ended(row: PartRow) -> bool:
    return row.state is not PartState.WRITING


async def test_a_frozen_workers_leg_is_rebuilt_at_another_and_its_part_is_finished_once(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with _house(sqlite_db, redis_url, tmp_path) as house:
        await house.open_leg(house.ticket)
        first = await house.part(1, _grows)
        frozen = await house.process_of(first.worker)
        os.kill(frozen, signal.SIGSTOP)
        try:
            async with kept_within(REBUILT_WITHIN_S):
                await asyncio.sleep(2.5)  # a page hears nothing for so long before it says that its leg is lost
                await house.open_leg(await house.another_ticket(first.recording_id))
                second = await house.part(2, _grows)
            assert second.worker != first.worker
            left = await house.part(1, _ended)
        finally:
            os.kill(frozen, signal.SIGCONT)
        assert (left.state, left.reason, left.worker) == (PartState.PARTIAL, "recorder_died", second.worker)
        await _new_life(house, after=max(first.worker or 0, second.worker or 0))
        again = await house.part(1, _ended)
        assert (again.state, again.reason, again.sha256, again.ended_at) == (
            left.state, left.reason, left.sha256, left.ended_at
        )  # fmt: skip
        assert decoded_seconds(await house.file(left)) == pytest.approx(left.seconds, abs=0.05)
        assert not list((tmp_path / "recordings").rglob("*-1.growing"))


async def _new_life(house: House, *, after: int) -> None:
    """Whoever was given up for dead is there again, under another number."""
    async with asyncio.timeout(_SOON_S):
        while True:
            async with house.stage.db.reading() as session:
                standing = await session.scalars(
                    select(MediaWorkerRow.number).where(MediaWorkerRow.retired_at.is_(None))
                )
            if max(standing) > after:
                return
            await asyncio.sleep(0.1)


async def test_a_worker_that_is_asked_to_go_takes_no_more_legs_and_closes_its_own(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with _house(sqlite_db, redis_url, tmp_path) as house:
        location = await house.open_leg(house.ticket)
        first = await house.part(1, _grows)
        page: Any = await house.stage.browser()
        assert (await page.ask("DELETE", location[:-4] + "AAAA")).status == 404
        leaving = await house.process_of(first.worker)
        os.kill(leaving, signal.SIGTERM)
        left = await house.part(1, _ended)
        assert (left.state, left.reason) == (PartState.PARTIAL, "worker_stopped")
        location = await house.open_leg(await house.another_ticket(first.recording_id))
        second = await house.part(2, _grows)
        assert second.worker != first.worker
        assert (await page.ask("DELETE", location)).status == 200
        assert (await house.part(2, _ended)).state is PartState.COMPLETE
        assert (await page.ask("DELETE", f"/whip/any/{first.worker}_nobody")).status == 404
