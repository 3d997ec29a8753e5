"""A recorded call that has just ended, told through the rules and written by the product's own code."""

from collections.abc import Iterable
from datetime import timedelta

from records.calls import insert_call, load_call, save_call
from records.database import Database
from records.effects import Ticket, carry_out
from records.tables import AgentRow, CaseRow, MessageRow, PartRow, TrackingEventRow, UserRow
from signaling.domain import events as e
from signaling.domain.apply import apply
from signaling.domain.call import Call, Participant
from signaling.domain.effects import Effect
from signaling.protocol.words import AgentState, PartState, Role
from summary.wrap_up import Editor
from tests.unit.signaling.story import ALL_PURPOSES, LIMITS, START, answer, invited

WEI = Editor(user_id="wei", role=Role.AGENT)
OTHER = Editor(user_id="ana", role=Role.AGENT)
SUPERVISOR = Editor(user_id="sam", role=Role.SUPERVISOR)
NOW = START + timedelta(minutes=10)

TALK: tuple[e.Event, ...] = (
    e.ParticipantArrived("ag", "page-a"),
    e.ParticipantReady("ag", audio=True, video=True),
    e.ParticipantArrived("cu", "page-c"),
    e.ParticipantReady("cu", audio=True, video=True),
    e.TalkConnected("cu"),
)
CONSENT: tuple[e.Event, ...] = (e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30), answer("ag"), answer("cu"))


class Listener:
    """Hears what is announced."""

    def __init__(self) -> None:
        self.heard: list[Call] = []

    async def announce(
        self, call: Call, effects: Iterable[Effect], tickets: Iterable[Ticket], *, changed: bool
    ) -> None:
        """Remember it."""
        self.heard.append(call)


async def talk(db: Database, *events: e.Event, after_s: float = 0) -> None:
    """Let these things happen to the call."""
    now = START + timedelta(seconds=after_s)
    for event in events:
        async with db.transaction() as session:
            before = await load_call(session, "call")
            assert before is not None
            after, effects = apply(before, event, now=now, limits=LIMITS)
            saved = await save_call(session, before, after, now=now)
            for effect in effects:
                await carry_out(session, saved, effect, now=now)


async def talking_call(db: Database) -> None:
    """Seed case, people and call; both talk, and the customer has written a line."""
    await _seed(db)
    await talk(db, *TALK)
    await _write(db, "m1", "cu", "¿Dónde está mi paquete?")


async def ended_call(db: Database, *, recorded: bool = False) -> None:
    """Seed case, people and call; talk, write a line, hang up."""
    await _seed(db)
    await talk(db, *TALK, *(CONSENT if recorded else ()))
    await _write(db, "m1", "cu", "¿Dónde está mi paquete?")
    await talk(db, e.HungUp("cu"))


async def waiting_again(db: Database) -> None:
    """The same, but Wei was lost in the talk for good, and the customer waits for another agent."""
    await _seed(db)
    await talk(db, *TALK, e.ParticipantLeft("ag", "page-a"))
    await talk(db, e.DeadlinePassed(), after_s=60)


async def taken_over(db: Database, *events: e.Event) -> None:
    """Ana takes the call over, these things happen, and she is lost too."""
    ana = Participant("ag2", Role.AGENT, "ana", "en", user_id="ana")
    ring = e.Offered("of", "ana", NOW)
    await talk(db, ring, e.OfferAccepted("of", ana), *events, after_s=70)
    await talk(db, e.DeadlinePassed(), after_s=200)


async def _seed(db: Database) -> None:
    async with db.transaction() as session:
        session.add(
            CaseRow(
                id="case", reference="LP-1", stage="anomaly_found", title="a lamp", customer_name="Lucía",
                customer_language="es", facts={}, created_at=START, updated_at=START,
            )
        )  # fmt: skip
        for editor in (WEI, OTHER, SUPERVISOR):
            session.add(
                UserRow(
                    id=editor.user_id, email=f"{editor.user_id}@example.org", name=editor.user_id, role=editor.role,
                    languages=["en"], password_hash="x", created_at=START,
                )
            )  # fmt: skip
        await session.flush()
        session.add(AgentRow(user_id="wei", state=AgentState.ON_CALL, since=START))
        session.add(AgentRow(user_id="ana", state=AgentState.AVAILABLE, since=START))
        session.add(
            TrackingEventRow(
                id="scan", case_id="case", digest="d", at=START, description="Held by customs", source="sample"
            )
        )
        await insert_call(
            session, invited(), created_by="wei", asked_because=None, link_sha256="x", code="123456",
            code_expires_at=START,
        )  # fmt: skip


async def _write(db: Database, line_id: str, participant_id: str, text: str) -> None:
    async with db.transaction() as session:
        session.add(
            MessageRow(
                id=line_id, call_id="call", participant_id=participant_id, client_id=line_id, text=text, at=START
            )
        )


async def add_part(db: Database, participant_id: str, state: PartState, *, seconds: float = 12.5) -> None:
    """As the writer reports it."""
    async with db.transaction() as session:
        session.add(
            PartRow(
                id=f"part-{participant_id}", recording_id="rec", participant_id=participant_id, number=1, state=state,
                bytes_written=1000, seconds=seconds, opened_at=START,
            )
        )  # fmt: skip
