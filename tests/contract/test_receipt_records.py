"""A receipt, and one's own part of a recording, are a person's, not a chair's: who comes by a new link is a new one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from records.credentials import Kind, find, hashed, hold, issue, was_revoked
from records.database import Database
from records.links import free_seat, show_out
from records.receipts import Receipt, find_own_part, make_receipt
from records.tables import PartRow
from signaling.domain import events as e
from signaling.protocol.words import Decision, PartState, Role
from tests.contract.test_calls_records import ASKED, TALK, _happen, _seed
from tests.unit.signaling.story import START, answer, invited

_RECEIPTS: tuple[Kind, ...] = ("receipt",)
LATER = START + timedelta(minutes=1)
BACK = (e.ParticipantArrived("cu", "page-d"), e.ParticipantReady("cu", audio=True, video=True), e.TalkConnected("cu"))
AGAIN = replace(ASKED, request_id="rq2")


def _again(who: str) -> e.ConsentAnswered:
    return replace(answer(who), request_id="rq2", recording_id="rec2")


async def _part(db: Database, part_id: str, recording_id: str) -> None:
    async with db.transaction() as session:
        session.add(
            PartRow(
                id=part_id, recording_id=recording_id, participant_id="cu", number=1, state=PartState.COMPLETE,
                bytes_written=99, seconds=9.0, opened_at=START,
            )
        )  # fmt: skip


async def _recorded(db: Database) -> None:
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("ag"), answer("cu"))
    await _part(db, "first", "rec")


async def _token(db: Database, kind: Kind = "participant") -> str:
    async with db.transaction() as session:
        return await issue(
            session, kind=kind, name="Lucía", role=Role.CUSTOMER, participant_id="cu", now=START,
            ttl=timedelta(days=30),
        )  # fmt: skip


async def _renewed(db: Database) -> None:
    async with db.transaction() as session:
        await free_seat(session, "call", now=LATER)
    await _happen(db, e.LinkRenewed(START + timedelta(days=1), "wei"), now=LATER)


async def _other_device(db: Database) -> None:
    async with db.transaction() as session:
        await show_out(session, "call", now=LATER)
    await _happen(db, e.DeviceChanged(), now=LATER)


async def _receipt(db: Database) -> Receipt:
    async with db.reading() as session:
        receipt = await make_receipt(session, "cu", now=LATER, expires_at=None, with_parts=True)
    assert receipt is not None
    return receipt


async def _own(db: Database) -> list[str]:
    async with db.reading() as session:
        parts = [await find_own_part(session, "cu", part_id) for part_id in ("first", "second")]
    return [part.id for part in parts if part is not None]


async def test_a_receipt_made_before_the_link_was_renewed_opens_nothing_after_it(db: Database) -> None:
    await _recorded(db)
    before = await _token(db, "receipt")
    await _renewed(db)
    after = await _token(db, "receipt")
    async with db.reading() as session:
        assert await find(session, before, kinds=_RECEIPTS, now=LATER) is None
        assert await find(session, after, kinds=_RECEIPTS, now=LATER) is not None


async def test_who_comes_by_the_new_link_has_nothing_of_who_was_there_before(db: Database) -> None:
    await _recorded(db)
    await _renewed(db)
    await _happen(db, *BACK, e.HungUp("ag"), now=LATER)
    receipt = await _receipt(db)
    assert (receipt.decisions, receipt.texts, receipt.recordings, receipt.whole) == ((), (), (), True)
    assert await _own(db) == []


async def test_who_comes_by_the_new_link_has_what_they_agreed_to_themselves(db: Database) -> None:
    """Also while the call goes on, and after another move to a device of their own."""
    await _recorded(db)
    await _renewed(db)
    await _happen(db, *BACK, AGAIN, _again("ag"), _again("cu"), now=LATER)
    await _part(db, "second", "rec2")
    receipt = await _receipt(db)
    assert [one.decision for one in receipt.decisions] == [Decision.GIVEN] * 3
    assert [one.opened_at for one in receipt.recordings] == [LATER]
    await _other_device(db)
    await _happen(db, *BACK, e.HungUp("ag"), now=LATER)
    (recording,) = (await _receipt(db)).recordings
    assert [part.id for part in recording.parts] == await _own(db) == ["second"]


async def test_a_question_that_was_open_when_the_link_was_renewed_is_not_the_next_ones(db: Database) -> None:
    """What they had said ends by itself in that moment, which the ledger keeps: as theirs."""
    await _seed(db, invited())
    await _happen(db, *TALK, ASKED, answer("cu"))
    await _renewed(db)
    receipt = await _receipt(db)
    assert (receipt.asked, receipt.decisions) == (False, ())


async def test_on_another_device_they_keep_their_receipt_and_their_own_part(db: Database) -> None:
    await _recorded(db)
    secret = await _token(db, "receipt")
    await _other_device(db)
    async with db.reading() as session:
        assert await find(session, secret, kinds=_RECEIPTS, now=LATER) is not None
    assert len((await _receipt(db)).recordings) == 1
    assert await _own(db) == ["first"]


async def test_a_receipt_that_is_being_made_while_the_link_is_renewed_opens_nothing_after_it(db: Database) -> None:
    """Whoever makes one holds their token meanwhile: who takes it back waits, and finds the receipt too."""
    await _seed(db, invited())
    token = await _token(db)
    async with db.transaction() as session:
        assert await hold(session, hashed(token))
        renewing = asyncio.ensure_future(_renewed(db))
        for _ in range(20):
            await asyncio.sleep(0.01)  # as far as it comes
        secret = await issue(
            session, kind="receipt", name="Lucía", role=Role.CUSTOMER, participant_id="cu", now=START,
        )  # fmt: skip
    await renewing
    async with db.transaction() as session:
        assert await was_revoked(session, hashed(secret))
        assert not await hold(session, hashed(token))
