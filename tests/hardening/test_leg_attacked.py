"""A leg cannot be knocked out, hijacked, or used to reach somebody else. The attack itself is each test."""

import asyncio
import os
import re
import socket as sockets
from pathlib import Path

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from tests.hardening.test_media_garbage import Sender
from tests.integration.media.stage import Stage, Tone, open_stage

HELLO = bytes.fromhex("16feff0000000000000000003a") + b"\x01" * 58
ALERT = bytes.fromhex("15feff000000000000000000020228")
_UNSAID = re.compile(r"a=candidate:.*\r\n")


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/attacked-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


async def test_hellos_and_alerts_from_elsewhere_end_no_leg_during_its_set_up_or_after_it(
    tmp_path: Path, door: Path
) -> None:
    async with open_stage(tmp_path / "recordings", door) as stage:
        with sockets.socket(sockets.AF_INET, sockets.SOCK_DGRAM) as stranger:
            stranger.setblocking(False)
            opening = asyncio.create_task(stage.speak(stage.memory.grant("customer")))
            thrown = 0
            async with asyncio.timeout(40):
                while not opening.done() or _progress(stage) < 4:
                    for address in _ports_of(stage):
                        for datagram in (HELLO, ALERT):
                            stranger.sendto(datagram, address)
                            thrown += 1
                    await asyncio.sleep(0.01)
            location = await opening
            assert thrown > 100
            with pytest.raises(BlockingIOError):
                stranger.recv(2000)  # nobody who does not know us is answered
        assert await stage.delete(location) == 200
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("complete", "closed")


@pytest.mark.parametrize("where", ["127.0.0.1", "printer.local", "router.internal"])
async def test_an_offer_sends_us_to_nobody(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lambda host, *_, **__: asked.append(str(host)))
    monkeypatch.setattr(sockets, "getaddrinfo", lambda host, *_, **__: asked.append(str(host)))
    with sockets.socket(sockets.AF_INET, sockets.SOCK_DGRAM) as inside:
        inside.bind(("127.0.0.1", 0))
        inside.setblocking(False)
        port = inside.getsockname()[1]
        lines = "".join(f"a=candidate:{n} 1 udp {n} {where} {port} typ host\r\n" for n in range(1, 300))
        async with open_stage(tmp_path / "recordings", door) as stage:
            offer = _UNSAID.sub("", await _offer()) + lines
            response = await stage.post(stage.memory.grant("customer"), offer)
            assert response.status == 201
            await asyncio.sleep(1)
            with pytest.raises(BlockingIOError):
                inside.recv(2000)
    assert asked == []


async def test_a_leg_that_names_no_address_is_heard_all_the_same(tmp_path: Path, door: Path) -> None:
    """Who hides behind `.local` names, or has a relay's only, comes to us by themselves."""
    async with open_stage(tmp_path / "recordings", door) as stage:
        peer = await _peer(stage)
        response = await stage.post(stage.memory.grant("customer"), _UNSAID.sub("", peer.localDescription.sdp))
        await peer.setRemoteDescription(RTCSessionDescription(await response.text(), "answer"))
        await stage.memory.until("progress", "part-customer-1")


async def test_whoever_has_the_answer_and_not_the_certificate_is_not_heard(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path / "recordings", door) as stage:
        peer = await _peer(stage)
        offer = re.sub(r"(a=fingerprint:\S+) \S\S", lambda found: f"{found[1]} 00", peer.localDescription.sdp)
        assert offer != peer.localDescription.sdp
        response = await stage.post(stage.memory.grant("customer"), offer)
        await peer.setRemoteDescription(RTCSessionDescription(await response.text(), "answer"))
        end = await stage.memory.until("ended", "part-customer-1")
        assert end[:2] == ("partial", "never_connected")
        assert stage.files() == []


async def test_a_leg_ends_by_its_own_address_only_and_cannot_be_changed(tmp_path: Path, door: Path) -> None:
    async with open_stage(tmp_path / "recordings", door) as stage:
        location = await stage.speak(stage.memory.grant("customer"))
        other = await stage.speak(stage.memory.grant("agent"))
        secret = location.rpartition("/")[2]
        begun = "/whip/ticket-customer-1/"
        for foreign in (location[:-4] + "AAAA", begun, f"/whip/{secret}", f"{begun}_"):
            assert await stage.delete(foreign) in (404, 405)
        for method in ("PATCH", "PUT", "POST"):
            body, headers = "a=ice-ufrag:else\r\n", {"Content-Type": "application/trickle-ice-sdpfrag"}
            refused = await stage.http.request(method, f"http://recorder{location}", data=body, headers=headers)
            assert refused.status == 405
        size = await stage.memory.until("progress", "part-customer-1")
        stage.memory.log.clear()
        assert await stage.memory.until("progress", "part-customer-1") > size
        assert await stage.delete(other) == 200
        assert [entry[1] for entry in stage.memory.log if entry[0] == "ended"] in ([], ["part-agent-1"])


async def test_who_comes_from_ever_new_sources_is_shown_out(tmp_path: Path, door: Path) -> None:
    """Something of each is kept by aiortc and libsrtp as long as the leg lasts."""
    async with open_stage(tmp_path / "recordings", door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        sender = Sender(stage.peers[0])
        for number in range(200):
            await sender.rtp(number, number * 960, b"\xf8\xff\xfe", ssrc=1_000 + number)
            await asyncio.sleep(0.005)
        assert (await stage.memory.until("ended", "part-customer-1"))[:2] == ("partial", "overrun")


async def _peer(stage: Stage) -> RTCPeerConnection:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    stage.peers.append(peer)
    peer.addTransceiver(Tone(440), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    return peer


async def _offer() -> str:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver(Tone(440), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    sdp: str = peer.localDescription.sdp
    await peer.close()
    return sdp


def _progress(stage: Stage) -> int:
    return sum(entry[0] == "progress" for entry in stage.memory.log)


def _ports_of(stage: Stage) -> list[tuple[str, int]]:
    """Addresses of the leg, as somebody on the path of the answer would know them."""
    answers = [peer.remoteDescription.sdp for peer in stage.peers if peer.remoteDescription]
    lines = [line.split() for answer in answers for line in answer.splitlines() if line.startswith("a=candidate:")]
    return [(words[4], int(words[5])) for words in lines if "." in words[4]]
