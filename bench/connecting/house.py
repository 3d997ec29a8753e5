"""The servers at their end of the wire: our nodes, coturn, PeerJS's server, Janus, and who serves the rivals' pages."""

import json
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench import programs
from bench.connecting.cells import Cell
from bench.connecting.people import SERVER
from bench.crowd import Crowd, Desk
from bench.node import node, records
from bench.programs import python, running
from bench.wire.wire import Wire
from deploy.coturn import production_lines
from signaling.runtime.ice import IceConfig

_PORTS = {(False, True): 8080, (True, True): 8081, (False, False): 8082, (True, False): 8083}
"""Of our nodes, by whether browsers may not talk directly, and whether their lobby is warm."""
_TURN_PORT = 3478


@dataclass(frozen=True, slots=True)
class House:
    """Ports at the servers' end. `desks` are people who have not called yet, each with a case."""

    pages: int
    peerjs: int
    janus: int
    ice: IceConfig
    desks: Iterator[Desk]

    def origin(self, cell: Cell, *, warm: bool) -> str:
        """Of our node for this cell, as browsers see it."""
        return f"http://localhost:{_PORTS[cell.relayed, warm]}"

    def configuration(self, cell: Cell) -> dict[str, Any]:
        """For an RTCPeerConnection of somebody else's page: what ours are told by our node."""
        if not cell.relayed:
            return {"iceServers": []}
        servers = self.ice.servers(new_name(), now=datetime.now(UTC))
        return {"iceServers": [each.model_dump(mode="json") for each in servers], "iceTransportPolicy": "relay"}


@asynccontextmanager
async def open_house(wire: Wire, folder: Path, *, calls: int, relay: bool) -> AsyncIterator[House]:
    """For so many calls on our nodes. They keep their rows in SQLite, as they do when nothing is set.

    One node has a warm lobby, one has not. With `relay`, two more and a coturn for browsers that may not talk directly.
    """
    address, at = wire.address(SERVER), wire.inside(SERVER)
    url = f"sqlite+aiosqlite:///{folder}/bench.db"
    ice = IceConfig(turn_urls=(f"turn:{address}:{_TURN_PORT}",), turn_secret=new_name())
    crowd = Crowd()
    desks = [crowd.desk() for _ in range(calls)]
    async with records(url) as database:
        await crowd.write(database)
    async with AsyncExitStack() as stack:
        start = partial(running, core=None)
        await stack.enter_async_context(programs.redis(folder, core=None))
        ways: dict[bool, dict[str, str]] = {False: {}}
        if relay:
            coturn = ["turnserver", "-c", str(_coturn(folder, address, ice.turn_secret)), "--log-file", "stdout"]
            await stack.enter_async_context(start([*at, *coturn], says=""))
            ways[True] = {
                "turn_urls": json.dumps(ice.turn_urls), "turn_secret": ice.turn_secret, "ice_transport_policy": "relay"
            }  # fmt: skip
        for (relayed, warm), port in _PORTS.items():
            if relayed in ways:
                told = ways[relayed] | {"warm_lobby": str(warm)}
                await stack.enter_async_context(_node(folder, url, address, port, at, **told))
        rivals = (
            (python("-m", "bench.rivals.pages", address), "port"),
            (["node", "bench/rivals/peer_server.cjs", address], "port"),
            (["janus", f"--interface={address}", "--configs-folder=/etc/janus"], "Websockets server started"),
        )
        ports = [(await stack.enter_async_context(start([*at, *words], says=says))).port for words, says in rivals]
        yield House(ports[0], ports[1], ports[2], ice, iter(desks))


def _node(
    folder: Path, url: str, address: str, port: int, inside: Sequence[str], **settings: str
) -> AbstractAsyncContextManager[programs.Program]:
    given = {"host": address, "port": str(port), "public_url": f"http://localhost:{port}"} | settings
    return node(folder, url, folder / "redis.sock", core=None, uvloop=True, inside=inside, **given)


def _coturn(folder: Path, address: str, secret: str) -> Path:
    """Its configuration: that of production, on the address of this end, which is let through as a peer's too."""
    ours = {
        "static-auth-secret": secret, "listening-ip": address, "relay-ip": address, "allowed-peer-ip": address,
        "listening-port": str(_TURN_PORT), "pidfile": f"{folder}/turn.pid", "userdb": f"{folder}/turn.db",
    }  # fmt: skip
    lines = [*(f"{name}={value}\n" for name, value in ours.items()), "no-tls\n", "no-dtls\n"]
    file = folder / "turnserver.conf"
    file.write_text(production_lines() + "".join(lines))
    return file


def new_name() -> str:
    """For somebody at a rival's page, or a secret of this run."""
    return secrets.token_hex(8)
