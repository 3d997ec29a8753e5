"""The draft takes in what was said once it is written down, and lets go of what is taken back."""

from datetime import timedelta

from sqlalchemy import select

from records.database import Database
from records.jobs import enqueue_job
from records.search import search_calls
from records.tables import SummaryEditRow, TranscriptRow, UtteranceRow
from records.transcripts import finish_transcript
from signaling.domain import events as e
from signaling.protocol.words import NoTranscript, PartState, TranscriptState
from summary.jobs import HANDLERS, run_due_job
from summary.model import Summary, SummaryView
from summary.wrap_up import WrapUp, read_summary, save_wrap_up
from tests.integration.summary.ended_call import NOW, WEI, add_part, ended_call, talk
from tests.unit.signaling.story import START

OFFER, YES = "We refund you forty five euros by Friday.", "Vale, de acuerdo."


async def _drain(db: Database) -> None:
    while await run_due_job(db, HANDLERS, clock=lambda: NOW):
        pass


async def _written_down(db: Database) -> None:
    """A recorded call whose draft is there before its transcript is."""
    await ended_call(db, recorded=True)
    for person in ("cu", "ag"):
        await add_part(db, person, PartState.COMPLETE)
    await _drain(db)
    async with db.transaction() as session:
        for number, (person, text) in enumerate((("ag", OFFER), ("cu", YES))):
            session.add(
                UtteranceRow(
                    id=f"u{number}", call_id="call", part_id=f"part-{person}", participant_id=person,
                    at=START + timedelta(seconds=60 + number), start_s=1.5, end_s=3.0,
                    language="en" if person == "ag" else "es", confidence=0.9, text=text,
                )
            )  # fmt: skip
        await finish_transcript(session, "call", now=NOW)
    await _drain(db)


async def _found(db: Database, words: str) -> int:
    async with db.reading() as session:
        return len((await search_calls(session, words, user_id=None, before=None, limit=5)).calls)


def _agreed(view: SummaryView) -> list[tuple[str, list[str]]]:
    assert view.body is not None
    return [(str(each.amount), [source.ref for source in each.sources]) for each in view.body.agreed]


async def test_what_was_said_joins_the_draft_as_soon_as_it_is_written_down(db: Database) -> None:
    await _written_down(db)
    view = await read_summary(db, "call")
    assert _agreed(view) == [("45.00", ["u0", "u1"])]
    assert view.version == 2
    assert view.drafting is not None
    assert (view.drafting.transcript, view.drafting.no_transcript) == (TranscriptState.MADE, None)
    assert await _found(db, "refund forty") == 1


async def test_what_a_person_has_mended_before_is_left_alone(db: Database) -> None:
    await ended_call(db)
    await _drain(db)
    first = await read_summary(db, "call")
    assert first.body is not None
    mended = first.body.model_copy(update={"open_questions": ()})
    await save_wrap_up(db, "call", editor=WEI, version=1, wrap_up=WrapUp(body=mended), now=NOW)
    async with db.transaction() as session:
        await enqueue_job(session, kind="redraft_summary", key="again", payload={"call_id": "call"}, run_at=NOW)
    await _drain(db)
    view = await read_summary(db, "call")
    assert view.body is not None
    assert view.body.open_questions == ()


async def test_what_is_taken_back_is_nowhere_in_the_draft_nor_in_what_people_made_of_it(db: Database) -> None:
    await _written_down(db)
    view = await read_summary(db, "call")
    await save_wrap_up(db, "call", editor=WEI, version=view.version, wrap_up=WrapUp(body=_longer(view)), now=NOW)
    before = await read_summary(db, "call")
    await talk(db, e.ConsentWithdrawn("cu", True, "es", "w", "h"))
    after = await read_summary(db, "call")
    assert _agreed(after) == []
    assert after.version == before.version + 1
    assert after.draft is not None
    assert after.draft.agreed == ()
    async with db.reading() as session:
        for edit in await session.scalars(select(SummaryEditRow)):
            assert OFFER not in str(edit.before) + str(edit.after)
    assert await _found(db, "refund forty") == 0
    assert after.drafting is not None
    assert after.drafting.no_transcript is NoTranscript.NO_CONSENT


def _longer(view: SummaryView) -> Summary:
    assert view.body is not None
    (agreed,) = view.body.agreed
    return view.body.model_copy(update={"agreed": (agreed.model_copy(update={"text": OFFER + " Mended."}),)})


async def test_progress_is_told_as_it_is(db: Database) -> None:
    await ended_call(db, recorded=True)
    await add_part(db, "cu", PartState.COMPLETE)
    await _drain(db)
    async with db.transaction() as session:
        row = await session.get_one(TranscriptRow, "call")
        row.state, row.reason, row.heard_s = TranscriptState.WORKING, None, 5.0
    drafting = (await read_summary(db, "call")).drafting
    assert drafting is not None
    assert (drafting.transcript, drafting.heard_s, drafting.total_s) == (TranscriptState.WORKING, 5.0, 12.5)


async def test_a_call_nobody_agreed_to_record_says_so(db: Database) -> None:
    await ended_call(db)
    drafting = (await read_summary(db, "call")).drafting
    assert drafting is not None
    assert (drafting.transcript, drafting.no_transcript) == (None, NoTranscript.NO_CONSENT)
