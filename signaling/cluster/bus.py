"""Delivery between nodes over Redis publish/subscribe. A hint, never a witness: what was missed is read from SQL."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from lifetime import pause, still_wanted
from signaling.cluster.call_log import CallLog, Reading, past_redis, written

_CONFIRM_TIMEOUT_S = 2.0
_PUBLISH_TIMEOUT_S = 1.0
_AWAY_S = 2.0
"""How long a Redis that did not answer is not asked again: otherwise everybody would wait for it at every click."""

_POLL_S = 1.0
_LONGEST_PAUSE_S = 5.0
_SILENT_FOR_S = 5.0
_GAP = "gap"
"""Said by a node whose messages did not get through for a while: what the others know may be old."""

_LOST = (RedisError, OSError, AttributeError, RuntimeError)
"""What a subscription raises when its connection is lost. The last two come from redis-py 8 when that happens between
two of its steps: its connection, or the parser in it, is None by then. They can go when it raises ConnectionError."""

Deliver = Callable[[str, str], None]
OnGap = Callable[[], Awaitable[None]]
log = structlog.get_logger()


class RedisBus:
    """One listener for all topics of this node. `deliver` is called on the event loop and must not block.

    While Redis is away, what this node publishes still reaches its own pages; once it is back, `on_gap` is awaited
    on every node, so that everything can be read again.
    """

    def __init__(self, redis: "Redis", *, prefix: str = "reassure:") -> None:
        self._redis = redis
        self._log = CallLog(redis, prefix=prefix)
        self._prefix = f"{prefix}topic:"
        self._topics: Counter[str] = Counter()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._pubsub: PubSub | None = None
        self._hears = False
        self._heard_before = False
        self._changing = asyncio.Lock()
        self._away_until = 0.0
        self._gap = False
        self._incomplete: set[str] = set()
        """Calls whose log lacks something this node had to say."""
        self.deliver: Deliver = lambda topic, text: None
        self.on_gap: OnGap | None = None

    @property
    def away(self) -> bool:
        """Whether what this node says may not reach the others, or what they say may not reach it."""
        return not self._hears or self._gap

    async def publish(self, topic: str, text: str) -> None:
        """Give `text` to every subscriber on every node; to our own at least when Redis is away."""
        if not await self._taken(lambda: self._redis.publish(self._prefix + topic, text)):
            self._gap = True
            if self._topics[topic]:
                self.deliver(topic, text)

    async def tell(self, call_id: str, to: str, text: str) -> None:
        """Give `text` to the page or pages at the address `to` in this call, numbered; or like `publish`, without."""
        topic, message = call_topic(call_id), written(to, text)
        if not await self._taken(lambda: self._log.append(call_id, self._prefix + topic, message)):
            self._gap = True
            self._incomplete.add(call_id)
            if self._topics[topic]:
                self.deliver(topic, past_redis(message))

    async def read(self, call_id: str, *, session: str | None, seq: int) -> Reading | None:
        """What was said in this call after number `seq` of `session`; None when Redis does not answer."""
        found: list[Reading] = []

        async def read() -> None:
            found.append(await self._log.read(call_id, session=session, seq=seq))

        return found[0] if await self._taken(read) else None

    async def _taken(self, ask: Callable[[], Awaitable[object]]) -> bool:
        """Whether Redis took it."""
        now = asyncio.get_running_loop().time
        if now() < self._away_until:
            return False
        try:
            async with asyncio.timeout(_PUBLISH_TIMEOUT_S):
                await ask()
        except TimeoutError:
            log.warning("bus.silent", again_in_s=_AWAY_S)
            self._away_until = now() + _AWAY_S
            return False
        except (RedisError, OSError) as error:
            log.warning("bus.not_taken", error=type(error).__name__)
            return False
        return True

    async def subscribe(self, topic: str) -> None:
        """From the return on, what is published is delivered here (unless Redis is away, and then after it is back)."""
        self._topics[topic] += 1
        first = self._topics[topic] == 1
        confirmed = self._confirmed.setdefault(topic, asyncio.Event())
        with contextlib.suppress(*_LOST, TimeoutError):
            if first:
                async with self._changing:
                    if self._pubsub is not None:
                        await self._pubsub.subscribe(self._prefix + topic)
            if self._pubsub is None or confirmed.is_set():
                return
            async with asyncio.timeout(_CONFIRM_TIMEOUT_S):
                await confirmed.wait()

    async def unsubscribe(self, topic: str) -> None:
        """The last one to leave a topic unsubscribes the node."""
        self._topics[topic] -= 1
        if self._topics[topic] > 0:
            return
        del self._topics[topic]
        self._confirmed.pop(topic, None)
        with contextlib.suppress(*_LOST):
            async with self._changing:
                if self._pubsub is not None:
                    await self._pubsub.unsubscribe(self._prefix + topic)

    async def run(self) -> None:
        """Listen until cancelled, over any number of lost connections."""
        pause_s = 0.1
        while still_wanted():
            try:
                async with self._redis.pubsub() as pubsub:
                    try:
                        await self._begin(pubsub)
                        pause_s = 0.1
                        await self._listen(pubsub)
                    finally:
                        self._hears = False
                        async with self._changing:  # once closed, its connection is another command's
                            self._pubsub = None
            except _LOST as error:
                log.warning("bus.lost", error=type(error).__name__, retry_in_s=pause_s)
            await pause(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    async def _begin(self, pubsub: PubSub) -> None:
        early = set(self._topics)
        if early:
            await pubsub.subscribe(*(self._prefix + topic for topic in early))
        self._pubsub = pubsub
        late = set(self._topics) - early
        await pubsub.subscribe(*(self._prefix + topic for topic in late), self._prefix + _GAP)

    async def _listen(self, pubsub: PubSub) -> None:
        """Raises ConnectionError for a connection that died without a word, as behind a pulled cable: a second of
        silence is asked about, and five without an answer are the end. Whoever only listens would never know.
        """
        time = asyncio.get_running_loop().time
        heard_at = time()
        while still_wanted():
            message = await pubsub.get_message(ignore_subscribe_messages=False, timeout=_POLL_S)
            if self._gap:
                await self._tell_gap()
            if message is None:
                if time() - heard_at > _SILENT_FOR_S:
                    raise ConnectionError("Redis does not answer")
                await pubsub.ping()
                continue
            heard_at = time()
            if message["type"] == "pong":
                continue
            topic = _text(message["channel"]).removeprefix(self._prefix)
            if message["type"] == "subscribe":
                await self._subscribed(topic)
            elif message["type"] == "message" and topic == _GAP:
                await self._after_gap()
            elif message["type"] == "message":
                self.deliver(topic, _text(message["data"]))

    async def _subscribed(self, topic: str) -> None:
        """The gap's own topic is the last one of those that were wanted before."""
        if topic in self._confirmed:
            self._confirmed[topic].set()
        elif topic == _GAP:
            self._hears = True
            again, self._heard_before = self._heard_before, True
            if again:
                await self._after_gap()

    async def _tell_gap(self) -> None:
        """First nobody can rely on the logs that lack something, then everybody reads what there is."""
        self._gap = False
        for call_id in tuple(self._incomplete):
            if not await self._taken(partial(self._log.forget, call_id)):
                self._gap = True
                return
            self._incomplete.discard(call_id)
        await self.publish(_GAP, "")

    async def _after_gap(self) -> None:
        if self.on_gap is not None:
            await self.on_gap()


def call_topic(call_id: str) -> str:
    """What every node with a page in this call hears."""
    return f"call:{call_id}"


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
