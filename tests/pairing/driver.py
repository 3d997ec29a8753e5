"""Lets the moves happen, one or several at once, and looks after each whether everything still holds."""

import asyncio
from random import Random

from signaling.domain.matching import Pairing
from tests.pairing import moves, nodes
from tests.pairing.moves import Move, attempt
from tests.pairing.picture import Picture
from tests.pairing.reference import reference
from tests.pairing.rules import breaches
from tests.pairing.station import Station
from tests.pairing.world import World

MOVES: dict[str, tuple[Move, int]] = {
    "customer_asks": (moves.customer_asks, 10),
    "customer_is_ready": (moves.customer_is_ready, 5),
    "customer_leaves": (moves.customer_leaves, 3),
    "customer_comes": (moves.customer_comes, 5),
    "customer_vanishes": (moves.customer_vanishes, 1),
    "customer_wishes_to_be_called_back": (moves.customer_wishes_to_be_called_back, 1),
    "agent_signs_on": (moves.agent_signs_on, 4),
    "agent_is_available": (moves.agent_is_available, 6),
    "agent_takes_a_break": (moves.agent_takes_a_break, 1),
    "agent_closes_the_page": (moves.agent_closes_the_page, 2),
    "agent_crashes": (moves.agent_crashes, 2),
    "agent_comes_into_the_call": (moves.agent_comes_into_the_call, 3),
    "agent_accepts": (moves.agent_accepts, 14),
    "agent_declines": (moves.agent_declines, 3),
    "agent_invites": (moves.agent_invites, 2),
    "agent_is_given_the_call": (moves.agent_is_given_the_call, 2),
    "talk_connects": (moves.talk_connects, 8),
    "somebody_hangs_up": (moves.somebody_hangs_up, 5),
    "somebody_writes": (moves.somebody_writes, 2),
    "they_agree_to_be_recorded": (moves.they_agree_to_be_recorded, 2),
    "summary_is_approved": (moves.summary_is_approved, 6),
    "redis_is_emptied": (nodes.redis_is_emptied, 1),
    "node_freezes": (nodes.node_freezes, 1),
    "node_thaws": (nodes.node_thaws, 2),
    "node_dies": (nodes.node_dies, 1),
}
"""Each with how often it is to be, beside the others."""
_ALONE = frozenset({"redis_is_emptied", "node_freezes", "node_thaws", "node_dies"})
TIMES_S = (0.5, 3.0, 11.3, 19.7, 21.1, 46.3, 61.7, 333.3, 3601.1)


class Broken(AssertionError):  # noqa: N818 (reads as the finding it is)
    """A rule does not hold; the message says which."""


async def do(world: World, names: list[str], numbers: list[int]) -> int:
    """These at once (or one), then a quarter of a second, then the look; gives how many of them could be done."""
    done = await asyncio.gather(
        *(attempt(world, MOVES[name][0], n) for name, n in zip(names, numbers, strict=True))
    )  # fmt: skip
    await settle(world)
    return sum(done)


async def settle(world: World) -> None:
    """What the clocks of the nodes do by themselves, and then everything must hold."""
    before = world.picture
    await _pair_in_order(world, world.station(world.ticks))
    await world.tick()
    _look(world, before)


async def wait(world: World, seconds: float) -> None:
    """Time passes, and everything must hold after it."""
    before = world.picture
    await world.pass_time(seconds)
    _look(world, before)


def _look(world: World, before: Picture) -> None:
    found = breaches(before, world.look())
    found += [f"node {station.id} stumbled {station.stumbles} times" for station in world.stations if station.stumbles]
    if found:
        raise Broken("; ".join(found))


async def _pair_in_order(world: World, station: Station) -> None:
    """One pairing with nothing beside it must ring exactly whom the plain order says."""
    await station.queue.expire()
    whole = world.look()
    expected = reference(whole.in_line, whole.free)
    await station.queue.pair()
    if sorted(station.queue.rung, key=_shown) != sorted(expected, key=_shown):
        raise Broken(f"out of order: {station.queue.rung} were rung, and it should be {expected}")


def _shown(pairing: Pairing) -> tuple[str, str]:
    return (pairing.call_id, pairing.user_id)


async def drive(world: World, random: Random, operations: int, *, at_once: int = 3) -> int:
    """So many operations by chance; gives how many there were."""
    names, weights = list(MOVES), [weight for _, weight in MOVES.values()]
    done = 0
    while done < operations:
        if random.random() < 0.08:
            await wait(world, random.choices(TIMES_S, (9, 9, 9, 6, 6, 3, 3, 1, 1))[0])
            done += 1
            continue
        chosen = random.choices(names, weights, k=random.randint(1, at_once))
        if len(chosen) > 1:
            chosen = [name for name in chosen if name not in _ALONE] or chosen[:1]
        done += await do(world, chosen, [random.randrange(1 << 40) for _ in chosen])
    return done
