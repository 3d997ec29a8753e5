"""This node's pages: gives them their places and what is published, and sees to it that a lost one is known as lost."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.arrivals import Seat
from records.nodes import Fenced, NodeDatabase
from signaling.cluster.bus import RedisBus, call_topic
from signaling.cluster.call_log import Said
from signaling.cluster.presence import Presence
from signaling.domain import events as e
from signaling.domain.errors import NotInThisState
from signaling.protocol.errors import SignalError
from signaling.protocol.incoming import Incoming, Resume
from signaling.protocol.words import ErrorCode
from signaling.runtime.agent_news import pass_on
from signaling.runtime.announce import DISMISSED, NOTE, QUEUE_TOPIC, SHOWN_OUT, WHO_IS_THERE, note_about
from signaling.runtime.desk import Desk
from signaling.runtime.doorkeeper import Doorkeeper
from signaling.runtime.page import Page
from signaling.runtime.pairing import Here
from signaling.runtime.queue_teller import QueueTeller
from signaling.runtime.typing import TYPED, show_typed
from signaling.runtime.usher import Usher

_AGENT_AWAY_S = 10.0
_AGAIN_S = 1.0
Chore = Callable[[], Awaitable[None]]
"""Harmless when done twice."""

log = structlog.get_logger()


class Hub:
    """One for each node. `usher` lets pages in and shows them how things stand, `desk` does what they ask for; the hub
    only knows who is there and what they hear.
    """

    def __init__(
        self, database: NodeDatabase, bus: RedisBus, presence: Presence, usher: Usher, desk: Desk, *,
        teller: QueueTeller, doorkeeper: Doorkeeper,
    ) -> None:  # fmt: skip
        self._database = database
        self._bus = bus
        self._presence = presence
        self._usher = usher
        self._desk = desk
        self._teller = teller
        self._doorkeeper = doorkeeper
        self._listeners: defaultdict[str, set[Page]] = defaultdict(set)
        self._pages: set[Page] = set()
        self._agents: set[Page] = set()
        self._chores: asyncio.Queue[Chore] = asyncio.Queue()
        bus.deliver = self._deliver
        bus.hear = self._hear
        bus.on_gap = self._after_gap

    @property
    def pages(self) -> frozenset[Page]:
        """Who is signed in on this node."""
        return frozenset(self._pages)

    @property
    def agents(self) -> frozenset[Page]:
        """Those of them that are agents'."""
        return frozenset(self._agents)

    def here(self) -> Here | None:
        """Whose pages this node holds, while it and the others may not hear each other; None when they do."""
        if not self._bus.away:
            return None
        return Here(self._node_id, user_ids={page.user_id for page in self._agents if page.user_id})

    async def place(
        self, page: Page, call_id: str, participant_id: str, *, after: Resume | None = None
    ) -> bool:  # fmt: skip
        """Give the page its place: it hears the call from now on.

        What is said waits for `listen`. Gives back whether all that was said `after` that is known.
        """
        await self.displace(page)
        hearing = page.take_place(call_id, participant_id)
        if after is not None:
            hearing.session, hearing.heard = after.session, dict(after.heard)
        await self._listen(page, call_topic(call_id))
        return hearing.take(await self._bus.read(call_id, session=hearing.session, heard=hearing.heard))

    def take_seat(self, page: Page) -> None:
        """The seat is the page's, and an older one of the same person loses its place.

        Not said of a page whose socket was lost while it was let in: it may have come over another one since.
        """
        if page.call_id is not None and page.participant_id is not None and not page.peer.closing:
            self._note(page.call_id, page.participant_id, f"{page.page_id} {id(page)} {self._node_id}")

    async def keep_seat(self, page: Page) -> bool:
        """The same, and this node holds the page from now on, if it is in the seat still; else nothing is done.

        First the node is marked and then the others are told: who is not asked for any more counts for nobody.
        """
        if not await self._doorkeeper.keep_seat(page.participant_id or "", page.page_id):
            return False
        page.arrived = True
        self.take_seat(page)
        return True

    def listen(self, page: Page) -> None:
        """The page has had its first word: it gets what it missed, and all that is said from now on."""
        hearing = page.hearing
        if hearing is not None:
            hearing.begun = True
            if not hearing.stale:
                hearing.go_on()
            if hearing.holding:
                self._chores.put_nowait(partial(self._catch_up, page))

    async def displace(self, page: Page) -> None:
        """The page hears its call no longer."""
        call_id = page.call_id
        page.give_up_place()
        if call_id is not None:
            await self._unlisten(page, call_topic(call_id))

    async def run(self) -> None:
        """See to the pages until cancelled: what each of them needs, and beside it what all are told of the queue."""
        await self._bus.subscribe(QUEUE_TOPIC)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._do_chores())
            tasks.create_task(self._teller.run(lambda: tuple(self._pages)))

    async def _do_chores(self) -> None:
        """What a delivery asks for and cannot wait for; a database that is away is waited for."""
        while still_wanted():
            chore = await self._chores.get()
            try:
                await chore()
            except SignalError as error:
                log.info("hub.settled_already", code=error.code)
            except (SQLAlchemyError, OSError):
                log.exception("hub.chore_failed", again_in_s=_AGAIN_S)
                self._chores.put_nowait(chore)
                await pause(_AGAIN_S)
            except Exception:  # the ladder of background tasks: one call's trouble is not that of all other pages
                log.exception("hub.chore_given_up")

    def show_again(self, page: Page) -> None:
        """What this page was shown of its call may be old."""
        self._chores.put_nowait(partial(self._show, page))

    def show_agent_again(self, page: Page) -> None:
        """What this page was shown of its agent may be old."""
        self._chores.put_nowait(partial(self._show_agent, page))

    def show_queue_again(self) -> None:
        """The queue is another one."""
        self._teller.moved()

    async def _arrive(self, page: Page) -> None:
        if page in self._pages:
            await self._usher.arrive(self, page)

    @property
    def _node_id(self) -> str:
        return self._database.lease.id

    async def admit(self, page: Page, seat: Seat | None) -> None:
        """From the first line on the page is here; whoever calls sees to it that it goes again, however this ends.

        `seat` is where its person sat when they were recognised.
        """
        self._pages.add(page)
        if page.user_id is not None:
            self._agents.add(page)
            await self._listen(page, f"user:{page.user_id}")
            await self._presence.hold(f"agent:{page.user_id}")
        try:
            await self._usher.welcome(self, page, seat)
        except SignalError as error:  # the call changed under our hands: the next try finds it as it is then
            page.peer.bye(error.code, retry=error.code != ErrorCode.UNAUTHENTICATED)
            raise

    async def ask(self, page: Page, message: Incoming) -> None:
        """Do what the page asks for. Raises SignalError when it is refused."""
        await self._desk.handle(self, page, message)

    async def part(self, page: Page, *, lost: bool) -> None:
        """The page is gone; `lost`, its person as well, unless another page of theirs has the place."""
        self._pages.discard(page)
        self._agents.discard(page)
        if page.user_id is not None:
            await self._unlisten(page, f"user:{page.user_id}")
            if not any(other.user_id == page.user_id for other in self._agents):
                await self._presence.release(f"agent:{page.user_id}", after_s=_AGENT_AWAY_S)
        call_id, participant_id = page.call_id, page.participant_id
        await self.displace(page)
        if call_id and participant_id and lost and not page.replaced:
            left = partial(self._left, call_id, participant_id, page.page_id)
            try:
                await left()
            except (SQLAlchemyError, OSError):
                log.exception("hub.leaving_not_written", again_in_s=_AGAIN_S)
                self._chores.put_nowait(left)

    async def _left(self, call_id: str, participant_id: str, page_id: str) -> None:
        with suppress(NotInThisState, Fenced):  # whoever fenced us has marked them as gone
            await self._desk.rooms.happen(call_id, e.ParticipantLeft(participant_id, page_id))
            self._note(call_id, participant_id, WHO_IS_THERE)

    async def _listen(self, page: Page, topic: str) -> None:
        self._listeners[topic].add(page)
        await self._bus.subscribe(topic)

    async def _unlisten(self, page: Page, topic: str) -> None:
        if self._hears_no_longer(page, topic):
            await self._bus.unsubscribe(topic)

    def _hears_no_longer(self, page: Page, topic: str) -> bool:
        """At once, and once: a page that comes back a moment later must not be taken for the one that went."""
        listeners = self._listeners.get(topic)
        if listeners is None or page not in listeners:
            return False
        listeners.discard(page)
        if not listeners:
            del self._listeners[topic]
        return True

    def _deliver(self, topic: str, text: str) -> None:
        if topic == QUEUE_TOPIC:
            self.show_queue_again()
        listeners = tuple(self._listeners.get(topic, ()))
        if not topic.startswith("call:"):
            for page in listeners:
                pass_on(page, text)
        elif text.startswith(TYPED):
            show_typed(listeners, text)
        elif text.startswith(NOTE):
            participant_id, note = text.removeprefix(NOTE).split(" ", maxsplit=1)
            for page in [page for page in listeners if page.participant_id == participant_id]:
                self._noted(page, note)

    def _hear(self, call_id: str, said: Said) -> bool:
        """What was said in a call; whether it was for one page and that one is here."""
        found = False
        for page in tuple(self._listeners.get(call_topic(call_id), ())):
            hearing = page.hearing
            if hearing is not None:
                found = found or said.to == hearing.page
                if not hearing.hear(said):
                    self._chores.put_nowait(partial(self._catch_up, page))
        return found

    def _note(self, call_id: str, participant_id: str, note: str) -> None:
        self._bus.publish(call_topic(call_id), note_about(participant_id, note))

    def _noted(self, page: Page, note: str) -> None:
        if note == DISMISSED:
            self.dismiss(page)
            return
        if note == WHO_IS_THERE:
            self._chores.put_nowait(partial(self._arrive, page))
            return
        if note.startswith(SHOWN_OUT):
            page_id, because = note.removeprefix(SHOWN_OUT).split(" ")
            if page_id == page.page_id:
                page.replaced = True
                page.peer.bye(ErrorCode(because), retry=False)
            return
        page_id, instance, node_id = note.split(" ")
        if node_id == self._node_id and instance == str(id(page)):
            return
        page.replaced = True
        same_page_again = page_id == page.page_id
        page.peer.bye(ErrorCode.REPLACED, retry=same_page_again)

    def dismiss(self, page: Page) -> None:
        """Its person does not belong to the call any more: from this turn of the loop on it hears nothing of it."""
        call_id = page.call_id
        page.give_up_place()
        if call_id is not None and self._hears_no_longer(page, call_topic(call_id)):
            self._chores.put_nowait(partial(self._bus.unsubscribe, call_topic(call_id)))

    def _after_gap(self) -> None:
        self._chores.put_nowait(self._refresh)
        self._chores.put_nowait(self._take_back)
        self.show_queue_again()

    async def _refresh(self) -> None:
        for page in tuple(self._pages):
            if page.hearing is None:
                await self._usher.refresh(self, page)
            elif page.hearing.begun:
                page.hearing.hold()
                await self._catch_up(page)
            else:
                page.hearing.stale = True

    async def _take_back(self) -> None:
        """Another node may have given our people up and asked who is there, and was not heard."""
        seated = [page for page in self._pages if page.arrived and not page.replaced]
        here = {page.participant_id: page for page in seated if page.participant_id is not None}
        for participant_id in await self._doorkeeper.given_up(list(here)):
            self._chores.put_nowait(partial(self._arrive, here[participant_id]))

    async def _catch_up(self, page: Page) -> None:
        """What the page missed of its call, from the log; where that does not tell, everything anew."""
        hearing = page.hearing
        while hearing is not None and hearing.holding:
            reading = await self._bus.read(page.call_id or "", session=hearing.session, heard=hearing.heard)
            if page.hearing is not hearing:
                return
            hearing.take(reading)
            if not hearing.go_on():
                self.show_again(page)

    async def _show(self, page: Page) -> None:
        if page.hearing is not None and not page.hearing.begun:
            page.hearing.stale = True  # it is being let in, and has not been welcomed
        elif page in self._pages and not await self._usher.refresh(self, page):
            self.dismiss(page)

    async def _show_agent(self, page: Page) -> None:
        if page in self._pages:
            await self._usher.refresh_agent(page)
