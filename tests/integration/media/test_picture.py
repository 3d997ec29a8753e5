"""The picture of a real peer: kept where everybody has agreed to it, whole, asked for again, and harmless."""

import asyncio
import io
import os
import random
import time
from fractions import Fraction
from pathlib import Path

import av
import pytest
from aiortc import MediaStreamTrack, RTCPeerConnection

from media.leg import LegConfig
from media.rtp import Rtp
from media.transport import Transport
from tests.integration.media.stage import decoded, open_stage
from tests.running_time import running_time
from tests.unit.media.pictures import drawn, shown

WITH_PICTURE = LegConfig(picture=True)
BEGUN_BEFORE_S = 1.5
"""So much of a part is written at most when its first progress is told."""
VP8 = 97
"""The payload type that aiortc offers it by."""


class Camera(MediaStreamTrack):
    """Frames that say which they are, 15 a second."""

    kind = "video"

    def __init__(self, *, width: int = 320, height: int = 240) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._sent = 0
        self._started = 0.0

    async def recv(self) -> av.VideoFrame:
        loop = asyncio.get_running_loop()
        self._started = self._started or loop.time()
        await asyncio.sleep(max(0.0, self._started + self._sent / 15 - loop.time()))
        frame = drawn(self._sent % 256, width=self.width, height=self.height)
        frame.pts, frame.time_base = self._sent * 6_000, Fraction(1, 90_000)
        self._sent += 1
        return frame


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/picture-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


async def test_sound_and_picture_become_one_part_whose_frames_are_those_that_were_sent(
    tmp_path: Path, door: Path
) -> None:
    async with open_stage(tmp_path, door, config=WITH_PICTURE) as stage:
        location = await stage.speak(stage.memory.grant("customer", picture=True), camera=Camera())
        await stage.memory.until("progress", "part-customer-1")
        await asyncio.sleep(4)
        assert await stage.delete(location) == 200
        end = await stage.memory.until("ended", "part-customer-1")
        played = await stage.played("customer")
    assert end[:2] == ("complete", "closed")
    ending = stage.memory.endings["part-customer-1"]
    assert (ending.media_type, [size[1:] for size in ending.sizes]) == ("video/webm", [(320, 240)])
    assert [gap for gap in ending.gaps if gap[2] == "no_picture"] == []
    frames = shown(played)
    numbers = [number for _, number in frames]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) > 30
    assert abs(decoded(played)[2] - 440) < 5


@pytest.mark.parametrize(("house", "people"), [(False, True), (True, False), (False, False)])
async def test_without_the_house_or_everybody_agreeing_no_byte_of_a_picture_is_kept(
    tmp_path: Path, door: Path, *, house: bool, people: bool
) -> None:
    async with open_stage(tmp_path, door, config=LegConfig(picture=house)) as stage:
        response = await stage.post(stage.memory.grant("customer", picture=people), await _offer())
        assert response.status == 201
        assert "m=video 0 " in await response.text()
        await asyncio.sleep(0.2)
    assert stage.files() == []


async def test_a_picture_that_is_taken_back_ends_within_a_second_though_it_is_sent_on_and_the_sound_goes_on(
    tmp_path: Path, door: Path
) -> None:
    async with open_stage(tmp_path, door, config=WITH_PICTURE) as stage:
        location = await stage.speak(stage.memory.grant("customer", picture=True), camera=Camera())
        await stage.memory.until("progress", "part-customer-1")
        began_s = time.monotonic()
        await asyncio.sleep(3)
        stage.memory.standings["rec"] = "sound"
        ended_s = time.monotonic() - began_s
        with running_time() as going_on:
            await asyncio.sleep(4)
        await stage.delete(location)
        await stage.memory.until("ended", "part-customer-1")
        file = await stage.played("customer")
    last_s = max(at_s for at_s, _ in shown(file))
    assert 1.0 < last_s < ended_s + 1.0 + BEGUN_BEFORE_S + going_on.still_s
    assert decoded(file)[1] > last_s + 2.0
    gaps = [gap for gap in stage.memory.endings["part-customer-1"].gaps if gap[2] == "no_picture"]
    assert [gap for gap in gaps if gap[1] > last_s + 1.0], "the row says that there is no picture from here on"


async def test_packets_of_a_picture_that_are_lost_are_asked_for_and_come(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path, door, config=WITH_PICTURE) as stage:
        location = await stage.speak(stage.memory.grant("customer", picture=True), camera=Camera())
        lost = _lose_some(stage.peers[0])
        await stage.memory.until("progress", "part-customer-1")
        async with asyncio.timeout(60):
            while len(lost) <= 3:  # noqa: ASYNC110 (dice tell nobody)
                await asyncio.sleep(0.1)
        await asyncio.sleep(2)  # until they have come again
        await stage.delete(location)
        await stage.memory.until("ended", "part-customer-1")
        numbers = [number for _, number in shown(await stage.played("customer"))]
    assert [gap for gap in stage.memory.endings["part-customer-1"].gaps if gap[2] == "no_picture"] == []
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _lose_some(peer: RTCPeerConnection) -> list[bytes]:
    """From now on each twentieth packet of the picture does not leave; a repetition is as likely to be lost."""
    dtls, dice, lost = peer.getTransceivers()[1].sender.transport, random.Random(3), []
    send = dtls._send_rtp

    async def lossy(data: bytes) -> None:
        if data[1] & 0x7F == VP8 and dice.random() < 0.05:
            lost.append(data)
        else:
            await send(data)

    dtls._send_rtp = lossy  # type: ignore[method-assign]
    return lost


async def test_a_picture_that_breaks_is_back_with_the_keyframe_that_is_asked_for(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it comes for a second, nor is it sent again: the sender has forgotten it."""
    dark, take = False, Transport._hear

    def broken(transport: Transport, packet: Rtp, came_s: float) -> None:
        if not dark or packet.payload_type != VP8:
            take(transport, packet, came_s)

    monkeypatch.setattr(Transport, "_hear", broken)
    async with open_stage(tmp_path, door, config=WITH_PICTURE) as stage:
        location = await stage.speak(stage.memory.grant("customer", picture=True), camera=Camera(width=640, height=480))
        await stage.memory.until("progress", "part-customer-1")
        await asyncio.sleep(2)
        dark, began_s = True, time.monotonic()
        await asyncio.sleep(8)
        dark, dark_s = False, time.monotonic() - began_s
        await asyncio.sleep(5)
        await stage.delete(location)
        await stage.memory.until("ended", "part-customer-1")
        frames = shown(await stage.played("customer"))
    (gap,) = [gap for gap in stage.memory.endings["part-customer-1"].gaps if gap[2] == "no_picture"]
    assert dark_s - 1 < gap[1] - gap[0] < dark_s + 4
    assert not [at_s for at_s, _ in frames if gap[0] + 0.2 < at_s < gap[1] - 0.2]
    assert [at_s for at_s, _ in frames if at_s > gap[1]]


async def test_a_part_with_a_picture_goes_on_in_the_next_one_from_a_keyframe_and_no_frame_is_missing(
    tmp_path: Path, door: Path
) -> None:
    from media.part import PartLimit

    config = LegConfig(picture=True, limit=PartLimit(seconds=3.0))
    async with open_stage(tmp_path, door, config=config) as stage:
        location = await stage.speak(stage.memory.grant("customer", picture=True), camera=Camera())
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "continued")
        await stage.delete(location)
        last = max(int(name.split("-")[1].split(".")[0]) for name in stage.files())
        await stage.memory.until("ended", f"part-customer-{last}")
        files = [await stage.played("customer", number=number) for number in range(1, last + 1)]
    numbers = [[number for _, number in shown(file)] for file in files]
    together = [number for part in numbers for number in part]
    assert len(files) > 1
    assert together == list(range(together[0], together[0] + len(together)))


async def _offer() -> str:
    from aiortc import RTCConfiguration, RTCPeerConnection

    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver("audio", direction="sendonly")
    peer.addTransceiver("video", direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    sdp: str = peer.localDescription.sdp
    await peer.close()
    return sdp


def test_what_is_drawn_is_what_is_read() -> None:
    """The clock of these tests."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=15)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(40):
            container.mux(stream.encode(drawn(number)))
        container.mux(stream.encode(None))
    assert [number for _, number in shown(out.getvalue())] == list(range(40))
