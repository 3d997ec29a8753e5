"""What is said in one call: numbered, sent to every node with a page of it, and kept for minutes in Redis.

A hint like all of Redis: whom the log cannot tell what they missed reads SQL. Numbers count within a session, which is
drawn when the log is begun: a log that was lost and begun again is another one, and nobody mistakes its numbers.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha1
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError

_KEPT = 256
_LOG_TTL_MS = 5 * 60_000
"""Longer than anybody is waited for."""
_HEAD_TTL_MS = 12 * 3600_000
"""Longer than any call: a new session in the middle of one has its pages read everything again."""

_SESSION = """
local session = redis.call('HGET', KEYS[1], 'session')
if not session then
  session = ARGV[1]
  redis.call('HSET', KEYS[1], 'session', session, 'seq', 0)
  redis.call('DEL', KEYS[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
_APPEND = f"""{_SESSION}
if redis.call('HGET', KEYS[1], 'mark') == ARGV[6] then return 0 end -- sent again by a client that got no answer
redis.call('HSET', KEYS[1], 'mark', ARGV[6])
local said = redis.call('HINCRBY', KEYS[1], 'seq', 1) .. ' ' .. ARGV[5]
redis.call('RPUSH', KEYS[2], said)
redis.call('LTRIM', KEYS[2], -{_KEPT}, -1)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[4], session .. ' ' .. said)
return 1
"""
_READ = f"""{_SESSION}
local seq = tonumber(redis.call('HGET', KEYS[1], 'seq'))
local missed = seq - tonumber(ARGV[4])
if session ~= ARGV[3] or missed < 0 or missed > redis.call('LLEN', KEYS[2]) then return {{session, seq}} end
if missed == 0 then return {{session, seq, {{}}}} end
return {{session, seq, redis.call('LRANGE', KEYS[2], -missed, -1)}}
"""

EVERYBODY = "*"


def to_participant(participant_id: str) -> str:
    """The address of one person's page, whichever it is."""
    return f"@{participant_id}"


def to_page(page_id: str) -> str:
    """The address of one page."""
    return f"#{page_id}"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a call: to whom, and its place in the log. `mark` is its own, however it arrives.

    Without a session it came past Redis, and has no number.
    """

    session: str | None
    seq: int
    mark: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the log is, and what was said since; None when it cannot tell."""

    session: str
    seq: int
    missed: tuple[Said, ...] | None


def written(to: str, text: str) -> str:
    """A message as the log takes it, with a new mark."""
    return f"{secrets.token_hex(8)} {to} {text}"


def mark_of(message: str) -> str:
    """What tells a message, as written, from every other one."""
    return message.partition(" ")[0]


def past_redis(message: str) -> str:
    """A message as written, in the shape in which it is delivered, without a number."""
    return f"- 0 {message}"


def read_said(text: str) -> Said:
    """What was delivered."""
    session, seq, mark, to, rest = text.split(" ", 4)
    return Said(None if session == "-" else session, int(seq), mark, to, rest)


class CallLog:
    """The logs of all calls; raises whatever Redis raises."""

    def __init__(self, redis: "Redis", *, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def append(self, call_id: str, channel: str, message: str) -> None:
        """Number what is `written`, keep it, publish it: one step in Redis."""
        await self._run(_APPEND, call_id, _HEAD_TTL_MS, _LOG_TTL_MS, channel, message, mark_of(message))

    async def read(self, call_id: str, *, session: str | None, seq: int) -> Reading:
        """What was said after number `seq` of `session`. A log that is not there is begun."""
        found = await self._run(_READ, call_id, _HEAD_TTL_MS, session or "", seq)
        now, newest = _text(found[0]), int(found[1])
        if len(found) < 3:
            return Reading(now, newest, None)
        return Reading(now, newest, tuple(read_said(f"{now} {_text(said)}") for said in found[2]))

    async def forget(self, call_id: str) -> None:
        """Something of this call is not in its log: nobody may rely on it."""
        await self._redis.delete(*self._keys(call_id))

    def _keys(self, call_id: str) -> tuple[str, str]:
        """One slot of a Redis Cluster for both."""
        return f"{self._prefix}call:{{{call_id}}}:head", f"{self._prefix}call:{{{call_id}}}:log"

    async def _run(self, script: str, call_id: str, *arguments: str | int) -> Any:  # noqa: ANN401 (what a script gives)
        values = (*self._keys(call_id), f"{call_id}.{secrets.token_hex(8)}", *arguments)
        try:
            return await self._redis.evalsha(_SHA[script], 2, *values)
        except NoScriptError:  # a Redis that was emptied, or is another one now
            return await self._redis.eval(script, 2, *values)


_SHA = {script: sha1(script.encode(), usedforsecurity=False).hexdigest() for script in (_APPEND, _READ)}


def call_of(session: str) -> str:
    """The call whose log this session is."""
    return session.partition(".")[0]


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
