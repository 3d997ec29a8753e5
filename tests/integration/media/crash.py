"""A real media worker on a real database, killed in the middle of a voice; and what is left of what it had heard."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from sqlalchemy import select

from media.master_keys import MasterKeys
from media.vault import Vault
from records.clock import utc_now
from records.credentials import hashed
from records.database import Database
from records.recorder import RecorderRecords
from records.tables import LegTicketRow, PartRow
from signaling.protocol.words import PartState
from tests.contract.test_recorder_records import _recording
from tests.integration.media.stage import Tone, played
from tests.running_time import running_time
from tests.unit.media.opus import decoded_seconds
from tether import tethered

ROOT = Path(__file__).parents[3]
LOST_S = 2.0
_OLD_ENOUGH_S = 1.3
"""A worker that dies younger than a second is taken for one that cannot live."""
_SOON_S = 40.0


@dataclass(frozen=True, slots=True)
class Left:
    """What came of one part. `lost_s`: between its last sound and the kill, but for the time in which nobody spoke
    because this process stood still.
    """

    state: PartState
    reason: str | None
    seconds: float
    played_s: float
    lost_s: float


class Victim:
    """A worker that is killed again and again. One person speaks to it, each time over a new leg."""

    def __init__(self, db: Database, folder: Path, process: asyncio.subprocess.Process, recording_id: str) -> None:
        self._db = db
        self._folder = folder
        self._process = process
        self._recording_id = recording_id
        self._legs = 0

    async def killed_after(self, seconds: float) -> Left:
        """Speak, and kill it so long after the first sound has reached the disk."""
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(_door(self._folder)))) as http:
            await _answers(http)
            peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
            try:
                await speak(peer, http, await self._ticket())
                part = await self._part(lambda row: row.bytes_written > 0)
                with running_time() as speaking:
                    await asyncio.sleep(seconds)
                    killed_s = time.time()
                    os.kill(self._worker, signal.SIGKILL)
                part = await self._part(lambda row: row.state is not PartState.WRITING)
            finally:
                await peer.close()
        assert part.epoch is not None
        return Left(
            part.state, part.reason, part.seconds, decoded_seconds(await self._file(part)),
            killed_s - (part.epoch.timestamp() + part.seconds) - speaking.still_s,
        )  # fmt: skip

    @property
    def _worker(self) -> int:
        """The one that records: the child of the one that waits to fork another."""
        pid = self._process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

    async def _ticket(self) -> str:
        self._legs += 1
        text = f"ticket-{self._legs}"
        async with self._db.transaction() as session:
            session.add(
                LegTicketRow(
                    sha256=hashed(text), recording_id=self._recording_id, participant_id="cu", part_number=self._legs,
                    expires_at=utc_now() + timedelta(hours=1),
                )
            )  # fmt: skip
        return text

    async def _part(self, fits: Callable[[PartRow], bool]) -> PartRow:
        async with asyncio.timeout(_SOON_S):
            while True:
                async with self._db.reading() as session:
                    row = await session.scalar(select(PartRow).where(PartRow.number == self._legs))
                if row is not None and fits(row):
                    return row
                await asyncio.sleep(0.02)

    async def _file(self, part: PartRow) -> bytes:
        records = RecorderRecords(self._db, clock=utc_now, refusal=LookupError)
        vault = Vault(self._folder / "recordings", records, MasterKeys(self._folder / "master.keys"))
        return await played(vault, part.recording_id, part.participant_id, part.number)


@asynccontextmanager
async def open_victim(db: Database, folder: Path) -> AsyncIterator[Victim]:
    """`db` is a SQLite of this test's own, empty."""
    recording_id, _ = await _recording(db)
    env = {
        **os.environ,
        "REASSURE_DATABASE_URL": db.engine.url.render_as_string(hide_password=False),
        "REASSURE_DATA_DIR": str(folder),
        "REASSURE_MEDIA_ADDRESSES": '["127.0.0.1"]',
    }
    command = tethered(sys.executable, str(ROOT / "app.py"), "worker", "media", "--socket", str(_door(folder)))
    process = await asyncio.create_subprocess_exec(
        *command, env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield Victim(db, folder, process, recording_id)
    finally:
        process.kill()
        await process.wait()
        _door(folder).unlink(missing_ok=True)


async def speak(peer: RTCPeerConnection, http: aiohttp.ClientSession, ticket: str) -> None:
    """Open a leg and send a tone."""
    peer.addTransceiver(Tone(440), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    headers = {"Content-Type": "application/sdp"}
    async with http.post(f"http://recorder/whip/{ticket}", data=peer.localDescription.sdp, headers=headers) as response:
        assert response.status == 201, await response.text()
        await peer.setRemoteDescription(RTCSessionDescription(await response.text(), "answer"))


async def _answers(http: aiohttp.ClientSession) -> None:
    """It is there, and old enough."""
    async with asyncio.timeout(60):
        while True:
            try:
                async with http.get("http://recorder/healthz"):
                    break
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    await asyncio.sleep(_OLD_ENOUGH_S)


def _door(folder: Path) -> Path:
    """A unix socket's path has 108 bytes at most."""
    return Path(f"/tmp/victim-{os.getpid()}-{folder.name[-8:]}.sock")  # noqa: S108
