"""Telling the outside what became of a part: it may be away, and what matters is told again."""

from collections.abc import Awaitable

import structlog

from media.ports import Ending, LegGrant, PartLog

log = structlog.get_logger()


async def reported(report: Awaitable[None]) -> bool:
    """Whether the outside has heard it. The recording goes on either way."""
    try:
        await report
    except Exception:  # whatever the outside is built of
        log.exception("recorder.not_reported")
        return False
    return True


class Endings:
    """Ends that nobody could hear are kept: a row that says `writing` for ever would keep the red dot alight."""

    def __init__(self, parts: PartLog) -> None:
        self._parts = parts
        self._untold: dict[str, Ending] = {}

    async def tell(self, grant: LegGrant, ending: Ending) -> bool:
        """Tell of an end; whether it was heard."""
        self._untold[grant.part_id] = ending
        return await self._tell(grant.part_id, ending)

    async def tell_again(self) -> None:
        """Those that were not heard."""
        for part_id, ending in tuple(self._untold.items()):
            if self._untold.get(part_id) is ending:  # while one was told, others may have been heard
                await self._tell(part_id, ending)

    async def _tell(self, part_id: str, ending: Ending) -> bool:
        heard = await reported(self._parts.ended(part_id, ending))
        if heard and self._untold.get(part_id) is ending:
            del self._untold[part_id]
        return heard
