"""Calls that are written down: each once, told truthfully, whatever dies or fails in between."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from records.database import Database
from records.jobs import failed_jobs, revive_job
from records.tables import JobRow, PartRow, TranscriptRow
from records.transcript_reading import read_transcript
from records.transcript_record import TranscriptRecord
from records.transcripts import LANE, Utterance, ask_for_transcript
from signaling.domain import events as e
from signaling.protocol.words import NoTranscript, PartState, TranscriptState
from summary.jobs import HANDLERS, run_due_job
from summary.transcribing import work
from summary.transcribing.ear import Ear, Listened, OpenTrack, Tell
from summary.transcribing.errors import EngineFailed, EngineMissing, TrackUnreadable
from summary.transcribing.wire import EngineChoice
from summary.transcribing.work import LEASE, MAX_ATTEMPTS, WAIT_FOR_MODEL, run_transcriptions, transcribe_due_call
from tests.integration.summary.ended_call import NOW, add_part, ended_call, talk
from tests.integration.summary.endpoint import KEY, hangs, open_endpoint
from tests.integration.summary.spoken import Track, spoken
from tests.integration.summary.test_listening import POCKETSPHINX, _child, _listener


class Shelf:
    """Parts by their participant; what is not here is gone."""

    def __init__(self, parts: Mapping[str, bytes] | None = None) -> None:
        self.parts = parts if parts is not None else {"ag": b"a", "cu": b"c"}
        self.opened: list[Track] = []

    async def open(self, recording_id: str, participant_id: str, number: int) -> Track | None:
        whole = self.parts.get(participant_id)
        if whole is None:
            return None
        self.opened.append(Track(whole))
        return self.opened[-1]


class Scripted:
    """An engine that hears what it was told to, or raises it."""

    choice = EngineChoice(name="whisper", model="small")

    def __init__(self, *heard: tuple[str, ...] | Exception) -> None:
        self.heard = list(heard)
        self.languages: list[str] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def hear(self, track: OpenTrack, *, language: str, tell: Tell) -> Listened:
        self.languages.append(language)
        heard = self.heard.pop(0)
        await tell(5.0)
        self.begun.set()
        await self.go_on.wait()
        if isinstance(heard, Exception):
            raise heard
        said = tuple(Utterance(float(n), n + 0.9, text, language, 0.9) for n, text in enumerate(heard))
        return Listened(said, 12.5, 5.0, whole=True, peak_mb=1.0)


async def recorded_call(db: Database, *, seconds: float = 12.5) -> None:
    await ended_call(db, recorded=True)
    for who in ("ag", "cu"):
        await add_part(db, who, PartState.COMPLETE, seconds=seconds)
    async with db.transaction() as session:
        await ask_for_transcript(session, "call", now=NOW)


async def once(db: Database, ear: work.Hears, *, shelf: Shelf | None = None, now: datetime = NOW) -> bool:
    return await transcribe_due_call(db, shelf or Shelf(), ear, clock=lambda: now)


async def record_of(db: Database) -> TranscriptRecord:
    async with db.reading() as session:
        read = await read_transcript(session, "call")
    assert read is not None
    return read


async def until(is_so: Callable[[TranscriptRecord], bool], db: Database) -> None:
    async with asyncio.timeout(30):
        while not is_so(await record_of(db)):  # noqa: ASYNC110 (the rows tell nobody)
            await asyncio.sleep(0.02)


async def test_the_end_of_a_recorded_call_leads_to_its_transcript(db: Database) -> None:
    await ended_call(db, recorded=True)
    for who in ("ag", "cu"):
        await add_part(db, who, PartState.COMPLETE)
    while await run_due_job(db, HANDLERS, clock=lambda: NOW):
        pass
    ear, shelf = Scripted(("I will call you on Friday",), ("gracias",)), Shelf()
    assert await once(db, ear, shelf=shelf)
    assert not await once(db, ear, shelf=shelf)
    read = await record_of(db)
    people = {one.participant_id: one.role for one in read.speakers}
    assert {(people[one.participant_id], one.text) for one in read.utterances} == {
        ("agent", "I will call you on Friday"), ("customer", "gracias"),
    }  # fmt: skip
    assert (read.state, read.heard_s, read.total_s) == (TranscriptState.MADE, 25.0, 25.0)
    assert sorted(ear.languages) == ["en", "es"]
    assert all(track.closed for track in shelf.opened)


async def test_quick_jobs_are_not_taken_by_whoever_writes_down_nor_the_other_way(db: Database) -> None:
    await recorded_call(db)
    async with db.transaction() as session:
        await session.execute(update(JobRow).where(JobRow.lane == "").values(done_at=NOW))
    assert not await run_due_job(db, HANDLERS, clock=lambda: NOW)
    assert await once(db, Scripted((), ()))


@pytest.mark.parametrize(
    ("heard", "state", "reason"),
    [
        (((), ()), TranscriptState.NONE, NoTranscript.NO_SPEECH),
        ((TrackUnreadable("damaged"), TrackUnreadable("damaged")), TranscriptState.NONE, NoTranscript.ENGINE_FAILED),
        ((("hello",), TrackUnreadable("language_unknown")), TranscriptState.MADE, None),
    ],
)
async def test_without_words_there_is_a_reason(
    sqlite_db: Database, heard: tuple[tuple[str, ...] | Exception, ...], state: TranscriptState,
    reason: NoTranscript | None,
) -> None:  # fmt: skip
    await recorded_call(sqlite_db)
    assert await once(sqlite_db, Scripted(*heard))
    read = await record_of(sqlite_db)
    assert (read.state, read.reason) == (state, reason)


async def test_a_moment_of_sound_is_too_short(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db, seconds=0.3)
    assert await once(sqlite_db, Scripted())
    assert (await record_of(sqlite_db)).reason is NoTranscript.TOO_SHORT


async def test_without_everybodys_consent_nobody_listens(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db)
    await talk(sqlite_db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    shelf = Shelf()
    assert await once(sqlite_db, Scripted(), shelf=shelf)
    assert (await record_of(sqlite_db)).reason is NoTranscript.NO_CONSENT
    assert shelf.opened == []


async def test_consent_taken_back_while_somebody_listens_leaves_not_a_word(db: Database) -> None:
    await recorded_call(db)
    ear = Scripted(("the lamp",), ("gracias",))
    ear.go_on.clear()
    working = asyncio.ensure_future(once(db, ear))
    await ear.begun.wait()
    await talk(db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    ear.go_on.set()
    assert await working
    read = await record_of(db)
    assert (read.utterances, read.state, read.reason) == ((), TranscriptState.NONE, NoTranscript.NO_CONSENT)


async def test_once_consent_is_taken_back_nobody_listens_on_and_no_voice_leaves_the_house(
    db: Database, tmp_path: Path
) -> None:
    """The engine is elsewhere, and has the first piece of the first voice."""
    await recorded_call(db)
    voice = await spoken(tmp_path, *(("es", "Hola, mi paquete no ha llegado"), 2.0) * 4)
    async with open_endpoint(hangs) as endpoint:
        choice = EngineChoice(name="http", model="whisper-1", url=endpoint.base, key=KEY, timeout_s=600.0)
        shelf = Shelf({"ag": voice, "cu": voice})
        working = asyncio.ensure_future(once(db, Ear(choice), shelf=shelf))
        async with asyncio.timeout(60):
            while not endpoint.asked:  # noqa: ASYNC110 (the endpoint tells nobody)
                await asyncio.sleep(0.02)
        await talk(db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
        async with asyncio.timeout(30):  # far below the engine's own patience
            assert await working
        assert _listener() is None
        assert (len(endpoint.asked), [track.closed for track in shelf.opened]) == (1, [True])
    read = await record_of(db)
    assert (read.utterances, read.state, read.reason) == ((), TranscriptState.NONE, NoTranscript.NO_CONSENT)
    async with db.reading() as session:
        job = await session.scalar(select(JobRow).where(JobRow.lane == LANE))
    assert job is not None
    assert (job.done_at, job.attempts, job.last_error) == (NOW, 1, None)


async def test_who_cannot_look_whether_it_may_still_be_written_down_listens_on(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept of it is asked once more, at its end."""
    await recorded_call(sqlite_db)
    looked = asyncio.Event()

    async def away(*_: object) -> bool:
        looked.set()
        raise OperationalError("away", {}, Exception())

    monkeypatch.setattr(work, "is_withheld", away)
    ear = Scripted(("the lamp",), ("gracias",))
    ear.go_on.clear()
    working = asyncio.ensure_future(once(sqlite_db, ear))
    await looked.wait()
    ear.go_on.set()
    assert await working
    assert (await record_of(sqlite_db)).state is TranscriptState.MADE


async def test_while_it_is_written_down_the_progress_is_true(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db)
    ear = Scripted(("the lamp",), ("gracias",))
    ear.go_on.clear()
    working = asyncio.ensure_future(once(sqlite_db, ear))
    await ear.begun.wait()
    read = await record_of(sqlite_db)
    assert (read.state, read.heard_s, read.total_s, read.engine) == (TranscriptState.WORKING, 5.0, 25.0, "whisper")
    ear.go_on.set()
    assert await working


async def test_a_missing_model_is_waited_for_without_an_attempt(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db)
    assert await once(sqlite_db, Scripted(EngineMissing("model_missing")))
    read = await record_of(sqlite_db)
    assert (read.state, read.reason, read.error) == (
        TranscriptState.WAITING, NoTranscript.WAITING_FOR_MODEL, "model_missing",
    )  # fmt: skip
    assert not await once(sqlite_db, Scripted(), now=NOW + timedelta(seconds=1))
    assert await once(sqlite_db, Scripted(("a",), ("b",)), now=NOW + WAIT_FOR_MODEL)
    async with sqlite_db.reading() as session:
        job = await session.scalar(select(JobRow).where(JobRow.lane == LANE))
    assert job is not None
    assert job.attempts == 1
    assert (await record_of(sqlite_db)).state is TranscriptState.MADE


async def test_an_engine_that_fails_is_asked_again_when_it_wants_and_what_is_done_stays_done(
    sqlite_db: Database,
) -> None:
    await recorded_call(sqlite_db)
    assert await once(sqlite_db, Scripted(("the lamp",), EngineFailed("http_429", again_after_s=900)))
    read = await record_of(sqlite_db)
    assert [one.text for one in read.utterances] == ["the lamp"]
    assert (read.state, read.error) == (TranscriptState.WAITING, "http_429")
    assert not await once(sqlite_db, Scripted(), now=NOW + timedelta(seconds=899))
    ear = Scripted(("gracias",))
    assert await once(sqlite_db, ear, now=NOW + timedelta(seconds=901))
    read = await record_of(sqlite_db)
    assert sorted(one.text for one in read.utterances) == ["gracias", "the lamp"]
    assert (read.state, read.error) == (TranscriptState.MADE, None)


async def test_an_engine_that_keeps_failing_is_given_up_visibly_and_can_be_tried_again(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db)
    for hour in range(MAX_ATTEMPTS):
        assert await once(sqlite_db, Scripted(EngineFailed("http_500")), now=NOW + timedelta(hours=hour))
    assert not await once(sqlite_db, Scripted(), now=NOW + timedelta(days=2))
    read = await record_of(sqlite_db)
    assert (read.state, read.reason, read.error) == (TranscriptState.NONE, NoTranscript.ENGINE_FAILED, "http_500")
    async with sqlite_db.transaction() as session:
        (job,) = await failed_jobs(session)
        assert (job.kind, job.last_error) == ("transcribe", "http_500")
        assert await revive_job(session, job.id, now=NOW)
    assert await once(sqlite_db, Scripted(("a",), ("b",)))
    assert (await record_of(sqlite_db)).state is TranscriptState.MADE


async def test_a_key_or_storage_that_is_not_here_is_tried_again_and_a_broken_seal_is_not(sqlite_db: Database) -> None:
    class Locked(Shelf):
        error: Exception = LookupError()

        async def open(self, recording_id: str, participant_id: str, number: int) -> Track | None:
            raise self.error

    await recorded_call(sqlite_db)
    shelf = Locked()
    assert await once(sqlite_db, Scripted(), shelf=shelf)
    assert (await record_of(sqlite_db)).error == "no_key"
    shelf.error = ConnectionError()
    assert await once(sqlite_db, Scripted(), shelf=shelf, now=NOW + timedelta(minutes=30))
    assert (await record_of(sqlite_db)).error == "storage_away"
    shelf.error = ValueError()
    assert await once(sqlite_db, Scripted(), shelf=shelf, now=NOW + timedelta(hours=1))
    assert (await record_of(sqlite_db)).reason is NoTranscript.ENGINE_FAILED


async def test_a_file_that_is_gone_is_told_of_its_person(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db)
    assert await once(sqlite_db, Scripted(("the lamp",)), shelf=Shelf({"ag": b"a"}))
    read = await record_of(sqlite_db)
    assert [(one.participant_id, one.why) for one in read.missing] == [("cu", "gone")]


class StopsAtTheSecond(Scripted):
    """Is in the middle of the second track when it is killed."""

    async def hear(self, track: OpenTrack, *, language: str, tell: Tell) -> Listened:
        if len(self.heard) == 1:
            await asyncio.Event().wait()
        return await super().hear(track, language=language, tell=tell)


async def test_who_was_killed_in_the_middle_is_followed_by_another_who_goes_on(db: Database) -> None:
    await recorded_call(db)
    first = asyncio.ensure_future(once(db, StopsAtTheSecond(("the lamp",), ("never kept",))))
    await until(lambda read: len(read.utterances) > 0, db)
    first.cancel()  # as kill -9: the lease stays
    await asyncio.gather(first, return_exceptions=True)
    assert not await once(db, Scripted(), now=NOW + LEASE / 2)
    assert await once(db, Scripted(("gracias",)), now=NOW + LEASE)
    assert sorted(one.text for one in (await record_of(db)).utterances) == ["gracias", "the lamp"]


async def test_who_lost_the_lease_stops_listening(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await recorded_call(sqlite_db)
    monkeypatch.setattr(work, "LEASE", timedelta(seconds=0.3))
    ear = Scripted(("never kept",))
    ear.go_on.clear()
    working = asyncio.ensure_future(once(sqlite_db, ear))
    await ear.begun.wait()
    async with sqlite_db.transaction() as session:
        await session.execute(update(JobRow).where(JobRow.lane == LANE).values(lease_number=99))
    async with asyncio.timeout(30):
        assert await working
    async with sqlite_db.reading() as session:
        job = await session.scalar(select(JobRow).where(JobRow.lane == LANE))
    assert job is not None
    assert (job.done_at, job.failed_at) == (None, None)
    assert (await record_of(sqlite_db)).utterances == ()


async def test_the_numbers_two_people_said_are_in_each_ones_own_words(sqlite_db: Database, tmp_path: Path) -> None:
    await recorded_call(sqlite_db)
    shelf = Shelf(
        {
            "ag": await spoken(tmp_path, 1.0, ("en-us", "we will refund thirty euros"), 4.0),
            "cu": await spoken(tmp_path, 4.0, ("es", "mi número es cuatro siete tres uno"), 1.0),
        }
    )
    assert await once(sqlite_db, Ear(POCKETSPHINX), shelf=shelf)
    read = await record_of(sqlite_db)
    said = {who: " ".join(one.text for one in read.utterances if one.participant_id == who) for who in ("ag", "cu")}
    assert "thirty euros" in said["ag"]
    assert "cuatro siete" in said["cu"]
    assert "thirty" not in said["cu"]
    assert "siete" not in said["ag"]
    assert read.utterances[0].participant_id == "ag"
    assert (read.engine, read.rough) == ("pocketsphinx", True)


async def test_a_listener_that_is_killed_costs_a_moment_and_no_word(sqlite_db: Database, tmp_path: Path) -> None:
    await recorded_call(sqlite_db)
    voice = await spoken(tmp_path, *(("en-us", "it cost forty euros"), 1.0) * 6)
    shelf, ear = Shelf({"ag": voice, "cu": voice}), Ear(POCKETSPHINX)
    working = asyncio.ensure_future(once(sqlite_db, ear, shelf=shelf))
    os.kill(await _child(), signal.SIGKILL)
    assert await working
    assert (await record_of(sqlite_db)).error == "died"
    async with sqlite_db.transaction() as session:
        await session.execute(update(PartRow).where(PartRow.id == "part-cu").values(bytes_written=0))
    assert await once(sqlite_db, ear, shelf=shelf, now=NOW + timedelta(hours=1))
    read = await record_of(sqlite_db)
    assert read.state is TranscriptState.MADE
    assert sum("forty" in one.text for one in read.utterances) >= 4


async def test_it_works_by_itself_until_it_is_ended(sqlite_db: Database) -> None:
    await recorded_call(sqlite_db)
    task = asyncio.ensure_future(
        run_transcriptions(
            sqlite_db, Shelf(), Scripted(("a",), ("b",)), clock=lambda: NOW, wake=asyncio.Event(), poll_s=0.02
        )
    )
    await until(lambda read: read.state is TranscriptState.MADE, sqlite_db)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with sqlite_db.reading() as session:
        assert (await session.get_one(TranscriptRow, "call")).engine == "whisper"
