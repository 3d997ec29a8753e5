"""Tracks nobody wants: empty, noise, three hours long, in a language nobody expected; and an engine that fails. Each
has a reason that the agent reads, and everything else of the call is as it was.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from records.database import Database
from records.transcript_reading import read_transcript
from records.transcript_record import TranscriptRecord
from signaling.protocol.words import NoTranscript, PartState, TranscriptState
from summary.model import SummaryView
from summary.transcribing.ear import Ear
from summary.transcribing.wire import EngineChoice
from tests.integration.summary.ended_call import ended_call
from tests.integration.summary.endpoint import Behaves, hangs, open_endpoint, says, verbose
from tests.integration.summary.recognised import Clip, recognises
from tests.integration.summary.recorded_call import Shop, open_shop, tell
from tests.integration.summary.spoken import RATE, Samples, packets_of, samples_of, webm_of
from tests.integration.summary.talk import AGENT, CUSTOMER, Turn, record_tracks, speak, sum_up
from tests.integration.summary.test_listening import POCKETSPHINX, QUIET_HOUR_MB
from tests.integration.summary.test_transcribing import Shelf, once, recorded_call
from tests.voices import write_part

SECONDS = 8
REFUND = "we will refund thirty euros"
_QUIET_PACKET = bytes.fromhex("f8fffe")


@pytest.fixture
def shop(sqlite_db: Database, tmp_path: Path) -> Shop:
    return open_shop(sqlite_db, tmp_path)


def _silence() -> Samples:
    return np.zeros(SECONDS * RATE, np.int16)


def _white_noise() -> Samples:
    return np.random.default_rng(7).normal(0, 1_500, SECONDS * RATE).astype(np.int16)


def _hum() -> Samples:
    """The mains, as a bad cable brings it: 50 Hz and what is above."""
    time = np.arange(SECONDS * RATE) / RATE
    parts = [4_000 / n * np.sin(2 * np.pi * 50 * n * time) for n in range(1, 8)]
    return np.asarray(np.sum(parts, axis=0), dtype=np.int16)


async def _record(shop: Shop) -> TranscriptRecord:
    async with shop.db.reading() as session:
        read = await read_transcript(session, "call")
    assert read is not None
    return read


def _assert_only_the_chat_is_summed_up(view: SummaryView, reason: NoTranscript) -> None:
    """The agent reads why, and the rest of the draft is there."""
    assert view.drafting is not None
    assert (view.state, view.drafting.engine, view.drafting.no_transcript) == ("draft", "rules", reason)
    assert view.body is not None
    assert [(each.text, each.sources[0].kind) for each in view.body.open_questions] == [
        ("¿Dónde está mi paquete?", "chat")
    ]
    assert (view.body.account, view.body.agreed, view.body.commitments) == ((), (), ())


@pytest.mark.parametrize("made", [_silence, _white_noise, _hum], ids=["silence", "white noise", "hum"])
async def test_where_nobody_speaks_nobody_is_asked_and_the_agent_reads_that_nobody_was_heard(
    shop: Shop, made: Callable[[], Samples]
) -> None:
    invents = verbose((0.0, 2.0, "Thanks for watching!"), language="english")
    async with open_endpoint(invents) as endpoint:
        ear = Ear(EngineChoice(name="http", model="whisper-1", url=endpoint.base, timeout_s=20))
        await record_tracks(shop, {AGENT: made(), CUSTOMER: made()}, language="en")
        view = await sum_up(shop, ear)
    assert endpoint.asked == []
    _assert_only_the_chat_is_summed_up(view, NoTranscript.NO_SPEECH)
    assert (await _record(shop)).missing == ()


async def test_beside_a_track_with_nothing_on_it_the_other_is_written_down(shop: Shop, tmp_path: Path) -> None:
    agent = samples_of(tmp_path, [1.0, ("en-us", REFUND)])
    await record_tracks(shop, {AGENT: agent, CUSTOMER: _silence()}, language="en")
    view = await sum_up(shop, Ear(POCKETSPHINX))
    read = await _record(shop)
    assert read.state is TranscriptState.MADE
    assert {one.participant_id for one in read.utterances} == {AGENT}
    assert "thirty euros" in " ".join(one.text for one in read.utterances)
    assert view.body is not None
    assert (view.body.account, view.body.agreed) == ((), ())


async def test_a_file_without_a_packet_is_nobodys_silence_and_no_failure(sqlite_db: Database, tmp_path: Path) -> None:
    await recorded_call(sqlite_db)
    agent = webm_of(packets_of(samples_of(tmp_path, [1.0, ("en-us", REFUND)])))
    assert await once(sqlite_db, Ear(POCKETSPHINX), shelf=Shelf({"ag": agent, "cu": webm_of([])}))
    async with sqlite_db.reading() as session:
        read = await read_transcript(session, "call")
    assert read is not None
    assert read.state is TranscriptState.MADE
    assert {one.participant_id for one in read.utterances} == {"ag"}


@pytest.mark.timeout(300)
async def test_three_hours_with_few_words_cost_the_words_and_keep_their_times(shop: Shop, tmp_path: Path) -> None:
    """Work, not length: the endpoint gets seconds of sound, and no more is in memory than of a minute."""
    said = speak(tmp_path, [Turn("word", CUSTOMER, "My parcel has not arrived.")], voices={CUSTOMER: "en-us"})
    words = said["word"].samples
    spoken = packets_of(np.concatenate([np.zeros(2 * RATE, np.int16), words, np.zeros(2 * RATE, np.int16)]))
    between = 3 * 3600 * 50
    await ended_call(shop.db, recorded=True)
    part = write_part(
        shop.vault.folder, await shop.vault.key_for("rec"), [*spoken, *[_QUIET_PACKET] * between, *spoken], who="cu",
        pause=(len(spoken) / 50 + 1, len(spoken) / 50 + 3 * 3600 - 1),
    )  # fmt: skip
    await tell(shop.db, [part], PartState.COMPLETE)
    track = await shop.vault.open("rec", "cu", 1)
    assert track is not None

    async def told(_: float) -> None:
        pass

    clip = Clip("My parcel has not arrived.", words)
    async with open_endpoint(recognises([clip], language="english")) as endpoint:
        ear = Ear(EngineChoice(name="http", model="whisper-1", url=endpoint.base, timeout_s=20))
        listened = await ear.hear(track, language="en", tell=told)
    assert listened.seconds == pytest.approx(3 * 3600 + 2 * len(spoken) / 50, abs=1)
    assert sum(asked.seconds for asked in endpoint.asked) < 2 * len(words) / RATE + 3
    first, last = listened.said
    assert first.start_s == pytest.approx(2, abs=0.2)
    assert last.start_s == pytest.approx(2 + len(spoken) / 50 + 3 * 3600, abs=0.3)
    assert listened.peak_mb < QUIET_HOUR_MB


async def test_a_language_the_engine_does_not_know_is_said_of_both_and_the_draft_stands(
    shop: Shop, tmp_path: Path
) -> None:
    voices = {who: samples_of(tmp_path, [1.0, ("en-us", REFUND)]) for who in (AGENT, CUSTOMER)}
    await record_tracks(shop, voices, language="de")
    view = await sum_up(shop, Ear(POCKETSPHINX))
    _assert_only_the_chat_is_summed_up(view, NoTranscript.ENGINE_FAILED)
    read = await _record(shop)
    assert read.error == "language_unknown"
    assert {(one.participant_id, one.why) for one in read.missing} == {
        (AGENT, "language_unknown"), (CUSTOMER, "language_unknown"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("behaves", "code"),
    [
        (says(200, "I think I heard a parcel."), "nonsense"),
        (says(200, '{"task": "transcribe", "text": "my par'), "nonsense"),
        (says(200, ""), "nonsense"),
        (says(200, b'{"text": "' + b"a" * (5 << 20) + b'"}'), "nonsense"),
        (hangs, "timed_out"),
        (says(429, retry_after="900"), "http_429"),
        (says(500), "http_500"),
    ],
    ids=["words", "half", "nothing", "5 MB", "slow", "429", "500"],
)
async def test_an_engine_that_fails_leaves_the_draft_and_is_told_of_while_it_is_asked_again(
    shop: Shop, tmp_path: Path, behaves: Behaves, code: str
) -> None:
    voice = samples_of(tmp_path, [1.0, ("en-us", REFUND)])
    await record_tracks(shop, {CUSTOMER: voice}, language="en")
    async with open_endpoint(behaves) as endpoint:
        within_s = 0.5 if behaves is hangs else 20
        ear = Ear(EngineChoice(name="http", model="whisper-1", url=endpoint.base, timeout_s=within_s))
        view = await sum_up(shop, ear)
    _assert_only_the_chat_is_summed_up(view, NoTranscript.WAITING_FOR_MODEL)
    read = await _record(shop)
    assert (read.state, read.error, read.utterances) == (TranscriptState.WAITING, code, ())
