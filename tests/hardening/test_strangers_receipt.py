"""The wrong person opened the link first, and made a receipt; the agent made another link, and the right one came."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from records.tables import PartRow, RecordingRow
from signaling.protocol.words import PartState
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, Answered, Line, Stage
from tests.integration.web.test_receipts import agree
from tests.integration.web.test_recordings import _write

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Somebody:
    """Who came by a link: their page, their token, and the link to a receipt that they made at once."""

    line: Line
    token: str
    seat: str
    receipt: str


async def _receipt(stage: Stage, call_id: str, token: str) -> Answered:
    headers = {"Authorization": f"Bearer {token}"}
    return await (await stage.browser()).ask("POST", f"/api/calls/{call_id}/receipt", headers=headers)


async def _comes(stage: Stage, link: dict[str, Any], agent: Line, *, page_id: str) -> Somebody:
    """By this link, into the talk."""
    call_id, secret = link["call_id"], link["join_url"].partition("#")[2]
    body = {"call_id": call_id, "secret": secret}
    joined = (await (await stage.browser()).ask("POST", "/api/join", body)).json
    token = joined["token"]
    line = await stage.line(token, page_id=page_id)
    await line.say("ready", audio=True, video=True)
    url = (await _receipt(stage, call_id, token)).json["receipt_url"]
    await line.say("talk_connected")
    await agent.hear("call", state="active")
    return Somebody(line, token, joined["participant_id"], url.partition("#")[2])


async def _keep_voices(stage: Stage, seat: str) -> tuple[bytes, bytes]:
    """What is played of the customer's seat in each of the two recordings, `voice-0` and `voice-1`."""
    async with stage.db.reading() as session:
        found = await session.scalars(select(RecordingRow.id).order_by(RecordingRow.opened_at))
        first, second = found.all()
    voices = []
    for number, recording_id in enumerate((first, second)):
        _, voice = await _write(stage, seat, 1, recording_id=recording_id)
        voices.append(voice)
        async with stage.db.transaction() as session:
            session.add(
                PartRow(
                    id=f"voice-{number}", recording_id=recording_id, participant_id=seat, number=1,
                    state=PartState.COMPLETE, bytes_written=len(voice), seconds=1.0, opened_at=utc_now(),
                )
            )  # fmt: skip
    return voices[0], voices[1]


async def _read(stage: Stage, secret: str) -> Answered:
    return await (await stage.browser()).ask("POST", "/api/receipts", {"secret": secret})


async def _download(stage: Stage, secret: str, part: str) -> Answered:
    return await (await stage.browser()).ask("POST", "/api/receipts/recording", {"secret": secret, "part": part})


async def test_neither_has_anything_of_the_others(stage: Stage) -> None:
    agent, call = await stage.agent_line(), await stage.opened()
    await agent.say("enter", call_id=call["call_id"])
    await agent.say("ready", audio=True, video=True)
    stranger = await _comes(stage, call, agent, page_id="page-s")
    await agree(agent, stranger.line)
    renewed = await (await stage.browser(AGENT)).ask("POST", f"/api/calls/{call['call_id']}/link")
    await stranger.line.hear("bye", code="link_renewed")
    customer = await _comes(stage, renewed.json, agent, page_id="page-c")
    before = (await _read(stage, customer.receipt)).json
    await agree(agent, customer.line)
    await customer.line.say("hangup")
    await agent.hear("call", state="wrap_up")
    _, own = await _keep_voices(stage, customer.seat)

    assert (before["decisions"], before["texts"], before["recordings"]) == ([], [], [])
    for refused in (
        await _read(stage, stranger.receipt),
        await _download(stage, stranger.receipt, "voice-0"),
        await _download(stage, stranger.receipt, "voice-1"),
    ):
        assert (refused.status, refused.code) == (410, "link_not_valid")
    assert (await _receipt(stage, call["call_id"], stranger.token)).status == 401
    receipt = (await _read(stage, customer.receipt)).json
    assert [one["decision"] for one in receipt["decisions"]] == ["given", "given", "given", "expired"]
    assert [part["id"] for one in receipt["recordings"] for part in one["parts"]] == ["voice-1"]
    assert (await _download(stage, customer.receipt, "voice-1")).raw == own
    strangers = await _download(stage, customer.receipt, "voice-0")
    assert (strangers.status, strangers.code) == (404, "not_found")
