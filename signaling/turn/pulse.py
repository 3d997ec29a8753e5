"""Whether a TURN server is still there, between two looks at what it lets through: cheap enough to be felt every 2 s.

It is asked for an allocation without a credential. Any TURN server says no to that and how to sign (RFC 8656, 7.2), and
keeps nothing. One connection is held open for it, so that the end of a server is noticed as the end of the connection.
"""

import asyncio
import ssl
from contextlib import AsyncExitStack

from lifetime import pause, still_wanted
from signaling.turn.connection import connected
from signaling.turn.credential import TurnCredential
from signaling.turn.url import Way

_EVERY_S = 2.0
_WITHIN_S = 2.0
_NOBODY = TurnCredential("", "")


async def until_silent(way: Way, address: str, *, tls: ssl.SSLContext | None) -> str:
    """Wait until it answers no more; gives back why.

    A connection that ends is no silence yet: servers close what allocates nothing. A new one decides.
    """
    while still_wanted():
        felt = _Felt()
        try:
            await felt.on(way, address, tls)
        except (OSError, TimeoutError) as error:
            if not felt.once:
                return str(error) or "no answer"
    return ""


class _Felt:
    """One connection; `once` it has answered on it."""

    once = False

    async def on(self, way: Way, address: str, tls: ssl.SSLContext | None) -> None:
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(_WITHIN_S):
                connection = await stack.enter_async_context(connected(way, address, _NOBODY, tls=tls))
            while still_wanted():
                async with asyncio.timeout(_WITHIN_S):
                    await connection.knock()
                self.once = True
                await pause(_EVERY_S)
