"""Lets a signed-in page in, leads it to its seat in a call, and shows it how things stand.

Changes nothing about a call but who is in it.
"""

import asyncio
from typing import NoReturn, Protocol

from sqlalchemy import select

from records.agents import set_presence
from records.arrivals import Seat
from records.chat import list_lines
from records.nodes import NodeDatabase
from records.tables import ParticipantRow, core, new_id
from signaling.cluster.call_log import call_of
from signaling.domain import events as e
from signaling.domain.call import LIVE, TALKING, Call, Participant
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Resume
from signaling.protocol.outgoing import Chat, Welcome
from signaling.protocol.words import ErrorCode, Role
from signaling.runtime.agent_view import show_agent
from signaling.runtime.announce import Announcer
from signaling.runtime.asking import Asker
from signaling.runtime.connection_tests import show_tests
from signaling.runtime.evidence import EvidenceDesk
from signaling.runtime.ice import IceConfig
from signaling.runtime.page import Page
from signaling.runtime.ports import Clock
from signaling.runtime.rooms import Happened, Rooms

_AT_ONCE = 8
"""So many pages may arrive at a time: a crowd before the database would keep the clock and everybody else out."""


class Places(Protocol):
    """Who gives a page its place in a call: the hub."""

    async def place(
        self, page: Page, call_id: str, participant_id: str, *, after: Resume | None = None
    ) -> bool:  # fmt: skip
        """From now on what is said in the call is kept for the page; whether all that was said `after` is known."""

    def take_seat(self, page: Page) -> None:
        """It sits in its person's seat, and no older page of the same person does."""

    async def keep_seat(self, page: Page) -> bool:
        """The same, unless the seat is not this page's any more."""

    def listen(self, page: Page) -> None:
        """From now on the page gets it."""

    async def displace(self, page: Page) -> None:
        """From now on it does not."""

    def show_queue_again(self) -> None:
        """What was shown of the queue may be old."""


class Usher:
    """For the pages of one node; keeps nothing about them."""

    def __init__(
        self, database: NodeDatabase, *, rooms: Rooms, announcer: Announcer, asker: Asker, evidence: EvidenceDesk,
        ice: IceConfig, clock: Clock,
    ) -> None:  # fmt: skip
        self._database = database
        self._rooms = rooms
        self._announcer = announcer
        self._asker = asker
        self._evidence = evidence
        self._ice = ice
        self._clock = clock
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def welcome(self, places: Places, page: Page, seat: Seat | None) -> None:
        """The first word, and all the page needs to be right at once: its call, or its agent's view and offers."""
        if seat is not None and await self._back(places, page, seat):
            return
        if page.user_id is not None:
            async with self._turns:
                self._greet(page, await self._live_call(page.user_id), resumed=False)
                await self._sign_on(page, page.user_id)
            return
        self._greet(page, seat.call_id if seat else None, resumed=False)
        if seat is not None:
            async with self._turns:
                await self.enter(places, page, seat.call_id)

    async def arrive(self, places: Places, page: Page) -> None:
        """The page is here, whatever was thought before."""
        if page.call_id is not None:
            await self._sit_down(places, page)

    async def enter(self, places: Places, page: Page, call_id: str) -> None:
        """Take the page to its seat in this call; an agent's own click, or the call a customer was admitted to.

        Raises SignalError when there is none for it: `call_not_found`, `forbidden`, or what the rules refuse.
        """
        seat = page.credential.participant_id or await self._agents_seat(page, call_id)
        await places.place(page, call_id, seat)
        try:
            _check_still_placed(page)
            call = await self._sit_down(places, page, takes_over=True)
            _check_still_placed(page)
        except SignalError:  # it was given to somebody else meanwhile, or the page was shown out
            await places.displace(page)
            raise
        places.listen(page)
        if page.shown_version < call.version:  # else it has heard of its own arrival
            await self._show_call(page, call)
        await self._show_beside(page, call)
        await self._asker.ask_if_required(call)  # whoever was to ask may have died

    async def refresh(self, places: Places, page: Page) -> bool:
        """Tell the page how things stand, for instance after messages may have been lost; False when the call it hears
        is not its person's any more, which is not shown.
        """
        if page.call_id is not None:
            call = await self._rooms.look(page.call_id)
            if call is not None and _own_seat(call, page) is None:
                await self.refresh_agent(page)
                return False
            if call is not None and call.state in LIVE and page.arrived:
                call = await self._still_here(places, page, call)
            await self._show_all(page, call)
        else:
            await self.refresh_agent(page)
        return True

    async def refresh_agent(self, page: Page) -> None:
        """Tell an agent's page how the queue sees them, what rings, and what does no longer."""
        if page.user_id is not None:
            await self._show_agent(page, page.user_id)

    async def _back(self, places: Places, page: Page, seat: Seat) -> bool:
        """Whether the page has its place again, and hears on from where its last socket was lost.

        A seat that nobody has touched meanwhile is only kept: nothing happens to the call, and nobody is told.
        """
        resume, page.resume = page.resume, None
        if resume is None or seat.call_id != call_of(resume.session):
            return False
        if seat.page_id not in (None, page.page_id):
            _replaced(page)
        if not await places.place(page, seat.call_id, seat.participant_id, after=resume):
            await places.displace(page)
            return False
        page.shown_version = page.seen_version or 0
        if seat.live and seat.page_id == page.page_id and await places.keep_seat(page):
            await self._go_on(places, page, seat)
            return True
        async with self._turns:
            return await self._sit_down_again(places, page, seat.call_id)

    async def _go_on(self, places: Places, page: Page, seat: Seat) -> None:
        """What the page missed follows; the call itself only when its node died before it could tell of it."""
        self._greet(page, seat.call_id, resumed=True)
        places.listen(page)
        if seat.queued:
            places.show_queue_again()
        if page.shown_version < seat.version or seat.recorded:
            call = await self._rooms.look(seat.call_id)
            if call is not None:
                await self._show_call(page, call)
                self._ask_again(page, call)

    async def _sit_down_again(self, places: Places, page: Page, call_id: str) -> bool:
        """For who was given up as lost meanwhile, or whose call is over."""
        try:
            happened = await self._seated(page)
        except SignalError as error:
            if error.code is ErrorCode.REPLACED:
                _give_way(page)
            if error.code not in (ErrorCode.CALL_NOT_FOUND, ErrorCode.FORBIDDEN):
                raise
            await places.displace(page)
            return False
        places.take_seat(page)
        self._greet(page, call_id, resumed=True)
        places.listen(page)
        await self._rooms.tell(happened)
        await self._show_call(page, happened.call)
        self._ask_again(page, happened.call)
        return True

    async def _sit_down(self, places: Places, page: Page, *, takes_over: bool = False) -> Call:
        happened = await self._seated(page, takes_over=takes_over)
        places.take_seat(page)
        await self._rooms.tell(happened)
        return happened.call

    async def _seated(self, page: Page, *, takes_over: bool = False) -> Happened:
        me, call_id = page.occupant()
        happened = await self._rooms.sit_down(call_id, me, node_id=self._database.lease.id, takes_over=takes_over)
        page.arrived = happened.call.state in LIVE
        return happened

    async def _agents_seat(self, page: Page, call_id: str) -> str:
        """In a call that has none yet it becomes theirs."""
        call = await self._rooms.look(call_id)
        if call is None:
            raise SignalError(ErrorCode.CALL_NOT_FOUND, "There is no such call.")
        seat = _own_seat(call, page)
        if seat is None:
            seat = _own_seat(await self._rooms.happen(call_id, lambda _: e.AgentJoined(_new_agent(page))), page)
        if seat is None:
            raise SignalError(ErrorCode.FORBIDDEN, "This call is not yours.")
        return seat.id

    def _greet(self, page: Page, call_id: str | None, *, resumed: bool) -> None:
        page.peer.send(
            Welcome(
                self=page.person, call_id=call_id, resumed=resumed, server_time=self._clock(),
                ice_servers=self._ice.servers(page.person.id, now=self._clock(), call_id=call_id),
                ice_transport_policy=self._ice.transport_policy, warm=self._ice.warm,
            )
        )  # fmt: skip

    def _ask_again(self, page: Page, call: Call) -> None:
        """What is open may have been asked by a node that died before it could tell."""
        if question := self._asker.question(call, page.participant_id or ""):
            page.peer.send(question)

    async def _still_here(self, places: Places, page: Page, call: Call) -> Call:
        """The page has its place still, or it is told who has: the news of it may have been lost."""
        holder = call.participant(page.participant_id or "").page_id
        if holder is None:
            return await self._sit_down(places, page)
        if holder != page.page_id:
            _give_way(page)
        return call

    async def _show_all(self, page: Page, call: Call | None) -> None:
        if call is None or page.participant_id is None:
            return
        await self._show_call(page, call)
        await self._show_beside(page, call)

    async def _show_beside(self, page: Page, call: Call) -> None:
        async with self._database.reading() as session:
            page.peer.send(Chat(lines=await list_lines(session, call.id)))
        await show_tests(self._database, page, call)
        if call.state in TALKING:
            page.peer.send(await self._evidence.seen(call.id))
        self._ask_again(page, call)

    async def _show_call(self, page: Page, call: Call) -> None:
        page.show(await self._announcer.seen(call))

    async def _sign_on(self, page: Page, user_id: str) -> None:
        async with self._database.transaction() as session:
            await set_presence(session, user_id, "here", now=self._clock())
        await self._show_agent(page, user_id)

    async def _show_agent(self, page: Page, user_id: str) -> None:
        await show_agent(self._database, self._announcer, page, user_id, clock=self._clock)

    async def _live_call(self, user_id: str) -> str | None:
        """An agent's call, while it lives."""
        row = core(ParticipantRow)
        async with self._database.reading() as session:
            found: str | None = await session.scalar(
                select(row.c.call_id).where(row.c.user_id == user_id, row.c.live).limit(1)
            )
        return found


def _give_way(page: Page) -> None:
    page.replaced = True
    page.peer.bye(ErrorCode.REPLACED, retry=False)


def _replaced(page: Page) -> NoReturn:
    _give_way(page)
    raise SignalError(ErrorCode.REPLACED, "The call was opened in another window.")


def _check_still_placed(page: Page) -> None:
    """We may be told that the call was given to somebody else before we can ask."""
    if page.hearing is None:
        raise SignalError(ErrorCode.FORBIDDEN, "This call is not yours any more.")


def _own_seat(call: Call, page: Page) -> Participant | None:
    for person in call.participants:
        same_user = person.user_id is not None and person.user_id == page.user_id
        if same_user or person.id == page.credential.participant_id:
            return person
    return None


def _new_agent(page: Page) -> Participant:
    return Participant(new_id(), Role.AGENT, page.person.name, page.person.language, user_id=page.user_id)
