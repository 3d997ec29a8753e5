"""A leg on its way through the node to the real recorder, and what is said when the recorder is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from records.database import Database
from tests.hardening.test_tokens import _recorded
from tests.integration.media.stage import Stage as Recorder
from tests.integration.media.stage import Tone, decoded
from tests.integration.media.stage import open_stage as open_recorder
from tests.integration.web.stage import Stage, open_stage

SDP = {"Content-Type": "application/sdp"}


@asynccontextmanager
async def _both(db: Database, redis_url: str, folder: Path) -> AsyncIterator[tuple[Stage, Recorder]]:
    socket, recordings = folder / "media.sock", folder / "recordings"
    async with (
        open_recorder(recordings, socket) as recorder,
        open_stage(db, redis_url, folder, recorder=socket) as stage,
    ):
        yield stage, recorder


async def _ticket(stage: Stage, recorder: Recorder) -> str:
    """Of a call that is recorded, and good at this recorder."""
    ticket, _ = await _recorded(*(await stage.talking())[:2])
    recorder.memory.tickets[ticket] = recorder.memory.tickets.pop(recorder.memory.grant("cu"))
    return ticket


async def test_a_leg_is_opened_and_ended_through_the_node(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with _both(sqlite_db, redis_url, tmp_path) as (stage, recorder):
        ticket, page = await _ticket(stage, recorder), await stage.browser()
        peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        recorder.peers.append(peer)
        peer.addTransceiver(Tone(440), direction="sendonly")
        await peer.setLocalDescription(await peer.createOffer())
        opened = await page.ask("POST", f"/whip/{ticket}", data=peer.localDescription.sdp, headers=SDP)
        assert (opened.status, opened.headers["Content-Type"].split(";")[0]) == (201, "application/sdp")
        assert opened.headers["Cache-Control"] == "no-store"
        await peer.setRemoteDescription(RTCSessionDescription(opened.raw.decode(), "answer"))
        await recorder.memory.until("progress", "part-cu-1")
        location = opened.headers["Location"]
        assert location.startswith(f"/whip/{ticket}/")
        assert (await page.ask("DELETE", location)).status == 200
        await recorder.memory.until("ended", "part-cu-1")
        assert abs(decoded(await recorder.played("cu"))[2] - 440) < 5
        again = await page.ask("DELETE", location)
        assert (again.status, again.code) == (404, "not_found")
        used = await page.ask("POST", f"/whip/{ticket}", data=peer.localDescription.sdp, headers=SDP)
        assert (used.status, used.code) == (404, "ticket_not_valid")
        told = repr(stage.log)
        assert ticket not in told
        assert location.rpartition("/")[2] not in told
        ready = (await page.ask("GET", "/readyz")).json
        assert ready["recorder"] is True


async def test_the_recorders_refusals_come_through_as_they_are(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with _both(sqlite_db, redis_url, tmp_path) as (stage, recorder):
        page, ticket = await stage.browser(), await _ticket(stage, recorder)
        wrong_type = await page.ask("POST", f"/whip/{ticket}", data="v=0", headers={"Content-Type": "text/plain"})
        assert (wrong_type.status, wrong_type.code) == (415, "unsupported_media_type")
        for offer in ("hello", "v=0\r\n", "v=0\r\no=- 0 0 IN IP4 0\r\ns=-\r\nt=0 0\r\n", "\xff\xfe"):
            no_sdp = await page.ask("POST", f"/whip/{ticket}", data=offer.encode("latin-1"), headers=SDP)
            assert (no_sdp.status, no_sdp.code) == (400, "invalid_sdp"), offer
            assert "Content-Security-Policy" in no_sdp.headers
        assert ticket in recorder.memory.tickets
        assert recorder.files() == []


async def test_without_a_recorder_the_page_is_told_so(stage: Stage) -> None:
    page, (ticket, _) = await stage.browser(), await _recorded(*(await stage.talking())[:2])
    opened = await page.ask("POST", f"/whip/{ticket}", data="v=0", headers=SDP)
    assert (opened.status, opened.code) == (503, "recorder_unavailable")
    ended = await page.ask("DELETE", "/whip/ticket/leg")
    assert (ended.status, ended.code) == (503, "recorder_unavailable")
    ready = await page.ask("GET", "/readyz")
    assert (ready.status, ready.json["recorder"]) == (200, False)
