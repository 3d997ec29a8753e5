"""Redis hangs: its connections stay and nobody is answered, as behind a net that lets nothing through."""

from pathlib import Path

from tests.integration.nodes.stage import open_nodes
from tests.integration.signaling.own_redis import own_redis
from tests.running_time import kept_within

_BALANCER_ASKS_EVERY_S = 1.0
_BROWSER_GIVES_A_HANDSHAKE_S = 4.0


async def test_people_come_in_and_come_back_while_redis_hangs(tmp_path: Path, postgres_url: str) -> None:
    """A balancer that hears nothing of any node in a second, and a page that gets no socket in four, are without us."""
    async with own_redis(tmp_path) as redis, open_nodes(tmp_path, postgres_url, redis.url) as nodes:
        node = await nodes.start()
        customer, _ = await nodes.waiting_customer(node)
        redis.freeze()
        async with kept_within(_BALANCER_ASKS_EVERY_S):
            ready = await customer.browser.ask("GET", "/readyz")
        assert (ready.status, ready.json["redis"]) == (200, False)
        async with kept_within(_BROWSER_GIVES_A_HANDSHAKE_S):
            stranger = await customer.browser.socket()
        await stranger.socket.close()
        await customer.line.socket.close()
        assert (await (await customer.come_again(node)).hear("call"))["call"]["state"] == "waiting"
