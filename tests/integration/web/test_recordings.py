"""Playing a part: ranges, who may, and the audit row that stands before the first byte."""

import hashlib
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import av
import pytest
from sqlalchemy import select, update

from media.errors import KeyMissing, TicketNotValid
from media.master_keys import MasterKeys
from media.place import Place
from media.timeline import Arrived
from media.vault import Vault
from media.writer import PartFile, settle
from records.audit import first_broken_audit
from records.database import Database
from records.recorder import RecorderRecords
from records.recording_keys import list_locked
from records.retention import expire_recordings
from records.tables import AuditRow, ConsentRequestRow, ParticipantRow, PartRow, RecordingRow
from signaling.protocol.words import PartState, RecordingState, Role
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, INTEGRATOR, OTHER_AGENT, SUPERVISOR, Stage, open_stage

_SILENCE = b"\xf8\xff\xfe"
"""20 ms of Opus silence."""


async def recorded(stage: Stage, *, parts: int = 1) -> tuple[str, Path, bytes]:
    """A call with a recording of real parts; call id, the first file, and the bytes that are played of it."""
    call_id = (await stage.opened())["call_id"]
    now = utc_now()
    async with stage.db.transaction() as session:
        customer = await session.scalar(
            select(ParticipantRow.id).where(ParticipantRow.call_id == call_id, ParticipantRow.role == Role.CUSTOMER)
        )
        assert customer is not None
        session.add(
            ConsentRequestRow(
                id="rq", call_id=call_id, asked_by=customer, purposes=["audio"], retention_days=30, state="open",
                asked_at=now,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            RecordingRow(
                id="rec", call_id=call_id, request_id="rq", state=RecordingState.STOPPED, opened_at=now,
                delete_on=now + timedelta(days=30),
            )
        )  # fmt: skip
        await session.flush()
    files = [await _write(stage, customer, number) for number in range(1, parts + 1)]
    async with stage.db.transaction() as session:
        for number, (_, written) in enumerate(files, start=1):
            session.add(
                PartRow(
                    id=f"part-{number}", recording_id="rec", participant_id=customer, number=number,
                    state=PartState.COMPLETE, bytes_written=len(written), seconds=1.0, opened_at=now,
                    sha256=hashlib.sha256(written).hexdigest(),
                )
            )  # fmt: skip
    return call_id, *files[0]


async def _write(stage: Stage, customer: str, number: int, *, recording_id: str = "rec") -> tuple[Path, bytes]:
    """A part as the recorder leaves it, and what is played of it."""
    vault = stage.parts.recordings
    assert isinstance(vault, Vault)
    place = Place(vault.folder, recording_id, customer, number)
    part = PartFile(place, await vault.key_for(recording_id))
    part.append([Arrived(n, n * 960, 7.02 + n * 0.02, _SILENCE) for n in range(50)], zero_s=7.0)
    part.stop()
    assert part.finish() is not None
    settle(place)
    opened = await vault.open(recording_id, customer, number)
    assert opened is not None
    async with aclosing(opened) as file:
        return place.sealed, await file.read(0, file.size)


async def _audit(stage: Stage) -> list[AuditRow]:
    async with stage.db.reading() as session:
        return list(await session.scalars(select(AuditRow).order_by(AuditRow.sequence)))


async def test_a_part_is_played_whole_and_in_ranges(stage: Stage, tmp_path: Path) -> None:
    call_id, _, written = await recorded(stage)
    supervisor, path = await stage.browser(SUPERVISOR), f"/api/calls/{call_id}/recording"
    whole = await supervisor.ask("GET", path)
    assert (whole.status, whole.headers["Content-Type"], whole.raw) == (200, "audio/webm", written)
    assert (whole.headers["Cache-Control"], whole.headers["Accept-Ranges"]) == ("no-store", "bytes")
    (tmp_path / "played.webm").write_bytes(whole.raw)
    with av.open(str(tmp_path / "played.webm")) as container:
        assert container.streams.audio[0].codec_context.name in ("opus", "libopus")
    size = len(written)
    for asked, first, last in (
        ("bytes=0-99", 0, 99), ("bytes=100-", 100, size - 1), ("bytes=-50", size - 50, size - 1),
        (f"bytes=10-{size * 2}", 10, size - 1),
    ):  # fmt: skip
        some = await supervisor.ask("GET", path, headers={"Range": asked})
        assert (some.status, some.raw) == (206, written[first : last + 1]), asked
        assert some.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    beyond = await supervisor.ask("GET", path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status, beyond.headers["Content-Range"], beyond.raw) == (416, f"bytes */{size}", b"")


async def test_who_listens_is_written_down_each_time(stage: Stage) -> None:
    call_id, _, _ = await recorded(stage, parts=2)
    path = f"/api/calls/{call_id}/recording"
    await (await stage.browser(SUPERVISOR)).ask("GET", path, headers={"Range": "bytes=0-9"})
    await (await stage.browser(AGENT)).ask("GET", f"{path}?part=part-2")
    rows = [(row.actor, row.action, row.subject, row.detail) for row in await _audit(stage)]
    assert rows == [
        ("user:sam", "recording.play", f"call:{call_id}", {"part_id": "part-1", "range": "bytes=0-9"}),
        ("user:wei", "recording.play", f"call:{call_id}", {"part_id": "part-2", "range": ""}),
    ]
    async with stage.db.reading() as session:
        assert await first_broken_audit(session) is None


async def test_without_the_audit_row_not_a_byte_goes_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    call_id, _, written = await recorded(stage)

    async def full_disk(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("web.recordings.append_audit", full_disk)
    answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/recording")
    assert answer.status == 500
    assert written[:16] not in answer.raw


async def test_a_range_of_any_form_is_written_down_as_text(db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        call_id, _, _ = await recorded(stage)
        supervisor = await stage.browser(SUPERVISOR)
        for asked in ("bytes=ñ", "a" * 5000, "bytes=9-1", "lines=1-2"):
            answer = await supervisor.ask("GET", f"/api/calls/{call_id}/recording", headers={"Range": asked})
            assert answer.status in (200, 416), asked
        assert max(len(row.detail["range"]) for row in await _audit(stage)) == 100


async def test_nobody_hears_what_is_not_theirs(stage: Stage) -> None:
    call_id, _, _ = await recorded(stage)
    path = f"/api/calls/{call_id}/recording"
    assert (await (await stage.browser(OTHER_AGENT)).ask("GET", path)).code == "call_not_found"
    assert (await (await stage.program()).ask("GET", path)).code == "forbidden"
    assert (await (await stage.browser()).ask("GET", path)).code == "unauthenticated"
    assert INTEGRATOR not in {row.actor for row in await _audit(stage)}
    assert await _audit(stage) == []


@pytest.mark.parametrize("how", ["recording", "part", "empty", "file", "link"])
async def test_what_is_gone_is_not_found_and_nobody_is_said_to_have_heard_it(stage: Stage, how: str) -> None:
    call_id, file, _ = await recorded(stage)
    async with stage.db.transaction() as session:
        if how == "recording":
            await session.execute(update(RecordingRow).values(state=RecordingState.DISCARDED))
        elif how == "part":
            await session.execute(update(PartRow).values(state=PartState.DISCARDED))
        elif how == "empty":
            await session.execute(update(PartRow).values(bytes_written=0))
    if how in ("file", "link"):
        file.unlink()
    if how == "link":
        file.symlink_to("/etc/hostname")
    supervisor = await stage.browser(SUPERVISOR)
    for query in ("", "?part=part-1"):
        answer = await supervisor.ask("GET", f"/api/calls/{call_id}/recording{query}")
        assert (answer.status, answer.code) == (404, "not_found")
    assert await _audit(stage) == []
    lines = (await supervisor.ask("GET", "/api/calls?recorded=true")).json
    assert lines["total"] == (1 if how in ("file", "link") else 0)


async def test_the_first_part_that_can_be_played_is_played(stage: Stage) -> None:
    call_id, _, written = await recorded(stage, parts=2)
    async with stage.db.transaction() as session:
        await session.execute(update(PartRow).where(PartRow.id == "part-1").values(state=PartState.DISCARDED))
    answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/recording")
    assert (answer.status, len(answer.raw)) == (200, len(written))
    assert [row.detail["part_id"] for row in await _audit(stage)] == ["part-2"]


async def test_on_its_day_a_recording_goes_and_leaves_a_certificate(
    db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(db, redis_url, tmp_path) as stage:
        call_id, _, _ = await recorded(stage, parts=2)
        hashes = await _hashes(db)
        today = utc_now()
        assert await expire_recordings(db, now=today + timedelta(days=29)) == 0
        assert await _audit(stage) == []
        assert await expire_recordings(db, now=today + timedelta(days=31)) == 1
        assert await expire_recordings(db, now=today + timedelta(days=31)) == 0
        (row,) = await _audit(stage)
        assert (row.actor, row.action, row.subject) == ("system:retention", "recording.expire", f"call:{call_id}")
        assert row.detail["recording_id"] == "rec"
        assert sorted(row.detail["parts"]) == hashes
        async with db.reading() as session:
            recording = await session.get_one(RecordingRow, "rec")
        assert (recording.state, recording.stopped_because) == (RecordingState.DISCARDED, "retention")
        answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/recording")
        assert answer.code == "not_found"
        doomed = await RecorderRecords(db, clock=utc_now, refusal=LookupError).to_discard()
        assert {one.part_id for one in doomed} == {"part-1", "part-2"}


async def _hashes(db: Database) -> list[str]:
    async with db.reading() as session:
        return sorted(sha256 for sha256 in await session.scalars(select(PartRow.sha256)) if sha256)


async def test_a_deletion_that_cannot_be_proved_does_not_happen(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await recorded(stage)

    async def full_disk(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr("records.retention.append_audit", full_disk)
    with pytest.raises(OSError, match="no space"):
        await expire_recordings(stage.db, now=utc_now() + timedelta(days=31))
    async with stage.db.reading() as session:
        assert (await session.get_one(RecordingRow, "rec")).state is RecordingState.STOPPED


async def test_what_lies_on_the_disk_is_nothing_without_the_keys(stage: Stage) -> None:
    call_id, file, written = await recorded(stage)
    sealed = file.read_bytes()
    assert not any(written[at : at + 16] in sealed for at in range(0, len(written) - 16, 16))
    path, supervisor = f"/api/calls/{call_id}/recording", await stage.browser(SUPERVISOR)
    assert (await supervisor.ask("GET", path)).raw == written
    keys = file.parents[2] / "master.keys"
    elsewhere = keys.rename(keys.with_suffix(".away"))
    MasterKeys(keys).make()
    answer = await supervisor.ask("GET", path)
    assert (answer.status, answer.code) == (503, "unavailable")
    elsewhere.rename(keys)
    assert (await supervisor.ask("GET", path)).raw == written


async def test_a_part_with_another_bit_is_not_played_and_called_damaged(stage: Stage) -> None:
    call_id, file, written = await recorded(stage)
    sealed = bytearray(file.read_bytes())
    sealed[100] ^= 1
    file.write_bytes(sealed)
    answer = await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call_id}/recording")
    assert (answer.status, answer.code) == (410, "recording_damaged")
    assert written[:16] not in answer.raw
    assert await _audit(stage) == []


async def test_a_key_file_that_is_none_is_for_the_operator_and_not_for_who_listens(stage: Stage) -> None:
    call_id, file, written = await recorded(stage)
    path, supervisor = f"/api/calls/{call_id}/recording", await stage.browser(SUPERVISOR)
    keys = file.parents[2] / "master.keys"
    before = keys.read_text()
    keys.write_text("no keys at all\n")
    answer = await supervisor.ask("GET", path)
    assert (answer.status, answer.code) == (503, "unavailable")
    keys.write_text(before)
    assert (await supervisor.ask("GET", path)).raw == written


@pytest.mark.parametrize(("kind", "suffix"), [("video/webm", "webm"), ("video/x-matroska", "mkv")])
async def test_a_part_with_a_picture_says_which_kind_of_file_it_is(stage: Stage, kind: str, suffix: str) -> None:
    call_id, _, written = await recorded(stage)
    async with stage.db.transaction() as session:
        await session.execute(update(PartRow).values(media_type=kind))
    supervisor = await stage.browser(SUPERVISOR)
    answer = await supervisor.ask("GET", f"/api/calls/{call_id}/recording")
    assert (answer.headers["Content-Type"], answer.raw) == (kind, written)
    assert f"part-1.{suffix}" in answer.headers["Content-Disposition"]
    (part,) = (await supervisor.ask("GET", f"/api/calls/{call_id}")).json["parts"]
    assert (part["media_type"], part["sizes"]) == (kind, None)


async def test_with_its_recording_a_key_is_gone(stage: Stage) -> None:
    await recorded(stage)
    await expire_recordings(stage.db, now=utc_now() + timedelta(days=31))
    vault = stage.parts.recordings
    assert isinstance(vault, Vault)
    with pytest.raises(KeyMissing):
        await vault.key_of("rec")
    with pytest.raises(TicketNotValid):
        await vault.key_for("rec")
    assert await _locked(stage.db) == []


async def _locked(db: Database) -> list[str]:
    async with db.reading() as session:
        return [recording_id for recording_id, _ in await list_locked(session)]
