"""A call into every class of whose data a word was planted that stands nowhere else."""

from pathlib import Path

from sqlalchemy import update

from records.credentials import issue
from records.database import Database
from records.outbox import enqueue_event
from records.recording_keys import LockedKey, keep_key
from records.search import index_call
from records.summaries import attach_to_case
from records.tables import (
    CallRow,
    CommitmentRow,
    DeliveryRow,
    EndpointRow,
    EndpointState,
    MessageRow,
    PartRow,
    SummaryEditRow,
    SummaryRow,
    TranscriptRow,
)
from signaling.protocol.words import PartState, Role, TranscriptState
from tests.contract.written_calls import BEGAN, add_call, add_people

PLANTED = (
    "plantedspeech", "plantednotes", "plantedreason", "plantedsummary", "planteddraft", "plantededit", "plantedchat",
    "plantedpromise", "plantedcontact", "plantedoutbox", "plantedonthecase",
)  # fmt: skip
"""Each of letters only: what searches split into words stays whole."""


async def plant(db: Database, number: int = 1) -> str:
    """Its id; the call is over, its recording has two parts, and its promise was kept."""
    await add_people(db, "wei")
    call_id = await add_call(
        db, number, (Role.CUSTOMER, "plantedspeech, it came at night"), (Role.AGENT, "plantedspeech again"),
        notes="plantednotes of the agent", summary=[("account", "plantedsummary of it all")],
    )  # fmt: skip
    case_id, customer = f"case-{number}", f"customer-{number}"
    await keep_key(db, f"rec-{number}", LockedKey("master", b"plantedkey"), now=BEGAN)
    async with db.transaction() as session:
        await session.execute(update(CallRow).where(CallRow.id == call_id).values(asked_because="plantedreason"))
        draft = {"account": [{"text": "planteddraft"}]}
        await session.execute(update(SummaryRow).where(SummaryRow.call_id == call_id).values(draft=draft))
        session.add(
            TranscriptRow(
                call_id=call_id, state=TranscriptState.MADE, total_s=60.0, heard_s=60.0, parts_done=[], missing=[],
                asked_at=BEGAN, changed_at=BEGAN,
            )
        )  # fmt: skip
        edit = {"account": [{"text": "plantededit"}]}
        session.add(SummaryEditRow(call_id=call_id, version=2, user_id="wei", at=BEGAN, before=edit, after=edit))
        session.add(
            MessageRow(call_id=call_id, participant_id=customer, client_id="1", text="plantedchat", at=BEGAN)
        )  # fmt: skip
        session.add(
            CommitmentRow(
                case_id=case_id, call_id=call_id, kind="promise", contact="plantedcontact", note="plantedpromise",
                starts_at=BEGAN, due_at=BEGAN, time_zone="UTC", created_at=BEGAN, state="kept", settled_at=BEGAN,
                reason="plantedpromise was kept",
            )
        )  # fmt: skip
        told = {"call_id": call_id, "outcome": "resend", "notes": "plantedonthecase"}
        await attach_to_case(session, case_id=case_id, call_id=call_id, data=told, now=BEGAN)
        payload = {"type": "summary.attached", "data": {"call_id": call_id, "notes": "plantedoutbox"}}
        event = await enqueue_event(session, type="summary.attached", key=call_id, payload=payload, now=BEGAN)
        session.add(
            EndpointRow(
                id=f"desk-{number}", kind="webhook", state=EndpointState.ON, url="", description="", event_types=[],
                cases={}, secrets=[], created_at=BEGAN, created_by="test",
            )
        )  # fmt: skip
        await session.flush()
        session.add(
            DeliveryRow(event_id=event, endpoint_id=f"desk-{number}", next_at=BEGAN, attempts=1, lease_number=0)
        )
        await issue(session, kind="copy", name="Lucía", role=Role.CUSTOMER, participant_id=customer, now=BEGAN)
        await issue(session, kind="call_link", name=call_id, role=Role.INTEGRATOR, now=BEGAN)
        await issue(session, kind="receipt", name="Lucía", role=Role.CUSTOMER, participant_id=customer, now=BEGAN)
        await index_call(session, call_id)
    return call_id


async def files_are_gone(db: Database, number: int = 1) -> None:
    """As the recorder tells it."""
    parts = update(PartRow).where(PartRow.recording_id == f"rec-{number}")
    async with db.transaction() as session:
        await session.execute(parts.values(state=PartState.DISCARDED))


def found_in(folder: Path) -> set[str]:
    """Which of the planted words stand in any file below this folder, byte by byte."""
    held = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    return {word for word in PLANTED if word.encode() in held}
