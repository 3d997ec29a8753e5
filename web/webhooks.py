"""Endpoints over REST, for supervisors: who is told of events, how it stands, and what nobody took."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from outgoing.endpoint_view import EndpointChange, EndpointList, EndpointView, NewEndpoint, ToldSecret
from outgoing.endpoints import (
    add_endpoint,
    change_endpoint,
    read_endpoints,
    remove,
    rotate_secret,
)
from outgoing.letters import MOST_SHOWN, DeadLetter, list_dead_letters, replay_dead_letters
from web.callers import limit_tries_of
from web.operation import Ask

_Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class LetterSearch(BaseModel, extra="forbid"):
    """`endpoint` empty: of all of them."""

    endpoint: str = Field(default="", max_length=64)


class DeadLetters(BaseModel):
    """What was given up, the oldest first; `more`: there are others behind these."""

    letters: tuple[DeadLetter, ...]
    more: bool


class Replay(BaseModel, extra="forbid"):
    """Which dead letters are sent again: `events` null: all, `endpoint` null: those of every endpoint."""

    events: tuple[_Id, ...] | None = Field(default=None, max_length=MOST_SHOWN)
    endpoint: _Id | None = None


class SentAgain(BaseModel):
    """How many are due again."""

    count: int


async def show_endpoints(ask: Ask[None, None]) -> EndpointList:
    """All endpoints, the oldest first, each with what waits for it and what it did not take."""
    return await read_endpoints(ask.parts.database, now=ask.parts.clock())


async def new_endpoint(ask: Ask[NewEndpoint, None]) -> ToldSecret:
    """Send events to one more address. The secret that signs them is told this once."""
    parts, caller = ask.parts, ask.caller
    await limit_tries_of(ask.http, "endpoint", caller.actor, limit=20, per_s=60)
    told = await add_endpoint(
        parts.database, ask.body, parts.secret_lock, actor=caller.actor,
        allow_private=parts.config.private_endpoints, now=parts.clock(),
    )  # fmt: skip
    parts.work_waits()
    return told


async def edit_endpoint(ask: Ask[EndpointChange, None]) -> EndpointView:
    """What it is told, and whether it is on. What waited for it is sent at once when it is turned on."""
    parts = ask.parts
    changed = await change_endpoint(
        parts.database, ask.path("endpoint_id"), ask.body, actor=ask.caller.actor, now=parts.clock()
    )
    parts.work_waits()
    return changed


async def renew_secret(ask: Ask[None, None]) -> ToldSecret:
    """A new secret, told this once; for a day the old one signs beside it."""
    parts = ask.parts
    return await rotate_secret(
        parts.database, ask.path("endpoint_id"), parts.secret_lock, actor=ask.caller.actor, now=parts.clock()
    )  # fmt: skip


async def remove_endpoint(ask: Ask[None, None]) -> None:
    """For good, with all that waits for it and was given up."""
    parts = ask.parts
    await remove(parts.database, ask.path("endpoint_id"), actor=ask.caller.actor, now=parts.clock())


async def show_dead_letters(ask: Ask[None, LetterSearch]) -> DeadLetters:
    """What nobody took, with the last answer."""
    found = await list_dead_letters(
        ask.parts.database, endpoint_id=ask.query.endpoint or None, limit=MOST_SHOWN + 1
    )  # fmt: skip
    return DeadLetters(letters=tuple(found[:MOST_SHOWN]), more=len(found) > MOST_SHOWN)


async def send_again(ask: Ask[Replay, None]) -> SentAgain:
    """Under their old ids, and from the beginning of the schedule."""
    parts, wanted = ask.parts, ask.body
    count = await replay_dead_letters(
        parts.database, event_ids=wanted.events, endpoint_id=wanted.endpoint, actor=ask.caller.actor, now=parts.clock()
    )
    parts.work_waits()
    return SentAgain(count=count)
