"""Sees to it that a page in a call holds no credentials of a TURN server that have run out, and no old list of servers.

Credentials are good for minutes, and a customer may wait for an hour before the other browser is there to connect to. A
server may die in the middle of a call that goes through it: what connects anew then is to have another one, at once.
"""

import asyncio

from lifetime import pause, still_wanted
from signaling.protocol.outgoing import IceServers
from signaling.runtime.hub import Hub
from signaling.runtime.ice import IceConfig
from signaling.runtime.ports import Clock

_TIMES = 3
"""Told so often while one is good, each has two thirds of its life before it when the next one comes."""
_LOOK_S = 1.0
"""So soon a page is told that a server has died, or is back."""
_TOGETHER = 20
_OTHERS_TURN_S = 0.01


class IceTeller:
    """For the pages of one node. Without a TURN server there is nothing that runs out."""

    def __init__(self, hub: Hub, ice: IceConfig, *, clock: Clock) -> None:
        self._hub = hub
        self._ice = ice
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        every_s, told = self._ice.turn_ttl_s / _TIMES, self._ice.chosen
        told_at = self._now()
        while still_wanted():
            await pause(min(_LOOK_S, every_s))
            chosen, now = self._ice.chosen, self._now()
            if self._ice.turn_urls and (chosen != told or now - told_at >= every_s):
                told, told_at = chosen, now
                await self.tell()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def tell(self) -> None:
        """Fresh ones, and the servers that pages may be told of by now, for every page in a call."""
        pages = [page for page in self._hub.pages if page.call_id is not None]
        for begin in range(0, len(pages), _TOGETHER):
            for page in pages[begin : begin + _TOGETHER]:
                servers = self._ice.servers(page.person.id, now=self._clock(), call_id=page.call_id)
                page.peer.send(IceServers(ice_servers=servers, ice_transport_policy=self._ice.transport_policy))
            await asyncio.sleep(_OTHERS_TURN_S)
