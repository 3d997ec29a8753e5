"""The load: many idle connections and some busy pairs, from one process, which tells how busy it was itself."""

import asyncio
import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.lines import Line, Seat, WebSocketLine

_CONNECT_TIMEOUT_S = 900.0
_TAIL_S = 10.0
_SEATS_AN_ADDRESS = 100
"""Nodes count the sockets of one address; a real crowd has many."""

MARK = b"a=bench:"
_DIGITS = 10


@dataclass(slots=True)
class Exchange:
    """What one stretch of messages between the pairs has shown. Latencies are in seconds."""

    latencies: list[float]
    sent: int
    seconds: float
    own_cpu_share: float

    @property
    def lost(self) -> int:
        """Sent and never heard."""
        return self.sent - len(self.latencies)


class Load:
    """Connections to one server after another; every one comes from an address of a whole street of them."""

    def __init__(self, heard: Callable[[Line, bytes], None] | None = None) -> None:
        self._hears = heard or self._heard
        self.lines: list[Line] = []
        self._first = 0
        self._sent_at: list[float] = []
        self._latencies: list[float] = []
        self._addresses = 0

    async def connect(self, port: int, seats: Sequence[Seat], *, at_once: int) -> tuple[list[Line], float]:
        """Connect them all, `at_once` at a time, until each is ready; the lines, and the seconds it took."""
        turn = asyncio.Semaphore(at_once)
        self._addresses += 1
        street = self._addresses
        begun = time.perf_counter()
        async with asyncio.timeout(_CONNECT_TIMEOUT_S), asyncio.TaskGroup() as tasks:
            found = [tasks.create_task(self._one(port, seat, street, n, turn)) for n, seat in enumerate(seats)]
        took = time.perf_counter() - begun
        lines = [task.result() for task in found]
        self.lines += lines
        return lines, took

    async def exchange(self, pairs: Sequence[tuple[Line, Line]], *, per_s: float, seconds: float) -> Exchange:
        """Both sides of every pair send in turn, `per_s` messages in all, evenly; each is timed from its writing."""
        senders = [line for pair in pairs for line in pair]
        parts = [(line.say, line.seat.before + MARK, line.seat.after) for line in senders]
        total = round(per_s * seconds)
        self._first += len(self._sent_at)  # what comes late from the stretch before is not this one's
        self._sent_at, self._latencies = [], []
        gc.collect()
        gc.disable()
        begun, own = time.perf_counter(), time.process_time()
        for serial in range(total):
            if (wait := begun + serial / per_s - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            say, before, after = parts[serial % len(parts)]
            text = b"%s%010d%s" % (before, self._first + serial, after)
            self._sent_at.append(time.perf_counter())
            say(text)
        lasted = time.perf_counter() - begun
        share = (time.process_time() - own) / lasted
        gc.enable()
        while len(self._latencies) < total and time.perf_counter() < begun + lasted + _TAIL_S:  # noqa: ASYNC110 (tail)
            await asyncio.sleep(0.01)
        return Exchange(self._latencies, total, time.perf_counter() - begun, share)

    def drop(self) -> None:
        """Cut every connection."""
        for line in self.lines:
            line.drop()
        self.lines = []

    @property
    def lost(self) -> int:
        """Connections that the server has ended."""
        return sum(line.lost for line in self.lines)

    def _heard(self, line: Line, text: bytes) -> None:
        at = text.find(MARK)
        if at >= 0:
            now = time.perf_counter()
            serial = int(text[at + len(MARK) : at + len(MARK) + _DIGITS]) - self._first
            if serial >= 0:
                self._latencies.append(now - self._sent_at[serial])

    async def _one(self, port: int, seat: Seat, street: int, number: int, turn: asyncio.Semaphore) -> Line:
        house = number // _SEATS_AN_ADDRESS
        address = f"127.{10 + street % 200}.{house // 250}.{1 + house % 250}"
        kind = Line if seat.path is None else WebSocketLine
        async with turn:
            _, line = await asyncio.get_running_loop().create_connection(
                lambda: kind(seat, self._hears), "127.0.0.1", port, local_addr=(address, 0)
            )
            await line.ready
        return line
