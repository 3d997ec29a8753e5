"""What people do, one function each. `n` chooses among those who could; False says that nobody could.

A refusal by the rules is an answer (`SignalError`); anything else that is raised is a fault.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from records.agents import set_presence
from records.chat import add_line
from records.tables import new_id
from signaling.domain import events as e
from signaling.domain.call import TALKING, Participant
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallMode, CallState, Channel, ErrorCode, Role
from signaling.runtime.seating import Occupant
from tests.pairing.picture import Seen, Somebody
from tests.pairing.station import LEASE_S, Station
from tests.pairing.world import LANGUAGES, SKILLS, Page, World
from tests.unit.signaling.story import ALL_PURPOSES, answer

_AGENT_AWAY_S = 10.0
_NOTICED_AFTER = timedelta(seconds=15)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """Picks by one number, a different part of it each time: the same number chooses the same again."""

    n: int

    def of(self, options: Sequence[T]) -> T:
        """One of them."""
        return options[self.n % len(options)]

    def then(self, ways: int) -> int:
        """A further choice among so many."""
        return (self.n // 7919) % ways


Move = Callable[[World, Choice], Awaitable[bool]]


async def attempt(world: World, move: Move, n: int) -> bool:
    """Do it; what the rules refuse is counted, and the world is as it was."""
    try:
        return await move(world, Choice(n))
    except SignalError as error:
        world.refused[error.code] += 1
        return True


async def customer_asks(world: World, choice: Choice) -> bool:
    """A call of the queue on some case, also on one that has a live call (refused)."""
    case, way = choice.of(world.cases), choice.then(40)
    station = world.station(way)
    opened = await station.reception.open_call(
        case, mode=CallMode.QUEUE, created_by="api", language=LANGUAGES[way % len(LANGUAGES)],
        priority=(0, 0, 0, 2, 5)[way // 5 % 5], skills=SKILLS[way // 3 % len(SKILLS)],
    )  # fmt: skip
    call = await station.rooms.look(opened.call_id)
    assert call is not None
    if way % 8 == 0:
        await station.reception.join_by_link(opened.call_id, opened.secret, browser=case)
    await _enter(world, station, opened.call_id, call.customer.id)
    if way % 4:
        await station.rooms.happen(opened.call_id, e.ParticipantReady(call.customer.id, audio=True, video=True))
    return True


async def customer_is_ready(world: World, choice: Choice) -> bool:
    """The customer's own click, in an invited call too."""
    return await _in_call(
        world, choice, lambda call: not call.customer.ready and call.customer.page_id is not None,
        lambda call: e.ParticipantReady(call.customer.id, audio=True, video=True),
    )  # fmt: skip


async def customer_leaves(world: World, choice: Choice) -> bool:
    """The page is closed, at any moment."""
    return await _in_call(
        world, choice, lambda call: call.customer.page_id is not None,
        lambda call: e.ParticipantLeft(call.customer.id, call.customer.page_id or ""),
    )  # fmt: skip


async def customer_comes(world: World, choice: Choice) -> bool:
    """The first time, or back, or with another tab."""
    calls = [call for call in world.picture.live if call.customer.page_id is None] or world.picture.live
    if not calls:
        return False
    call = choice.of(calls)
    await _enter(world, world.station(choice.then(2)), call.id, call.customer.id)
    return True


async def customer_vanishes(world: World, choice: Choice) -> bool:
    """No word is said; the node sees it much later, or never if it dies first."""
    calls = [call for call in world.picture.live if call.customer.page_id is not None]
    return bool(calls) and _fall_silent(world, choice.of(calls), choice.of(calls).customer)


async def customer_wishes_to_be_called_back(world: World, choice: Choice) -> bool:
    """In whatever state the call is."""
    at = world.clock.now
    return await _in_call(
        world, choice, lambda call: call.customer.page_id is not None,
        lambda call: e.CallBackWished(
            call.customer.id, new_id(), Channel.CALL, at, at + timedelta(hours=choice.then(5)), "Europe/Madrid"
        ),
    )  # fmt: skip


async def agent_signs_on(world: World, choice: Choice) -> bool:
    """Opens a page, and mostly takes calls at once."""
    away = [user for user in world.agents if user not in world.desks]
    if not away:
        return False
    user, station = choice.of(away), world.station(choice.then(2))
    world.desks[user] = station
    await station.presence.hold(f"agent:{user}")
    await _presence(world, station, user, "here")
    if choice.then(10):
        await _presence(world, station, user, "available")
    return True


async def agent_is_available(world: World, choice: Choice) -> bool:
    """Says so, whatever they are doing."""
    if not world.desks:
        return False
    user = choice.of(sorted(world.desks))
    await _presence(world, world.desks[user], user, "available")
    return True


async def agent_takes_a_break(world: World, choice: Choice) -> bool:
    """Says so, whatever they are doing."""
    if not world.desks:
        return False
    user = choice.of(sorted(world.desks))
    await _presence(world, world.desks[user], user, "break")
    return True


async def agent_closes_the_page(world: World, choice: Choice) -> bool:
    """Of a talk too."""
    if not world.desks:
        return False
    user = choice.of(sorted(world.desks))
    station = world.desks.pop(user)
    await station.presence.release(f"agent:{user}", after_s=_AGENT_AWAY_S)
    for call, agent in _seats(world, user):
        if agent.page_id is not None:
            await station.rooms.happen(call.id, e.ParticipantLeft(agent.id, agent.page_id))
    return True


async def agent_crashes(world: World, choice: Choice) -> bool:
    """No word is said; the lease runs out."""
    if not world.desks:
        return False
    user = choice.of(sorted(world.desks))
    await world.desks.pop(user).presence.release(f"agent:{user}", after_s=LEASE_S)
    for call, agent in _seats(world, user):
        if agent.page_id is not None:
            _fall_silent(world, call, agent)
    return True


async def agent_comes_into_the_call(world: World, choice: Choice) -> bool:
    """Their own call: just accepted, given to them, or lost a moment ago."""
    waiting = [call for call in world.picture.live if call.agent is not None and call.agent.page_id is None]
    if not waiting:
        return False
    call = choice.of(waiting)
    agent = call.agent
    assert agent is not None
    station = world.desks.get(agent.user_id or "") or world.station(choice.then(2))
    world.desks.setdefault(agent.user_id or "", station)
    await station.presence.hold(f"agent:{agent.user_id}")
    await _enter(world, station, call.id, agent.id)
    if choice.then(3):
        await station.rooms.happen(call.id, e.ParticipantReady(agent.id, audio=True, video=True))
    return True


async def agent_accepts(world: World, choice: Choice) -> bool:
    """Mostly comes in at once; now and then the offer is somebody else's, or is long gone."""
    ringing = [offer for offer in world.picture.offers if offer.user_id in world.desks]
    if not ringing:
        return False
    offer = choice.of(ringing)
    station = world.desks[offer.user_id]
    if choice.then(20) == 0:
        return await _refused_to_a_stranger(world, station, offer.id, offer.user_id)
    call = (await station.queue.accept(offer.id, user_id=offer.user_id)).call
    assert call.agent is not None
    assert call.agent.user_id == offer.user_id
    if choice.then(9):
        await _enter(world, station, call.id, call.agent.id)
        await station.rooms.happen(call.id, e.ParticipantReady(call.agent.id, audio=True, video=True))
    return True


async def agent_declines(world: World, choice: Choice) -> bool:
    """Does not take it."""
    ringing = [offer for offer in world.picture.offers if offer.user_id in world.desks]
    if not ringing:
        return False
    offer = choice.of(ringing)
    await world.desks[offer.user_id].queue.decline(offer.id, user_id=offer.user_id)
    return True


async def agent_invites(world: World, choice: Choice) -> bool:
    """Begins a call of their own, also while another one rings; mostly the customer comes at once."""
    if not world.desks:
        return False
    user, case = choice.of(sorted(world.desks)), world.cases[choice.then(len(world.cases))]
    station = world.desks[user]
    opened = await station.reception.open_call(case, mode=CallMode.INVITE, created_by=user, agent_user_id=user)
    world.back[user].append(world.clock.now)
    call = await station.rooms.look(opened.call_id)
    assert call is not None
    assert call.agent is not None
    if choice.then(3):
        await _enter(world, station, call.id, call.agent.id)
        await station.rooms.happen(call.id, e.ParticipantReady(call.agent.id, audio=True, video=True))
        await _enter(world, world.station(choice.then(2)), call.id, call.customer.id)
    return True


async def agent_is_given_the_call(world: World, choice: Choice) -> bool:
    """By a supervisor, whoever had it before, and whatever the agent is doing."""
    if not world.picture.live:
        return False
    call, user = choice.of(world.picture.live), world.agents[choice.then(len(world.agents))]
    agent = Participant(new_id(), Role.AGENT, user, "en", user_id=user)
    await world.station(choice.n).rooms.happen(call.id, e.AgentReplaced(agent, "supervisor"))
    world.back[user].append(world.clock.now)
    return True


async def talk_connects(world: World, choice: Choice) -> bool:
    """A browser sees the other one."""
    return await _in_call(
        world, choice, lambda call: call.state in TALKING, lambda call: e.TalkConnected(call.customer.id)
    )


async def somebody_hangs_up(world: World, choice: Choice) -> bool:
    """Either of them, at any moment; mostly in a talk, so that the queue is not always empty."""
    calls = [call for call in world.picture.live if any(one.page_id for one in call.people)]
    if choice.then(5):
        calls = [call for call in calls if call.state in TALKING]
    if not calls:
        return False
    call = choice.of(calls)
    who = [one for one in call.people if one.page_id]
    await world.station(choice.n).rooms.happen(call.id, e.HungUp(who[choice.then(len(who))].id))
    return True


async def somebody_writes(world: World, choice: Choice) -> bool:
    """A line of text beside the call."""
    if not world.picture.live:
        return False
    call = choice.of(world.picture.live)
    async with world.database.transaction() as session:
        await add_line(
            session, call_id=call.id, participant_id=call.customer.id, client_id=new_id(), text="hola",
            now=world.clock.now,
        )  # fmt: skip
    world.said[call.id] += 1
    return True


async def they_agree_to_be_recorded(world: World, choice: Choice) -> bool:
    """The agent asks and both say yes, or the customer says no."""
    talks = [call for call in world.picture.live if call.state is CallState.ACTIVE and call.agent is not None]
    if not talks:
        return False
    call, rooms = choice.of(talks), world.station(choice.n).rooms
    assert call.agent is not None
    request, recording = new_id(), new_id()
    await rooms.happen(call.id, e.ConsentRequested(call.agent.id, request, ALL_PURPOSES, 30))
    for person in (call.agent, call.customer):
        yes = ALL_PURPOSES if person is call.agent or choice.then(3) else ()
        said = answer(person.id, yes=yes)
        await rooms.happen(
            call.id,
            e.ConsentAnswered(
                person.id, request, said.decisions, said.locale, said.wording, said.wording_sha256,
                recording_id=recording,
            ),
        )  # fmt: skip
    return True


async def summary_is_approved(world: World, choice: Choice) -> bool:
    """The call is written up, and its agent free."""
    over = [call for call in world.picture.calls.values() if call.state is CallState.WRAP_UP]
    if not over:
        return False
    call = choice.of(over)
    await world.station(choice.n).rooms.happen(call.id, e.SummaryApproved("whoever"))
    return True


async def _in_call(
    world: World, choice: Choice, fits: Callable[[Seen], bool], event: Callable[[Seen], e.Event]
) -> bool:  # fmt: skip
    calls = [call for call in world.picture.live if fits(call)]
    if not calls:
        return False
    call = choice.of(calls)
    await world.station(choice.then(2)).rooms.happen(call.id, event(call))
    return True


async def _enter(world: World, station: Station, call_id: str, person_id: str) -> None:
    """As the usher does: the page takes its place, and the row says which node has it."""
    page = Occupant(person_id, world.new_page_id(), sha256="of no token")
    await station.rooms.tell(await station.rooms.sit_down(call_id, page, node_id=station.id, takes_over=True))


async def _presence(world: World, station: Station, user: str, wish: str) -> None:
    """As the desk does, but for telling."""
    said = world.clock()
    if wish == "available":
        changed = await station.queue.free(user) is not None
    else:
        async with station.database.transaction() as session:
            changed = await set_presence(session, user, wish, now=world.clock()) is not None
    if changed:
        world.back[user].append(said)


async def _refused_to_a_stranger(world: World, station: Station, offer_id: str, user: str) -> bool:
    others = [other for other in world.agents if other != user]
    try:
        await station.queue.accept(offer_id, user_id=others[0] if others else "nobody")
    except SignalError as error:
        if error.code is ErrorCode.OFFER_GONE:
            return True
        raise
    raise AssertionError("an agent has accepted what rang for another")


def _seats(world: World, user: str) -> list[tuple[Seen, Somebody]]:
    return [(call, call.agent) for call in world.picture.live if call.agent is not None and call.agent.user_id == user]


def _fall_silent(world: World, call: Seen, person: Somebody) -> bool:
    if person.page_id is None or person.node_id is None:
        return False
    page = Page(call.id, person.id, person.page_id, person.node_id)
    world.silent.append((world.clock.now + _NOTICED_AFTER, page))
    return True
