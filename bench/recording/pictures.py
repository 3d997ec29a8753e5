"""Pictures that were encoded before, at their pace, over real legs beside a voice: not the sender is measured."""

import asyncio
import itertools
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import aiohttp
import av
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtp import RtpPacket

from bench.recording.senders import Nothing, Send

_LARGEST = 1_100
_SECONDS = 4
_FRAMES_PER_S = 30
FRAME_MS = 1000 / _FRAMES_PER_S


@dataclass(frozen=True, slots=True)
class Kind:
    """What is sent."""

    name: str
    width: int
    height: int
    kbit_per_s: int


KINDS = (Kind("480p", 640, 480, 1_000), Kind("720p", 1280, 720, 1_800))


class Pictures:
    """Legs of one run. `close` them at its end."""

    def __init__(self) -> None:
        self._peers: list[RTCPeerConnection] = []

    async def connect(self, door: str, count: int, kind: Kind) -> list[Send]:
        """Open so many legs; asked to, each sends one frame of the picture, and a voice with every fourth."""
        film = await asyncio.to_thread(encoded, kind)
        async with aiohttp.ClientSession() as http:
            sends = [await self._leg(http, f"{door}/whip/t{number}", film) for number in range(count)]
        async with asyncio.timeout(30):
            while any(peer.connectionState != "connected" for peer in self._peers):  # noqa: ASYNC110 (no event of all)
                await asyncio.sleep(0.05)
        return sends

    async def close(self) -> None:
        """Hang up."""
        for peer in self._peers:
            await peer.close()

    async def _leg(self, http: aiohttp.ClientSession, url: str, film: Sequence[Sequence[bytes]]) -> Send:
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peers.append(peer)
        for what in ("audio", "video"):
            peer.addTransceiver(Nothing(what), direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        headers = {"Content-Type": "application/sdp"}
        async with http.post(url, data=peer.localDescription.sdp, headers=headers) as answer:
            answer.raise_for_status()
            text = await answer.text()
        await peer.setRemoteDescription(RTCSessionDescription(text, "answer"))
        if "m=video 0 " in text or "m=video" not in text:
            raise SystemExit("bench: the recorder takes no picture")
        return over(peer, film)


def encoded(kind: Kind) -> list[list[bytes]]:
    """Four seconds of VP8 as payloads of packets, to be sent again and again; the first frame is a keyframe."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = kind.width, kind.height, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, _FRAMES_PER_S), Fraction(_FRAMES_PER_S)
    encoder.bit_rate, encoder.gop_size = kind.kbit_per_s * 1_000, 9_999
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    dice, frames = np.random.default_rng(1), []
    still = dice.integers(0, 255, (kind.height // 8, kind.width // 8, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
    for number in range(_SECONDS * _FRAMES_PER_S):
        frame = av.VideoFrame.from_ndarray(np.roll(still, number * 2, axis=1), format="rgb24")
        frame.pts = number
        frames += [bytes(packet) for packet in encoder.encode(frame.reformat(format="yuv420p"))]
    return [_cut(frame) for frame in frames]


def _cut(frame: bytes) -> list[bytes]:
    """RFC 7741, without extensions."""
    pieces = [frame[at : at + _LARGEST] for at in range(0, len(frame), _LARGEST)]
    return [bytes([0x10 if place == 0 else 0]) + piece for place, piece in enumerate(pieces)]


def over(peer: RTCPeerConnection, film: Sequence[Sequence[bytes]]) -> Send:
    """Send past the encoders of this peer, from the sources its offer names."""
    voice, picture = (transceiver.sender for transceiver in peer.getTransceivers())
    transport, sequence = voice.transport, itertools.count()

    async def send(number: int) -> None:
        frame = film[number % len(film)]
        for place, payload in enumerate(frame):
            packet = RtpPacket(
                payload_type=97, marker=int(place == len(frame) - 1), sequence_number=next(sequence) & 0xFFFF
            )
            packet.timestamp, packet.ssrc, packet.payload = (number * 3_000) & 0xFFFFFFFF, picture._ssrc, payload
            await transport._send_rtp(packet.serialize())
        if number % 4 == 0:
            await transport._send_rtp(_voice(number // 4, ssrc=voice._ssrc))

    return send


def _voice(number: int, *, ssrc: int) -> bytes:
    packet = RtpPacket(payload_type=96, sequence_number=number & 0xFFFF)
    packet.timestamp, packet.ssrc = (number * 6_400) & 0xFFFFFFFF, ssrc
    packet.payload = b"\x7b\x06" + bytes(480)
    return bytes(packet.serialize())


def bare(ports: Sequence[int], kind: Kind) -> list[Send]:
    """The same bytes, to these ports, without any leg."""
    out, film = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), encoded(kind)

    def to(port: int) -> Send:
        async def send(number: int) -> None:
            for payload in film[number % len(film)]:
                out.sendto(bytes(12) + payload, ("127.0.0.1", port))

        return send

    return [to(port) for port in ports]
