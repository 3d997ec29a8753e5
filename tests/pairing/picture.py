"""What the rows say at one moment: live calls, agents, offers that ring. Read plainly, by no code that is tested."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, create_engine, func, select

from records.database import Database
from records.tables import AgentRow, CallRow, OfferRow, ParticipantRow, UserRow
from signaling.domain.call import LIVE
from signaling.domain.matching import IdleAgent, WaitingCall
from signaling.protocol.words import AgentState, CallMode, CallState, Role
from tests.pairing.station import STEP

_WRAPPING_UP = 40
REST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One participant's row."""

    id: str
    role: Role
    user_id: str | None
    page_id: str | None
    node_id: str | None
    ready: bool
    live: bool


@dataclass(slots=True)
class Seen:
    """One call's row, with those who belong to it."""

    id: str
    case_id: str
    mode: CallMode
    state: CallState
    language: str
    priority: int
    skills: frozenset[str]
    waiting_since: datetime | None
    requeued_at: datetime | None
    active_since: datetime | None
    deadline_at: datetime | None
    people: list[Somebody] = field(default_factory=list)

    @property
    def customer(self) -> Somebody:
        """There is always one."""
        return next(one for one in self.people if one.role is Role.CUSTOMER)

    @property
    def agent(self) -> Somebody | None:
        """Not always."""
        return next((one for one in self.people if one.role is Role.AGENT), None)

    def waiting(self, now: datetime, resting: frozenset[str]) -> WaitingCall:
        """As the rules are to see it."""
        since = self.requeued_at or self.waiting_since or now
        raised = min(9, self.priority + int((now - since).total_seconds() // STEP.total_seconds()))
        return WaitingCall(
            self.id, self.language, raised, since, self.skills, interrupted=self.requeued_at is not None,
            resting=resting,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ringing:
    """An offer without an outcome."""

    id: str
    call_id: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it."""

    at: datetime
    calls: dict[str, Seen]
    agents: dict[str, tuple[AgentState, IdleAgent]]
    offers: list[Ringing]
    resting: dict[str, frozenset[str]]
    ghosts: list[str]
    """People who are counted as being in a live call, and have left it, or it is over."""

    @property
    def live(self) -> list[Seen]:
        """Calls that are not over."""
        return [call for call in self.calls.values() if call.state in LIVE]

    @property
    def in_line(self) -> list[WaitingCall]:
        """Customers who are there and for whom nothing rings."""
        return [
            call.waiting(self.at, self.resting.get(call.id, frozenset()))
            for call in self.calls.values()
            if call.mode is CallMode.QUEUE and call.state is CallState.WAITING and call.customer.page_id is not None
        ]

    @property
    def free(self) -> list[IdleAgent]:
        """Agents who could be rung."""
        return [agent for state, agent in self.agents.values() if state is AgentState.AVAILABLE]


def open_eye(database: Database) -> Engine:
    """A plain connection beside ours: what it sees is committed, and looking is quick."""
    url = database.engine.url
    return create_engine(url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url)


def take_picture(eye: Engine, now: datetime) -> Picture:
    """Read everything that is going on, and a few of the calls that are being written up."""
    row, who, offer = CallRow, ParticipantRow, OfferRow
    columns = (
        row.id, row.case_id, row.mode, row.state, row.language, row.priority, row.skills, row.waiting_since,
        row.requeued_at, row.active_since, row.deadline_at,
    )  # fmt: skip
    with eye.connect() as session:
        rows = list(session.execute(select(*columns).where(row.state.in_(LIVE)).order_by(row.created_at)))
        rows += session.execute(select(*columns).where(row.state == CallState.WRAP_UP).limit(_WRAPPING_UP))
        calls = {one.id: Seen(*one[:6], frozenset(one.skills), *one[7:]) for one in rows}
        people = select(who.call_id, who.id, who.role, who.user_id, who.page_id, who.node_id, who.ready, who.live)
        theirs = people.where(who.call_id.in_(list(calls)), who.left_at.is_(None)).order_by(who.role, who.id)
        for one in session.execute(theirs):
            calls[one.call_id].people.append(Somebody(*one[1:]))
        ringing = select(offer.id, offer.call_id, offer.user_id, offer.expires_at).where(offer.outcome.is_(None))
        offers = [Ringing(*one) for one in session.execute(ringing.order_by(offer.made_at))]
        declined = select(offer.call_id, offer.user_id).where(offer.outcome == "declined", offer.closed_at > now - REST)
        resting: dict[str, frozenset[str]] = {}
        for call_id, user_id in session.execute(declined):
            resting[call_id] = resting.get(call_id, frozenset()) | {user_id}
        turn = func.coalesce(AgentRow.free_since, AgentRow.since, type_=AgentRow.since.type)
        on_duty = select(UserRow.id, UserRow.languages, UserRow.skills, AgentRow.state, turn)
        agents = {
            user_id: (state, IdleAgent(user_id, tuple(languages), since, frozenset(skills)))
            for user_id, languages, skills, state, since in session.execute(
                on_duty.join(AgentRow, AgentRow.user_id == UserRow.id).order_by(UserRow.id)
            )
        }
        counted = select(who.person_key).join(row, row.id == who.call_id).where(who.live)
        ghosts = list(session.scalars(counted.where(who.left_at.is_not(None) | row.state.not_in(LIVE))))
    return Picture(now, calls, agents, offers, resting, ghosts)
