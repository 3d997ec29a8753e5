"""Voices: packets that were encoded before, at their pace, over real legs or as bare datagrams."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.rtp import RtpPacket

PAYLOAD_TYPE = 96
BITS_PER_S = 32_000
Send = Callable[[int], Awaitable[None]]
"""Send the packet of this number."""


class Nothing(MediaStreamTrack):
    """A microphone or camera that is never read: packets are sent past the encoder."""

    def __init__(self, kind: str = "audio") -> None:
        super().__init__()
        self.kind = kind

    async def recv(self) -> None:  # type: ignore[override]
        await asyncio.Event().wait()
        raise MediaStreamError


class Voices:
    """Legs of one run. `close` them at its end. `sends` grows while they are opened, in their order."""

    def __init__(self) -> None:
        self.sends: list[Send] = []
        self._peers: list[RTCPeerConnection] = []
        self._locations: list[str] = []
        self._opened = 0

    async def connect(self, door: str, count: int, *, packet_ms: int) -> list[Send]:
        """Open so many legs, one after the other."""
        async with aiohttp.ClientSession() as http:
            for _ in range(count):
                self._opened += 1
                peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
                self._peers.append(peer)
                peer.addTransceiver(Nothing(), direction="sendonly")
                await peer.setLocalDescription(await peer.createOffer())
                headers = {"Content-Type": "application/sdp"}
                async with http.post(
                    f"{door}/whip/t{self._opened}", data=peer.localDescription.sdp, headers=headers
                ) as answer:
                    answer.raise_for_status()
                    self._locations.append(answer.headers["Location"])
                    await peer.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))
                self.sends.append(over(peer, packet_ms))
        async with asyncio.timeout(30):
            while any(peer.connectionState != "connected" for peer in self._peers):  # noqa: ASYNC110 (no event of all)
                await asyncio.sleep(0.05)
        return self.sends

    async def hang_up(self, door: str) -> None:
        """End them all in order, at both ends."""
        async with aiohttp.ClientSession() as http:
            for location in self._locations:
                async with http.delete(door + location) as answer:
                    answer.raise_for_status()
        self.sends.clear()
        self._locations.clear()
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        for peer in self._peers:
            await peer.close()
        self._peers.clear()


def datagrams(ports: Sequence[int], *, packet_ms: int) -> list[Send]:
    """The same bytes, to these ports, without any leg."""
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def to(port: int) -> Send:
        async def send(number: int) -> None:
            out.sendto(_packet(number, packet_ms), ("127.0.0.1", port))

        return send

    return [to(port) for port in ports]


async def speak(sends: Sequence[Send], *, packet_ms: float, apart: bool = False) -> None:
    """Until cancelled; the voices one right after the other in each packet's time, or `apart`, as those do who began at
    any moment, and so that whatever else this loop measures waits for one of them at most.
    """
    loop = asyncio.get_running_loop()
    number, begun = 0, loop.time()
    while True:
        voices = tuple(sends)
        for place, send in enumerate(voices):
            with contextlib.suppress(ConnectionError):  # one that is just being opened, or was hung up
                await send(number)
            if apart:  # by the clock: sleep that is late must not make them slower than they speak
                due = begun + (number + (place + 1) / len(voices)) * packet_ms / 1000
                await asyncio.sleep(max(0.0, due - loop.time()))
        number += 1
        await asyncio.sleep(max(0.0, begun + number * packet_ms / 1000 - loop.time()))


def over(peer: RTCPeerConnection, packet_ms: int, *, ssrc: int = 1) -> Send:
    """Send past the encoder of this peer."""
    transport = peer.getTransceivers()[0].sender.transport

    async def send(number: int) -> None:
        await transport._send_rtp(_packet(number, packet_ms, ssrc=ssrc))

    return send


def _packet(number: int, packet_ms: int, *, ssrc: int = 1) -> bytes:
    packet = RtpPacket(payload_type=PAYLOAD_TYPE, sequence_number=number & 0xFFFF)
    packet.timestamp, packet.ssrc = (number * packet_ms * 48) & 0xFFFFFFFF, ssrc
    frames = packet_ms // 20
    body = bytes(BITS_PER_S // 8 * packet_ms // 1000)
    packet.payload = (b"\x78" if frames == 1 else bytes([0x7B, frames])) + body
    return bytes(packet.serialize())
