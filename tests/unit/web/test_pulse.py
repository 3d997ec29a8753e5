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
        self.looks: list[float] = []
        self._seen = seen

    def look(self) -> None:
        now = asyncio.get_running_loop().time()
        self.looks.append(now)
        self._seen.append(now)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse_module, "LOOK_EVERY_S", 0.2)


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
    pulse._step()
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
    await _until(lambda: pulse._timer is None)
    assert not pulse._ring
    again = Socket(seen)
    pulse.watch(again)
    await _until(lambda: bool(again.looks))
