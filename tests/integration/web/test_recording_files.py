"""A whole recording over REST: played, drawn, and as MP3; by whom it may be, and written down before the first byte."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import av
import pytest
from aiohttp import ClientPayloadError, web
from sqlalchemy import select, update

from media.bindery import Bindery, Bound
from media.vault import Vault
from records.database import Database
from records.recording_files import change_file, expect_file
from records.tables import (
    AuditRow,
    ConsentRequestRow,
    FileState,
    ParticipantRow,
    PartRow,
    RecordingFileRow,
    RecordingRow,
)
from signaling.protocol.words import PartState, RecordingState, Role
from tests.integration.web.stage import AGENT, INTEGRATOR, OTHER_AGENT, SUPERVISOR, Stage
from tests.integration.web.test_one_case import CASE
from tests.voices import Part, bursts, onsets, sides, write_part
from tether import tethered

DAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


async def bound(stage: Stage) -> tuple[str, Bound]:
    """A call with a recording of two voices, made into one file."""
    call_id = (await stage.opened())["call_id"]
    vault = stage.parts.recordings
    assert isinstance(vault, Vault)
    async with stage.db.transaction() as session:
        row = ParticipantRow
        found = await session.execute(select(row.role, row.id).where(row.call_id == call_id))
        people = dict(found.all())
        agent, customer = people[Role.AGENT], people[Role.CUSTOMER]
        session.add(
            ConsentRequestRow(
                id="rq", call_id=call_id, asked_by=agent, purposes=["audio"], retention_days=30, state="open",
                asked_at=DAY,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            RecordingRow(
                id="rec", call_id=call_id, request_id="rq", state=RecordingState.STOPPED, opened_at=DAY,
                delete_on=DAY + timedelta(days=3_000),
            )
        )  # fmt: skip
        await session.flush()
        await expect_file(session, "rec", now=DAY)
    key = await vault.key_for("rec")
    parts = [
        write_part(vault.folder, key, bursts([1], 5), who=agent, side="left"),
        write_part(vault.folder, key, bursts([3], 5), who=customer),
    ]
    made = await Bindery(vault, tethered).bind("rec", parts, attempt=1)
    await _tell(stage.db, parts, made)
    return call_id, made


async def _tell(db: Database, parts: list[Part], made: Bound) -> None:
    async with db.transaction() as session:
        for number, part in enumerate(parts):
            session.add(
                PartRow(
                    id=f"part-{number}", recording_id="rec", participant_id=part.participant_id, number=1,
                    state=PartState.COMPLETE, bytes_written=10, seconds=part.seconds, opened_at=DAY, epoch=part.epoch,
                )
            )  # fmt: skip
        await change_file(
            session, "rec", state=FileState.READY, epoch=made.epoch, seconds=made.seconds, sha256=made.sha256,
            bytes_written=made.bytes_written, gaps=[],
        )  # fmt: skip


async def audited(stage: Stage) -> list[tuple[str, str, Any]]:
    async with stage.db.reading() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.sequence))
        return [(row.actor, row.action, row.detail) for row in rows]


async def test_the_whole_recording_is_what_is_played_when_no_part_is_named(stage: Stage) -> None:
    call_id, made = await bound(stage)
    supervisor, path = await stage.browser(SUPERVISOR), f"/api/calls/{call_id}/recording"
    whole = await supervisor.ask("GET", path)
    assert (whole.status, whole.headers["Content-Type"], len(whole.raw)) == (200, "audio/webm", made.bytes_written)
    left, right = sides(whole.raw)
    assert onsets(left) == pytest.approx([1], abs=0.02)
    assert onsets(right) == pytest.approx([3], abs=0.02)
    ranged = await supervisor.ask("GET", f"{path}?recording=rec", headers={"Range": "bytes=100-199"})
    assert (ranged.status, ranged.raw) == (206, whole.raw[100:200])
    part = await supervisor.ask("GET", f"{path}?part=part-0")
    assert part.status == 200
    assert part.raw != whole.raw
    assert [(action, detail) for _, action, detail in await audited(stage)] == [
        ("recording.play", {"recording_id": "rec", "range": ""}),
        ("recording.play", {"recording_id": "rec", "range": "bytes=100-199"}),
        ("recording.play", {"part_id": "part-0", "range": ""}),
    ]


async def test_the_log_says_what_there_is(stage: Stage) -> None:
    call_id, made = await bound(stage)
    call = (await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}")).json
    (recording,) = call["recordings"]
    assert (recording["state"], recording["sha256"], recording["place"]) == ("ready", made.sha256, "folder")


async def test_peaks_are_given_without_being_an_act_of_listening(stage: Stage) -> None:
    call_id, made = await bound(stage)
    answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/recording/peaks")
    assert (answer.status, len(answer.raw)) == (200, 24 + 4 * round(made.seconds * 10))
    assert await audited(stage) == []


async def test_mp3_is_made_for_a_helpdesk_and_written_down_before_its_first_byte(stage: Stage) -> None:
    call_id, made = await bound(stage)
    answer = await (await stage.program()).ask("GET", f"/api/calls/{call_id}/recording/mp3")
    assert (answer.status, answer.kind) == (200, "audio/mpeg")
    with av.open(io.BytesIO(answer.raw), "r") as container:
        assert container.format.name == "mp3"
        assert container.duration == pytest.approx(made.seconds * 1_000_000, abs=150_000)
    ((actor, action, detail),) = await audited(stage)
    assert (actor.endswith(INTEGRATOR), action, detail) == (True, "recording.mp3", {"recording_id": "rec"})


async def test_without_the_audit_row_there_is_no_mp3(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any, **__: Any) -> None:
        raise TimeoutError

    call_id, _ = await bound(stage)
    monkeypatch.setattr("web.recording_files.append_audit", away)
    answer = await (await stage.program()).ask("GET", f"/api/calls/{call_id}/recording/mp3")
    assert (answer.status, answer.code) == (503, "unavailable")


async def _call_of_another(stage: Stage) -> str:
    """Another customer's."""
    helpdesk = await stage.program()
    assert (await helpdesk.ask("PUT", "/api/cases/LP-2", CASE)).status == 201
    opened = await helpdesk.ask("POST", "/api/cases/LP-2/calls", {"mode": "queue"})
    assert opened.status == 201, opened.raw
    call_id: str = opened.json["call_id"]
    return call_id


@pytest.mark.parametrize("what", ["", "/peaks", "/mp3"])
async def test_another_agent_a_discarded_one_and_a_foreign_call_are_refused(stage: Stage, what: str) -> None:
    call_id, _ = await bound(stage)
    other = await _call_of_another(stage)
    path = f"/api/calls/{call_id}/recording{what}"
    own = await stage.browser(AGENT)
    assert (await own.ask("GET", path)).status == 200
    assert (await (await stage.browser(OTHER_AGENT)).ask("GET", path)).status in (403, 404)
    supervisor = await stage.browser(SUPERVISOR)
    assert (await supervisor.ask("GET", f"/api/calls/{other}/recording{what}?recording=rec")).status == 404
    async with stage.db.transaction() as session:
        await session.execute(update(RecordingRow).values(state=RecordingState.DISCARDED))
    assert (await supervisor.ask("GET", f"{path}?recording=rec")).status == 404


async def test_while_the_file_is_not_there_the_first_part_is_played_as_before(stage: Stage) -> None:
    call_id, _ = await bound(stage)
    async with stage.db.transaction() as session:
        await session.execute(update(RecordingFileRow).values(state=FileState.WAITING))
    supervisor = await stage.browser(SUPERVISOR)
    assert (await supervisor.ask("GET", f"/api/calls/{call_id}/recording")).status == 200
    assert "part_id" in (await audited(stage))[0][2]
    assert (await supervisor.ask("GET", f"/api/calls/{call_id}/recording/mp3")).status == 404


@pytest.mark.parametrize("what", ["", "?part=part-0", "/mp3"])
async def test_who_listens_while_it_is_discarded_hears_no_more_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    call_id, _ = await bound(stage)
    supervisor, path = await stage.browser(SUPERVISOR), f"/api/calls/{call_id}/recording{what}"
    assert (await supervisor.ask("GET", path)).status == 200
    monkeypatch.setattr("web.still_there._ASK_EVERY_S", 0.0)
    monkeypatch.setattr("web.recordings._AT_A_TIME", 512)
    sent: list[int] = []

    async def discarded_after_the_first(answer: web.StreamResponse, data: bytes) -> None:
        await write(answer, data)
        sent.append(len(data))
        async with stage.db.transaction() as session:
            await session.execute(update(RecordingRow).values(state=RecordingState.DISCARDED))

    write = web.StreamResponse.write
    monkeypatch.setattr(web.StreamResponse, "write", discarded_after_the_first)
    with pytest.raises(ClientPayloadError):
        await supervisor.ask("GET", path)
    assert len(sent) == 1
