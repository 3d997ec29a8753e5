"""What a signed-in page may ask for: one arm for each message. Turns wishes into events and hands them to the rooms."""

from collections.abc import Callable
from datetime import timedelta

from records.agents import Duty, set_presence
from records.chat import add_line
from records.database import Database
from records.quality import keep_quality
from records.steps import keep_steps
from records.tables import new_id
from signaling.cluster.bus import call_topic
from signaling.cluster.call_log import EVERYBODY
from signaling.domain import events as e
from signaling.domain.call import LIVE
from signaling.domain.hours import ALWAYS_OPEN, OpeningHours, exists
from signaling.domain.permissions import may_send
from signaling.protocol import incoming as m
from signaling.protocol.codec import encode
from signaling.protocol.errors import SignalError
from signaling.protocol.outgoing import Chat, OfferTaken
from signaling.protocol.words import AgentState, ErrorCode
from signaling.runtime.announce import Announcer
from signaling.runtime.asking import Asker
from signaling.runtime.connection_tests import take_test
from signaling.runtime.evidence import EvidenceDesk
from signaling.runtime.page import Page
from signaling.runtime.ports import Bus, Clock
from signaling.runtime.queue import Queue
from signaling.runtime.rooms import Happened, Rooms
from signaling.runtime.seating import Occupant
from signaling.runtime.typing import typed
from signaling.runtime.usher import Places, Usher


class Desk:
    """Serves the pages of one node; keeps nothing about them."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        usher: Usher,
        *,
        rooms: Rooms,
        queue: Queue,
        announcer: Announcer,
        asker: Asker,
        evidence: EvidenceDesk,
        clock: Clock,
        hours: OpeningHours = ALWAYS_OPEN,
    ) -> None:
        self.rooms = rooms
        self._hours = hours
        self.clock = clock
        self._database = database
        self._bus = bus
        self._usher = usher
        self._queue = queue
        self._announcer = announcer
        self._asker = asker
        self._evidence = evidence

    async def handle(self, places: Places, page: Page, message: m.Incoming) -> None:
        """Do what the message asks for. Raises SignalError when it is refused; then nothing has changed."""
        if isinstance(message, m.Hello):
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "Hello has been said.")
        if not may_send(page.role, message):
            raise SignalError(ErrorCode.FORBIDDEN, "This is not for you to ask.")
        match message:
            case m.SetPresence(state=state):
                await self._set_presence(page, state)
            case m.Enter(call_id=call_id):
                await self._usher.enter(places, page, call_id)
            case m.AcceptOffer(offer_id=offer_id):
                self._taken(page, offer_id, await self._queue.accept(offer_id, user_id=page.user_id or ""))
            case m.DeclineOffer(offer_id=offer_id):
                await self._queue.decline(offer_id, user_id=page.user_id or "")
            case _:
                await self._in_call(places, page, message)

    async def _in_call(self, places: Places, page: Page, message: m.Incoming) -> None:
        by, call_id = page.occupant()
        me = by.participant_id
        match message:
            case m.Leave():
                await places.displace(page)
                await self.rooms.happen(call_id, e.ParticipantLeft(me, page.page_id))
            case m.RequestConsent():
                await self._asker.ask(call_id, by)
            case m.AnswerConsent():
                await self._asker.answer(call_id, by, message)
            case m.WithdrawConsent():
                await self._asker.withdraw(call_id, by, message)
            case m.TalkConnected():
                await self._asker.ask_if_required(await self.rooms.happen(call_id, e.TalkConnected(me), by=by))
            case m.WishCallBack():
                await self.rooms.happen(call_id, self._call_back(me, message), by=by)
            case m.SetLanguage(locale=locale):
                call = await self.rooms.happen(call_id, e.LanguageChanged(me, locale), by=by)
                await self._asker.show(call, me)
            case _ if type(message) in _EVENTS:
                await self.rooms.happen(call_id, _EVENTS[type(message)](me, message), by=by)
            case _:
                await self._beside(page, call_id, by, message)

    async def _beside(self, page: Page, call_id: str, by: Occupant, message: m.Incoming) -> None:
        """What is said and told in a call and changes nothing about it."""
        me = by.participant_id
        match message:
            case m.SendChat():
                await self._chat(call_id, by, message)
            case m.SendTyping(text=text):
                self._bus.publish(call_topic(call_id), typed(me, text))
            case m.RequestEvidence() | m.CancelEvidence() | m.AnswerEvidence():
                await self._evidence.hear(call_id, by, message)
            case m.TellSteps():
                async with self._database.transaction() as session:
                    await keep_steps(session, call_id, me, page.page_id, message, now=self.clock())
            case m.TellQuality(samples=samples):
                async with self._database.transaction() as session:
                    await keep_quality(session, call_id, me, page.page_id, samples, now=self.clock())
            case m.TellConnectionTest():
                if call := await self.rooms.look(call_id):
                    await take_test(self._database, self._bus, call, page, message, now=self.clock())
            case _:
                raise TypeError(f"nobody takes a {type(message).__name__}")

    def _taken(self, page: Page, offer_id: str, happened: Happened) -> None:
        reference = happened.matter.reference
        page.peer.send(OfferTaken(offer_id=offer_id, call_id=happened.call.id, case_reference=reference))

    async def _set_presence(self, page: Page, state: str) -> None:
        user_id = page.user_id or ""
        now_is = await (self._queue.free(user_id) if state == "available" else self._breaks(user_id))
        if now_is is None:
            raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "Not while a call rings or runs.")
        if now_is.state is not AgentState.RINGING:  # which is told with the offer
            await self._announcer.agent_is(user_id, now_is)
            await self._announcer.queue_moved()

    async def _breaks(self, user_id: str) -> Duty | None:
        async with self._database.transaction() as session:
            return await set_presence(session, user_id, "break", now=self.clock())

    async def _chat(self, call_id: str, by: Occupant, message: m.SendChat) -> None:
        async with self.rooms.beside(call_id, by) as (session, call):
            if call.state not in LIVE:
                raise SignalError(ErrorCode.NOT_IN_THIS_STATE, "The call is over.")
            line = await add_line(
                session, call_id=call_id, participant_id=by.participant_id, client_id=message.client_id,
                text=message.text, now=self.clock(),
            )  # fmt: skip
        self._bus.say(call_id, EVERYBODY, encode(Chat(lines=(line,))))

    def _call_back(self, me: str, wish: m.WishCallBack) -> e.CallBackWished:
        if not exists(wish.time_zone):
            raise SignalError(ErrorCode.INVALID_FIELD, "There is no such time zone.")
        now = self.clock()
        begins = min(max(wish.starts_at, now), now + _CALENDAR)
        staffed = self._hours.anybody_within(begins, wish.ends_at)
        return e.CallBackWished(
            me, new_id(), wish.channel, wish.starts_at, wish.ends_at, wish.time_zone, wish.contact, wish.note, staffed
        )


def _leg_lost(me: str, message: m.LegLost) -> e.Event:
    """Another leg is wished for, unless the recorder has said that there is none to be had."""
    if message.because is not None:
        return e.RecordingFailed(message.recording_id, message.because)
    return e.LegLost(me, message.recording_id)


_CALENDAR = timedelta(days=60)
"""Further ahead nothing is promised, and calendars end."""
_EVENTS: dict[type[m.Incoming], Callable[[str, m.Incoming], e.Event]] = {
    m.Ready: lambda me, x: e.ParticipantReady(me, x.audio, x.video, x.screen),  # type: ignore[attr-defined]
    m.Media: lambda me, x: e.MediaChanged(me, x.audio, x.video, x.screen),  # type: ignore[attr-defined]
    m.HangUp: lambda me, x: e.HungUp(me),
    m.PauseRecording: lambda me, _: e.RecordingPaused(me),
    m.ResumeRecording: lambda me, _: e.RecordingResumed(me),
    m.ResumeSeen: lambda me, _: e.ResumeSeen(me),
    m.LegLost: _leg_lost,  # type: ignore[dict-item]
}
