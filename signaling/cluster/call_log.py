"""What is said in one call: numbered by the node that says it, told at once, and kept for minutes in Redis.

A hint like all of Redis: whom the log cannot tell what they missed reads SQL. Each node counts what it says in a call
for itself, under a name of its own, its origin; the log knows how far each origin is. A session is drawn when the log
is begun: a log that was lost and begun again is another one, and nobody takes it for whole.
"""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from itertools import count
from typing import NamedTuple

from signaling.cluster.resp import Value, command

_KEPT = 256
_LOG_TTL_MS = 5 * 60_000
"""Longer than anybody is waited for."""
_HEAD_TTL_MS = 12 * 3600_000
"""Longer than any call: a new session in the middle of one has its pages read everything again."""
_CALLS = 20_000
"""A call that was not spoken in for longest goes on under another origin, if it does."""

_SESSION = f"""
local session = redis.call('HGET', KEYS[1], 'session')
if not session then
  session = ARGV[1]
  redis.call('HSET', KEYS[1], 'session', session)
  redis.call('DEL', KEYS[2])
end
redis.call('PEXPIRE', KEYS[1], {_HEAD_TTL_MS})
"""
_APPEND = f"""{_SESSION}
local others = redis.call('PUBSUB', 'NUMSUB', ARGV[2])[2] > tonumber(ARGV[3])
for n = 5, #ARGV, 2 do
  local said = ARGV[4] .. ' ' .. ARGV[n] .. ' ' .. ARGV[n + 1]
  redis.call('RPUSH', KEYS[2], said)
  if others then redis.call('PUBLISH', ARGV[2], session .. ' ' .. said) end
end
redis.call('HSET', KEYS[1], ARGV[4], ARGV[#ARGV - 1])
redis.call('LTRIM', KEYS[2], -{_KEPT}, -1)
redis.call('PEXPIRE', KEYS[2], {_LOG_TTL_MS})
return 1
"""
_READ = f"""{_SESSION}
local head = redis.call('HGETALL', KEYS[1])
if session ~= ARGV[2] then return {{session, head}} end
local heard = {{}}
for n = 3, #ARGV, 2 do heard[ARGV[n]] = tonumber(ARGV[n + 1]) end
for n = 1, #head, 2 do
  if head[n] ~= 'session' and tonumber(head[n + 1]) > (heard[head[n]] or 0) then
    return {{session, head, redis.call('LRANGE', KEYS[2], 0, -1)}}
  end
end
return {{session, head, {{}}}}
"""

_PROCESS = secrets.token_hex(6)
_MARKS = count()

EVERYBODY = "*"

Heard = Mapping[str, int]
"""Origin -> the number of the last message of it that was heard. Whoever is not in it has said nothing yet."""


def to_participant(participant_id: str) -> str:
    """The address of one person's page, whichever it is."""
    return f"@{participant_id}"


def to_page(page_id: str) -> str:
    """The address of one page."""
    return f"#{page_id}"


class Said(NamedTuple):
    """One message of a call: to whom, who said it, and its number there.

    `session` is that of the log it came through; None for what this node has just said itself.
    """

    session: str | None
    origin: str
    seq: int
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How far each origin is in the log, and what was said since, None when it cannot tell."""

    session: str
    heads: Heard
    missed: tuple[Said, ...] | None


class Voice:
    """Numbers what one node says, call by call."""

    def __init__(self) -> None:
        self.name = _new_mark()
        self._counts: OrderedDict[str, tuple[str, int]] = OrderedDict()
        self._begun = count()

    def say(self, call_id: str, to: str, text: str) -> Said:
        """The next message of this node in this call."""
        origin, before = self._counts.pop(call_id, ("", 0))
        origin = origin or f"{self.name}.{next(self._begun):x}"
        self._counts[call_id] = (origin, before + 1)
        if len(self._counts) > _CALLS:
            self._counts.popitem(last=False)
        return Said(None, origin, before + 1, to, text)

    def said(self, origin: str) -> bool:
        """Whether it was this node."""
        return origin.startswith(f"{self.name}.")


def read_said(text: str) -> Said:
    """What was delivered through Redis."""
    session, origin, seq, to, rest = text.split(" ", 4)
    return Said(session, origin, int(seq), to, rest)


class CallLog:
    """The logs of all calls, as commands for Redis and what it answers."""

    def __init__(self, *, prefix: str) -> None:
        self._prefix = prefix

    def append(self, call_id: str, channel: str, said: Sequence[Said], *, listening: bool) -> "Script":
        """Keep what one origin has said, in its order, and publish it: one step in Redis. Nothing is published that
        would be heard by nobody but this node, if it is `listening`.
        """
        words = [word for each in said for word in (each.seq, f"{each.to} {each.text}")]
        keys, session = self._keys(call_id), _new_session(call_id)
        return Script(_APPEND, (*keys, session, channel, int(listening), said[0].origin, *words))

    def read(self, call_id: str, *, session: str | None, heard: Heard) -> "Script":
        """What was said after `heard` in `session`, for `reading`. A log that is not there is begun."""
        words = [word for pair in heard.items() for word in pair]
        return Script(_READ, (*self._keys(call_id), _new_session(call_id), session or "", *words))

    def forget(self, call_id: str) -> bytes:
        """Something of this call is not in its log: nobody may rely on it."""
        return command("DEL", *self._keys(call_id))

    def _keys(self, call_id: str) -> tuple[str, str]:
        """One slot of a Redis Cluster for both."""
        return f"{self._prefix}call:{{{call_id}}}:head", f"{self._prefix}call:{{{call_id}}}:log"


class Script:
    """A script with its two keys and its arguments, by its hash and, for a Redis that does not know it, whole."""

    def __init__(self, text: str, values: tuple[str | int, ...]) -> None:
        self._text = text
        self._values = values

    @property
    def known(self) -> bytes:
        """For a Redis that has run it before; any other one answers NOSCRIPT."""
        return command("EVALSHA", _SHA[self._text], 2, *self._values)

    @property
    def whole(self) -> bytes:
        """For any Redis."""
        return command("EVAL", self._text, 2, *self._values)


def reading(answer: Value, *, heard: Heard) -> Reading:
    """What `CallLog.read` was answered to whoever has heard so much."""
    match answer:
        case [bytes(session), list(head)]:
            return Reading(session.decode(), _heads(head), None)
        case [bytes(session), list(head), list(log)]:
            now, heads = session.decode(), _heads(head)
            kept = [read_said(f"{now} {said.decode()}") for said in log if isinstance(said, bytes)]
            return Reading(now, heads, _missed(kept, heads, heard))
    raise ConnectionError(f"this is no answer of ours: {answer!r:.100}")


def _missed(kept: Sequence[Said], heads: Heard, heard: Heard) -> tuple[Said, ...] | None:
    """What of the log is news; None when some of it has left the log already, or never came there."""
    at, missed = dict(heard), []
    for said in kept:
        if said.seq == at.get(said.origin, 0) + 1:
            at[said.origin] = said.seq
            missed.append(said)
    whole = all(at.get(origin, 0) >= seq for origin, seq in heads.items())
    return tuple(missed) if whole else None


def _heads(head: Sequence[Value]) -> Heard:
    pairs = zip(head[::2], head[1::2], strict=True)
    return {
        origin.decode(): int(seq)
        for origin, seq in pairs
        if isinstance(origin, bytes) and isinstance(seq, bytes) and origin != b"session"
    }


def call_of(session: str) -> str:
    """The call whose log this session is."""
    return session.partition(".")[0]


def _new_mark() -> str:
    """No other one like it, on any node; no secret."""
    return f"{_PROCESS}{next(_MARKS):x}"


def _new_session(call_id: str) -> str:
    return f"{call_id}.{_new_mark()}"


SCRIPTS = (_APPEND, _READ)
_SHA = {script: sha1(script.encode(), usedforsecurity=False).hexdigest() for script in SCRIPTS}
