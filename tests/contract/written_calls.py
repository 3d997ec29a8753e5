"""Calls in which something was said, noted and summed up, as their rows have it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from records.database import Database
from records.search import index_call
from records.tables import (
    CallRow,
    CaseRow,
    ConsentRequestRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    SummaryRow,
    UserRow,
    UtteranceRow,
)
from signaling.protocol.words import CallMode, CallState, PartState, RecordingState, Role

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
Line = tuple[Role, str]


async def add_people(db: Database, *names: str) -> None:
    """Agents, by their id."""
    async with db.transaction() as session:
        for name in names:
            session.add(
                UserRow(
                    id=name, email=f"{name}@example.org", name=name.title(), role=Role.AGENT, languages=["en"],
                    password_hash="x", created_at=BEGAN,
                )
            )  # fmt: skip


async def add_call(
    db: Database, number: int, *said: Line, agent: str = "wei", notes: str | None = None,
    summary: Sequence[tuple[str, str]] = (), language: str = "en",
) -> str:  # fmt: skip
    """One call with a part for each of its two people; `summary` are groups and statements. Its id."""
    at = BEGAN + timedelta(hours=number)
    call_id, case_id = f"call-{number}", f"case-{number}"
    people = {Role.AGENT: f"agent-{number}", Role.CUSTOMER: f"customer-{number}"}
    async with db.transaction() as session:
        session.add(
            CaseRow(
                id=case_id, reference=f"LP-{number}", stage="anomaly_found", title="a lamp", customer_name="Lucía",
                customer_language=language, facts={}, created_at=at, updated_at=at,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            CallRow(
                id=call_id, case_id=case_id, mode=CallMode.INVITE, state=CallState.CLOSED, version=1,
                language=language, priority=0, created_at=at, created_by=agent, active_since=at, ended_at=at,
                notes=notes, link_sha256="x", link_expires_at=at,
            )
        )  # fmt: skip
        await session.flush()
        session.add_all(_people(people, call_id, agent, language))
        session.add(
            ConsentRequestRow(
                id=f"ask-{number}", call_id=call_id, asked_by=people[Role.AGENT], purposes=["audio"],
                retention_days=30, state="stopped", asked_at=at, closed_at=at,
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            RecordingRow(
                id=f"rec-{number}", call_id=call_id, request_id=f"ask-{number}", state=RecordingState.STOPPED,
                opened_at=at, stopped_at=at, delete_on=at + timedelta(days=30),
            )
        )  # fmt: skip
        await session.flush()
        for person in people.values():
            session.add(
                PartRow(
                    id=f"part-{person}", recording_id=f"rec-{number}", participant_id=person, number=1,
                    state=PartState.COMPLETE, epoch=at, bytes_written=1000, seconds=60.0, opened_at=at,
                )
            )  # fmt: skip
        await session.flush()
        session.add_all(_spoken(said, people, call_id, at, language))
        if summary:
            body: dict[str, Any] = {"situation": [{"text": "customs"}]}
            for group, words in summary:
                body.setdefault(group, []).append({"text": words, "speaker": None})
            session.add(
                SummaryRow(
                    call_id=call_id, case_id=case_id, state="draft", version=1, draft=body, body=body, drafted_at=at
                )
            )
        await index_call(session, call_id)
    return call_id


def _people(people: dict[Role, str], call_id: str, agent: str, language: str) -> list[ParticipantRow]:
    return [
        ParticipantRow(
            id=person, call_id=call_id, role=role, user_id=agent if role is Role.AGENT else None, person_key=person,
            live=False, name="Wei" if role is Role.AGENT else "Lucía", language=language, ready=True, audio=True,
            video=True,
        )
        for role, person in people.items()
    ]  # fmt: skip


def _spoken(
    said: Sequence[Line], people: dict[Role, str], call_id: str, at: datetime, language: str
) -> list[UtteranceRow]:
    return [
        UtteranceRow(
            id=f"{call_id}-{number}", call_id=call_id, part_id=f"part-{people[role]}", participant_id=people[role],
            at=at + timedelta(seconds=5 * number), start_s=5.0 * number, end_s=5.0 * number + 4, language=language,
            confidence=0.9, text=text,
        )
        for number, (role, text) in enumerate(said)
    ]  # fmt: skip
