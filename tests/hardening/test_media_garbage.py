"""Whatever a sender sends, only their own leg suffers: the others record on, and every file can be read."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCPeerConnection
from aiortc.rtp import RtpPacket

from media.leg import LegConfig
from tests.integration.media.stage import Stage, decoded, open_stage
from tests.integration.media.test_picture import Camera

Attack = Callable[["Sender"], Awaitable[None]]


class Sender:
    """Somebody who has a good leg, and sends over it whatever they like; authentic, for they have the keys."""

    def __init__(self, peer: RTCPeerConnection) -> None:
        self._dtls = peer.getTransceivers()[0].sender.transport
        self.dice = random.Random(7)

    async def rtp(
        self, sequence: int, timestamp: int, payload: bytes, *, ssrc: int = 99, payload_type: int = 96
    ) -> None:
        packet = RtpPacket(
            payload_type=payload_type, sequence_number=sequence & 0xFFFF, timestamp=timestamp & 0xFFFFFFFF
        )
        packet.ssrc, packet.payload = ssrc, payload
        with suppress(ConnectionError):  # shown out
            await self._dtls._send_rtp(packet.serialize())

    async def rtcp(self, raw: bytes) -> None:
        with suppress(ConnectionError):
            await self._dtls._send_rtp(raw)

    async def raw(self, data: bytes) -> None:
        await self._dtls.transport._send(data)


async def _absurd_payloads(sender: Sender) -> None:
    for n in range(300):
        size = sender.dice.choice((1, 2, 3, 700, 1100))
        await sender.rtp(n, n * 960, sender.dice.randbytes(size))
        await asyncio.sleep(0.005)


async def _timestamp_jumps(sender: Sender) -> None:
    for n in range(300):
        await sender.rtp(n, sender.dice.getrandbits(32), b"\xf8\xff\xfe")
        await asyncio.sleep(0.005)


async def _sequence_jumps(sender: Sender) -> None:
    sequence = 0
    for n in range(300):
        sequence += sender.dice.randrange(1, 30_000)  # no further: the sender's own SRTP would refuse
        await sender.rtp(sequence, n * 960, b"\xf8\xff\xfe")
        await asyncio.sleep(0.005)


async def _ssrc_churn(sender: Sender) -> None:
    for n in range(300):
        await sender.rtp(n, n * 960, b"\xf8\xff\xfe", ssrc=sender.dice.getrandbits(32))
        await asyncio.sleep(0.005)


async def _forged_and_truncated(sender: Sender) -> None:
    for n in range(300):
        head = bytes([0x80, 96]) + n.to_bytes(2, "big")
        await sender.raw(sender.dice.choice((head, head + sender.dice.randbytes(60), b"\x80", b"\xff" * 40, b"")))
        await sender.raw(bytes([sender.dice.randrange(20, 64)]) + sender.dice.randbytes(sender.dice.randrange(60)))
        await asyncio.sleep(0.005)


async def _rtcp_garbage(sender: Sender) -> None:
    for _ in range(300):
        kind = sender.dice.randrange(200, 207)
        await sender.rtcp(bytes([0x80 | sender.dice.randrange(32), kind, 0, 1]) + sender.dice.randbytes(4))
        await asyncio.sleep(0.005)


async def _absurd_pictures(sender: Sender) -> None:
    for n in range(300):
        head = sender.dice.choice(
            (b"\x10\x00", b"\x90\x80\x80", b"\x8a", b"\x78\xff", b"\x7c\x85", b"\x67", b"", b"\xff")
        )
        size = sender.dice.choice((0, 1, 2, 3, 700, 1100))
        await sender.rtp(
            n, n * sender.dice.choice((0, 1, 6_000)), head + sender.dice.randbytes(size), ssrc=77,
            payload_type=sender.dice.choice((97, 98, 99, 100, 101, 102)),
        )  # fmt: skip
        await asyncio.sleep(0.005)


async def _flood(sender: Sender) -> None:
    payload = sender.dice.randbytes(1100)
    for n in range(4000):
        await sender.rtp(n, n * 960, payload)
        if n % 20 == 0:
            await asyncio.sleep(0.002)


_LENGTHS_DIFFER_S = 0.05
"""However late the first packets were: second 0 goes back to where they were spoken."""

ATTACKS = (
    _absurd_payloads, _timestamp_jumps, _sequence_jumps, _ssrc_churn, _forged_and_truncated, _rtcp_garbage, _flood,
    _absurd_pictures,
)  # fmt: skip


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/garbage-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
async def test_garbage_harms_its_own_leg_at_most(tmp_path: Path, door: Path, attack: Attack) -> None:
    async with open_stage(tmp_path / "recordings", door, config=LegConfig(picture=True)) as stage:
        honest = await stage.speak(stage.memory.grant("honest"), frequency_hz=440)
        await stage.speak(stage.memory.grant("other", recording="others", picture=True), camera=Camera())
        for who in ("honest", "other"):
            await stage.memory.until("progress", f"part-{who}-1")
        await attack(Sender(stage.peers[1]))
        await asyncio.sleep(0.5)
        assert await stage.delete(honest) == 200
        assert (await stage.memory.until("ended", "part-honest-1"))[:2] == ("complete", "closed")
        await _honest_is_whole(stage)
        stage.stop.set()
        end, reason, seconds = await stage.memory.until("ended", "part-other-1")
        assert (end, reason) in (("partial", "worker_stopped"), ("partial", "overrun"), ("partial", "lost"))
        assert seconds < 60
    await _can_be_read(stage)


async def test_a_flood_ends_the_leg_that_sends_it(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path / "recordings", door) as stage:
        await stage.speak(stage.memory.grant("other", recording="others"))
        await stage.memory.until("progress", "part-other-1")
        await _flood(Sender(stage.peers[0]))
        assert (await stage.memory.until("ended", "part-other-1"))[:2] == ("partial", "overrun")


async def _honest_is_whole(stage: Stage) -> None:
    ending = stage.memory.endings["part-honest-1"]
    assert [gap for gap in ending.gaps if gap[2] == "lost"] == []
    _, seconds, heard = decoded(await stage.played("honest"))
    assert abs(heard - 440) < 5
    assert seconds == pytest.approx(ending.seconds, abs=_LENGTHS_DIFFER_S)


async def _can_be_read(stage: Stage) -> None:
    """As a whole file whose length is known; what is in its packets is the sender's business."""
    import io

    import av

    played: Any = io.BytesIO(await stage.played("other", recording="others"))
    with av.open(played, "r") as container:
        assert sum(1 for packet in container.demux() if packet.size) > 10
