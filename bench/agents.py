"""Agents at their pages, as a script plays them: free, rung, and in a call."""

import asyncio
import json
import time
from dataclasses import dataclass

from bench.lines import Line

_ANSWER_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Rung:
    """How long one agent waited, in seconds: from free to the offer, and from their click to the call."""

    offered_s: float
    accepted_s: float


class Switchboard:
    """Gives each text to whoever waits for one like it on that line."""

    def __init__(self) -> None:
        self._waiting: dict[Line, tuple[bytes, asyncio.Future[bytes]]] = {}

    def heard(self, line: Line, text: bytes) -> None:
        """For the load to call."""
        wanted = self._waiting.get(line)
        if wanted is not None and wanted[0] in text and not wanted[1].done():
            wanted[1].set_result(text)

    async def ask(self, line: Line, text: str, *, until: bytes) -> bytes:
        """Say it, and wait for the first text that holds `until`."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[line] = (until, answer)
        line.say(text.encode())
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                return await answer
        finally:
            del self._waiting[line]

    async def pair(self, line: Line) -> Rung:
        """This agent becomes free, is rung, and takes the call."""
        begun = time.perf_counter()
        offer = json.loads(await self.ask(line, '{"type":"presence","state":"available"}', until=b'"type":"offer"'))
        offered = time.perf_counter()
        accept = json.dumps({"type": "accept", "offer_id": offer["offer_id"]})
        await self.ask(line, accept, until=b'"outcome":"accepted"')
        return Rung(offered - begun, time.perf_counter() - offered)
