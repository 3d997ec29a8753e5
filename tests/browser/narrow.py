"""A network that lets nothing out but TCP to a few ports, as hotels and offices have it.

Nothing of the system filters packets here. The far namespace has no way out at all: the address of our side is its own
there, with a door for each port that is let through. What comes in by a door goes on from here, by TCP. By UDP nothing
answers, as behind a firewall that drops.
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.browser.far import FarNetwork

_ELSEWHERE = "10.78.0.2"
"""Of the browser over there: no address that we could reach."""
_CHUNK = 65_536
_DOORS = """
import socket, sys
address, ports, deaf = sys.argv[1], *(list(map(int, filter(None, each.split(",")))) for each in sys.argv[2:])
parent = socket.socket(fileno=0)
doors = [socket.create_server((address, port)) for port in ports]
swallowing = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in deaf]
for one, port in zip(swallowing, deaf):
    one.bind((address, port))
socket.send_fds(parent, [b"."], [one.fileno() for one in doors + swallowing])
"""


@asynccontextmanager
async def narrow(far: FarNetwork, *, doors: list[int], deaf: list[int]) -> AsyncIterator[None]:
    """From now on only the ports `doors` of our side are reached from over there. To the ports `deaf` one may send by
    UDP without being refused, and nobody hears it."""
    for command in (
        ("addr", "flush", "dev", far.far_end),
        ("addr", "add", f"{_ELSEWHERE}/24", "dev", far.far_end),
        ("addr", "add", f"{far.near}/32", "dev", "lo"),
        # Chromium takes no relay by TCP whose connection seems to come from another card than the one it looks at.
        ("route", "replace", "local", far.near, "dev", "lo", "table", "local", "src", _ELSEWHERE),
    ):
        await asyncio.to_thread(_ip, far, *command)
    opened = await asyncio.to_thread(_open_there, far, doors, deaf)
    try:
        async with contextlib.AsyncExitStack() as stack:
            for port, door in zip(doors, opened, strict=False):
                await stack.enter_async_context(await asyncio.start_server(_onward(far.near, port), sock=door))
            yield
    finally:
        for one in opened:
            one.close()


def _ip(far: FarNetwork, *words: str) -> None:
    subprocess.run(("ip", "-n", far.namespace, *words), check=True, capture_output=True, timeout=10)


def _open_there(far: FarNetwork, doors: list[int], deaf: list[int]) -> list[socket.socket]:
    """Sockets that were made over there and are ours: first those that listen, then those that only swallow."""
    ours, theirs = socket.socketpair()
    numbers = [",".join(map(str, each)) for each in (doors, deaf)]
    command = ("ip", "netns", "exec", far.namespace, sys.executable, "-c", _DOORS, far.near, *numbers)
    with ours, theirs:
        subprocess.run(command, check=True, stdin=theirs.fileno(), timeout=20)
        _, found, _, _ = socket.recv_fds(ours, 1, len(doors) + len(deaf))
    return [socket.socket(fileno=one) for one in found]


def _onward(address: str, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection(address, port)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(_copy(reader, back), _copy(there, writer))

    return carry


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()
