"""Voices: packets that were encoded before, at their pace, over real legs or as bare datagrams."""

import asyncio
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


class _Nothing(MediaStreamTrack):
    """A microphone that is never read: packets are sent past the encoder."""

    kind = "audio"

    async def recv(self) -> None:  # type: ignore[override]
        await asyncio.Event().wait()
        raise MediaStreamError


class Voices:
    """Legs of one run. `close` them at its end."""

    def __init__(self) -> None:
        self._peers: list[RTCPeerConnection] = []

    async def connect(self, door: str, count: int, *, packet_ms: int) -> list[Send]:
        """Open so many legs, one after the other."""
        sends = []
        async with aiohttp.ClientSession() as http:
            for number in range(count):
                peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
                self._peers.append(peer)
                peer.addTransceiver(_Nothing(), direction="sendonly")
                await peer.setLocalDescription(await peer.createOffer())
                headers = {"Content-Type": "application/sdp"}
                async with http.post(
                    f"{door}/whip/t{number}", data=peer.localDescription.sdp, headers=headers
                ) as answer:
                    answer.raise_for_status()
                    await peer.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))
                sends.append(_over(peer, packet_ms))
        async with asyncio.timeout(30):
            while any(peer.connectionState != "connected" for peer in self._peers):  # noqa: ASYNC110 (no event of all)
                await asyncio.sleep(0.05)
        return sends

    async def close(self) -> None:
        """Hang up."""
        for peer in self._peers:
            await peer.close()


def datagrams(ports: Sequence[int], *, packet_ms: int) -> list[Send]:
    """The same bytes, to these ports, without any leg."""
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def to(port: int) -> Send:
        async def send(number: int) -> None:
            out.sendto(_packet(number, packet_ms), ("127.0.0.1", port))

        return send

    return [to(port) for port in ports]


async def speak(sends: Sequence[Send], *, packet_ms: int) -> None:
    """Until cancelled; the voices one after the other within each packet's time."""
    loop = asyncio.get_running_loop()
    number, begun = 0, loop.time()
    while True:
        for send in sends:
            await send(number)
        number += 1
        await asyncio.sleep(max(0.0, begun + number * packet_ms / 1000 - loop.time()))


def _over(peer: RTCPeerConnection, packet_ms: int) -> Send:
    transport = peer.getTransceivers()[0].sender.transport

    async def send(number: int) -> None:
        await transport._send_rtp(_packet(number, packet_ms))

    return send


def _packet(number: int, packet_ms: int) -> bytes:
    packet = RtpPacket(payload_type=PAYLOAD_TYPE, sequence_number=number & 0xFFFF)
    packet.timestamp, packet.ssrc = (number * packet_ms * 48) & 0xFFFFFFFF, 1
    frames = packet_ms // 20
    body = bytes(BITS_PER_S // 8 * packet_ms // 1000)
    packet.payload = (b"\x78" if frames == 1 else bytes([0x7B, frames])) + body
    return bytes(packet.serialize())
