"""Takes from every leg what consent has confirmed, has it written in one go, and tells how far each part has come."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from lifetime import still_wanted
from media.gate import Gate
from media.growing import PauseMark, Record
from media.leg import Leg, LegEnd
from media.part import Part
from media.picture import PicturePacket
from media.ports import PartLog, Progress
from media.reporting import reported
from media.reserve import Reserve
from media.scribe import Scribe
from media.succession import Succession
from media.timeline import Arrived

_TOGETHER = 25
"""Legs that are gone through at once; then whatever else has come meanwhile is looked at."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be appended to a part of a leg."""

    leg: Leg
    part: Part
    zero_s: float
    records: tuple[Record, ...]


class Writing:
    """Beside the gate, which must not wait for a slow disk: a withdrawal counts then too."""

    def __init__(
        self, gate: Gate, scribe: Scribe, parts: PartLog, reserve: Reserve, succession: Succession, *,
        time_of_day: Callable[[str, float], datetime],
    ) -> None:  # fmt: skip
        self._gate = gate
        self._scribe = scribe
        self._parts = parts
        self._reserve = reserve
        self._succession = succession
        self._time_of_day = time_of_day
        self._answered = asyncio.Event()

    def wake(self) -> None:
        """The gate has an answer."""
        self._answered.set()

    async def run(self, legs: Collection[Leg]) -> None:
        """Until cancelled, for all that are among `legs` at that time."""
        while still_wanted():
            await self._answered.wait()
            self._answered.clear()
            await self.write([leg for leg in legs if not leg.ending])

    async def write(self, legs: Sequence[Leg]) -> None:
        """Write what is confirmed of these legs. A disk that refuses ends the leg, not the worker."""
        grown: list[Progress] = []
        for some in _a_few(legs):
            grown += await self._write(some)
        if grown:
            await reported(self._parts.progress(grown))
        await self._succession.look([leg for leg in legs if not leg.ending], self._confirmed_until)

    async def _write(self, legs: Sequence[Leg]) -> list[Progress]:
        """What is taken from a leg goes to the scribe in the same turn of the loop: what its end takes comes later."""
        batches = [batch for leg in legs for batch in self._confirmed(leg)]
        if not batches:
            return []
        ends = await self._scribe.do(partial(self._append, batches))
        for batch, end in zip(batches, ends, strict=True):
            if end is not None:
                batch.leg.end(end)
        for part in [batch.part for batch in batches if not batch.part.begun_told]:
            await self._tell_begun(part)
        return [
            Progress(batch.part.grant.part_id, batch.part.file.size, batch.part.file.seconds)
            for batch in batches
            if batch.part.file.size
        ]

    def _confirmed_until(self, leg: Leg) -> float:
        return self._gate.confirmed_until(leg.grant.recording_id)

    def _confirmed(self, leg: Leg) -> list[Batch]:
        """Take it from the leg. What came in a pause is taken too, and forgotten."""
        begins, until = self._gate.confirmed_from(leg.grant.recording_id), self._confirmed_until(leg)
        paused = self._gate.paused(leg.grant.recording_id)
        marked = self._marked(leg.chain.part, begins, paused=paused)
        if marked and not paused:
            leg.need_keyframe()
        while leg.held and leg.held[0].arrival_s <= begins:
            leg.held.popleft()
        packets: list[Arrived] = []
        while not paused and leg.held and leg.held[0].arrival_s <= until:
            packets.append(leg.held.popleft())
        packets = self._without_what_ended(leg, packets)
        written = [
            Batch(leg, part, leg.begin_with(part, share[0]), tuple(share))
            for part, share in self._succession.share_out(leg, packets)
        ]
        return [*(Batch(leg, part, zero_s, (mark,)) for part, zero_s, mark in marked), *written]

    def _without_what_ended(self, leg: Leg, packets: list[Arrived]) -> list[Arrived]:
        """Of a picture that was taken back, nothing that came after it last stood."""
        if not self._gate.picture_ended(leg.grant.recording_id):
            return packets
        until = self._gate.picture_until(leg.grant.recording_id)
        return [each for each in packets if not isinstance(each, PicturePacket) or each.arrival_s <= until]

    def _marked(self, part: Part, at_s: float, *, paused: bool) -> list[tuple[Part, float, Record]]:
        """A pause that begins or ends, in a part that has begun."""
        if part.paused == paused or part.zero_s is None:
            return []
        part.paused = paused
        return [(part, part.zero_s, PauseMark(at_s, begins=paused))]

    def _append(self, batches: Sequence[Batch]) -> list[LegEnd | None]:
        """In the scribe's thread; the reason why a leg has to end, for each."""
        ends: list[LegEnd | None] = []
        for batch in batches:
            try:
                batch.part.file.append(batch.records, zero_s=batch.zero_s)
                ends.append(None)
            except OSError as error:
                log.error("recorder.disk", part_id=batch.part.grant.part_id, error=error.strerror or str(error))  # noqa: TRY400 (known)
                ends.append("disk")
        try:
            full = self._reserve.must_finish(max(batch.part.file.size for batch in batches))
        except OSError as error:
            log.error("recorder.free_space_unknown", error=error.strerror)  # noqa: TRY400 (known)
            full = False
        return [end or "no_room" for end in ends] if full else ends

    async def _tell_begun(self, part: Part) -> None:
        """Until it is heard: a part of which nobody knows when it began can be laid beside no other."""
        if part.file.size and part.zero_s is not None and not part.begun_told:
            epoch = self._time_of_day(part.grant.recording_id, part.zero_s)
            part.begun_told = await reported(self._parts.opened(part.grant.part_id, epoch=epoch))


def _a_few(legs: Sequence[Leg]) -> Iterator[Sequence[Leg]]:
    for first in range(0, len(legs), _TOGETHER):
        yield legs[first : first + _TOGETHER]
