"""Knows who comes and keeps their seats: what SQL is asked and told when pages come, for all who come at once.

When a node dies, everybody it held stands before the others in the same second.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from records.arrivals import Arrival, find_arrivals
from records.credentials import Kind, hashed
from records.nodes import NodeDatabase
from records.participants import keep_seats, without_page
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from signaling.runtime.ports import Clock
from together import Together

_KINDS: tuple[Kind, ...] = ("socket", "participant")
_TOGETHER = 500


class Doorkeeper:
    """One for each node."""

    def __init__(self, database: NodeDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._arrivals: Together[str, Arrival] = Together(self._find)
        self._seats: Together[tuple[str, str], bool] = Together(self._keep)

    async def recognise(self, token: str) -> Arrival:
        """Who this is. Raises SignalError with `unauthenticated`."""
        arrival = await self._arrivals.ask(hashed(token))
        if arrival is None:
            raise SignalError(ErrorCode.UNAUTHENTICATED, "This token opens nothing, or not any more.")
        return arrival

    async def keep_seat(self, participant_id: str, page_id: str) -> bool:
        """Remember that this node holds this page, for the case that it dies, if the seat is still the page's; False
        when it is not, or is being changed just now.
        """
        return await self._seats.ask((participant_id, page_id)) is not None

    async def given_up(self, participant_ids: Sequence[str]) -> set[str]:
        """Those of these people who count as gone, whoever thought so and whatever for."""
        gone: set[str] = set()
        for begin in range(0, len(participant_ids), _TOGETHER):
            async with self._database.reading() as session:
                gone |= await without_page(session, participant_ids[begin : begin + _TOGETHER])
        return gone

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for each in (self._arrivals.run(), self._seats.run()):
                tasks.create_task(each)

    async def _find(self, sha256s: Collection[str]) -> Mapping[str, Arrival]:
        async with self._database.reading() as session:
            return await find_arrivals(session, sha256s, kinds=_KINDS, now=self._clock())

    async def _keep(self, seats: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], bool]:
        async with self._database.transaction() as session:
            return dict.fromkeys(await keep_seats(session, seats, self._database.lease.id), True)
