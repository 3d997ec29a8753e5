"""Delivery over a real Redis, also when the way there goes dead without a word."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from redis.asyncio import Redis

from lifetime import running
from signaling.cluster import line
from signaling.cluster.bus import RedisBus

DEADLINE_S = 40.0


class Way:
    """Stands between the bus and Redis, and can swallow everything on the connections there are."""

    def __init__(self, redis_socket: str) -> None:
        self._redis_socket = redis_socket
        self._open: set[asyncio.StreamWriter] = set()
        self._dead: set[asyncio.StreamWriter] = set()

    def go_dead(self) -> None:
        """No end, no error: what has gone in does not come out any more."""
        self._dead |= self._open

    @asynccontextmanager
    async def open(self, path: Path) -> AsyncIterator[str]:
        server = await asyncio.start_unix_server(self._serve, path)
        try:
            yield f"unix://{path}"
        finally:
            server.close()
            for writer in self._open:
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._redis_socket)
        self._open |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if writer not in self._dead:
                writer.write(data)
        writer.close()


async def test_a_connection_that_died_without_a_word_is_noticed_and_what_was_missed_is_asked_for(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "_QUIET_S", 0.2)
    monkeypatch.setattr(line, "_SILENT_FOR_S", 3.0)
    way, heard, gap = Way(redis_url.removeprefix("unix://")), asyncio.Queue[str](), asyncio.Event()
    async with way.open(tmp_path / "way.sock") as url, Redis.from_url(url, socket_timeout=20) as redis:
        bus = RedisBus(redis, prefix="dead:")
        bus.deliver = lambda _, text: heard.put_nowait(text)
        bus.on_gap = gap.set
        async with asyncio.timeout(DEADLINE_S), running(bus.run()):
            while bus.away:  # noqa: ASYNC110 (nothing else tells us)
                await asyncio.sleep(0.01)
            await bus.subscribe("news")
            await _until_delivered(bus, heard)
            await asyncio.sleep(4.5)  # longer than the silence that is taken for death: nobody has anything to say
            assert not gap.is_set()
            way.go_dead()
            await gap.wait()
            await _until_delivered(bus, heard)


async def test_what_a_node_did_not_read_while_it_stood_still_is_not_held_against_redis() -> None:
    clock = SimpleNamespace(now=0.0)
    clock.time = lambda: clock.now
    listening = line.Line(asyncio.StreamReader(), None, lambda _: None)  # type: ignore[arg-type]
    listening._loop = clock  # type: ignore[assignment]
    listening._heard_at = listening._tended_at = 0.0
    for clock.now in (0.25, 0.5, 60.0):
        listening.tend()
    clock.now = 60.25
    with pytest.raises(line.SilentError):
        listening.tend()


async def _until_delivered(bus: RedisBus, heard: "asyncio.Queue[str]") -> None:
    while heard.empty():
        bus.publish("news", "good")
        await asyncio.sleep(0.05)
    while not heard.empty():
        assert heard.get_nowait() == "good"


async def test_what_is_to_be_logged_in_a_moment_is_logged_when_the_node_ends_before(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        bus = RedisBus(redis, prefix="ends:")
        bus.hear = lambda call_id, said: True
        async with asyncio.timeout(DEADLINE_S):
            async with running(bus.run()):
                while bus.away:  # noqa: ASYNC110 (nothing else tells us)
                    await asyncio.sleep(0.01)
                bus.say("c1", "#page", "{}")
            while not await redis.exists("ends:call:{c1}:log"):  # noqa: ASYNC110 (nor does Redis)
                await asyncio.sleep(0.01)


async def test_what_was_said_to_everybody_leaves_no_timers_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each was logged at once, and had begun a timer that went on for as long as others spoke."""
    bus, timers = RedisBus(Redis()), Timers()
    monkeypatch.setattr(asyncio.get_running_loop(), "call_later", timers.begin)
    for number in range(100):
        bus.say(f"c{number}", "*", "{}")
    assert len(timers.begun) == 1
    bus.hear = lambda call_id, said: True
    bus.say("another", "#page", "{}")
    timers.fire()
    assert len(timers.begun) == 1


class Timers:
    """Of a loop, which do not run by themselves."""

    def __init__(self) -> None:
        self.begun: list[Callable[[], None]] = []

    def begin(self, delay_s: float, then: Callable[[], None]) -> None:
        self.begun.append(then)

    def fire(self) -> None:
        """Those that were begun so far."""
        begun, self.begun = self.begun, []
        for then in begun:
            then()
