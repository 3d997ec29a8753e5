"""A recorded call that waits to be written up: its transcript is made, and its summary is about to be drafted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from records.database import open_database
from records.jobs import enqueue_job
from records.tables import CallRow, CaseRow, ParticipantRow, UtteranceRow
from records.transcripts import finish_transcript
from signaling.protocol.words import CallState, Role
from tests.e2e.house import House
from tests.e2e.written_down import record_call

REFERENCE = "LP-1001"
AGENT_SAYS = (2.0, ("en-us", "we refund you forty five euros and I will call you by Friday"), 6.0)
CUSTOMER_SAYS = (8.0, ("es", "vale de acuerdo"), 2.0)
SAID = (
    (Role.CUSTOMER, "es", 1.0, "Estoy muy preocupada, mi paquete no ha llegado."),
    (Role.AGENT, "en", 2.0, "We refund you forty five euros."),
    (Role.CUSTOMER, "es", 8.0, "Vale, de acuerdo."),
    (Role.AGENT, "en", 4.5, "Don't worry, I'll call you by Friday."),
)


async def call_to_write_up(house: House, folder: Path) -> str:
    """Its id; the customer of the case has left no address, so nobody brings them anything."""
    call_id = await record_call(house, folder, agent=AGENT_SAYS, customer=CUSTOMER_SAYS, reference=REFERENCE)
    now = datetime.now(UTC)
    async with open_database(database_of(house)) as database, database.transaction() as session:
        await session.execute(update(CallRow).where(CallRow.id == call_id).values(state=CallState.WRAP_UP))
        await session.execute(update(CaseRow).where(CaseRow.reference == REFERENCE).values(customer_contact=None))
        people = await session.scalars(select(ParticipantRow).where(ParticipantRow.call_id == call_id))
        by_role = {person.role: person.id for person in people}
        session.add_all(
            UtteranceRow(
                id=f"u{number}", call_id=call_id, part_id=f"part-{by_role[who]}", participant_id=by_role[who],
                at=now - timedelta(seconds=60 - start_s), start_s=start_s, end_s=start_s + 2, language=language,
                confidence=0.9, text=text,
            )
            for number, (who, language, start_s, text) in enumerate(SAID)
        )  # fmt: skip
        await finish_transcript(session, call_id, now=now)
        await enqueue_job(session, kind="draft_summary", key=call_id, payload={}, run_at=now)
    return call_id


def database_of(house: House) -> str:
    """The URL of the database of a house that is running."""
    return f"sqlite+aiosqlite:///{house.folder}/reassure.db"
