"""A call that was recorded in a running house: its rows and its sealed files, as the recorder leaves them."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from media.errors import TicketNotValid
from media.master_keys import MasterKeys
from media.place import Place
from media.timeline import Arrived
from media.vault import Vault
from media.writer import PartFile, settle
from records.consents import append_row
from records.database import Database, open_database
from records.recorder import RecorderRecords
from records.recording_files import expect_file
from records.tables import (
    CallRow,
    ConsentRequestRow,
    ConsentRow,
    ConsentTextRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    UserRow,
)
from records.transcripts import ask_for_transcript
from signaling.protocol.words import CallState, Decision, PartState, Purpose, RecordingState, Role
from tests.e2e.house import House
from tests.integration.summary.spoken import PACKET_S, RATE, packets_of, samples_of

Pieces = tuple[tuple[str, str] | float, ...]


async def record_call(house: House, folder: Path, *, agent: Pieces, customer: Pieces, reference: str) -> str:
    """A call between the house's agent and the case's customer in which these were said; its id."""
    opened = await house.ask("POST", f"/api/cases/{reference}/calls", body={"mode": "invite"})
    call_id: str = opened["call_id"]
    now = datetime.now(UTC) - timedelta(minutes=5)
    async with open_database(f"sqlite+aiosqlite:///{house.folder}/reassure.db") as database:
        people = await _close(database, call_id, now)
        vault = Vault(
            house.folder / "recordings", RecorderRecords(database, clock=lambda: now, refusal=TicketNotValid),
            MasterKeys(house.folder / "master.keys"),
        )  # fmt: skip
        for role, pieces in ((Role.AGENT, agent), (Role.CUSTOMER, customer)):
            payloads = packets_of(await asyncio.to_thread(samples_of, folder, pieces))
            await _part(database, vault, people[role], payloads, call_id=call_id, now=now, scratch=folder)
        async with database.transaction() as session:
            await ask_for_transcript(session, call_id, now=now)
            await expect_file(session, f"rec-{call_id}", now=now)
    return call_id


async def _close(database: Database, call_id: str, now: datetime) -> dict[Role, str]:
    """The talk has been, everybody agreed, and it is over."""
    async with database.transaction() as session:
        call = await session.get_one(CallRow, call_id)
        call.state, call.active_since, call.ended_at, call.deadline_at = CallState.CLOSED, now, now, None
        user = await session.scalar(select(UserRow).where(UserRow.role == Role.AGENT))
        assert user is not None
        session.add(
            ParticipantRow(
                id=f"agent-{call_id}", call_id=call_id, role=Role.AGENT, user_id=user.id, person_key=f"gone:{call_id}",
                live=False, name=user.name, language="en", ready=True, audio=True, video=True, joined_at=now,
            )
        )  # fmt: skip
        await session.flush()
        rows = await session.scalars(select(ParticipantRow).where(ParticipantRow.call_id == call_id))
        people = {}
        for row in rows:
            row.live = False
            people[row.role] = row.id
        request_id = f"ask-{call_id}"
        session.add(
            ConsentRequestRow(
                id=request_id, call_id=call_id, asked_by=people[Role.AGENT], purposes=[p.value for p in Purpose],
                retention_days=30, state="stopped", asked_at=now, closed_at=now,
            )
        )  # fmt: skip
        session.add(ConsentTextRow(sha256="0", text="w", kept_at=now))
        await session.flush()
        for person, purpose in [(person, purpose) for person in people.values() for purpose in Purpose]:
            given = ConsentRow(
                call_id=call_id, request_id=request_id, participant_id=person, purpose=purpose,
                decision=Decision.GIVEN, locale="en", wording_sha256="0",
            )  # fmt: skip
            await append_row(session, given, now)
        session.add(
            RecordingRow(
                id=f"rec-{call_id}", call_id=call_id, request_id=request_id, state=RecordingState.STOPPED,
                opened_at=now, stopped_at=now, delete_on=now + timedelta(days=30),
            )
        )  # fmt: skip
    return people


async def _part(
    database: Database, vault: Vault, person: str, payloads: list[bytes], *, call_id: str, now: datetime, scratch: Path
) -> None:
    elsewhere, place = (Place(lies, f"rec-{call_id}", person, 1) for lies in (scratch, vault.folder))
    key = await vault.key_for(f"rec-{call_id}")
    written = await asyncio.to_thread(_write, elsewhere, key, payloads)
    place.sealed.parent.mkdir(parents=True, exist_ok=True)
    elsewhere.sealed.rename(place.sealed)  # what grows there and is in no row, its recorder takes for a leftover
    async with database.transaction() as session:
        session.add(
            PartRow(
                id=f"part-{person}", recording_id=f"rec-{call_id}", participant_id=person, number=1,
                state=PartState.COMPLETE, reason="closed", epoch=now, bytes_written=written,
                seconds=len(payloads) * PACKET_S, opened_at=now, ended_at=now,
                gaps=[{"from_s": 0.2, "to_s": 1.4, "why": "paused"}],
            )
        )  # fmt: skip


def _write(place: Place, key: bytes, payloads: list[bytes]) -> int:
    part = PartFile(place, key)
    size = round(PACKET_S * RATE)
    part.append(
        [Arrived(n, n * size, 7.02 + n * PACKET_S, payload) for n, payload in enumerate(payloads)], zero_s=7.0
    )  # fmt: skip
    part.stop()
    written = part.finish()
    assert written is not None
    settle(place)
    return written.bytes_written
