"""After the commit: tells everybody concerned, on whichever node their page is. What is lost here is still in SQL."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from records.agents import Duty, duties
from records.calls import Matter, load_matters
from records.database import Database
from records.effects import Ticket
from records.tables import CallRow, OfferRow, ParticipantRow
from signaling.cluster.bus import call_topic
from signaling.cluster.call_log import EVERYBODY, to_participant
from signaling.domain import effects as do
from signaling.domain.call import Call
from signaling.protocol.codec import encode
from signaling.protocol.outgoing import CallChanged, Offer, OfferClosed, Record
from signaling.protocol.words import AgentState, CallMode
from signaling.runtime.agent_news import published
from signaling.runtime.board import Board
from signaling.runtime.ports import Bus, Clock
from signaling.runtime.snapshots import glimpse, glimpse_of, snapshot

QUEUE_TOPIC = "queue"
NOTE = "! "
"""Begins what nodes say to each other about a call; what is said to pages begins with its session."""
DISMISSED = "-"
"""Noted of a participant: they do not belong to the call any more."""
WHO_IS_THERE = "?"
"""Noted of a participant who counts as gone: a page of theirs that is there after all says so."""
SHOWN_OUT = "> "
"""Begins what is noted of a page that is to be closed: its id, and the reason it is told."""


def user_topic(user_id: str) -> str:
    """What every page of one agent hears."""
    return f"user:{user_id}"


def note_about(participant_id: str, note: str) -> str:
    """What nodes say to each other on a call's topic about one participant; no page is told."""
    return f"{NOTE}{participant_id} {note}"


class Announcer:
    """Turns what happened into the messages of the wire, and publishes them."""

    def __init__(self, database: Database, bus: Bus, board: Board, *, clock: Clock) -> None:
        self._database = database
        self._bus = bus
        self._board = board
        self._clock = clock
        self.stalled: frozenset[str] = frozenset()
        """Parts whose writer has fallen silent, as the recorder's echo on this node sees it."""

    async def rings(
        self, call: Call, matter: Matter, effects: Iterable[do.Effect], agents: Mapping[str, Duty]
    ) -> None:  # fmt: skip
        """Let it ring, before anything else is told or read: somebody waits for it."""
        for effect in effects:
            if isinstance(effect, do.OpenOffer):
                message = Offer(
                    offer_id=effect.offer_id, call_id=call.id, case=glimpse_of(matter),
                    customer_name=call.customer.name, language=call.language, reason=matter.asked_because,
                    interrupted=call.talked, waiting_since=call.waiting_since or call.created_at,
                    expires_at=effect.expires_at, server_time=self._clock(),
                )  # fmt: skip
                await self.agent_is(effect.user_id, agents[effect.user_id])
                self._bus.publish(user_topic(effect.user_id), encode(message))

    async def announce(
        self,
        call: Call,
        effects: Iterable[do.Effect],
        tickets: Iterable[Ticket],
        *,
        changed: bool,
        matter: Matter | None = None,
        agents: Mapping[str, Duty] | None = None,
    ) -> None:
        """Tell the pages of this call, its agents, and whoever waits for a change of the queue; not where it rings.

        What is known already is not read again: what the call is about, and the `agents` who do something else now.
        """
        if matter is None:
            async with self._database.reading() as session:
                matter = (await load_matters(session, [call.id]))[call.id][1]
        effects = tuple(effects)
        if changed:
            await self.refresh(call, matter)
        for ticket in tickets:
            message = Record(
                recording_id=ticket.recording_id,
                part_number=ticket.part_number,
                whip_url=f"/whip/{ticket.text}",
                picture=call.asking is not None and call.asking.picture == "taken",
            )
            self._bus.say(call.id, to_participant(ticket.participant_id), encode(message))
        for effect in effects:
            await self._announce_effect(call, effect, matter, agents)
        if (changed and call.mode is CallMode.QUEUE) or any(isinstance(effect, do.SetAgent) for effect in effects):
            await self.queue_moved()

    async def refresh(self, call: Call, matter: Matter | None = None) -> None:
        """Send the whole call to its pages, as it stands."""
        self._bus.say(call.id, EVERYBODY, encode(await self.seen(call, matter)))

    async def seen(self, call: Call, matter: Matter | None = None) -> CallChanged:
        """The call as its pages are to see it."""
        if self._board.shows(call):
            await self._board.glance()
        async with self._database.reading() as session:
            return CallChanged(
                call=await snapshot(
                    session, call, glimpse_of(matter) if matter else await glimpse(session, call.case_id),
                    now=self._clock(), queue=self._board.view(call), stalled=self.stalled,
                )
            )  # fmt: skip

    async def agent_seen(self, user_id: str) -> tuple[Duty, int]:
        """An agent as the queue sees them, and how many customers wait."""
        await self._board.glance()
        async with self._database.reading() as session:
            duty = (await duties(session, [user_id])).get(user_id, Duty(AgentState.OFFLINE, None, version=0))
        return duty, self._board.waiting

    async def agent_is(self, user_id: str, duty: Duty) -> None:
        """Tell this agent's pages what is known already; what it means to the queue is told later."""
        self._bus.publish(user_topic(user_id), published(duty, waiting=self._board.waiting))

    def ask_who_is_there(self, call_id: str, participant_id: str) -> None:
        """This person counts as gone; a page of theirs that is there nevertheless comes back."""
        self._bus.publish(call_topic(call_id), note_about(participant_id, WHO_IS_THERE))

    async def queue_moved(self) -> None:
        """Somebody's place, or who is there, may be another one now."""
        self._bus.publish(QUEUE_TOPIC, "")

    async def agent_changed(self, user_id: str) -> None:
        """Tell this agent's pages how the queue sees them, and whoever waits that one more or less is there."""
        await self._tell_agent(user_id)
        await self.queue_moved()

    async def _announce_effect(
        self, call: Call, effect: do.Effect, matter: Matter, agents: Mapping[str, Duty] | None
    ) -> None:
        match effect:
            case do.CloseOffer():
                closed = OfferClosed(
                    offer_id=effect.offer_id, outcome=effect.outcome, call_id=call.id, case_reference=matter.reference
                )
                self._bus.publish(user_topic(effect.user_id), encode(closed))
            case do.SetAgent(state=AgentState.RINGING):
                pass  # told with the offer
            case do.SetAgent(user_id=user_id) if agents is not None and user_id in agents:
                await self.agent_is(user_id, agents[user_id])
            case do.SetAgent():
                await self._tell_agent(effect.user_id)
            case do.Dismiss():
                self._bus.publish(call_topic(call.id), note_about(effect.participant_id, DISMISSED))
            case do.ShowOut(person_id, page_id, because):
                note = note_about(person_id, f"{SHOWN_OUT}{page_id} {because}")
                self._bus.publish(call_topic(call.id), note)
            case _:
                pass

    async def _tell_agent(self, user_id: str) -> None:
        duty, waiting = await self.agent_seen(user_id)
        self._bus.publish(user_topic(user_id), published(duty, waiting=waiting))


async def offer_view(session: AsyncSession, row: OfferRow, clock: Clock) -> Offer:
    """An offer as it rings; also sent to a page that opens while it does."""
    call = await session.get_one(CallRow, row.call_id)
    customer = await session.scalar(
        select(ParticipantRow).where(ParticipantRow.call_id == call.id, ParticipantRow.user_id.is_(None))
    )
    return Offer(
        offer_id=row.id, call_id=call.id, case=await glimpse(session, call.case_id),
        customer_name=customer.name if customer else "", language=call.language, reason=call.asked_because,
        interrupted=call.active_since is not None,
        waiting_since=call.waiting_since or call.created_at, expires_at=row.expires_at, server_time=clock(),
    )  # fmt: skip


async def closed_view(session: AsyncSession, row: OfferRow) -> OfferClosed:
    """An offer that rings no longer, for a page that may not have heard so."""
    call = await session.get_one(CallRow, row.call_id)
    case = await glimpse(session, call.case_id)
    return OfferClosed.model_validate(
        {"offer_id": row.id, "outcome": row.outcome, "call_id": call.id, "case_reference": case.reference}
    )
