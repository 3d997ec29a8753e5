"""The recorder's questions answered from both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from media.errors import TicketNotValid
from media.gate import Gate
from media.master_keys import Locked
from media.ports import ConsentGate, Ending, KeyBook, PartLog, Progress, TicketBook
from records.calls import load_call
from records.database import Database
from records.recorder import RecorderRecords
from records.recording_keys import forget_keys
from records.tables import PartRow, RecordingKeyRow, RecordingRow
from signaling.domain import events as e
from signaling.domain.call import Pause
from signaling.protocol.words import Decision, PartState, Purpose, RecordingState
from tests.contract.test_calls_records import _happen, _seed
from tests.unit.signaling.story import ALL_PURPOSES, START, active, answer, invited, withdrawal

LATER = START + timedelta(hours=1)


def _records(db: Database, *, now: object = START) -> RecorderRecords:
    records = RecorderRecords(db, clock=lambda: now, refusal=TicketNotValid)  # type: ignore[arg-type,return-value]
    ports: tuple[TicketBook, ConsentGate, PartLog, KeyBook] = (records, records, records, records)
    assert all(port is records for port in ports)
    return records


async def _recording(db: Database) -> tuple[str, list[str]]:
    """A call in which both said yes: its recording, and the texts of both tickets."""
    await _seed(db, invited())
    arrivals = (
        e.ParticipantArrived("ag", "page-a"),
        e.ParticipantReady("ag", audio=True, video=True),
        e.ParticipantArrived("cu", "page-c"),
        e.ParticipantReady("cu", audio=True, video=True),
        e.TalkConnected("cu"),
        e.ConsentRequested("ag", "rq", ALL_PURPOSES, 30),
    )
    saved, tickets = await _happen(db, *arrivals, answer("cu"), answer("ag"))
    assert saved.asking is not None and saved.asking.recording_id is not None
    return saved.asking.recording_id, [ticket.text for ticket in tickets]


async def test_a_ticket_opens_one_part_once(db: Database) -> None:
    recording_id, (ticket, _) = await _recording(db)
    claim = await _records(db).claim(ticket)
    assert (claim.recording_id, claim.part_number) == (recording_id, 1)
    with pytest.raises(TicketNotValid):
        await _records(db).claim(ticket)


async def test_a_ticket_that_is_late_or_unknown_opens_nothing(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    for late, text in ((LATER, ticket), (START, "nonsense")):
        with pytest.raises(TicketNotValid):
            await _records(db, now=late).claim(text)


async def test_after_a_withdrawal_no_ticket_is_good_and_nothing_stands(db: Database) -> None:
    recording_id, (ticket, _) = await _recording(db)
    assert await _records(db).standing([recording_id, "unknown"]) == {recording_id: "open"}
    await _happen(db, withdrawal("cu"))
    with pytest.raises(TicketNotValid):
        await _records(db).claim(ticket)
    assert await _records(db).standing([recording_id]) == {recording_id: "stopped"}


async def test_while_somebody_is_asked_again_no_ticket_of_before_opens_a_leg(db: Database) -> None:
    recording_id, (ticket, _) = await _recording(db)
    await _happen(db, e.ParticipantArrived("cu", "another page"))
    with pytest.raises(TicketNotValid):
        await _records(db).claim(ticket)
    assert await _records(db).standing([recording_id]) == {recording_id: "paused"}


@pytest.mark.parametrize("given_back", [False, True])
async def test_a_ticket_of_a_page_from_which_consent_has_moved_opens_nothing_after_the_yes_on_the_other(
    db: Database, *, given_back: bool
) -> None:
    """It would take the place of the leg of the page on which they agreed; also one that a full recorder gave back."""
    _, old = await _recording(db)
    records = _records(db)
    claims = [await records.claim(text) for text in old] if given_back else []
    await _happen(db, e.ParticipantArrived("cu", "another page"))
    for text, claim in zip(old, claims, strict=False):
        await records.give_back(text, claim)
    _, new = await _happen(db, answer("cu"))
    for text in old:
        with pytest.raises(TicketNotValid):
            await records.claim(text)
    claimed = [await records.claim(ticket.text) for ticket in new]
    assert sorted(claim.participant_id for claim in claimed) == ["ag", "cu"]


async def test_a_part_is_reported_from_its_first_packet_to_its_end(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    await records.opened(claim.part_id, epoch=START)
    await records.progress([Progress(claim.part_id, 900, 1.5)])
    assert await records.unfinished() == [claim]
    await records.ended(claim.part_id, Ending("complete", "stopped", 999, 2.0, "ab", ((0.5, 0.8, "lost"),)))
    assert await records.unfinished() == []
    await records.progress([Progress(claim.part_id, 0, 1.9), Progress("nobody", 1, 1.0)])
    async with db.reading() as session:
        row = await session.get_one(PartRow, claim.part_id)
        assert (row.state, row.epoch, row.bytes_written, row.seconds) == (PartState.COMPLETE, START, 999, 2.0)
        assert row.gaps == [{"from_s": 0.5, "to_s": 0.8, "why": "lost"}]


async def test_second_0_is_moved_once_however_often_the_end_is_told(db: Database) -> None:
    """What came late at the start was spoken earlier; the answer to the first telling may be lost on its way."""
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    await records.opened(claim.part_id, epoch=START)
    for _ in range(2):
        await records.ended(claim.part_id, Ending("complete", "closed", 9, 9.0, "ab", earlier_s=0.25))
    async with db.reading() as session:
        row = await session.get_one(PartRow, claim.part_id)
    assert row.epoch == START - timedelta(seconds=0.25)


async def test_the_parts_of_a_discarded_recording_are_named_until_they_are_gone(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    await records.ended(claim.part_id, Ending("complete", "closed", 9, 1.0, "ab"))
    assert await records.to_discard() == []
    await _happen(db, e.ConsentWithdrawn("cu", True, "en", "words", "hash"))
    assert await records.to_discard() == [claim]
    await records.ended(claim.part_id, Ending("discarded", "discarded"))
    assert await records.to_discard() == []


async def test_a_recording_has_one_key_until_it_is_discarded(db: Database) -> None:
    recording_id, _ = await _recording(db)
    records = _records(db)
    assert await records.find_key(recording_id) is None
    assert await records.keep_key("nobody", Locked("m", b"0")) is None
    kept = await asyncio.gather(*(records.keep_key(recording_id, Locked("m", bytes([n]))) for n in range(4)))
    assert len(set(kept)) == 1
    assert await records.find_key(recording_id) == kept[0]
    await _happen(db, withdrawal("cu", discard=True))
    assert await records.find_key(recording_id) is None
    assert await records.keep_key(recording_id, Locked("m", b"new")) is None


async def test_a_key_that_comes_while_its_recording_is_discarded_is_not_kept(db: Database) -> None:
    recording_id, _ = await _recording(db)
    records, row = _records(db), RecordingRow
    async with db.transaction() as session:
        await forget_keys(session, row.id == recording_id)
        discarded = update(row).where(row.id == recording_id).values(state=RecordingState.DISCARDED)
        await session.execute(discarded)
        keeping = asyncio.create_task(records.keep_key(recording_id, Locked("m", b"late")))
        await asyncio.wait([keeping], timeout=0.5)
    assert await keeping is None
    assert await records.find_key(recording_id) is None


async def test_a_key_that_is_being_kept_while_its_recording_is_discarded_goes_with_it(db: Database) -> None:
    recording_id, _ = await _recording(db)
    row = RecordingRow
    async with db.transaction() as session:
        await session.scalar(select(row.id).where(row.id == recording_id).with_for_update())
        session.add(RecordingKeyRow(recording_id=recording_id, master="m", locked=b"first", made_at=START))
        await session.flush()
        discarding = asyncio.create_task(_happen(db, withdrawal("cu", discard=True)))
        await asyncio.wait([discarding], timeout=0.5)
    await discarding
    assert await _records(db).find_key(recording_id) is None


async def test_a_pause_is_what_the_recorder_hears_until_everybody_has_seen_its_end(db: Database) -> None:
    recording_id, _ = await _recording(db)
    records = _records(db)
    call_id = "call"
    await _happen(db, e.RecordingPaused("cu"))
    assert await records.standing([recording_id]) == {recording_id: "paused"}
    await _happen(db, e.RecordingResumed("cu"), e.ResumeSeen("ag"))
    assert await records.standing([recording_id]) == {recording_id: "paused"}
    async with db.reading() as session:
        call = await load_call(session, call_id)
    assert call is not None and call.asking is not None
    assert call.asking.pause == Pause("cu", START, seen_by=("ag",))
    await _happen(db, e.ResumeSeen("cu"))
    assert await records.standing([recording_id]) == {recording_id: "open"}


async def test_a_pause_or_a_question_that_was_over_before_the_recorder_looked_is_told_once(db: Database) -> None:
    recording_id, _ = await _recording(db)
    records = _records(db)
    over = (e.RecordingResumed("cu"), e.ResumeSeen("ag"), e.ResumeSeen("cu"))
    held = [
        (e.RecordingPaused("cu"), *over),
        (e.ParticipantArrived("cu", "another page"), answer("cu")),
    ]
    assert await records.standing([recording_id]) == {recording_id: "open"}
    for events in held:
        await _happen(db, *events)
        told = [(await records.standing([recording_id]))[recording_id] for _ in range(3)]
        assert told == ["paused", "open", "open"]
    await _happen(db, e.RecordingPaused("cu"))
    assert await records.standing([recording_id]) == {recording_id: "paused"}
    await _happen(db, *over)
    assert await records.standing([recording_id]) == {recording_id: "open"}, "it was seen: nothing more waits for it"


async def test_nothing_that_came_in_a_pause_of_which_the_gate_saw_nothing_is_confirmed(db: Database) -> None:
    """Its loop stands still for eight seconds; meanwhile somebody pauses, and it goes on."""
    recording_id, _ = await _recording(db)
    now = [0.0]
    gate = Gate(_records(db), clock=lambda: now[0])
    gate.watch(recording_id)
    await gate.ask()
    await _happen(
        db, e.RecordingPaused("cu"), e.RecordingResumed("cu"), e.ResumeSeen("ag"), e.ResumeSeen("cu")
    )  # fmt: skip
    now[0] = 8.0
    await gate.ask()
    assert (gate.paused(recording_id), gate.confirmed_until(recording_id)) == (True, 0.0)
    for now[0] in (8.25, 16.25):
        await gate.ask()
    assert (gate.paused(recording_id), gate.confirmed_from(recording_id)) == (False, 16.25)


async def test_what_is_kept_of_earlier_questions_is_loaded_with_the_call_and_discarded_with_it(db: Database) -> None:
    recording_id, _ = await _recording(db)
    no = tuple((purpose, Decision.DECLINED) for purpose in ALL_PURPOSES)
    await _happen(db, withdrawal("ag"))
    await _happen(db, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30), now=LATER)
    saved, _ = await _happen(db, e.ConsentAnswered("cu", "rq2", no, "es", "w", "0" * 64, recording_id="rec2"))
    async with db.reading() as session:
        call = await load_call(session, saved.id)
    assert call is not None and call.asking is not None and call.asking.before is not None
    assert (call.asking.state, call.asking.before.recording_id) == ("declined", recording_id)
    await _happen(db, withdrawal("cu", discard=True))
    assert await _records(db).standing([recording_id]) == {recording_id: "discarded"}
    async with db.reading() as session:
        call = await load_call(session, saved.id)
    assert call is not None and call.asking is not None
    assert call.asking.before is None


async def test_what_is_kept_is_discarded_while_a_later_question_is_open_and_the_question_falls(db: Database) -> None:
    recording_id, _ = await _recording(db)
    yes = tuple((purpose, Decision.GIVEN) for purpose in ALL_PURPOSES)
    await _happen(db, withdrawal("ag"))
    await _happen(db, e.ConsentRequested("ag", "rq2", ALL_PURPOSES, 30), now=LATER)
    await _happen(db, e.ConsentAnswered("cu", "rq2", yes, "es", "w", "0" * 64, recording_id="rec2"), now=LATER)
    saved, _ = await _happen(db, withdrawal("cu", discard=True), now=LATER)
    assert saved.asking is not None
    assert (saved.asking.state, saved.asking.before) == ("declined", None)
    assert await _records(db).standing([recording_id]) == {recording_id: "discarded"}


async def test_a_part_that_goes_on_has_the_next_number_and_so_has_the_next_leg(db: Database) -> None:
    _, (ticket, other) = await _recording(db)
    records = _records(db)
    first, theirs = await records.claim(ticket), await records.claim(other)
    followed = [await records.follow(first.part_id), await records.follow(first.part_id)]
    assert [one.part_number for one in followed] == [2, 3]
    assert {one.participant_id for one in followed} == {first.participant_id}
    assert theirs.part_number == 1
    assert {claim.part_id for claim in await records.unfinished()} == {
        first.part_id, theirs.part_id, *(one.part_id for one in followed),
    }  # fmt: skip
    _, (again,) = await _happen(db, e.LegLost(first.participant_id, first.recording_id))
    assert (await records.claim(again.text)).part_number == 4


async def test_parts_that_follow_at_the_same_time_have_numbers_of_their_own(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    first = await records.claim(ticket)
    followed = await asyncio.gather(*(records.follow(first.part_id) for _ in range(4)))
    assert sorted(one.part_number for one in followed) == [2, 3, 4, 5]


async def test_a_ticket_that_is_given_back_is_good_again_and_its_part_was_never_there(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    await records.give_back(ticket, claim)
    assert await records.unfinished() == []
    assert (await records.claim(ticket)).part_number == 1


async def test_of_a_part_that_was_given_up_it_is_told_what_is_in_it_and_its_end_stays(db: Database) -> None:
    recording_id, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    this = (recording_id, claim.participant_id, claim.part_number)
    made = Ending("partial", "found", 9, 9.0, "ab", ((1.0, 2.0, "lost"),), "video/webm", ((0.0, 320, 240),), 0.5)
    assert await records.untold(*this) is None, "it is still written"
    await records.opened(claim.part_id, epoch=START)
    await records.ended(claim.part_id, Ending("partial", "writer_silent"))
    assert await records.untold(*this) == claim
    for _ in range(2):
        await records.found(claim.part_id, made)
    assert await records.untold(*this) is None
    async with db.reading() as session:
        row = await session.get_one(PartRow, claim.part_id)
    assert (row.state, row.reason) == (PartState.PARTIAL, "writer_silent")
    assert (row.bytes_written, row.seconds, row.sha256, row.media_type) == (9, 9.0, "ab", "video/webm")
    assert (row.epoch, len(row.gaps or ()), len(row.sizes or ())) == (START - timedelta(seconds=0.5), 1, 1)


async def test_who_has_seen_nothing_of_a_part_takes_nothing_back_of_what_is_known(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    await records.ended(claim.part_id, Ending("partial", "recorder_died", 9, 9.0, "ab"))
    await records.ended(claim.part_id, Ending("partial", "disk"))
    async with db.reading() as session:
        row = await session.get_one(PartRow, claim.part_id)
    assert (row.reason, row.bytes_written, row.sha256) == ("recorder_died", 9, "ab")
    await records.ended(claim.part_id, Ending("discarded", "discarded"))
    async with db.reading() as session:
        assert (await session.get_one(PartRow, claim.part_id)).state is PartState.DISCARDED


async def test_of_what_is_discarded_nothing_is_told_any_more(db: Database) -> None:
    recording_id, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    await records.ended(claim.part_id, Ending("partial", "writer_silent"))
    await _happen(db, withdrawal("cu", discard=True))
    assert await records.untold(recording_id, claim.participant_id, claim.part_number) is None
    await records.found(claim.part_id, Ending("partial", "found", 9, 9.0, "ab"))
    async with db.reading() as session:
        assert (await session.get_one(PartRow, claim.part_id)).sha256 is None


async def test_what_kind_of_file_it_is_and_how_large_its_picture_was_are_kept(db: Database) -> None:
    _, (ticket, _) = await _recording(db)
    records = _records(db)
    claim = await records.claim(ticket)
    sizes = ((0.0, 320, 240), (7.5, 640, 480))
    await records.ended(claim.part_id, Ending("complete", "closed", 9, 9.0, "ab", (), "video/webm", sizes))
    async with db.reading() as session:
        row = await session.get_one(PartRow, claim.part_id)
    assert row.media_type == "video/webm"
    assert row.sizes == [
        {"from_s": 0.0, "width": 320, "height": 240}, {"from_s": 7.5, "width": 640, "height": 480},
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["ag", "cu", None])
async def test_a_leg_may_bring_a_picture_only_if_both_have_said_yes_to_it(db: Database, who: str | None) -> None:
    await _seed(db, active())
    asked = e.ConsentRequested("ag", "rq", tuple(Purpose), 30)
    answers = [_said(each, picture=each != who) for each in ("ag", "cu")]
    _, tickets = await _happen(db, asked, *answers)
    claims = [await _records(db).claim(ticket.text) for ticket in tickets]
    assert [claim.picture for claim in claims] == [who is None] * 2


async def test_a_picture_that_is_taken_back_leaves_the_sound_and_no_later_leg_brings_it_again(db: Database) -> None:
    await _seed(db, active())
    asked = e.ConsentRequested("ag", "rq", tuple(Purpose), 30)
    saved, _ = await _happen(db, asked, *(_said(each, picture=True) for each in ("ag", "cu")))
    assert saved.asking is not None and saved.asking.recording_id is not None
    recording_id = saved.asking.recording_id
    assert await _records(db).standing([recording_id]) == {recording_id: "open"}
    back = e.ConsentWithdrawn("cu", discard=False, locale="es", wording="w", wording_sha256="0" * 64, only_picture=True)
    await _happen(db, back)
    assert await _records(db).standing([recording_id]) == {recording_id: "sound"}
    async with db.reading() as session:
        call = await load_call(session, saved.id)
    assert call is not None and call.asking is not None
    assert (call.asking.state, call.asking.picture) == ("open", "ended")
    _, (ticket,) = await _happen(db, e.LegLost("ag", recording_id))
    assert not (await _records(db).claim(ticket.text)).picture


def _said(who: str, *, picture: bool) -> e.ConsentAnswered:
    words = tuple(
        (each, Decision.GIVEN if picture or each is not Purpose.VIDEO else Decision.DECLINED) for each in Purpose
    )
    return e.ConsentAnswered(who, "rq", words, "es", "las palabras", "0" * 64, recording_id="rec")
