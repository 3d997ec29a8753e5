"""The clock that a test measures promises by: it waits while the machine stands still, and for nothing else."""

import time

import pytest

from tests.running_time import RunningTime, kept_within, run_for


class Machine:
    """Its time goes on when it is told to."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_what_the_thread_wakes_too_late_by_is_no_running_time() -> None:
    machine = Machine()
    clock = RunningTime(machine)
    begun_s = clock.now_s()
    for _ in range(50):
        machine.now_s += 0.02
        clock.tick()
    assert clock.now_s() - begun_s == pytest.approx(1.0)
    machine.now_s += 2.12
    assert clock.now_s() - begun_s == pytest.approx(1.12), "known before the thread has woken"
    clock.tick()
    assert clock.now_s() - begun_s == pytest.approx(1.12)
    assert clock.still_s == pytest.approx(2.0)


def test_a_machine_that_is_only_busy_runs() -> None:
    machine = Machine()
    clock = RunningTime(machine)
    begun_s = clock.now_s()
    for _ in range(10):
        machine.now_s += 0.1
        clock.tick()
    assert clock.now_s() - begun_s == pytest.approx(1.0)
    assert clock.still_s == 0.0


async def test_whoever_keeps_the_loop_busy_pays_for_it() -> None:
    with pytest.raises(AssertionError, match="it took"):
        async with kept_within(0.1):
            time.sleep(0.5)  # noqa: ASYNC251 (that is what is tried)


async def test_a_wait_is_as_long_as_it_says() -> None:
    begun_s = time.monotonic()
    await run_for(0.05)
    assert time.monotonic() - begun_s >= 0.05
