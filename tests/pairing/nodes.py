"""What happens to the nodes and to what they share."""

from tests.pairing.moves import Choice
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
    """It goes on where it was, its leases long past."""
    frozen = [station for station in world.stations if station.frozen]
    if not frozen:
        return False
    choice.of(frozen).frozen = False
    return True


async def node_dies(world: World, choice: Choice) -> bool:
    """All its pages are gone without a word; another node is started, with another name."""
    if len(world.awake) < 2:
        return False
    dead = world.station(choice.n)
    dead.presence.forget()
    world.stations.remove(dead)
    for user in [user for user, station in world.desks.items() if station is dead]:
        del world.desks[user]
    fresh = world.make_station()
    world.stations.append(fresh)
    await fresh.presence.hold(f"node:{fresh.id}")
    return True
