"""Knows who comes and keeps their seats: what SQL is asked and told when pages come, for all who come at once.

When a node dies, everybody it held stands before the others in the same second.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

from records.arrivals import Arrival, find_arrivals
from records.credentials import Kind, hashed
from records.nodes import NodeDatabase
from records.participants import keep_seats, mark_node, mark_nodes
from signaling.protocol.errors import SignalError
from signaling.protocol.words import ErrorCode
from signaling.runtime.ports import Clock
from together import Together

_KINDS: tuple[Kind, ...] = ("socket", "participant")


class Doorkeeper:
    """One for each node."""

    def __init__(self, database: NodeDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._arrivals: Together[str, Arrival] = Together(self._find)
        self._marks: Together[str, bool] = Together(self._mark)
        self._seats: Together[tuple[str, str], bool] = Together(self._keep)

    async def recognise(self, token: str) -> Arrival:
        """Who this is. Raises SignalError with `unauthenticated`."""
        arrival = await self._arrivals.ask(hashed(token))
        if arrival is None:
            raise SignalError(ErrorCode.UNAUTHENTICATED, "This token opens nothing, or not any more.")
        return arrival

    async def mark(self, participant_id: str) -> None:
        """Remember that this node holds this person's page, for the case that it dies.

        Whose seat is being written waits for that alone, holding nobody else's.
        """
        if await self._marks.ask(participant_id) is None:
            await mark_node(self._database, participant_id, self._database.lease.id)

    async def keep_seat(self, participant_id: str, page_id: str) -> bool:
        """The same, if the seat is still this page's; False when it is not, or is being changed just now."""
        return await self._seats.ask((participant_id, page_id)) is not None

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for each in (self._arrivals.run(), self._marks.run(), self._seats.run()):
                tasks.create_task(each)

    async def _find(self, sha256s: Collection[str]) -> Mapping[str, Arrival]:
        async with self._database.reading() as session:
            return await find_arrivals(session, sha256s, kinds=_KINDS, now=self._clock())

    async def _mark(self, participant_ids: Sequence[str]) -> Mapping[str, bool]:
        async with self._database.transaction() as session:
            return dict.fromkeys(await mark_nodes(session, participant_ids, self._database.lease.id), True)

    async def _keep(self, seats: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], bool]:
        async with self._database.transaction() as session:
            return dict.fromkeys(await keep_seats(session, seats, self._database.lease.id), True)
