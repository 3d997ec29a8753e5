"""Sees to it that a page whose right was taken back does not stay because its socket is open. Tells nobody else.

Only what was revoked, or a user who was disabled: a sign-in that has run out is asked for at the next connection, and
ends no call.
"""

from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from lifetime import pause, still_wanted
from records.credentials import taken_back
from records.database import Database
from signaling.protocol.words import ErrorCode
from signaling.runtime.hub import Hub
from signaling.runtime.ports import Clock

_LOOK_S = 2.0
_OVERLAP = timedelta(minutes=1)
"""A revocation is seen once it is committed, which is later than the moment it bears."""

log = structlog.get_logger()


class Watch:
    """Looks at the pages of one node."""

    def __init__(self, database: Database, hub: Hub, *, clock: Clock) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._since = clock() - _OVERLAP

    async def run(self) -> None:
        """Look every two seconds, until cancelled."""
        while still_wanted():
            try:
                await self._look()
            except (SQLAlchemyError, OSError):
                log.exception("watch.look_failed")
            await pause(_LOOK_S)

    async def _look(self) -> None:
        looked_at = self._clock()
        gone = await taken_back(self._database, since=self._since)
        self._since = looked_at - _OVERLAP
        for page in self._hub.pages if gone else ():
            if page.credential.sha256 in gone:
                log.info("peer.refused", code=ErrorCode.UNAUTHENTICATED, address=page.peer.address)
                page.peer.bye(ErrorCode.UNAUTHENTICATED, retry=False)
