"""Fills a database with people: agents, cases, calls and the tokens they come with. Rows only, and many at once."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from records.credentials import hashed
from records.database import Database
from records.tables import AgentRow, CallRow, CaseRow, CredentialRow, ParticipantRow, UserRow, new_id
from records.tables.base import Base
from signaling.protocol.words import AgentState, CallMode, CallState, Role

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Agent:
    """Signed in."""

    user_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody signed in at a browser, whose session cookie is `session`, and a case of theirs without a call."""

    session: str
    reference: str


@dataclass(frozen=True, slots=True)
class Customer:
    """In a call of their own, by its link. `page_id` is their page's, as the row has it when they are present."""

    call_id: str
    participant_id: str
    token: str
    page_id: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An agent and a customer of one invited call, which neither has entered yet."""

    agent: Agent
    customer: Customer


@dataclass(slots=True)
class Crowd:
    """Collects rows, and writes them in one transaction."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    agents: list[Agent] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    _rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)

    def agent(self, *languages: str) -> Agent:
        """Somebody at work who is not in the queue yet."""
        user_id, token = new_id(), secrets.token_urlsafe(32)
        self._add(
            UserRow, id=user_id, email=f"{user_id}@example.org", name="Wei Lin", role=Role.AGENT,
            languages=list(languages or ("en", "es")), created_at=self.now,
            password_hash="-",  # noqa: S106 (fits no password)
        )  # fmt: skip
        self._add(AgentRow, user_id=user_id, state=AgentState.BREAK, since=self.now)
        self._token(token, "socket", Role.AGENT, user_id=user_id)
        self.agents.append(Agent(user_id, token))
        return self.agents[-1]

    def customer(self, *, waiting: bool = False, present: bool = False, language: str = "en", n: int = 0) -> Customer:
        """Somebody in the lobby of an invited call, or waiting in the queue, the later `n` the shorter."""
        case_id, _ = self._case(language)
        call_id, person_id, page_id = new_id(), new_id(), new_id()
        token = secrets.token_urlsafe(32)
        since = self.now - timedelta(seconds=3000 - n) if waiting else None
        self._add(
            CallRow, id=call_id, case_id=case_id, mode=CallMode.QUEUE if waiting else CallMode.INVITE,
            state=CallState.WAITING if waiting else CallState.CREATED, version=1, language=language, priority=0,
            created_at=self.now, created_by="bench", waiting_since=since, deadline_at=self.now + timedelta(days=1),
            link_sha256="-", link_expires_at=self.now + timedelta(days=1),
        )  # fmt: skip
        self._add(
            ParticipantRow, id=person_id, call_id=call_id, role=Role.CUSTOMER, user_id=None,
            person_key=f"case:{case_id}", live=True, name="Lucía", language=language,
            page_id=page_id if present else None, ready=waiting, audio=waiting, video=waiting,
        )  # fmt: skip
        self._token(token, "participant", Role.CUSTOMER, participant_id=person_id)
        self.customers.append(Customer(call_id, person_id, token, page_id))
        return self.customers[-1]

    def pair(self) -> Pair:
        """Both people of an invited call."""
        agent, customer = self.agent(), self.customer()
        self._add(
            ParticipantRow, id=new_id(), call_id=customer.call_id, role=Role.AGENT, user_id=agent.user_id,
            person_key=f"user:{agent.user_id}", live=True, name="Wei Lin", language="en", page_id=None, ready=False,
            audio=False, video=False,
        )  # fmt: skip
        return Pair(agent, customer)

    def desk(self) -> Desk:
        """An agent who may start a call by hand."""
        session = secrets.token_urlsafe(32)
        self._token(session, "session", Role.AGENT, user_id=self.agent().user_id)
        return Desk(session, self._case("en")[1])

    async def write(self, database: Database) -> None:
        """Commit what was collected."""
        async with database.transaction() as session:
            for kind in (UserRow, AgentRow, CaseRow, CallRow, ParticipantRow, CredentialRow):
                for some in _parts(self._rows.pop(kind, [])):
                    await session.execute(insert(kind), some)

    def _add(self, table: type[Base], /, **values: Any) -> None:  # noqa: ANN401 (columns)
        self._rows.setdefault(table, []).append(values)

    def _case(self, language: str) -> tuple[str, str]:
        case_id = new_id()
        reference = f"B-{case_id[:12]}"
        self._add(
            CaseRow, id=case_id, reference=reference, stage="anomaly_found", title="a lamp",
            tracking_number="RR123456785CN", customer_name="Lucía", customer_language=language, facts={},
            created_at=self.now, updated_at=self.now, look_at=self._next_look(),
        )  # fmt: skip
        return case_id, reference

    def _next_look(self) -> datetime:
        """Each case is looked at once an hour, and cases that came over months are not all due in one moment."""
        return self.now + timedelta(seconds=len(self._rows.get(CaseRow, ())) % 3600)

    def _token(
        self, token: str, kind: str, role: Role, *, user_id: str | None = None, participant_id: str | None = None
    ) -> None:
        self._add(
            CredentialRow, sha256=hashed(token), kind=kind, name="Wei Lin", role=role, user_id=user_id,
            participant_id=participant_id, parent_sha256=None, created_at=self.now,
            expires_at=self.now + timedelta(days=1),
        )  # fmt: skip


def _parts(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for begin in range(0, len(rows), _AT_ONCE):
        yield list(rows[begin : begin + _AT_ONCE])
