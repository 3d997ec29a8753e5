"""Telling the outside what became of a part: it may be away, and what matters is told again."""

from collections.abc import Awaitable, Sequence

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


class Once:
    """What is tried every second is told when it begins to fail, and not each time."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def is_news(self, about: str) -> bool:
        """Whether it has not been told of this one since it was over last; from now on it has."""
        news = about not in self._told
        self._told.add(about)
        return news

    def is_over(self, about: str) -> None:
        """Should it begin again, that is news."""
        self._told.discard(about)


class Endings:
    """Ends that nobody could hear are kept: a row that says `writing` for ever would keep the red dot alight."""

    def __init__(self, parts: PartLog) -> None:
        self._parts = parts
        self._untold: dict[str, tuple[LegGrant, Ending]] = {}

    async def tell(self, grant: LegGrant, ending: Ending) -> bool:
        """Tell of an end; whether it was heard."""
        self._untold[grant.part_id] = grant, ending
        return await self._tell(grant, ending)

    async def tell_again(self) -> Sequence[LegGrant]:
        """Those that were not heard; whose end has been heard now."""
        return [
            grant
            for grant, ending in tuple(self._untold.values())
            if self._is_untold(grant, ending)  # while one was told, others may have been heard
            and await self._tell(grant, ending)
        ]

    async def _tell(self, grant: LegGrant, ending: Ending) -> bool:
        heard = await reported(self._parts.ended(grant.part_id, ending))
        if heard and self._is_untold(grant, ending):
            del self._untold[grant.part_id]
        return heard

    def _is_untold(self, grant: LegGrant, ending: Ending) -> bool:
        _, newest = self._untold.get(grant.part_id, (None, None))
        return newest is ending
