"""One timer looks at every socket: each in time, none too soon, and never many in one turn of the loop."""

import asyncio
import time
from collections.abc import Callable

import pytest

from web import pulse as pulse_module
from web.pulse import Pulse


class Socket:
    def __init__(self, seen: list[float]) -> None:
        self.open = True
        self.calm = False
        self.due = 0.0
        self.looks: list[float] = []
        self._seen = seen

    def look(self) -> None:
        now = asyncio.get_running_loop().time()
        self.looks.append(now)
        self._seen.append(now)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse_module, "LOOK_EVERY_S", 0.2)
    monkeypatch.setattr(pulse_module, "CALM_LOOK_EVERY_S", 0.8)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 (there is no event for a look)
            await asyncio.sleep(0.02)


async def test_every_socket_is_looked_at_again_and_again_but_never_too_soon() -> None:
    pulse, seen = Pulse(), list[float]()
    sockets = [Socket(seen) for _ in range(300)]
    for socket in sockets:
        pulse.watch(socket)
    await _until(lambda: all(len(socket.looks) >= 3 for socket in sockets))
    for socket in sockets:
        assert all(later - before >= 0.15 for before, later in zip(socket.looks, socket.looks[1:], strict=False))


async def test_a_crowd_that_came_at_once_is_not_looked_at_in_one_turn_of_the_loop() -> None:
    pulse, seen = Pulse(), list[float]()
    for _ in range(300):
        pulse.watch(Socket(seen))
    time.sleep(0.25)  # noqa: ASYNC251 (the loop is to have no turn meanwhile)
    pulse._close.step()
    assert 0 < len(seen) < 60


async def test_a_closed_socket_is_forgotten_and_an_empty_pulse_sleeps() -> None:
    pulse, seen = Pulse(), list[float]()
    gone, there = Socket(seen), Socket(seen)
    pulse.watch(gone)
    pulse.watch(there)
    gone.open = False
    await _until(lambda: bool(there.looks))
    assert gone.looks == []
    there.open = False
    await _until(lambda: pulse._close._timer is None)
    assert not pulse._close._ring
    again = Socket(seen)
    pulse.watch(again)
    await _until(lambda: bool(again.looks))


async def test_a_calm_one_is_looked_at_less_often() -> None:
    pulse, seen = Pulse(), list[float]()
    calm, close = Socket(seen), Socket(seen)
    calm.calm = True
    pulse.watch(calm)
    pulse.watch(close)
    await _until(lambda: len(calm.looks) >= 2)
    assert len(close.looks) >= 4
    assert calm.looks[1] - calm.looks[0] >= 0.75


async def test_one_for_whom_somebody_waits_now_is_looked_at_soon_and_never_twice_in_a_turn() -> None:
    pulse, seen = Pulse(), list[float]()
    socket = Socket(seen)
    for calm in (True, False, True, False, False):
        socket.calm = calm
        pulse.watch(socket)
    began = asyncio.get_running_loop().time()
    await _until(lambda: len(socket.looks) >= 6)
    assert socket.looks[0] - began < 0.8
    assert all(later - before >= 0.15 for before, later in zip(socket.looks, socket.looks[1:], strict=False))


async def test_one_that_has_become_calm_is_left_alone_from_its_next_look_on() -> None:
    pulse, seen = Pulse(), list[float]()
    socket = Socket(seen)
    pulse.watch(socket)
    socket.calm = True
    await _until(lambda: len(socket.looks) >= 2)
    assert socket.looks[1] - socket.looks[0] >= 0.75
