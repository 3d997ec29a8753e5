"""Delivery between nodes over Redis. A hint, never a witness: what was missed is in the call's log, or in SQL."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import islice

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lifetime import pause, still_wanted
from signaling.cluster.call_log import SCRIPTS, CallLog, Heard, Reading, Said, Script, Voice, read_said, reading
from signaling.cluster.line import Line, open_line
from signaling.cluster.resp import ErrorAnswer, Push, Value, command

_CONFIRM_TIMEOUT_S = 2.0
_TEND_S = 0.25
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
_GAP_EVERY_S = 5.0
"""Each has every node read all that its pages hear. A Redis that is full makes one with every word: it is away then."""
_GAP = "gap"
"""Said by a node whose messages did not get through for a while: what the others know may be old."""

_LOST = (RedisError, OSError, ValueError, AttributeError, RuntimeError)
"""Whatever ends a connection. ValueError: what came is not Redis' language. The last two come from redis-py 8 when it
loses one while making it; they can go when it raises ConnectionError."""

_CALL = "call:"
_PLAIN = "- "
"""Begins what is published without a number; what is said in a call begins with its session."""

_LOG_AFTER_S = 1.0
_LOG_STEP_S = 0.005
_LOG_MESSAGES = 32
"""What was for one page and is heard already is written to the log later, with what else was said in the call: to Redis
twenty messages cost hardly more than one. A page that comes to another node by then hears them there when they are
logged, since what is logged is published; its arrival there has that done at once. If this node dies, the line of who
said them breaks with it, and what was said in the seconds before is said again."""

Deliver = Callable[[str, str], None]
Hear = Callable[[str, Said], bool]
log = structlog.get_logger()


class RedisBus:
    """One connection for all topics of this node. `deliver` and `hear` are called on the event loop and must not block.

    What this node says reaches its own pages at once, and the others through Redis. While Redis is away it reaches only
    the own ones; once it is back, `on_gap` is called on every node, so that everything can be read again.
    """

    def __init__(self, redis: "Redis", *, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._log = CallLog(prefix=prefix)
        self._prefix = f"{prefix}topic:"
        self._topics: Counter[str] = Counter()
        self._subscribing: dict[str, asyncio.Future[None]] = {}
        self._line: Line | None = None
        self._hears = False
        self._heard_before = False
        self._gap = False
        self._gap_told_at = float("-inf")
        self._voice = Voice()
        self._unlogged: dict[str, tuple[float, list[Said]]] = {}
        """What was said in a call and is to be logged in a moment, and since when; the oldest first."""
        self._logs_later = False
        """Whether a timer runs for it: one for all, however often there is nothing left to log meanwhile."""
        self._incomplete: set[str] = set()
        """Calls whose log lacks something this node had to say."""
        self.deliver: Deliver = lambda topic, text: None
        self.hear: Hear = lambda call_id, said: False
        self.on_gap: Callable[[], None] = lambda: None

    @property
    def away(self) -> bool:
        """Whether what this node says may not reach the others, or what they say may not reach it."""
        return not self._hears or self._gap

    def publish(self, topic: str, text: str) -> None:
        """Give `text` to every subscriber on every node; to our own at least when Redis is away."""
        if topic in self._topics:
            self.deliver(topic, text)
        said = command("PUBLISH", self._prefix + topic, f"{_PLAIN}{self._voice.name} {text}")
        self._send(said, lost=self._not_published)

    def say(self, call_id: str, to: str, text: str) -> None:
        """Give `text` to the page or pages at the address `to` in this call, numbered.

        What was for one page, which is here, is logged a moment later together with others; all else at once.
        """
        said = self._voice.say(call_id, to, text)
        if (begun := self._unlogged.get(call_id)) is None:
            loop = asyncio.get_running_loop()
            if not self._logs_later:
                self._logs_later = True
                loop.call_later(_LOG_AFTER_S, self._log_due)
            begun = self._unlogged[call_id] = (loop.time(), [])
        begun[1].append(said)
        if not self.hear(call_id, said) or len(begun[1]) >= _LOG_MESSAGES:
            self._log_call(call_id)

    async def read(self, call_id: str, *, session: str | None, heard: Heard) -> Reading | None:
        """What was said in this call after `heard` in `session`; None when Redis does not answer."""
        self._log_call(call_id)
        try:
            return reading(await self._ask(self._log.read(call_id, session=session, heard=heard)), heard=heard)
        except (ConnectionError, ErrorAnswer) as error:
            log.warning("bus.not_read", error=type(error).__name__)
            return None

    async def subscribe(self, topic: str) -> None:
        """From the return on, what is published is delivered here (unless Redis is away, and then after it is back)."""
        self._topics[topic] += 1
        if self._line is not None and self._topics[topic] == 1:
            self._subscribing[topic] = asyncio.get_running_loop().create_future()
            self._line.tell("SUBSCRIBE", self._prefix + topic)
        if (confirmed := self._subscribing.get(topic)) is not None:
            await asyncio.wait([confirmed], timeout=_CONFIRM_TIMEOUT_S)

    async def unsubscribe(self, topic: str) -> None:
        """The last one to leave a topic unsubscribes the node."""
        self._topics[topic] -= 1
        if self._topics[topic] > 0:
            return
        del self._topics[topic]
        self._subscribing.pop(topic, None)
        if self._line is not None:
            self._line.tell("UNSUBSCRIBE", self._prefix + topic)

    async def run(self) -> None:
        """Listen until cancelled, over any number of lost connections."""
        pause_s = _FIRST_PAUSE_S
        while still_wanted():
            try:
                async with open_line(self._redis, self._pushed) as line:
                    pause_s = _FIRST_PAUSE_S
                    await self._listen(line)
            except _LOST as error:
                log.warning("bus.lost", error=type(error).__name__, retry_in_s=pause_s)
            await pause(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    async def _listen(self, line: Line) -> None:
        reader = asyncio.ensure_future(line.read())
        reader.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        try:
            self._line = line
            for script in SCRIPTS:  # what is said and read is done in order only where nothing has to be said again
                line.ask(command("SCRIPT", "LOAD", script)).add_done_callback(asyncio.Future.exception)
            line.tell("SUBSCRIBE", *(self._prefix + topic for topic in (*self._topics, _GAP)))
            while still_wanted():
                if (await asyncio.wait([reader], timeout=_TEND_S))[0]:
                    return reader.result()
                line.tend()
                if self._gap and self._hears and self._gap_told_at + _GAP_EVERY_S <= asyncio.get_running_loop().time():
                    await self._tell_gap()
        finally:
            self._log_all()
            self._line, self._hears = None, False
            reader.cancel()

    def _log_call(self, call_id: str) -> None:
        """Log what is to be logged of this call."""
        if begun := self._unlogged.pop(call_id, None):
            topic = call_topic(call_id)
            script = self._log.append(call_id, self._prefix + topic, begun[1], listening=topic in self._topics)
            self._send(script, lost=partial(self._not_logged, call_id))

    def _log_due(self) -> None:
        """Few in each turn of the loop, also when many calls began to speak in the same moment."""
        self._logs_later = False
        loop = asyncio.get_running_loop()
        few = 1 + int(len(self._unlogged) * 2 * _LOG_STEP_S / _LOG_AFTER_S)
        for call_id, (since, _) in tuple(islice(self._unlogged.items(), few)):
            if since + _LOG_AFTER_S <= loop.time():
                self._log_call(call_id)
        for since, _ in self._unlogged.values():
            self._logs_later = True
            loop.call_later(max(_LOG_STEP_S, since + _LOG_AFTER_S - loop.time()), self._log_due)
            break

    def _log_all(self) -> None:
        for call_id in tuple(self._unlogged):
            self._log_call(call_id)

    def _not_published(self) -> None:
        self._gap = True

    def _not_logged(self, call_id: str) -> None:
        self._gap = True
        self._incomplete.add(call_id)

    def _send(self, asked: Script | bytes, *, lost: Callable[[], None]) -> None:
        """Nobody waits for it; `lost` is called when it was not taken, as far as anybody knows."""
        if self._line is None:
            lost()
            return

        def answered(answer: "asyncio.Future[Value]") -> None:
            error = answer.exception()
            if _unknown(error) and isinstance(asked, Script):
                self._send(asked.whole, lost=lost)
            elif error is not None:
                log.warning("bus.not_taken", error=type(error).__name__)
                lost()

        self._line.ask(asked if isinstance(asked, bytes) else asked.known).add_done_callback(answered)

    async def _ask(self, asked: Script | bytes) -> Value:
        line = self._line
        if line is None:
            raise ConnectionError("Redis is away")
        if isinstance(asked, bytes):
            return await line.ask(asked)
        try:
            return await line.ask(asked.known)
        except ErrorAnswer as error:
            if not _unknown(error):
                raise
            return await line.ask(asked.whole)

    def _pushed(self, push: Push) -> None:
        match push:
            case [b"message", bytes(channel), bytes(text)]:
                topic = channel.decode().removeprefix(self._prefix)
                self._heard(topic, text.decode())
            case [b"subscribe", bytes(channel), _]:
                self._subscribed(channel.decode().removeprefix(self._prefix))

    def _heard(self, topic: str, text: str) -> None:
        """What came through Redis; what this node has said itself it has heard already."""
        if text.startswith(_PLAIN):
            name, _, text = text.removeprefix(_PLAIN).partition(" ")
            if name == self._voice.name:
                return
            if topic == _GAP:
                self.on_gap()
            else:
                self._log_call(topic.removeprefix(_CALL))
                self.deliver(topic, text)
            return
        self._log_call(topic.removeprefix(_CALL))
        said = read_said(text)
        if not self._voice.said(said.origin):
            self.hear(topic.removeprefix(_CALL), said)

    def _subscribed(self, topic: str) -> None:
        """The gap's own topic is the last one of those that were wanted before."""
        if (confirmed := self._subscribing.pop(topic, None)) is not None:
            confirmed.set_result(None)
        elif topic == _GAP:
            self._hears = True
            again, self._heard_before = self._heard_before, True
            if again:
                self.on_gap()

    async def _tell_gap(self) -> None:
        """First nobody can rely on the logs that lack something, then everybody reads what there is."""
        for call_id in tuple(self._incomplete):
            try:
                await self._ask(self._log.forget(call_id))
            except (ConnectionError, ErrorAnswer) as error:
                log.warning("bus.not_forgotten", error=type(error).__name__)
                return
            self._incomplete.discard(call_id)
        self._gap, self._gap_told_at = False, asyncio.get_running_loop().time()
        self.publish(_GAP, "")
        self.on_gap()


def call_topic(call_id: str) -> str:
    """What every node with a page in this call hears."""
    return f"{_CALL}{call_id}"


def _unknown(error: BaseException | None) -> bool:
    """Whether Redis does not know our script (yet, or any more)."""
    return isinstance(error, ErrorAnswer) and str(error).startswith("NOSCRIPT")
