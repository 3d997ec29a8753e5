"""The naive recorder: `python -m tests.soak.media_recorder FILE SOCKET`, WHIP in front of aiortc's MediaRecorder."""

import sys

from aiohttp import web
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRecorder


def main(file: str, door: str) -> None:
    """Until killed."""
    recorder = MediaRecorder(file)
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))

    @peer.on("track")
    def on_track(track: MediaStreamTrack) -> None:
        recorder.addTrack(track)

    async def post(request: web.Request) -> web.Response:
        await peer.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await peer.setLocalDescription(await peer.createAnswer())
        await recorder.start()
        return web.Response(status=201, text=peer.localDescription.sdp, content_type="application/sdp")

    app = web.Application()
    app.router.add_post("/whip/{ticket}", post)
    web.run_app(app, path=door, print=None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
