"""Takes from every leg what consent has confirmed, has it written in one go, and tells how far each part has come."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from lifetime import still_wanted
from media.gate import Gate
from media.growing import PauseMark, Record
from media.leg import Leg, LegEnd
from media.ports import PartLog, Progress
from media.reporting import reported
from media.reserve import Reserve
from media.scribe import Scribe
from media.timeline import Arrived

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be appended to one leg's part."""

    leg: Leg
    zero_s: float
    records: tuple[Record, ...]


class Writing:
    """Beside the gate, which must not wait for a slow disk: a withdrawal counts then too."""

    def __init__(
        self, gate: Gate, scribe: Scribe, parts: PartLog, reserve: Reserve, *,
        clock: Callable[[], float], wall: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._gate = gate
        self._scribe = scribe
        self._parts = parts
        self._reserve = reserve
        self._clock = clock
        self._wall = wall
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
        batches = [batch for leg in legs if (batch := self._confirmed(leg)) is not None]
        if not batches:
            return
        begun = [batch.leg for batch in batches if batch.leg.file.size == 0]
        ends = await self._scribe.do(partial(self._append, batches))
        for batch, end in zip(batches, ends, strict=True):
            if end is not None:
                batch.leg.end(end)
        for leg in begun:
            if leg.file.size and leg.zero_s is not None:
                await reported(self._parts.opened(leg.grant.part_id, epoch=self._time_of_day(leg.zero_s)))
        grown = [
            Progress(batch.leg.grant.part_id, batch.leg.file.size, batch.leg.file.seconds)
            for batch in batches
            if batch.leg.file.size
        ]
        if grown:
            await reported(self._parts.progress(grown))

    def _confirmed(self, leg: Leg) -> Batch | None:
        """Take it from the leg. What came in a pause is taken too, and forgotten."""
        recording_id = leg.grant.recording_id
        begins, until = self._gate.confirmed_from(recording_id), self._gate.confirmed_until(recording_id)
        paused = self._gate.paused(recording_id)
        marks: list[Record] = []
        if leg.paused != paused and leg.zero_s is not None:
            marks.append(PauseMark(begins, begins=paused))
            leg.paused = paused
        while leg.held and leg.held[0].arrival_s <= begins:
            leg.held.popleft()
        packets: list[Arrived] = []
        while not paused and leg.held and leg.held[0].arrival_s <= until:
            packets.append(leg.held.popleft())
        if packets:
            leg.begin_with(packets[0])
        if leg.zero_s is None or not (marks or packets):
            return None
        return Batch(leg, leg.zero_s, (*marks, *packets))

    def _append(self, batches: Sequence[Batch]) -> list[LegEnd | None]:
        """In the scribe's thread; the reason why a leg has to end, for each."""
        ends: list[LegEnd | None] = []
        for batch in batches:
            try:
                batch.leg.file.append(batch.records, zero_s=batch.zero_s)
                ends.append(None)
            except OSError as error:
                log.error("recorder.disk", part_id=batch.leg.grant.part_id, error=error.strerror or str(error))  # noqa: TRY400 (known)
                ends.append("disk")
        try:
            full = self._reserve.must_finish(max(batch.leg.file.size for batch in batches))
        except OSError as error:
            log.error("recorder.free_space_unknown", error=error.strerror)  # noqa: TRY400 (known)
            full = False
        return [end or "no_room" for end in ends] if full else ends

    def _time_of_day(self, position_s: float) -> datetime:
        return self._wall() - timedelta(seconds=self._clock() - position_s)
