"""Calls of ten minutes that have been written down, as their rows have it: an agent in English, a customer in
Spanish.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from records.tables import (
    CallRow,
    CaseRow,
    ConsentRequestRow,
    ParticipantRow,
    PartRow,
    RecordingRow,
    TranscriptRow,
    UserRow,
    UtteranceRow,
)
from records.tables.base import Base
from signaling.protocol.words import CallMode, CallState, PartState, RecordingState, Role, TranscriptState

AGENT = "agent"
SECONDS = 600.0
_BEGAN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
_EVERY_S = 4.0
_AGENT_SAYS = (
    "Thank you for waiting, I have your parcel in front of me.",
    "The carrier says that it was held by customs on the third of November.",
    "I can offer you a voucher of 10 euros as compensation.",
    "I understand. Then we refund you forty five euros.",
    "Don't worry, I'll call you back by Friday.",
    "Could you send me a photo of the invoice?",
)
_CUSTOMER_SAYS = (
    "Estoy muy preocupada, mi paquete tenía que llegar hace dos semanas.",
    "El número es R R cuatro siete tres uno dos cuatro ocho dos nueve C N.",
    "No, no lo acepto.",
    "Vale, de acuerdo.",
    "Aquí tengo una foto de la factura.",
    "¿La aduana lo devolverá a la tienda?",
)


async def add_agent(session: AsyncSession) -> None:
    """Who has every call."""
    session.add(
        UserRow(
            id=AGENT, email="wei@example.org", name="Wei", role=Role.AGENT, languages=["en"], skills=[],
            password_hash="-", created_at=_BEGAN,  # noqa: S106 (none: nobody signs in)
        )
    )  # fmt: skip


async def add_call(session: AsyncSession, call_id: str) -> None:
    """Ended and recorded, and being written down."""
    for table, rows in _rows(call_id):
        await session.execute(insert(table), rows)


async def add_words(session: AsyncSession, call_id: str) -> None:
    """Everything that was said in it."""
    await session.execute(insert(UtteranceRow), [_said(call_id, number) for number in range(round(SECONDS / _EVERY_S))])


def _rows(call_id: str) -> list[tuple[type[Base], list[dict[str, Any]]]]:
    agent, customer, ended = f"a-{call_id}", f"c-{call_id}", _BEGAN + timedelta(seconds=SECONDS)
    case = {
        "id": f"case-{call_id}", "reference": f"LP-{call_id}", "stage": "anomaly_found", "title": "a lamp",
        "facts": {}, "customer_name": "Lucía", "customer_language": "es", "created_at": _BEGAN, "updated_at": _BEGAN,
    }  # fmt: skip
    call = {
        "id": call_id, "case_id": case["id"], "mode": CallMode.INVITE, "state": CallState.WRAP_UP, "version": 1,
        "language": "es", "priority": 0, "created_at": _BEGAN, "created_by": AGENT, "skills": [],
        "active_since": _BEGAN, "ended_at": ended, "link_sha256": call_id, "link_expires_at": ended,
    }  # fmt: skip
    people = [
        {
            "id": person, "call_id": call_id, "role": role, "person_key": person, "live": False, "name": name,
            "user_id": AGENT if role is Role.AGENT else None, "language": language, "ready": True, "audio": True,
            "video": True,
        }
        for person, role, name, language in ((agent, Role.AGENT, "Wei", "en"), (customer, Role.CUSTOMER, "Lucía", "es"))
    ]  # fmt: skip
    asked = {
        "id": f"q-{call_id}", "call_id": call_id, "asked_by": agent, "purposes": ["audio"], "retention_days": 30,
        "state": "stopped", "asked_at": _BEGAN, "closed_at": ended,
    }  # fmt: skip
    recording = {
        "id": f"r-{call_id}", "call_id": call_id, "request_id": asked["id"], "state": RecordingState.STOPPED,
        "opened_at": _BEGAN, "stopped_at": ended, "delete_on": _BEGAN + timedelta(days=30),
    }  # fmt: skip
    parts = [
        {
            "id": f"p-{person}", "recording_id": recording["id"], "participant_id": person, "number": 1,
            "state": PartState.COMPLETE, "epoch": _BEGAN, "bytes_written": 1, "seconds": SECONDS, "opened_at": _BEGAN,
        }
        for person in (agent, customer)
    ]  # fmt: skip
    transcript = {
        "call_id": call_id, "state": TranscriptState.WORKING, "total_s": 2 * SECONDS, "heard_s": 2 * SECONDS,
        "parts_done": [part["id"] for part in parts], "missing": [], "asked_at": ended, "changed_at": ended,
    }  # fmt: skip
    return [
        (CaseRow, [case]), (CallRow, [call]), (ParticipantRow, people), (ConsentRequestRow, [asked]),
        (RecordingRow, [recording]), (PartRow, parts), (TranscriptRow, [transcript]),
    ]  # fmt: skip


def _said(call_id: str, number: int) -> dict[str, Any]:
    person, lines = (f"a-{call_id}", _AGENT_SAYS) if number % 2 else (f"c-{call_id}", _CUSTOMER_SAYS)
    start_s = number * _EVERY_S
    return {
        "id": f"u-{call_id}-{number}", "call_id": call_id, "part_id": f"p-{person}", "participant_id": person,
        "at": _BEGAN + timedelta(seconds=start_s), "start_s": start_s, "end_s": start_s + 3,
        "language": "en" if number % 2 else "es", "confidence": 0.9, "text": lines[number // 2 % len(lines)],
    }  # fmt: skip
