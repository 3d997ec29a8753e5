"""What is written down, only while everybody agrees, and what goes with a recording or a consent. On both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from records.database import Database
from records.jobs import lease_due_job
from records.retention import expire_recordings
from records.search import search_calls
from records.tables import JobRow, PartRow, RecordingRow, TranscriptRow, UtteranceRow
from records.transcript_reading import read_transcript
from records.transcripts import (
    LANE,
    Track,
    Utterance,
    ask_for_transcript,
    begin_transcript,
    finish_transcript,
    list_tracks,
    settle_without,
    store_track,
    tell_progress,
)
from signaling.domain import events as e
from signaling.protocol.words import Decision, NoTranscript, PartState, Purpose, TranscriptState
from tests.integration.summary.ended_call import CONSENT, NOW, TALK, _seed, add_part, ended_call, talk
from tests.unit.signaling.story import ALL_PURPOSES, START, answer

NO_TRANSCRIPT = (
    e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30), answer("ag"),
    answer("cu", yes=(Purpose.AUDIO, Purpose.RETENTION)),
)  # fmt: skip


async def _recorded(db: Database) -> None:
    await ended_call(db, recorded=True)
    for who in ("ag", "cu"):
        await add_part(db, who, PartState.COMPLETE)
    async with db.transaction() as session:
        await ask_for_transcript(session, "call", now=NOW)


async def _tracks(db: Database) -> list[Track]:
    async with db.reading() as session:
        return await list_tracks(session, "call")


async def _store(db: Database, track: Track, *texts: str, missing: str | None = None) -> bool:
    said = [Utterance(n + 1.0, n + 1.5, text, "en", 0.8) for n, text in enumerate(texts)]
    async with db.transaction() as session:
        await begin_transcript(session, "call", engine="whisper", model="small", total_s=25.0, now=NOW)
        return await store_track(session, "call", track, said, missing=missing, now=NOW)


async def _finish(db: Database) -> None:
    async with db.transaction() as session:
        await finish_transcript(session, "call", now=NOW)


async def _written(db: Database) -> None:
    await _recorded(db)
    for track in await _tracks(db):
        assert await _store(db, track, f"the lamp of {track.participant_id}")
    await _finish(db)


async def _found(db: Database, query: str) -> int:
    async with db.reading() as session:
        return len((await search_calls(session, query, user_id=None, before=None, limit=5)).calls)


async def _row(db: Database) -> TranscriptRow | None:
    async with db.reading() as session:
        return await session.get(TranscriptRow, "call")


async def _lines(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(UtteranceRow)) or 0


async def test_what_was_recorded_waits_to_be_written_down_in_a_lane_of_its_own(db: Database) -> None:
    await _recorded(db)
    row = await _row(db)
    assert row is not None
    assert (row.state, row.reason, row.total_s) == (TranscriptState.WAITING, NoTranscript.WAITING_FOR_MODEL, 25.0)
    async with db.transaction() as session:
        await ask_for_transcript(session, "call", now=NOW)
        kinds = {job.kind for job in await session.scalars(select(JobRow).where(JobRow.lane == ""))}
        assert kinds == {"finalise_recording", "draft_summary"}
        job = await lease_due_job(session, now=NOW, lease=timedelta(seconds=30), lane=LANE)
        assert job is not None
        assert (job.kind, job.key) == ("transcribe", "call")
        assert await lease_due_job(session, now=NOW, lease=timedelta(seconds=30), lane=LANE) is None


async def test_nothing_waits_where_nothing_was_recorded(db: Database) -> None:
    await ended_call(db)
    async with db.transaction() as session:
        await ask_for_transcript(session, "call", now=NOW)
    assert await _row(db) is None


async def test_each_voice_is_a_track_with_its_person_and_place_in_time(db: Database) -> None:
    await _recorded(db)
    tracks = {track.participant_id: track for track in await _tracks(db)}
    assert {name: (track.role, track.language, track.began_at) for name, track in tracks.items()} == {
        "ag": ("agent", "en", START), "cu": ("customer", "es", START),
    }  # fmt: skip


async def test_it_reads_in_the_order_of_time_with_what_was_not_recorded(db: Database) -> None:
    await _recorded(db)
    gaps = [{"from_s": 2.0, "to_s": 5.0, "why": "paused"}, {"from_s": 6.0, "to_s": 6.2, "why": "lost"},
            {"from_s": 7.0, "to_s": 9.0, "why": "not_sent"}]  # fmt: skip
    async with db.transaction() as session:
        await session.execute(
            update(PartRow).where(PartRow.id == "part-cu").values(gaps=gaps, epoch=START - timedelta(seconds=0.4))
        )
    for track in await _tracks(db):
        await _store(db, track, f"{track.participant_id} one", f"{track.participant_id} two")
    await _finish(db)
    async with db.reading() as session:
        read = await read_transcript(session, "call")
    assert read is not None
    assert [one.text for one in read.utterances] == ["cu one", "ag one", "cu two", "ag two"]
    assert [one.participant_id for one in read.utterances] == ["cu", "ag", "cu", "ag"]
    assert [(one.why, one.seconds, one.at) for one in read.stretches] == [
        ("paused", 3.0, START + timedelta(seconds=1.6))
    ]
    assert (read.state, read.engine, read.rough, read.heard_s) == (TranscriptState.MADE, "whisper", False, 25.0)


async def test_who_said_no_to_the_transcript_is_not_written_down(db: Database) -> None:
    await _seed(db)
    await talk(db, *TALK, *NO_TRANSCRIPT, e.HungUp("cu"))
    await add_part(db, "cu", PartState.COMPLETE)
    assert await _tracks(db) == []


async def test_consent_that_is_taken_back_while_it_is_written_down_leaves_nothing(db: Database) -> None:
    await _recorded(db)
    first, second = await _tracks(db)
    assert await _store(db, first, "the lamp")
    assert await _found(db, "lamp") == 1
    await talk(db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    assert (await _lines(db), await _found(db, "lamp")) == (0, 0)
    assert not await _store(db, second, "the lamp")
    assert (await _lines(db), await _found(db, "lamp"), await _tracks(db)) == (0, 0, [])


async def test_consent_taken_back_in_the_call_keeps_its_recording_from_being_written_down(db: Database) -> None:
    await _seed(db)
    await talk(db, *TALK, *CONSENT, e.ConsentWithdrawn("cu", False, "es", "w", "h"), e.HungUp("cu"))
    await add_part(db, "cu", PartState.COMPLETE)
    assert await _tracks(db) == []


async def test_a_picture_that_is_taken_back_leaves_what_was_said_to_be_written_down(db: Database) -> None:
    await _seed(db)
    yes = tuple((purpose, Decision.GIVEN) for purpose in Purpose)
    both = [e.ConsentAnswered(who, "rq", yes, "es", "w", "h", recording_id="rec") for who in ("ag", "cu")]
    back = e.ConsentWithdrawn("cu", discard=False, locale="es", wording="w", wording_sha256="h", only_picture=True)
    await talk(db, *TALK, e.ConsentRequested("ag", "rq", tuple(Purpose), 30), *both, back, e.HungUp("cu"))
    await add_part(db, "cu", PartState.COMPLETE)
    assert [track.participant_id for track in await _tracks(db)] == ["cu"]


async def test_a_transcript_that_stands_goes_with_the_consent_and_says_why(db: Database) -> None:
    await _written(db)
    assert (await _lines(db), await _found(db, "lamp")) == (2, 1)
    await talk(db, e.ConsentWithdrawn("ag", True, "en", "w", "h"))
    row = await _row(db)
    assert row is not None
    assert (row.state, row.reason) == (TranscriptState.NONE, NoTranscript.NO_CONSENT)
    assert (await _lines(db), await _found(db, "lamp")) == (0, 0)


async def test_on_the_last_day_of_the_recording_it_is_as_if_there_had_been_none(db: Database) -> None:
    await _written(db)
    assert await expire_recordings(db, now=START + timedelta(days=31)) == 1
    assert (await _row(db), await _lines(db), await _found(db, "lamp")) == (None, 0, 0)


async def test_a_discarded_recording_is_not_written_to_though_its_track_is_known(db: Database) -> None:
    await _recorded(db)
    track = (await _tracks(db))[0]
    async with db.transaction() as session:
        await session.execute(update(RecordingRow).values(state="discarded"))
    assert not await _store(db, track, "the lamp")


async def test_the_same_track_twice_is_there_once(db: Database) -> None:
    await _recorded(db)
    track = (await _tracks(db))[0]
    for text in ("the lamp", "the table"):
        assert await _store(db, track, text)
    assert (await _lines(db), await _found(db, "lamp"), await _found(db, "table")) == (1, 0, 1)


async def test_who_goes_on_is_told_what_is_done_and_another_engine_begins_anew(db: Database) -> None:
    await _recorded(db)
    track = (await _tracks(db))[0]
    await _store(db, track, "the lamp")
    async with db.transaction() as session:
        done = await begin_transcript(session, "call", engine="whisper", model="small", total_s=25.0, now=NOW)
        assert done == {track.part_id}
        anew = await begin_transcript(session, "call", engine="whisper", model="large", total_s=25.0, now=NOW)
        assert anew == frozenset()
    assert (await _lines(db), await _found(db, "lamp")) == (0, 0)


async def test_progress_never_goes_back(db: Database) -> None:
    await _recorded(db)
    async with db.transaction() as session:
        await begin_transcript(session, "call", engine="whisper", model="small", total_s=25.0, now=NOW)
        for heard_s in (3.0, 9.0, 4.0):
            await tell_progress(session, "call", heard_s=heard_s, now=NOW)
    row = await _row(db)
    assert row is not None
    assert row.heard_s == 9.0


@pytest.mark.parametrize(
    ("texts", "missing", "state", "reason"),
    [
        ((), (None, None), TranscriptState.NONE, NoTranscript.NO_SPEECH),
        ((), ("damaged", "damaged"), TranscriptState.NONE, NoTranscript.ENGINE_FAILED),
        ((), ("damaged", None), TranscriptState.NONE, NoTranscript.NO_SPEECH),
        (("hello",), (None, "damaged"), TranscriptState.MADE, None),
    ],
)
async def test_what_there_is_in_the_end_has_its_name(
    db: Database, texts: tuple[str, ...], missing: tuple[str | None, ...], state: TranscriptState,
    reason: NoTranscript | None,
) -> None:  # fmt: skip
    await _recorded(db)
    for track, why in zip(await _tracks(db), missing, strict=True):
        await _store(db, track, *(texts if why is None else ()), missing=why)
    await _finish(db)
    row = await _row(db)
    assert row is not None
    assert (row.state, row.reason) == (state, reason)
    assert [one["why"] for one in row.missing] == [why for why in missing if why]


async def test_what_waits_and_what_never_comes(db: Database) -> None:
    await _recorded(db)
    for reason, state in ((NoTranscript.WAITING_FOR_MODEL, "waiting"), (NoTranscript.TOO_SHORT, "none")):
        async with db.transaction() as session:
            await settle_without(session, "call", reason, error="model_missing", now=NOW)
        row = await _row(db)
        assert row is not None
        assert (row.state, row.reason, row.error) == (state, reason, "model_missing")


async def test_a_pause_in_which_the_line_ended_is_told_as_one_until_somebody_is_heard_again(db: Database) -> None:
    await _recorded(db)
    async with db.transaction() as session:
        first, agent = await session.get_one(PartRow, "part-cu"), await session.get_one(PartRow, "part-ag")
        began = first.epoch = agent.epoch = first.opened_at
        first.seconds, agent.seconds = 10.0, 60.0
        first.gaps = [{"from_s": 10.2, "to_s": 10.2, "why": "paused"}]
        agent.gaps = [{"from_s": 10.1, "to_s": 30.0, "why": "paused"}]
        session.add(
            PartRow(
                id="part-cu-2", recording_id="rec", participant_id="cu", number=2, state=PartState.COMPLETE,
                epoch=began + timedelta(seconds=33), bytes_written=1_000, seconds=4.0, opened_at=began,
            )
        )  # fmt: skip
    for track in await _tracks(db):
        await _store(db, track, "one")
    async with db.reading() as session:
        read = await read_transcript(session, "call")
    assert read is not None
    told = [
        (one.why, (one.at - began).total_seconds(), one.seconds) for one in read.stretches if one.participant_id == "cu"
    ]
    assert told == [("paused", 10.0, 20.0), ("away", 30.0, 3.0)]


async def test_the_time_in_which_a_voice_had_no_line_to_the_recorder_is_told_too(db: Database) -> None:
    await _recorded(db)
    async with db.transaction() as session:
        first = await session.get_one(PartRow, "part-cu")
        began = first.epoch or first.opened_at
        session.add(
            PartRow(
                id="part-cu-2", recording_id="rec", participant_id="cu", number=2, state=PartState.COMPLETE,
                epoch=began + timedelta(seconds=first.seconds + 9), bytes_written=1_000, seconds=4.0,
                opened_at=first.opened_at,
            )
        )  # fmt: skip
        ended = began + timedelta(seconds=first.seconds)
    async with db.reading() as session:
        waiting = await read_transcript(session, "call")
    assert waiting is not None
    assert waiting.stretches == (), "before it is listened to, nothing is told of it"
    for track in await _tracks(db):
        await _store(db, track, "one")
    async with db.reading() as session:
        read = await read_transcript(session, "call")
    assert read is not None
    (stretch,) = read.stretches
    assert (stretch.why, stretch.participant_id, stretch.seconds, stretch.at) == ("away", "cu", 9.0, ended)
