"""What is said in one call: numbered, sent to every node with a page of it, and kept for minutes in Redis.

A hint like all of Redis: whom the log cannot tell what they missed reads SQL. Numbers count within a session, which is
drawn when the log is begun: a log that was lost and begun again is another one, and nobody mistakes its numbers.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha1
from itertools import count

from signaling.cluster.resp import Value, command

_KEPT = 256
_LOG_TTL_MS = 5 * 60_000
"""Longer than anybody is waited for."""
_HEAD_TTL_MS = 12 * 3600_000
"""Longer than any call: a new session in the middle of one has its pages read everything again."""

_SESSION = f"""
local session = redis.call('HGET', KEYS[1], 'session')
if not session then
  session = ARGV[1]
  redis.call('HSET', KEYS[1], 'session', session, 'seq', 0)
  redis.call('DEL', KEYS[2])
end
redis.call('PEXPIRE', KEYS[1], {_HEAD_TTL_MS})
"""
_APPEND = f"""{_SESSION}
local said = redis.call('HINCRBY', KEYS[1], 'seq', 1) .. ' ' .. ARGV[3]
redis.call('RPUSH', KEYS[2], said)
redis.call('LTRIM', KEYS[2], -{_KEPT}, -1)
redis.call('PEXPIRE', KEYS[2], {_LOG_TTL_MS})
redis.call('PUBLISH', ARGV[2], session .. ' ' .. said)
return 1
"""
_READ = f"""{_SESSION}
local seq = tonumber(redis.call('HGET', KEYS[1], 'seq'))
local missed = seq - tonumber(ARGV[3])
if session ~= ARGV[2] or missed < 0 or missed > redis.call('LLEN', KEYS[2]) then return {{session, seq}} end
if missed == 0 then return {{session, seq, {{}}}} end
return {{session, seq, redis.call('LRANGE', KEYS[2], -missed, -1)}}
"""

_PROCESS = secrets.token_hex(8)
_MARKS = count()

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
    return f"{_new_mark()} {to} {text}"


def past_redis(message: str) -> str:
    """A message as written, in the shape in which it is delivered, without a number."""
    return f"- 0 {message}"


def read_said(text: str) -> Said:
    """What was delivered."""
    session, seq, mark, to, rest = text.split(" ", 4)
    return Said(None if session == "-" else session, int(seq), mark, to, rest)


class CallLog:
    """The logs of all calls, as commands for Redis and what it answers."""

    def __init__(self, *, prefix: str) -> None:
        self._prefix = prefix

    def append(self, call_id: str, channel: str, message: str) -> "Script":
        """Number what is `written`, keep it, publish it: one step in Redis."""
        return Script(_APPEND, (*self._keys(call_id), _new_session(call_id), channel, message))

    def read(self, call_id: str, *, session: str | None, seq: int) -> "Script":
        """What was said after number `seq` of `session`, for `reading`. A log that is not there is begun."""
        return Script(_READ, (*self._keys(call_id), _new_session(call_id), session or "", seq))

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


def reading(answer: Value) -> Reading:
    """What `CallLog.read` was answered."""
    match answer:
        case [bytes(session), int(seq)]:
            return Reading(session.decode(), seq, None)
        case [bytes(session), int(seq), list(missed)]:
            now = session.decode()
            return Reading(
                now, seq, tuple(read_said(f"{now} {said.decode()}") for said in missed if isinstance(said, bytes))
            )
    raise ConnectionError(f"this is no answer of ours: {answer!r:.100}")


def call_of(session: str) -> str:
    """The call whose log this session is."""
    return session.partition(".")[0]


def _new_mark() -> str:
    """No other one like it, on any node; no secret. Drawing each would cost 20 us a message."""
    return f"{_PROCESS}{next(_MARKS):x}"


def _new_session(call_id: str) -> str:
    return f"{call_id}.{_new_mark()}"


_SHA = {script: sha1(script.encode(), usedforsecurity=False).hexdigest() for script in (_APPEND, _READ)}
