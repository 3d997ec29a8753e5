"""A part that has become too long or too big is finished, and the next one begins with the same leg: no packet is lost.

Where a next part cannot be had, the one that is there goes on: sound that is lost is worse than a file that is long.
"""

from collections.abc import Callable, Iterable, Sequence

import structlog

from media.codecs import DEPACKETISERS
from media.leg import Leg
from media.part import Part, PartLimit
from media.picture import PicturePacket
from media.place import Place
from media.ports import LegGrant, PartLog
from media.timeline import Arrived

_PATIENCE_S = 2.0
"""So long a part with a picture waits for the keyframe from which the next one can be seen."""
_TRY_AGAIN_S = 5.0
log = structlog.get_logger()


class Succession:
    """Of all legs. `over` is told of each part that is complete."""

    def __init__(
        self, parts: PartLog, limit: PartLimit, place_of: Callable[[LegGrant], Place],
        over: Callable[[Leg, Part], None], *, clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self._parts = parts
        self._limit = limit
        self._place_of = place_of
        self._over = over
        self._clock = clock
        self._not_before_s = float("-inf")

    def share_out(self, leg: Leg, packets: Iterable[Arrived]) -> list[tuple[Part, list[Arrived]]]:
        """Which part each packet belongs to; they come in the order of their arrival."""
        shares: dict[int, tuple[Part, list[Arrived]]] = {}
        for packet in packets:
            part = leg.chain.sort(packet, may_begin=_may_begin(leg, packet), patience_s=_PATIENCE_S)
            shares.setdefault(id(part), (part, []))[1].append(packet)
        return list(shares.values())

    async def look(self, legs: Sequence[Leg], confirmed_until: Callable[[Leg], float]) -> None:
        """After a writing: begin what has to begin, and let go of what is over."""
        for leg in legs:
            if (part := leg.chain.over(confirmed_until(leg))) is not None:
                self._over(leg, part)
            chain = leg.chain
            if chain.part.has_reached(self._limit) and chain.before is None and chain.following is None:
                await self._prepare(leg)

    async def _prepare(self, leg: Leg) -> None:
        now_s = self._clock()
        if now_s < self._not_before_s:
            return
        leg.chain.asking = True
        try:
            grant = await self._parts.follow(leg.grant.part_id)
        except Exception:  # whatever the outside is built of
            log.exception("recorder.part_goes_on", part_id=leg.grant.part_id)
            self._not_before_s = now_s + _TRY_AGAIN_S
            return
        finally:
            leg.chain.asking = False
        leg.chain.prepare(Part(grant, leg.chain.part.file.follow(self._place_of(grant))), now_s)
        leg.need_keyframe()
        log.info("recorder.part_follows", part_id=leg.grant.part_id, next_part_id=grant.part_id)


def _may_begin(leg: Leg, packet: Arrived) -> bool:
    if isinstance(packet, PicturePacket):
        return bool(packet.payload) and DEPACKETISERS[packet.codec].starts_keyframe(packet.payload)
    return not leg.has_picture
