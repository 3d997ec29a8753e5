"""What happens to the nodes and to what they share."""

from contextlib import suppress

import pytest

from records.agents import set_offline
from records.nodes import Fenced, register_node
from tests.pairing.moves import Choice
from tests.pairing.station import Station
from tests.pairing.world import World


async def redis_is_emptied(world: World, choice: Choice) -> bool:
    """Nobody is known to be there; nobody may be taken for gone."""
    world.shared.clear()
    return True


async def node_freezes(world: World, choice: Choice) -> bool:
    """It does nothing and renews nothing, and knows nothing of it."""
    if len(world.awake) < 2:
        return False
    world.station(choice.n).frozen = True
    return True


async def node_thaws(world: World, choice: Choice) -> bool:
    """It goes on where it was. Given up meanwhile, it is refused whatever it tries, and begins a new life."""
    frozen = [station for station in world.stations if station.frozen]
    if not frozen:
        return False
    thawed = choice.of(frozen)
    thawed.frozen = False
    if not await thawed.database.standing():
        with suppress(Fenced):  # when it sees something to do
            await thawed.ticker.step(sweep=True)
        with pytest.raises(Fenced):
            await _write_late(thawed, world.agents)
        thawed.presence.forget()
        thawed.database.lease = await register_node(world.database, now=world.clock())
        await thawed.presence.hold(f"node:{thawed.id}")
        _send_away(world, thawed)
    return True


async def node_dies(world: World, choice: Choice) -> bool:
    """All its pages are gone without a word; another node is started, with another name."""
    if len(world.awake) < 2:
        return False
    dead = world.station(choice.n)
    dead.presence.forget()
    world.stations.remove(dead)
    _send_away(world, dead)
    fresh = await world.make_station()
    world.stations.append(fresh)
    await fresh.presence.hold(f"node:{fresh.id}")
    return True


async def _write_late(station: Station, users: list[str]) -> None:
    """What it may have been about to write when it was frozen."""
    async with station.database.transaction() as session:
        await set_offline(session, users, now=station.clock())


def _send_away(world: World, station: Station) -> None:
    for user in [user for user, desk in world.desks.items() if desk is station]:
        del world.desks[user]
