"""Writes down what was recorded, one call after the other: jobs of a lane of their own, since each takes minutes.

A call is done track by track, each in a transaction that looks at everybody's consent again; while one is listened to,
too, since the engine may be somebody else's: it ends within a second of being taken back. Killed anywhere, the job goes
on with the next track once its lease is over.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from records.beat import keep_doing
from records.database import Database
from records.jobs import fail_job, finish_job, postpone_job, retry_job, take_due_job
from records.leased import Clock, LeaseLost, while_leased
from records.tables import JobRow
from records.transcripts import (
    LANE,
    Track,
    begin_transcript,
    finish_transcript,
    is_withheld,
    list_tracks,
    settle_without,
    store_track,
    tell_progress,
)
from signaling.protocol.words import NoTranscript
from summary.discarded import unless
from summary.transcribing.ear import Listened, OpenTrack, Tell
from summary.transcribing.errors import EngineFailed, EngineMissing, TrackUnreadable
from summary.transcribing.wire import EngineChoice

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
WAIT_FOR_MODEL = timedelta(minutes=5)
_SHORTEST_S = 1.0
_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 600.0
_TELL_EVERY_S = 5.0

log = structlog.get_logger()


class Recordings(Protocol):
    """Where parts are opened; they lie sealed."""

    async def open(self, recording_id: str, participant_id: str, number: int) -> OpenTrack | None:
        """A finished part; None when its file is not there. Raises LookupError when its key is not, ValueError when it
        is damaged, and ConnectionError when the storage that has it does not answer.
        """


class Hears(Protocol):
    """An engine in a process of its own; `summary.transcribing.ear.Ear` is."""

    choice: EngineChoice

    async def hear(self, track: OpenTrack, *, language: str, tell: Tell) -> Listened:
        """The whole track. Raises EngineMissing, EngineFailed or TrackUnreadable."""


@dataclass(frozen=True, slots=True)
class _Wait:
    """Not now: again at `at`, and this time was no attempt."""

    at: datetime


async def run_transcriptions(
    database: Database, recordings: Recordings, ear: Hears, *, clock: Clock, wake: asyncio.Event, poll_s: float = 2.0
) -> None:
    """Work until cancelled, one track at a time."""
    step = partial(transcribe_due_call, database, recordings, ear, clock=clock)
    await keep_doing(step, name="transcripts", wake=wake, poll_s=poll_s)


async def transcribe_due_call(database: Database, recordings: Recordings, ear: Hears, *, clock: Clock) -> bool:
    """Write down one call that waits for it; False when there is none."""
    job = await take_due_job(database, now=clock(), lease=LEASE, lane=LANE)
    if job is None:
        return False
    try:
        call = _Call(database, recordings, ear, job.key, clock)
        waits = await while_leased(database, job, call.write_down(), lease=LEASE, clock=clock)
    except LeaseLost:
        log.info("transcript.lease_lost", call_id=job.key)
    except Exception as error:
        # The ladder of background tasks: no call takes the others with it. The row keeps codes only.
        log.exception("transcript.failed", call_id=job.key, attempt=job.attempts)
        await _settle_failure(database, job, error, clock())
    else:
        async with database.transaction() as session:
            if waits is None:
                await finish_job(session, job, now=clock())
            else:
                await postpone_job(session, job, run_at=waits.at)
    return True


class _Call:
    """One call that is being written down."""

    def __init__(self, database: Database, recordings: Recordings, ear: Hears, call_id: str, clock: Clock) -> None:
        self._database = database
        self._recordings = recordings
        self._ear = ear
        self._call_id = call_id
        self._clock = clock
        self._before_s = 0.0
        self._told_at = float("-inf")

    async def write_down(self) -> _Wait | None:
        """Every track that is not written down yet. Raises EngineFailed."""
        tracks = await self._begin()
        if tracks is None:
            return None
        done, all_tracks = tracks
        for track in all_tracks:
            if track.part_id not in done:
                try:
                    kept = await self._track(track)
                except EngineMissing as error:
                    return await self._wait(error)
                if not kept:
                    await self._settle_without(NoTranscript.NO_CONSENT)
                    return None
            self._before_s += track.seconds
        async with self._database.transaction() as session:
            await finish_transcript(session, self._call_id, now=self._clock())
        return None

    async def _begin(self) -> tuple[frozenset[str], list[Track]] | None:
        """What is done, and what there is; None when nothing may or need be written down."""
        choice, now = self._ear.choice, self._clock()
        async with self._database.transaction() as session:
            tracks = await list_tracks(session, self._call_id)
            total_s = sum(track.seconds for track in tracks)
            if not tracks:
                await settle_without(session, self._call_id, NoTranscript.NO_CONSENT, now=now)
                return None
            if total_s < _SHORTEST_S:
                await settle_without(session, self._call_id, NoTranscript.TOO_SHORT, now=now)
                return None
            done = await begin_transcript(
                session, self._call_id, engine=choice.name, model=choice.model, total_s=total_s, now=now
            )
        return done, tracks

    async def _track(self, track: Track) -> bool:
        """False when nobody may write it down any more."""
        missing: str | None = None
        listened: Listened | None = None
        try:
            listened = await unless(is_withheld, self._database, track.recording_id, self._hear(track))
            if listened is None:
                return False
        except TrackUnreadable as error:
            missing = error.code
        if listened is not None and not listened.whole:
            log.warning("transcript.broken_off", call_id=self._call_id, part_id=track.part_id)
        async with self._database.transaction() as session:
            return await store_track(
                session, self._call_id, track, listened.said if listened else (), missing=missing, now=self._clock()
            )

    async def _hear(self, track: Track) -> Listened:
        try:
            opened = await self._recordings.open(track.recording_id, track.participant_id, track.number)
        except LookupError as error:  # not for good: whoever mends the key file has it tried again
            raise EngineFailed("no_key") from error
        except ConnectionError as error:
            raise EngineFailed("storage_away") from error
        except ValueError as error:
            raise TrackUnreadable("damaged") from error
        if opened is None:
            raise TrackUnreadable("gone")
        try:
            return await self._ear.hear(opened, language=track.language, tell=self._tell)
        finally:
            await opened.aclose()

    async def _tell(self, heard_s: float) -> None:
        """Not at each word: it is a write."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at < _TELL_EVERY_S:
            return
        self._told_at = now
        async with self._database.transaction() as session:
            await tell_progress(session, self._call_id, heard_s=self._before_s + heard_s, now=self._clock())

    async def _wait(self, error: EngineMissing) -> _Wait:
        log.warning("transcript.engine_missing", code=error.code, engine=self._ear.choice.name)
        await self._settle_without(NoTranscript.WAITING_FOR_MODEL, error=error.code)
        return _Wait(self._clock() + WAIT_FOR_MODEL)

    async def _settle_without(self, reason: NoTranscript, *, error: str | None = None) -> None:
        async with self._database.transaction() as session:
            await settle_without(session, self._call_id, reason, error=error, now=self._clock())


async def _settle_failure(database: Database, job: JobRow, error: Exception, now: datetime) -> None:
    """Visible in the job and on the page: what failed, and that it is tried again or was given up."""
    code = error.code if isinstance(error, EngineFailed) else type(error).__name__
    async with database.transaction() as session:
        if job.attempts >= MAX_ATTEMPTS:
            if await fail_job(session, job, error=code, now=now):
                await settle_without(session, job.key, NoTranscript.ENGINE_FAILED, error=code, now=now)
            return
        wanted_s = error.again_after_s if isinstance(error, EngineFailed) else 0.0
        run_at = now + timedelta(seconds=max(wanted_s, _pause_s(job.attempts)))
        if await retry_job(session, job, run_at=run_at, error=code):
            await settle_without(session, job.key, NoTranscript.WAITING_FOR_MODEL, error=code, now=now)


def _pause_s(attempts: int) -> float:
    longest = min(_FIRST_PAUSE_S * 2.0 ** (attempts - 1), _LONGEST_PAUSE_S)
    return longest * random.uniform(0.5, 1)  # noqa: S311 (jitter, no secret)
