"""A hostile page against the server: sequences of messages by chance, and what must hold after each.

The page is a real one, in a call with somebody who has not clicked; beside them two others talk who have nothing to do
with it. It says what its kind may say and what it may not, in any order, with everybody's ids where its own belong.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from structlog.testing import capture_logs

from records.database import Database
from records.tables import CallRow, LegTicketRow, ParticipantRow
from signaling.protocol.words import CallState
from tests.integration.signaling.stage import Browser, Stage, open_stage

MOVES = 12
SIDES = ("customer", "agent")
SDP = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n"
SHA = "0" * 64
_FIRST_BARRIER = 2**30
Words = dict[str, Any]


class Violation(AssertionError):  # noqa: N818 (reads as what it is)
    """Something a hostile page must not achieve."""


@dataclass
class World:
    """`hostile` and `victim` share a call; `others` are in another one and talk."""

    stage: Stage
    side: str
    call_id: str
    other_id: str
    token: str
    hostile: Browser
    victim: Browser
    others: tuple[Browser, Browser]
    pages: set[str] = field(default_factory=set)
    """Every page the hostile one ever was."""
    looked: dict[int, int] = field(default_factory=dict)
    barriers: Iterator[int] = field(default_factory=lambda: count(_FIRST_BARRIER))

    async def sequence(self, random: Random) -> list[str]:
        """One, by a page that has just taken its seat; gives what was said."""
        self._come_again(None)
        await self._settle()
        said = [self._move(random) for _ in range(MOVES)]
        for text in said:
            if self.hostile.closed or random.random() < 0.03:
                self._come_again(random.choice([None, self.hostile.page_id, self.victim.page_id]))
            self.hostile.say_text(text)
            if random.random() < 0.3:
                await asyncio.sleep(0)
        await self._settle()
        return said

    def _come_again(self, named: str | None) -> None:
        """As a new page, as the one it was, or as one that calls itself by somebody else's name."""
        if not self.hostile.closed:
            self.hostile.vanish()
        self.hostile = self.stage.connect(self.token, node=len(self.pages) % 2, page_id=named)
        self.pages.add(self.hostile.page_id)
        if self.side == "agent":
            self.hostile.say("enter", call_id=self.call_id)

    async def _settle(self) -> None:
        """Everything said has been answered: the last one is nonsense, which is always answered, unless it is out."""
        if self.hostile.closed:
            return
        barrier = next(self.barriers)
        self.hostile.say("nonsense", id=barrier)
        async with asyncio.timeout(30):
            while not self.hostile.closed and not any(m.get("reply_to") == barrier for m in self.hostile.heard):
                self.hostile._news.clear()
                await self.hostile._news.wait()

    def _move(self, random: Random) -> str:
        make = random.choice(_MESSAGES)
        message = make(random, self)
        twist = random.random()
        if twist < 0.08:
            message |= random.choice(_FORGED)(self)
        elif twist < 0.12 and len(message) > 1:
            message[random.choice(list(message)[1:])] = random.choice([None, 0, -1, "", [], {}, "x" * 70, True, 1e400])
        elif twist < 0.14:
            return random.choice(["", "{", "[]", "null", '{"type":"ready"', '{"type":"ready","type":"hello"}', "\x00"])
        return json.dumps(message)

    def look(self) -> None:
        """At all that anybody has been told since the last look."""
        victims = self.victim.page_id
        for who, browser in (("victim", self.victim), *(("other", each) for each in self.others)):
            for message in self._new(browser):
                kind = message["type"]
                if kind in ("description", "candidate"):
                    if who == "other":
                        raise Violation(f"reached somebody in another call: {message}")
                    if message["from_page"] not in self.pages - {victims}:
                        raise Violation(f"spoke as somebody else: {message}")
                if kind in ("record", "consent_asked") and who == "other":
                    raise Violation(f"asked somebody in another call: {message}")
                if kind == "record":
                    raise Violation(f"a leg without the victim's consent: {message}")
                if kind == "call":
                    self._look_at_call(message["call"], mine=who == "victim")
        for message in self._new(self.hostile):
            if message["type"] == "call":
                self._look_at_call(message["call"], mine=True)

    def _look_at_call(self, call: Words, *, mine: bool) -> None:
        if call["id"] != (self.call_id if mine else self.other_id):
            raise Violation(f"shown a call that is not theirs: {call['id']}")
        if not mine:
            return
        if call["state"] == CallState.ACTIVE:
            raise Violation("active, and one of the two has not clicked")
        for person in call["participants"]:
            if person["role"] != self.side and (person["ready"] or person["audio"] or person["video"]):
                raise Violation(f"said to have clicked: {person}")

    def _new(self, browser: Browser) -> list[Words]:
        first = self.looked.get(id(browser), 0)
        self.looked[id(browser)] = len(browser.heard)
        return browser.heard[first:]

    async def look_at_rows(self) -> bool:
        """Whether the call still is one. The rows say of nobody that they clicked or agreed who did not."""
        async with self.stage.db.transaction() as session:
            call = await session.get_one(CallRow, self.call_id)
            other = await session.get_one(CallRow, self.other_id)
            people = await session.scalars(select(ParticipantRow).where(ParticipantRow.call_id == self.call_id))
            clicked = [one.name for one in people if one.role != self.side and one.ready]
            tickets = (await session.scalars(select(LegTicketRow))).all()
        if clicked or tickets:
            raise Violation(f"in the rows: clicked {clicked}, tickets {len(tickets)}")
        if other.state != CallState.ACTIVE:
            raise Violation(f"the others' call is {other.state}")
        return call.state not in (CallState.WRAP_UP, CallState.CLOSED)


@asynccontextmanager
async def open_world(db: Database, redis_url: str, *, side: str) -> AsyncIterator[World]:
    """Two calls on two nodes. `side` is who is hostile: `customer` or `agent`."""
    with capture_logs() as log:
        async with open_stage(db, redis_url) as stage:
            agent, customer, call_id = await _invited(stage, "wei", "LP-A")
            others = await _talking(stage)
            hostile, victim = (customer, agent) if side == "customer" else (agent, customer)
            pages = {hostile.page_id}
            yield World(stage, side, call_id, others[2], hostile.token, hostile, victim, others[:2], pages)
        if failed := [line for line in log if line["log_level"] in ("error", "critical")]:
            raise Violation(f"a failure in the log: {failed[0]}")


async def _invited(stage: Stage, name: str, reference: str) -> tuple[Browser, Browser, str]:
    """An agent and a customer who see each other in the lobby."""
    agent = await stage.agent(name)
    opened = await stage.open_call(reference, agent=name)
    agent.say("enter", call_id=opened.call_id)
    customer = await stage.customer(opened)
    await agent.call_where(lambda call: all(one["page_id"] for one in call["participants"]))
    await customer.hear("call")
    return agent, customer, opened.call_id


async def _talking(stage: Stage) -> tuple[Browser, Browser, str]:
    agent, customer, call_id = await _invited(stage, "bea", "LP-B")
    for each in (agent, customer):
        each.say("ready", audio=True, video=True)
    await customer.call("connecting")
    customer.say("talk_connected")
    await agent.call("active")
    await customer.call("active")
    return agent, customer, call_id


def _someone(random: Random, world: World) -> str:
    pages = [world.victim.page_id, world.hostile.page_id, *(each.page_id for each in world.others), uuid4().hex, "*"]
    return world.victim.page_id if random.random() < 0.4 else random.choice(pages)


def _a_call(random: Random, world: World) -> str:
    return random.choice([world.call_id, world.other_id, uuid4().hex])


_MESSAGES: list[Callable[[Random, World], Words]] = [
    *(
        lambda r, w: {"type": "description", "to_page": _someone(r, w), "description": {"type": "offer", "sdp": SDP}},
        lambda r, w: {"type": "description", "to_page": _someone(r, w), "description": {"type": "answer", "sdp": SDP}},
        lambda r, w: {"type": "candidate", "to_page": _someone(r, w), "candidate": {"candidate": "", "sdpMid": "0"}},
    ) * 3,
    lambda r, w: {"type": "ready", "audio": r.random() < 0.5, "video": r.random() < 0.5},
    lambda r, w: {"type": "media", "audio": r.random() < 0.5, "video": r.random() < 0.5},
    lambda r, w: {"type": "talk_connected"},
    lambda r, w: {"type": "enter", "call_id": _a_call(r, w)},
    lambda r, w: {"type": "leave"} if r.random() < 0.3 else {"type": "ping"},
    lambda r, w: {"type": "chat", "client_id": uuid4().hex, "text": "hello"},
    lambda r, w: {"type": "language", "locale": r.choice(["en", "es", "xx"])},
    lambda r, w: {"type": "presence", "state": r.choice(["available", "break"])},
    lambda r, w: {"type": "accept", "offer_id": uuid4().hex},
    lambda r, w: {"type": "decline", "offer_id": uuid4().hex},
    lambda r, w: {"type": "consent_request"},
    lambda r, w: {
        "type": "consent_answer", "request_id": _asked(w), "wording_sha256": SHA,
        "decisions": {"audio": "given", "transcript": "given", "retention": "given"},
    },
    lambda r, w: {"type": "consent_withdraw", "discard": r.random() < 0.5},
    lambda r, w: {"type": "leg_lost", "recording_id": uuid4().hex},
    lambda r, w: {"type": "steps", "steps": {"click": 1}},
    lambda r, w: {"type": "hello", "token": w.token, "page_id": _someone(r, w)},
    lambda r, w: {"type": "ping"},
    lambda r, w: {"type": r.choice(["welcome", "call", "record", "session", "nonsense", ""])},
    lambda r, w: {"type": "hangup"} if r.random() < 0.05 else {"type": "ping"},
]  # fmt: skip
"""What a page may say; what speaks to the other one often, what ends the story seldom."""

_FORGED: list[Callable[[World], Words]] = [
    lambda w: {"from_page": w.victim.page_id},
    lambda w: {"page_id": w.victim.page_id},
    lambda w: {"participant_id": "1", "role": "agent"},
    lambda w: {"ready": True, "for": w.victim.page_id},
    lambda w: {"call_id": w.other_id},
    lambda w: {"seq": 1, "origin": "0.0"},
]


def _asked(world: World) -> str:
    asked = [message["request_id"] for message in world.hostile.heard if message["type"] == "consent_asked"]
    return asked[-1] if asked else uuid4().hex


@dataclass
class Told:
    """How much of it was tried: a page that is shown out at once proves nothing."""

    worlds: int = 0
    sequences: int = 0
    reached: int = 0
    """Descriptions and candidates that the victim was told of, as the rules have it."""


async def tell(db_of: Callable[[], Any], redis_url: str, *, side: str, seeds: range, together: int = 50) -> Told:
    """A sequence for each seed, a world for some of them each."""
    left, told = list(seeds), Told()
    while left:
        told.worlds += 1
        async with db_of() as database, open_world(database, redis_url, side=side) as world:
            for _ in range(min(together, len(left))):
                seed = left.pop(0)
                said = await world.sequence(Random(seed))
                told.sequences += 1
                try:
                    world.look()
                    if not await world.look_at_rows():
                        break
                except Violation as violation:
                    raise Violation(f"{side}, seed {seed}: {violation}; said {said}") from violation
            await asyncio.sleep(0.1)
            world.look()
            told.reached += sum(message["type"] in ("description", "candidate") for message in world.victim.heard)
    return told
