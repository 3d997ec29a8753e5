"""Keeps this node's right to write: takes it at the start, gives it back at the end, and notices when it is gone."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.database import Database
from records.nodes import NodeDatabase, register_node, retire_nodes
from signaling.cluster.presence import Presence
from signaling.runtime.ports import Clock
from signaling.runtime.sockets import Sockets

_LOOK_S = 1.0
_AWAY_S = 0.05

log = structlog.get_logger()


class Standing:
    """A node that finds itself given up sends its pages away and begins a new life, under a new id and number.

    Not sooner than the last of its old pages has gone: what was asked of the old life is not done by the new one.
    """

    def __init__(
        self, bare: Database, node: NodeDatabase, presence: Presence, sockets: Sockets, *, clock: Clock
    ) -> None:
        self._bare = bare
        self._node = node
        self._presence = presence
        self._sockets = sockets
        self._clock = clock

    async def begin(self) -> None:
        """Be known to the others under the id and number we have."""
        lease = self._node.lease
        self._presence.holder = f"{lease.id} {lease.number}"
        await self._presence.hold(f"node:{lease.id}")

    async def run(self) -> None:
        """Look every second, until cancelled."""
        while still_wanted():
            try:
                if not await self._node.standing():
                    await self._begin_again()
            except (SQLAlchemyError, OSError):
                log.exception("node.standing_not_known")
            await pause(_LOOK_S)

    async def end(self) -> None:
        """Give the right back, so that nobody has to wait for a lease to lapse."""
        lease = self._node.lease
        await self._presence.release(f"node:{lease.id}", after_s=0)
        try:
            async with self._bare.transaction() as session:
                await retire_nodes(session, {lease.id}, now=self._clock())
        except (SQLAlchemyError, OSError) as error:  # then the others find out by themselves
            log.warning("node.not_retired", error=type(error).__name__)

    async def _begin_again(self) -> None:
        old = self._node.lease
        log.error("node.fenced", node_id=old.id, number=old.number)
        self._sockets.fence()
        while still_wanted() and self._sockets.anybody:
            await pause(_AWAY_S)
        await self._presence.release(f"node:{old.id}", after_s=0)
        self._node.lease = await register_node(self._bare, now=self._clock())
        await self.begin()
        self._sockets.reopen()
        log.warning("node.begun_again", node_id=self._node.lease.id, number=self._node.lease.number)
