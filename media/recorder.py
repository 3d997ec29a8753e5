"""The legs of one worker: admits them, writes what consent has confirmed, closes their files, reports on them."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from av import FFmpegError

from lifetime import pause, still_wanted
from media.description import read_offer
from media.errors import RecorderFull
from media.gate import Ended, Gate
from media.leg import Leg, LegConfig, LegEnd, Placed
from media.ports import LegGrant, PartEnd, Ports
from media.writer import PartFile, Written, finish

MAX_LEGS = 400
_SHARED_ZERO_S = 10.0
"""First parts that begin within this share second 0, so that their files lie side by side as they are."""

_ENDS: dict[LegEnd, PartEnd] = {"closed": "complete", "stopped": "complete", "discarded": "discarded"}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Admitted:
    """A leg's answer, and the secret that ends it: whoever knows only the ticket cannot."""

    answer: str
    secret: str


def utc_now() -> datetime:
    """The time of day as this machine has it."""
    return datetime.now(UTC)


class Recorder:
    """Owns the legs. `run` must be running; `admit` and `hang_up` are what the door calls."""

    def __init__(
        self,
        ports: Ports,
        folder: Path,
        config: LegConfig,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = utc_now,
    ) -> None:
        self._ports = ports
        self._folder = folder
        self._config = config
        self._clock = clock
        self._time_of_day = wall
        self._gate = Gate(ports.gate, clock=clock)
        self._legs: dict[str, Leg] = {}
        self._zeros: dict[str, float] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._untold: dict[str, Callable[[], Awaitable[None]]] = {}

    async def admit(self, ticket: str, offer_text: str) -> Admitted:
        """Check the offer, use up the ticket, answer. Raises MediaError; a refused offer leaves the ticket good."""
        if self._tasks is None or len(self._legs) >= MAX_LEGS:
            raise RecorderFull
        offer = read_offer(offer_text, private_candidates=self._config.private_candidates)
        grant = await self._ports.tickets.claim(ticket)
        leg = Leg(grant, offer, PartFile(self._path(grant)), self._config, self._clock, self._first_packet)
        secret = secrets.token_urlsafe(24)
        try:
            answer = await leg.answer()
            self._begin(secret, leg)
        except Exception:
            await leg.close()
            await self._tell(grant, "partial", "never_connected", None)
            raise
        return Admitted(answer, secret)

    def _begin(self, secret: str, leg: Leg) -> None:
        """One voice has one leg: an older one of this person is broken, or somebody else's at their place."""
        if self._tasks is None:
            raise RecorderFull
        for older in self._legs.values():
            if _same_voice(older.grant, leg.grant):
                older.end("replaced")
        self._gate.watch(leg.grant.recording_id)
        self._legs[secret] = leg
        task = self._tasks.create_task(self._serve(secret, leg))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    def hang_up(self, secret: str) -> bool:
        """The browser ends its leg in order; False when there is no leg of this secret."""
        leg = self._legs.get(secret)
        if leg is not None:
            leg.end("closed")
        return leg is not None

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then every leg is ended, and its file closed, before this returns."""
        await self._mend_leftovers()
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            asking = tasks.create_task(self._gate.run(self._after_answer))
            catching_up = tasks.create_task(self._catch_up())
            await stop.wait()
            self._tasks = None
            catching_up.cancel()
            for leg in self._legs.values():
                leg.end("worker_stopped")
            if self._serving:
                await asyncio.wait(self._serving)
            asking.cancel()

    def _path(self, grant: LegGrant) -> Path:
        for name in (grant.recording_id, grant.participant_id):
            if not name.replace("-", "").replace("_", "").isalnum():
                raise ValueError("an id that is no file name")
        return self._folder / grant.recording_id / f"{grant.participant_id}-{grant.part_number}.webm"

    def _first_packet(self, grant: LegGrant, position_s: float) -> float:
        shared = self._zeros.setdefault(grant.recording_id, position_s)
        fits = grant.part_number == 1 and 0 <= position_s - shared < _SHARED_ZERO_S
        return shared if fits else position_s

    async def _after_answer(self) -> None:
        for leg in tuple(self._legs.values()):
            ended = self._gate.ended(leg.grant.recording_id)
            if ended is not None:
                leg.end(ended)
            elif not leg.ending:
                await self._write(leg)

    async def _write(self, leg: Leg) -> None:
        """Write what consent has confirmed; a disk that refuses ends the leg, not the worker."""
        until = self._gate.confirmed_until(leg.grant.recording_id)
        batch: list[Placed] = []
        while leg.held and leg.held[0].arrival_s <= until:
            batch.append(leg.held.popleft())
        if not batch or leg.zero_s is None:
            return
        first = leg.file.seconds == 0.0
        try:
            await asyncio.to_thread(_append, leg.file, batch, leg.zero_s)
        except (OSError, FFmpegError) as error:
            log.exception("recorder.disk", part_id=leg.grant.part_id, error=type(error).__name__)
            leg.end("disk")
            return
        if first:
            await _reported(self._ports.parts.opened(leg.grant.part_id, epoch=self._wall(leg.zero_s)))
        size = await asyncio.to_thread(leg.file.size)
        await _reported(self._ports.parts.progress(leg.grant.part_id, bytes_written=size, seconds=leg.file.seconds))

    def _wall(self, position_s: float) -> datetime:
        return self._time_of_day() - timedelta(seconds=self._clock() - position_s)

    async def _serve(self, secret: str, leg: Leg) -> None:
        reason: LegEnd = "lost"
        try:
            reason = await leg.run()
        except Exception:
            log.exception("recorder.leg_failed", part_id=leg.grant.part_id)
        try:
            await self._finish(leg, reason)
        except Exception:  # the ladder of background tasks: no leg takes the others with it
            log.exception("recorder.not_finished", part_id=leg.grant.part_id)
            await self._tell(leg.grant, "partial", "disk", None)
        finally:
            del self._legs[secret]
            self._gate.unwatch(leg.grant.recording_id)
            if not any(other.grant.recording_id == leg.grant.recording_id for other in self._legs.values()):
                self._zeros.pop(leg.grant.recording_id, None)

    async def _finish(self, leg: Leg, reason: LegEnd) -> None:
        if reason in ("closed", "lost", "replaced", "worker_stopped"):
            await self._gate.ask()
        reason = _known_better(reason, self._gate.ended(leg.grant.recording_id))
        if reason == "discarded":
            await asyncio.to_thread(leg.file.discard)
            await self._tell(leg.grant, "discarded", reason, None)
            return
        if reason not in ("disk", "overrun"):
            await self._write(leg)
        await self._close(leg, reason)

    async def _close(self, leg: Leg, reason: LegEnd) -> None:
        try:
            written = await asyncio.to_thread(leg.file.close)
        except (OSError, FFmpegError):
            log.exception("recorder.not_closed", part_id=leg.grant.part_id)
            written, reason = None, "disk"
        await self._tell(leg.grant, _ENDS.get(reason, "partial"), reason, written)

    async def _tell(self, grant: LegGrant, end: PartEnd, reason: str, written: Written | None) -> None:
        tell = partial(
            self._ports.parts.ended,
            grant.part_id,
            end=end,
            reason=reason,
            bytes_written=written.bytes_written if written else 0,
            seconds=written.seconds if written else 0.0,
            sha256=written.sha256 if written else None,
        )
        if await _reported(tell()):
            self._untold.pop(grant.part_id, None)
        else:
            self._untold[grant.part_id] = tell

    async def _tell_again(self) -> None:
        """Ends that nobody could hear: a row that says `writing` for ever would keep the red dot alight."""
        for part_id, tell in tuple(self._untold.items()):
            if await _reported(tell()):
                self._untold.pop(part_id, None)

    async def _mend_leftovers(self) -> None:
        """Parts whose writer was killed: what can be read is kept, and called partial."""
        for grant in await self._ports.parts.unfinished():
            path = self._path(grant)
            written = await asyncio.to_thread(_mend, PartFile(path).growing, path)
            log.warning("recorder.leftover", part_id=grant.part_id, kept=written is not None)
            await self._tell(grant, "partial", "recorder_died", written)

    async def _catch_up(self) -> None:
        """What was left to do after legs had ended: reports nobody heard, files of recordings discarded since."""
        while still_wanted():
            await pause(1.0)
            await self._tell_again()
            await _reported(self._remove_discarded_once())

    async def _remove_discarded_once(self) -> None:
        running = {leg.grant.part_id for leg in self._legs.values()}
        for grant in await self._ports.parts.to_discard():
            if grant.part_id not in running:
                await asyncio.to_thread(PartFile(self._path(grant)).discard)
                await self._tell(grant, "discarded", "discarded", None)


def _known_better(reason: LegEnd, ended: Ended | None) -> LegEnd:
    """A browser that hears of the end before we do closes its leg first: then that was the end, and no loss."""
    if ended == "discarded":
        return "discarded"
    return "stopped" if ended == "stopped" and reason in ("lost", "replaced") else reason


async def _reported(report: Awaitable[None]) -> bool:
    """Tell the outside; False when it cannot hear. The recording goes on, and what matters is told again."""
    try:
        await report
    except Exception:
        log.exception("recorder.not_reported")
        return False
    return True


def _same_voice(one: LegGrant, other: LegGrant) -> bool:
    return (one.recording_id, one.participant_id) == (other.recording_id, other.participant_id)


def _append(file: PartFile, batch: list[Placed], zero_s: float) -> None:
    for packet in batch:
        file.write(max(0.0, packet.position_s - zero_s), packet.payload)


def _mend(growing: Path, final: Path) -> Written | None:
    try:
        if final.exists() and not growing.exists():
            final.replace(growing)  # finished, and killed before that was told
        return finish(growing, final) if growing.exists() else None
    except (OSError, FFmpegError):
        log.exception("recorder.leftover_unreadable")
        return None
