"""A recorder with its real door, ports that live in memory, and browsers that are real aiortc peers."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import aiohttp
import av
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from media.errors import GivenUp, TicketNotValid
from media.leg import LegConfig
from media.master_keys import MasterKeys
from media.ports import Ending, KeyBook, LegGrant, LockedKey, Ports, Progress, Standing
from media.vault import Vault
from media.worker import Bind, run_media_worker

RATE = 48_000


@dataclass(frozen=True)
class Grant:
    """What a ticket allows, as the recorder sees it."""

    recording_id: str
    participant_id: str
    part_id: str
    part_number: int
    picture: bool = False


@dataclass
class Memory:
    """All four ports in memory: what SQL is outside of tests."""

    tickets: dict[str, Grant] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    broken: bool = False
    deaf: bool = False
    log: list[tuple[str, str, Any]] = field(default_factory=list)
    written: dict[str, Grant] = field(default_factory=dict)
    died: list[Grant] = field(default_factory=list)
    discard: list[Grant] = field(default_factory=list)
    endings: dict[str, Ending] = field(default_factory=dict)
    keys: dict[str, LockedKey] = field(default_factory=dict)
    later_elsewhere: set[str] = field(default_factory=set)
    deaf_to_begins: int = 0
    followed: set[str] = field(default_factory=set)
    given_up: bool = False

    def grant(self, participant: str, *, recording: str = "rec", number: int = 1, picture: bool = False) -> str:
        ticket = f"ticket-{participant}-{number}"
        self.tickets[ticket] = Grant(recording, participant, f"part-{participant}-{number}", number, picture)
        self.standings.setdefault(recording, "open")
        return ticket

    async def claim(self, ticket: str) -> Grant:
        try:
            grant = self.tickets.pop(ticket)
        except KeyError:
            raise TicketNotValid from None
        self.written[grant.part_id] = grant
        return grant

    async def give_back(self, ticket: str, grant: LegGrant) -> None:
        del self.written[grant.part_id]
        self.tickets[ticket] = Grant(grant.recording_id, grant.participant_id, grant.part_id, grant.part_number)

    async def follow(self, part_id: str) -> Grant:
        if self.deaf:
            raise ConnectionError("the store is away")
        self.followed.add(part_id)
        _, who, number = part_id.split("-")
        grant = Grant("rec", who, f"part-{who}-{int(number) + 1}", int(number) + 1)
        self.written[grant.part_id] = grant
        return grant

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        if self.broken:
            raise ConnectionError("the store is away")
        if self.given_up:
            raise GivenUp
        return {one: self.standings[one] for one in recording_ids if one in self.standings}

    async def opened(self, part_id: str, *, epoch: datetime) -> None:
        if self.deaf_to_begins:
            self.deaf_to_begins -= 1
            raise ConnectionError("the store is away")
        self.log.append(("opened", part_id, epoch))

    async def progress(self, grown: Sequence[Progress]) -> None:
        self.log += [("progress", one.part_id, one.bytes_written) for one in grown]

    async def ended(self, part_id: str, ending: Ending) -> None:
        if self.deaf:
            raise ConnectionError("the store is away")
        self.log.append(("ended", part_id, (ending.end, ending.reason, ending.seconds)))
        self.endings[part_id] = ending
        self.written.pop(part_id, None)

    async def find_key(self, recording_id: str) -> LockedKey | None:
        return self.keys.get(recording_id)

    async def keep_key(self, recording_id: str, key: LockedKey) -> LockedKey | None:
        return self.keys.setdefault(recording_id, key)

    async def untold(self, recording_id: str, participant_id: str, number: int) -> Grant | None:
        grant = Grant(recording_id, participant_id, f"part-{participant_id}-{number}", number)
        ending = self.endings.get(grant.part_id)
        return grant if ending is not None and ending.end == "partial" and ending.sha256 is None else None

    async def found(self, part_id: str, ending: Ending) -> None:
        told = self.endings[part_id]
        self.endings[part_id] = replace(ending, end=told.end, reason=told.reason)

    async def unfinished(self) -> list[Grant]:
        died, self.died = self.died, []
        return died

    async def being_written(self) -> list[Grant]:
        return list(self.written.values())

    async def superseded(self, part_ids: Collection[str]) -> list[str]:
        return [part_id for part_id in part_ids if part_id in self.later_elsewhere | self.followed]

    async def to_discard(self) -> list[Grant]:
        return self.discard

    async def until(self, kind: str, part_id: str, *, within_s: float = 30) -> Any:
        async with asyncio.timeout(within_s):
            while True:
                for entry in self.log:
                    if entry[:2] == (kind, part_id) and (kind != "progress" or entry[2] > 0):
                        return entry[2]
                await asyncio.sleep(0.02)


class Tone(MediaStreamTrack):
    """A microphone that hears one tone."""

    kind = "audio"

    def __init__(self, frequency_hz: float) -> None:
        super().__init__()
        self.frequency_hz = frequency_hz
        self._sent = 0
        self._started: float | None = None

    async def recv(self) -> av.AudioFrame:
        now = time.monotonic()
        self._started = self._started or now
        await asyncio.sleep(max(0.0, self._started + self._sent / RATE - now))
        wave = np.sin(2 * np.pi * self.frequency_hz * (np.arange(960) + self._sent) / RATE) * 12_000
        frame = av.AudioFrame.from_ndarray(wave.astype("<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._sent, Fraction(1, RATE)
        self._sent += 960
        return frame


@dataclass
class Stage:
    """The recorder behind its door."""

    memory: Memory
    folder: Path
    http: aiohttp.ClientSession
    stop: asyncio.Event
    peers: list[RTCPeerConnection] = field(default_factory=list)

    async def post(self, ticket: str, offer: str, *, content_type: str = "application/sdp") -> aiohttp.ClientResponse:
        headers = {"Content-Type": content_type}
        return await self.http.post(f"http://recorder/whip/{ticket}", data=offer, headers=headers)

    async def speak(
        self,
        ticket: str,
        *,
        frequency_hz: float = 440,
        voice: Tone | None = None,
        camera: MediaStreamTrack | None = None,
    ) -> str:
        """Open a leg and send a tone, and a picture; gives the leg's Location."""
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.peers.append(peer)
        peer.addTransceiver(voice or Tone(frequency_hz), direction="sendonly")
        if camera is not None:
            peer.addTransceiver(camera, direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        response = await self.post(ticket, peer.localDescription.sdp)
        assert response.status == 201, await response.text()
        await peer.setRemoteDescription(RTCSessionDescription(await response.text(), "answer"))
        return response.headers["Location"]

    async def delete(self, location: str) -> int:
        return (await self.http.delete(f"http://recorder{location}")).status

    @property
    def vault(self) -> Vault:
        return open_vault(self.folder, self.memory)

    async def played(self, who: str, *, recording: str = "rec", number: int = 1) -> bytes:
        """The WebM file of a part, as whoever plays it gets it."""
        return await played(self.vault, recording, who, number)

    def files(self) -> list[str]:
        return sorted(str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file())

    async def until_files(self, *names: str, within_s: float = 30) -> None:
        """Until these lie there, and no others."""
        async with asyncio.timeout(within_s):
            while True:
                if self.files() == list(names):
                    return
                await asyncio.sleep(0.02)


def open_vault(folder: Path, keys: KeyBook) -> Vault:
    """The vault of this folder, with the master keys beside it."""
    masters = MasterKeys(folder.with_name(f"{folder.name}.keys"))
    masters.make()
    return Vault(folder, keys, masters)


async def played(vault: Vault, recording: str, who: str, number: int = 1) -> bytes:
    """All bytes of a part."""
    part = await vault.open(recording, who, number)
    assert part is not None, f"no part {number} of {who}"
    try:
        return await part.read(0, part.size)
    finally:
        await part.aclose()


@asynccontextmanager
async def open_stage(
    folder: Path, socket: Path, memory: Memory | None = None, *, config: LegConfig | None = None, reserve_bytes: int = 0
) -> AsyncIterator[Stage]:
    memory = memory or Memory()
    stop = asyncio.Event()
    ports = Ports(tickets=memory, gate=memory, parts=memory, keys=memory)
    worker = run_media_worker(
        ports=ports, recordings_dir=folder, key_file=folder.with_name(f"{folder.name}.keys"), bind=Bind(unix=socket),
        stop=stop, config=config, reserve_bytes=reserve_bytes,
    )  # fmt: skip
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(worker)
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket))) as http:
            await _listening(http)
            stage = Stage(memory, folder, http, stop)
            try:
                yield stage
            finally:
                for peer in stage.peers:
                    await peer.close()
                stop.set()


async def _listening(http: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                async with http.get("http://recorder/healthz") as response:
                    assert response.status == 200
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.02)


Samples = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def decoded_samples(webm: bytes) -> Samples:
    """All that a player plays that only counts samples."""
    with av.open(io.BytesIO(webm), "r") as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)]).astype(np.float64)


def decoded(webm: bytes) -> tuple[float, float, float]:
    """First position, seconds of sound and the strongest frequency of a part."""
    with av.open(io.BytesIO(webm), "r") as container:
        first = next(float(packet.pts * packet.time_base) for packet in container.demux() if packet.pts is not None)
    sound = decoded_samples(webm)
    spectrum = np.abs(np.fft.rfft(sound))
    return first, len(sound) / RATE, float(np.argmax(spectrum) * RATE / len(sound))
