"""What a receipt says: of a question nobody answered, of words taken back, of a recording that is held back."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from records.database import Database
from records.erasing.holds import lift_hold, place_hold
from records.receipts import Receipt, make_receipt
from records.retention import expire_recordings
from signaling.domain import events as e
from signaling.protocol.words import Decision, RecordingState
from tests.contract.test_calls_records import ASKED, TALK, _happen, _seed
from tests.unit.signaling.story import START, WORDS, answer, invited, withdrawal


async def _receipt(db: Database, *, now: datetime = START) -> Receipt:
    async with db.reading() as session:
        receipt = await make_receipt(session, "cu", now=now, expires_at=None, with_parts=True)
    assert receipt is not None
    return receipt


async def test_who_was_asked_and_did_not_answer_reads_that_they_were_asked(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK)
    assert not (await _receipt(db)).asked
    await _happen(db, ASKED, e.HungUp("ag"))
    receipt = await _receipt(db)
    assert (receipt.asked, receipt.decisions, receipt.recordings) == (True, (), ())


async def test_no_words_are_said_to_be_shown_that_were_not(db: Database) -> None:
    """The page was read in another language by then: nobody was asked in that."""
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"))
    english = "the words"
    sha256 = hashlib.sha256(english.encode()).hexdigest()
    await _happen(db, replace(withdrawal("cu"), locale="en", wording=english, wording_sha256=sha256))
    receipt = await _receipt(db)
    assert [(text.locale, text.text) for text in receipt.texts] == [("es", WORDS)]
    assert receipt.decisions[-1].decision is Decision.WITHDRAWN
    assert receipt.whole


async def test_a_recording_that_is_held_back_says_so_and_not_why(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"), e.HungUp("ag"))
    assert not (await _receipt(db)).recordings[0].held
    async with db.transaction() as session:
        await place_hold(session, "case", by="op", because="the court wants it", now=START)
    late = START + timedelta(days=400)
    assert await expire_recordings(db, now=late) == 0
    receipt = await _receipt(db, now=late)
    (recording,) = receipt.recordings
    assert (recording.held, recording.state, recording.delete_on < late) == (True, RecordingState.STOPPED, True)
    assert "court" not in receipt.model_dump_json()
    async with db.transaction() as session:
        await lift_hold(session, "case", by="op", now=late)
    assert not (await _receipt(db, now=late)).recordings[0].held
