"""The legs of one worker: admits them, ends them when consent does, closes their parts, reports on them."""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from lifetime import first_of, pause, still_wanted
from media.description import Offer, read_offer
from media.errors import Damaged, GivenUp, KeyFileUnusable, KeyMissing, NoRoom, RecorderFull
from media.gate import Ended, Gate
from media.leftovers import Left, Leftovers
from media.leg import Leg, LegConfig, LegEnd
from media.part import Chain, Part
from media.place import Place
from media.ports import Ending, LegGrant, Load, PartEnd, Ports
from media.reporting import Endings, reported
from media.reserve import Reserve
from media.scribe import Scribe
from media.shared_time import SharedTime
from media.succession import Succession
from media.sweep import Sweep
from media.tending import tend
from media.vault import Vault
from media.writer import Lying, PartFile, Written, ending_of
from media.writing import Writing

MAX_LEGS = 600
_MOVE_EVERY_S = 0.1
_TAKE_OVER_EVERY_S = 1.0
_LOOK_EVERY_S = 600.0
"""What did not fit on the disk is sent to the storage once it is finished: whoever waits for that gives up in a day."""
_MOVED_TOGETHER = 25
"""Their browsers all come to another worker then."""

_NEVER_CONNECTED = Ending("partial", "never_connected")
_CONTINUED = "continued"
"""Why a part ended whose leg went on in the next one."""

_ENDS: dict[str, PartEnd] = {
    "closed": "complete", "stopped": "complete", _CONTINUED: "complete", "discarded": "discarded",
}  # fmt: skip
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
    """Owns the legs. `run` must be running; `admit` and `hang_up` are what the door calls.

    `name` is what a leg's address begins with, so that nodes know whose leg it is.
    """

    def __init__(
        self,
        ports: Ports,
        vault: Vault,
        config: LegConfig,
        *,
        reserve: Reserve,
        name: str = "",
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = utc_now,
    ) -> None:
        self._ports = ports
        self._vault = vault
        self._config = config
        self._reserve = reserve
        self._name = name
        self._clock = clock
        self._gate = Gate(ports.gate, clock=clock)
        self._scribe = Scribe("scribe", longest_queue=2 * MAX_LEGS)
        self._binder = Scribe("binder", longest_queue=2 * MAX_LEGS)
        succession = Succession(ports.parts, config.limit, self._place, self._continued, clock=clock)
        self._time = SharedTime(clock=clock, wall=wall)
        self._writing = Writing(
            self._gate, self._scribe, ports.parts, reserve, succession, time_of_day=self._time.time_of_day
        )  # fmt: skip
        self._endings = Endings(ports.parts)
        self._leftovers = Leftovers(ports.parts, vault, self._binder, self._endings)
        self._sweep = Sweep(vault.folder, ports.gate, ports.parts)
        self.ready = asyncio.Event()
        """Legs are admitted from here on."""
        self._legs: dict[str, Leg] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._open = False
        self._serving: set[asyncio.Task[None]] = set()

    async def admit(self, ticket: str, offer_text: str) -> Admitted:
        """Check the offer, use up the ticket, answer. Raises MediaError; a refused offer leaves the ticket good, and so
        does a disk without room, a key that cannot be had, and a machine without a free port.
        """
        if not self._open or len(self._legs) >= MAX_LEGS:
            raise RecorderFull
        offer = read_offer(offer_text)
        if not await self._scribe.do(self._reserve.has_room):
            log.error("recorder.no_room")
            raise NoRoom
        grant = await self._claim(ticket)
        try:
            return await self._admitted(grant, offer)
        except RecorderFull:
            await self._give_back(ticket, grant)
            raise
        except Exception:
            await self._endings.tell(grant, _NEVER_CONNECTED)
            raise

    async def _admitted(self, grant: LegGrant, offer: Offer) -> Admitted:
        wanted = self._config.picture and grant.picture and offer.picture is not None and bool(offer.picture.codecs)
        part = Part(grant, PartFile(self._place(grant), await self._key_for(grant)))
        leg = Leg(
            Chain(part), replace(offer, takes_picture=wanted), self._config, self._clock, self._time.second_zero,
            self._gate.ask_soon,
        )  # fmt: skip
        secret = f"{self._name}_{secrets.token_urlsafe(24)}"
        try:
            answer = await leg.answer()
            self._begin(secret, leg)
        except OSError as error:  # another worker has ports of its own
            log.error("recorder.no_port", error=error.strerror or str(error))  # noqa: TRY400 (there is nothing to trace)
            await leg.close()
            raise RecorderFull from error
        except BaseException:
            await leg.close()
            raise
        return Admitted(answer, secret)

    async def _claim(self, ticket: str) -> LegGrant:
        try:
            return await self._ports.tickets.claim(ticket)
        except GivenUp as error:
            self._gate.given_up.set()
            raise RecorderFull from error

    async def _give_back(self, ticket: str, grant: LegGrant) -> None:
        if not await reported(self._ports.tickets.give_back(ticket, grant)):
            await self._endings.tell(grant, _NEVER_CONNECTED)

    async def _key_for(self, grant: LegGrant) -> bytes:
        try:
            return await self._vault.key_for(grant.recording_id)
        except (KeyMissing, KeyFileUnusable) as error:
            log.error("recorder.no_key", recording_id=grant.recording_id, code=error.code)  # noqa: TRY400 (there is nothing to trace)
            raise RecorderFull from error

    def _begin(self, secret: str, leg: Leg) -> None:
        """One voice has one leg: an older one of this person is broken, or somebody else's at their place."""
        if self._tasks is None or not self._open:
            raise RecorderFull
        for older in self._legs.values():
            if _same_voice(older.grant, leg.grant):
                older.end("replaced")
        self._gate.watch(leg.grant.recording_id)
        self._legs[secret] = leg
        self._serve_to_the_end(self._tasks, self._serve(secret, leg))

    def _continued(self, leg: Leg, part: Part) -> None:
        """Its leg goes on in the next part. Consent is asked for until this one is finished, also if the leg ends."""
        if self._tasks is not None:
            self._gate.watch(leg.grant.recording_id)
            self._serve_to_the_end(self._tasks, self._finish_before(leg, part))

    async def _finish_before(self, leg: Leg, part: Part) -> None:
        try:
            await self._finish_part(leg, part, _CONTINUED)
        finally:
            self._gate.unwatch(leg.grant.recording_id)

    def _serve_to_the_end(self, tasks: asyncio.TaskGroup, work: Coroutine[object, object, None]) -> None:
        """Also when we are asked to stop."""
        task = tasks.create_task(work)
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    def hang_up(self, secret: str) -> bool:
        """The browser ends its leg in order; False when there is no leg of this secret."""
        leg = self._legs.get(secret)
        if leg is not None:
            leg.end("closed")
        return leg is not None

    async def load(self, *, cpu: float, lag_s: float) -> Load:
        """How busy we are. Not behind the binder: who finishes an hour of sound is not dead."""
        free, room = await asyncio.to_thread(lambda: (self._reserve.free_bytes(), self._reserve.has_room()))
        return Load(len(self._legs), MAX_LEGS, cpu, lag_s, free, room)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`: then every leg is ended, and its part closed, before this returns.

        Raises GivenUp when others have taken our parts; those were left to them.
        """
        left = await self._leftovers.find()
        try:
            async with asyncio.TaskGroup() as tasks:
                self._tasks, self._open = tasks, True
                self.ready.set()
                asking = tasks.create_task(self._gate.run(self._after_answer))
                beside = [
                    tasks.create_task(self._writing.run(self._legs.values())),
                    tasks.create_task(tend(self._legs, clock=self._clock)),
                    tasks.create_task(self._put_in_order(left)),
                    tasks.create_task(self._catch_up()),
                    tasks.create_task(self._take_over()),
                ]
                await first_of(stop, self._gate.given_up)
                self._open = False
                await self._move()
                while self._serving:
                    await asyncio.wait(self._serving)
                for task in (asking, *beside):
                    task.cancel()
        finally:
            self._scribe.close()
            self._binder.close()
        if self._gate.given_up.is_set():
            raise GivenUp

    async def _move(self) -> None:
        """End all legs: their browsers take them elsewhere."""
        taken = self._gate.given_up.is_set()
        for number, leg in enumerate(tuple(self._legs.values()), start=1):
            leg.end("taken" if taken else "worker_stopped")
            if number % _MOVED_TOGETHER == 0 and not taken:
                await asyncio.sleep(_MOVE_EVERY_S)

    def _place(self, grant: LegGrant) -> Place:
        return Place(self._vault.folder, grant.recording_id, grant.participant_id, grant.part_number)

    def _after_answer(self) -> None:
        for leg in self._legs.values():
            if (ended := self._gate.ended(leg.grant.recording_id)) is not None:
                leg.end(ended)
            elif self._gate.picture_ended(leg.grant.recording_id):
                leg.end_picture()
        self._writing.wake()

    async def _serve(self, secret: str, leg: Leg) -> None:
        reason: LegEnd = "lost"
        try:
            reason = await leg.run()
        except Exception:
            log.exception("recorder.leg_failed", part_id=leg.grant.part_id)
        try:
            await self._finish(leg, reason)
        finally:
            del self._legs[secret]
            self._gate.unwatch(leg.grant.recording_id)
            if not any(other.grant.recording_id == leg.grant.recording_id for other in self._legs.values()):
                self._time.forget(leg.grant.recording_id)

    async def _finish(self, leg: Leg, reason: LegEnd) -> None:
        if reason in ("closed", "lost", "replaced", "worker_stopped"):
            await self._gate.ask()
        reason = _known_better(reason, self._gate.ended(leg.grant.recording_id))
        if reason not in ("discarded", "disk", "overrun", "no_room", "taken"):
            await self._write_the_rest(leg)
        for part in leg.chain.all:
            is_before = leg.chain.before is not None and part is leg.chain.before.part
            await self._finish_part(leg, part, _CONTINUED if is_before else reason)

    async def _still_ours(self, leg: Leg) -> bool:
        """Asked after the last byte was written: who takes a part over reads all of it, and only one finishes it."""
        await self._gate.ask()
        return self._gate.ended(leg.grant.recording_id) != "taken"

    async def _write_the_rest(self, leg: Leg) -> None:
        try:
            await self._writing.write([leg])
        except Exception:  # the ladder of background tasks: what is written already is still finished
            log.exception("recorder.rest_not_written", part_id=leg.grant.part_id)

    async def _finish_part(self, leg: Leg, part: Part, reason: str) -> None:
        """Never raises: what one part ends in is no other's business."""
        try:
            if self._gate.ended(leg.grant.recording_id) == "discarded":
                await self._scribe.do(part.file.discard)
                await self._endings.tell(part.grant, Ending("discarded", "discarded"))
                return
            await self._scribe.do(part.file.stop)
            if await self._still_ours(leg):
                await self._close(part, reason)
        except Exception:  # the same
            log.exception("recorder.not_finished", part_id=part.grant.part_id)
            lying = await self._binder.do(part.file.measure)
            await self._endings.tell(part.grant, ending_of("partial", "disk", lying))

    async def _close(self, part: Part, reason: str) -> None:
        """What the row says lies on the disk, also when the disk refuses in the middle of this."""
        written: Written | Lying | None
        try:
            written = await self._binder.do(part.file.finish)
        except (OSError, Damaged):
            log.exception("recorder.not_closed", part_id=part.grant.part_id)
            written = await self._binder.do(part.file.measure)
        if part.file.refused:
            reason = "disk"
        if await self._endings.tell(part.grant, ending_of(_ENDS.get(reason, "partial"), reason, written)):
            await self._leftovers.settle(part.grant)

    async def _catch_up(self) -> None:
        """What was left to do after legs had ended: reports nobody heard, files of recordings discarded since."""
        while still_wanted():
            await pause(1.0)
            for grant in await self._endings.tell_again():
                await self._leftovers.settle(grant)
            running = {part.grant.part_id for leg in self._legs.values() for part in leg.chain.all}
            await self._leftovers.discard(running=running)
            await reported(self._end_superseded())

    async def _end_superseded(self) -> None:
        """One voice has one leg, also when the later one is at another worker."""
        legs = {leg.chain.newest.grant.part_id: leg for leg in self._legs.values() if not leg.ending}
        for part_id in await self._ports.parts.superseded(tuple(legs)) if legs else ():
            if legs[part_id].chain.ends_with(part_id):
                legs[part_id].end("replaced")

    async def _put_in_order(self, left: Left) -> None:
        """What has been lying there since before we began; and now and then, what has come to lie there since."""
        await self._leftovers.mend(left)
        while still_wanted():
            await self._sweep.run()
            await pause(_LOOK_EVERY_S)
            await self._leftovers.look()

    async def _take_over(self) -> None:
        """Parts of workers that died, or were given up for dead."""
        while still_wanted():
            await pause(_TAKE_OVER_EVERY_S)
            try:
                await self._leftovers.take_over()
            except GivenUp:
                self._gate.given_up.set()
            except Exception:  # the ladder of background tasks: the database may be away
                log.exception("recorder.nothing_taken_over")


def _known_better(reason: LegEnd, ended: Ended | None) -> LegEnd:
    """A browser that hears of the end before we do closes its leg first: then that was the end, and no loss."""
    if ended in ("discarded", "taken"):
        return ended
    return "stopped" if ended == "stopped" and reason in ("lost", "replaced") else reason


def _same_voice(one: LegGrant, other: LegGrant) -> bool:
    return (one.recording_id, one.participant_id) == (other.recording_id, other.participant_id)
