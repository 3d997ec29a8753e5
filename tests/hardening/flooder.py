"""Somebody with every right to a leg, who floods it: `python -m tests.hardening.flooder SOCKET TICKET`.

Sends 50 Mbit/s for three seconds once a line has come on stdin, and prints as JSON what became of it.
"""

import asyncio
import json
import sys

import aiohttp
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.rtp import RtpPacket

from tests.integration.media.crash import speak

_BYTES_PER_S = 50_000_000 / 8
_SECONDS = 3.0
_PAYLOAD = bytes(1_100)


async def main(socket: str, ticket: str) -> None:
    """Open a leg, wait for the word, flood."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(socket)) as http:
            await speak(peer, http, ticket)
        await asyncio.to_thread(sys.stdin.readline)
        print(json.dumps(await _flood(peer)), flush=True)
    finally:
        await peer.close()


async def _flood(peer: RTCPeerConnection) -> dict[str, float]:
    """How much was sent, and until when: whoever is shown out cannot go on."""
    transport, loop = peer.getTransceivers()[0].sender.transport, asyncio.get_running_loop()
    begun, number, sent = loop.time(), 0, 0
    try:
        while (passed := loop.time() - begun) < _SECONDS:
            while sent < passed * _BYTES_PER_S:
                packet = RtpPacket(payload_type=96, sequence_number=number & 0xFFFF, timestamp=number * 960)
                packet.ssrc, packet.payload = 99, _PAYLOAD
                await transport._send_rtp(packet.serialize())
                number, sent = number + 1, sent + len(_PAYLOAD)
            await asyncio.sleep(0.001)
    except ConnectionError:
        pass
    return {"bytes": sent, "seconds": loop.time() - begun}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
