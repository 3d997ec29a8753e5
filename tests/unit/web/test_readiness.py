"""Who asks whether people may come, and when a node that leaves may believe that they know."""

from web.readiness import Readiness


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _asked(clock: Clock, *askers: str, times: int = 3) -> Readiness:
    readiness = Readiness(clock)
    for _ in range(times):
        for asker in askers:
            readiness.told(asker, leaving=False)
            clock.now += 1
    return readiness


async def test_where_nobody_asks_there_is_nothing_to_wait_for() -> None:
    assert await Readiness(Clock()).noticed(within_s=1e9)


async def test_whoever_asked_once_or_long_ago_is_not_waited_for() -> None:
    clock = Clock()
    assert await _asked(clock, "somebody's curl", times=1).noticed(within_s=1e9)
    balancer_of_yesterday = _asked(clock, "balancer")
    clock.now += 31
    assert await balancer_of_yesterday.noticed(within_s=1e9)


async def test_a_balancer_knows_once_it_has_heard_no_twice() -> None:
    readiness = _asked(Clock(), "balancer")
    for knows in (False, False, True):
        assert readiness.everybody_knows() is knows
        readiness.told("balancer", leaving=True)
    assert await readiness.noticed(within_s=1e9)


async def test_each_of_two_balancers_has_to_know() -> None:
    readiness = _asked(Clock(), "one", "two")
    for _ in range(9):
        readiness.told("one", leaving=True)
    assert not readiness.everybody_knows()
    for _ in range(2):
        readiness.told("two", leaving=True)
    assert readiness.everybody_knows()


async def test_a_balancer_that_asks_no_more_is_waited_for_only_so_long() -> None:
    assert not await _asked(Clock(), "balancer").noticed(within_s=0)


async def test_what_is_being_served_is_waited_for_only_so_long() -> None:
    readiness = Readiness(Clock())
    with readiness.serving():
        assert not await readiness.idle(within_s=0)
    assert await readiness.idle(within_s=1e9)
