"""aiortc's own recorder as its examples use it: decodes what comes and encodes it again, on the event loop's threads.

`python -m bench.rivals.media_recorder FOLDER` prints its port: whoever POSTs an offer to `/whip/NAME` there is recorded
into NAME.mkv.
"""

import asyncio
import socket
import sys
from pathlib import Path

from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRecorder


class Door:
    """Keeps everybody who came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: list[tuple[RTCPeerConnection, MediaRecorder]] = []

    async def admit(self, request: web.Request) -> web.Response:
        """Answer an offer, and record all its tracks."""
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        written = {"cluster_time_limit": "1000", "flush_packets": "1"}  # else nothing of it is on the disk when killed
        recorder = MediaRecorder(str(self._folder / f"{request.match_info['name']}.mkv"), options=written)
        self._kept.append((peer, recorder))

        @peer.on("track")
        def on_track(track: MediaStreamTrack) -> None:
            recorder.addTrack(track)

        await peer.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        await recorder.start()
        return web.Response(status=201, text=peer.localDescription.sdp)


async def serve(folder: Path) -> None:
    """Until killed."""
    app = web.Application()
    app.router.add_post("/whip/{name}", Door(folder).admit)
    runner = web.AppRunner(app)
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as door:
        await web.SockSite(runner, door).start()
        sys.stdout.write(f"port {door.getsockname()[1]}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
