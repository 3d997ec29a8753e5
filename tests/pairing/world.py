"""Agents, customers and two nodes on one database; what happens to them is in `moves`, what must hold in `rules`."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Engine, func, insert, select

from records.database import Database
from records.nodes import NodeDatabase, register_node
from records.tables import AgentRow, Base, CallRow, CaseRow, OfferRow, UserRow, core
from signaling.domain import events as e
from signaling.domain.call import LIVE
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, Role
from signaling.runtime.announce import Announcer
from tests.ledger_guard import take_away_the_guard
from tests.pairing.picture import Picture, open_eye, take_picture
from tests.pairing.station import Station, Time

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TONGUES = (("en",), ("es", "en"), ("es-MX",), ("en", "es"), ("zh", "en"))
LANGUAGES = ("en", "es", "es-MX", "en", "es")
SKILLS = ((), ("customs",), (), ("claims", "customs"))
_MOMENTS = 12


@dataclass(slots=True)
class Page:
    """Somebody's page in a call, and the node that holds it."""

    call_id: str
    person_id: str
    page_id: str
    node_id: str


@dataclass
class World:
    """Everything the driver knows beyond the rows."""

    database: Database
    eye: Engine
    clock: Time
    stations: list[Station]
    make_station: Callable[[], Awaitable[Station]]
    agents: list[str]
    cases: list[str]
    picture: Picture
    versions: defaultdict[str, list[int]]
    shared: dict[str, datetime]
    desks: dict[str, Station] = field(default_factory=dict)
    """Agents with a page open, and on which node."""
    silent: list[tuple[datetime, Page]] = field(default_factory=list)
    """Pages that are gone without a word, and when their node will notice."""
    back: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    """When an agent has said, or shown, that they are there again."""
    said: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Lines of text written beside each call."""
    ticks: int = 0
    pages: int = 0
    refused: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def awake(self) -> list[Station]:
        """Nodes that are running."""
        return [station for station in self.stations if not station.frozen]

    def station(self, n: int) -> Station:
        """One of the nodes that run."""
        return self.awake[n % len(self.awake)]

    def new_page_id(self) -> str:
        """One that no page has had."""
        self.pages += 1
        return f"page-{self.pages}"

    def look(self) -> Picture:
        """The rows as they are now."""
        self.picture = take_picture(self.eye, self.clock.now)
        return self.picture

    async def tick(self, *, sweep: bool = False) -> None:
        """A quarter of a second passes; the nodes take turns in being the first to see what has come of it."""
        self.clock.on(0.25)
        self.ticks += 1
        await self._notice()
        for station in self.awake:
            station.presence.renew()
        await self.station(self.ticks).ticker.step(sweep=sweep or self.ticks % 8 == 0)

    async def pass_time(self, seconds: float) -> None:
        """Moment by moment, as long as there are not too many of them: to each instant at which something is due."""
        until = self.clock.now + timedelta(seconds=seconds)
        for _ in range(_MOMENTS):
            due = self._next_due()
            if due is None or due >= until:
                break
            self.clock.now = max(self.clock.now, due)
            await self.tick()
        self.clock.now = max(self.clock.now, until)
        await self.tick(sweep=True)

    def _next_due(self) -> datetime | None:
        moments = [at for at, _ in self.silent]
        ringing = select(func.min(OfferRow.expires_at)).where(OfferRow.outcome.is_(None))
        ending = select(func.min(CallRow.deadline_at)).where(CallRow.state.in_(LIVE))
        with self.eye.connect() as rows:
            moments += [at for at in (rows.scalar(ringing), rows.scalar(ending)) if at is not None]
        return min((at for at in moments if at > self.clock.now), default=None)

    async def _notice(self) -> None:
        """A node sees that the socket of a page is dead, and says so; one that has died itself says nothing."""
        now, running = self.clock.now, {station.id: station for station in self.awake}
        due, self.silent = [p for at, p in self.silent if at <= now], [one for one in self.silent if one[0] > now]
        for page in due:
            if page.node_id in running:
                await self.gone(running[page.node_id], page)

    async def gone(self, station: Station, page: Page) -> None:
        """As the hub does for a page that is closed."""
        try:
            await station.rooms.happen(page.call_id, e.ParticipantLeft(page.person_id, page.page_id))
        except SignalError as error:
            self.refused[error.code] += 1


@asynccontextmanager
async def open_world(
    database: Database, *, agents: int, customers: int, announcer: type[Announcer] = Announcer
) -> AsyncIterator[World]:
    """Empty rows, people in them who do nothing yet, and two nodes."""
    clock, versions, shared = Time(START), defaultdict[str, list[int]](list), dict[str, datetime]()

    async def make_station() -> Station:
        lease = await register_node(database, now=clock())
        return Station(NodeDatabase(database, lease), clock, shared=shared, versions=versions, announcer=announcer)

    users = [f"agent-{n:03}" for n in range(agents)]
    cases = [f"case-{n:04}" for n in range(customers)]
    await _empty(database)
    await _people(database, users, cases)
    eye = open_eye(database)
    try:
        stations = [await make_station(), await make_station()]
        picture = take_picture(eye, START)
        world = World(database, eye, clock, stations, make_station, users, cases, picture, versions, shared)
        for station in stations:
            await station.presence.hold(f"node:{station.id}")
        yield world
    finally:
        eye.dispose()


async def _empty(database: Database) -> None:
    await take_away_the_guard(database)
    async with database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            await session.execute(table.delete())


async def _people(database: Database, users: list[str], cases: list[str]) -> None:
    async with database.transaction() as session:
        await session.execute(
            insert(core(UserRow)),
            [
                {
                    "id": user, "email": f"{user}@example.org", "name": user, "role": Role.AGENT,
                    "languages": list(TONGUES[n % len(TONGUES)]), "skills": list(SKILLS[n % len(SKILLS)]),
                    "password_hash": "x", "created_at": START,
                }
                for n, user in enumerate(users)
            ],
        )  # fmt: skip
        await session.execute(
            insert(core(AgentRow)),
            [{"user_id": user, "state": AgentState.OFFLINE, "since": START} for user in users],
        )
        await session.execute(
            insert(core(CaseRow)),
            [
                {
                    "id": case, "reference": case, "stage": "anomaly_found", "title": "a lamp", "customer_name": case,
                    "customer_language": LANGUAGES[n % len(LANGUAGES)], "facts": {}, "created_at": START,
                    "value_amount": Decimal(150) if n % 7 == 0 else None,
                    "value_currency": "EUR" if n % 7 == 0 else None, "updated_at": START,
                }
                for n, case in enumerate(cases)
            ],
        )  # fmt: skip
