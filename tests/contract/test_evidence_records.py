"""Files on a case and what was asked for in a call, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from records.database import Database
from records.evidence import (
    add_evidence,
    answer_request,
    ask_for_evidence,
    find_same,
    known_ids,
    latest_request,
    list_of_call,
    list_of_case,
    seat_of,
    settle_open,
)
from records.tables import CallEntryRow, CallRow, CaseEntryRow, EvidenceRequestRow, EvidenceRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import Role
from tests.contract.test_calls_records import _seed
from tests.unit.signaling.story import AGENT, CUSTOMER, START, invited


async def _case_id(db: Database) -> str:
    async with db.reading() as session:
        found: str | None = await session.scalar(select(CallRow.case_id).where(CallRow.id == "call"))
    assert found is not None
    return found


def _file(case_id: str, number: int, *, call_id: str | None = "call", request_id: str | None = None) -> EvidenceRow:
    return EvidenceRow(
        id=f"file-{number}", case_id=case_id, call_id=call_id, participant_id=CUSTOMER.id if call_id else None,
        request_id=request_id, actor="customer:c", by_role=Role.CUSTOMER, by_name="Lucía", name="label.jpg",
        kind="jpeg", media_type="image/jpeg", size=10, width=4, height=3, sha256=f"{number:064}", received_size=20,
        received_sha256="f" * 64, keeps_place=False, at=START + timedelta(seconds=number),
    )  # fmt: skip


async def _add(db: Database, row: EvidenceRow) -> None:
    async with db.transaction() as session:
        await add_evidence(session, row, now=row.at)


async def test_a_file_is_on_its_case_in_both_timelines_and_found_by_its_bytes(db: Database) -> None:
    await _seed(db, invited())
    case_id = await _case_id(db)
    for number in (2, 1):
        await _add(db, _file(case_id, number))
    await _add(db, _file(case_id, 3, call_id=None))
    async with db.reading() as session:
        assert [row.id for row in await list_of_case(session, case_id)] == ["file-3", "file-2", "file-1"]
        assert [row.id for row in await list_of_call(session, "call")] == ["file-1", "file-2"]
        found = await find_same(session, case_id, f"{2:064}")
        assert found is not None
        assert found.id == "file-2"
        assert await known_ids(session, {"file-1", "nobody"}) == {"file-1"}
        assert await session.scalar(select(func.count()).select_from(CaseEntryRow)) == 3
        assert await session.scalar(select(func.count()).where(CallEntryRow.kind == "evidence_filed")) == 2


async def test_the_same_bytes_twice_on_a_case_leave_nothing_of_the_second(db: Database) -> None:
    await _seed(db, invited())
    case_id = await _case_id(db)
    await _add(db, _file(case_id, 1))
    again = _file(case_id, 2)
    again.sha256 = f"{1:064}"
    with pytest.raises(IntegrityError):
        await _add(db, again)
    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(EvidenceRow)) == 1
        assert await session.scalar(select(func.count()).where(CallEntryRow.kind == "evidence_filed")) == 1


async def test_at_most_one_wish_is_open_and_it_ends_with_its_file(db: Database) -> None:
    await _seed(db, invited())
    case_id = await _case_id(db)
    for second in (1, 2):
        async with db.transaction() as session:
            assert await ask_for_evidence(session, "call", AGENT.id, "label", now=START + timedelta(seconds=second))
    async with db.reading() as session:
        wishes = (await session.scalars(select(EvidenceRequestRow).order_by(EvidenceRequestRow.asked_at))).all()
        latest = await latest_request(session, "call")
    assert [wish.state for wish in wishes] == ["withdrawn", "asked"]
    assert latest is not None
    assert latest.id == wishes[1].id
    async with db.transaction() as session:
        assert await answer_request(session, "call", latest.id, CUSTOMER.id, "accepted", now=START)
        assert not await answer_request(session, "call", wishes[0].id, CUSTOMER.id, "accepted", now=START)
        assert not await answer_request(session, "another", latest.id, CUSTOMER.id, "accepted", now=START)
    await _add(db, _file(case_id, 1, request_id=latest.id))
    async with db.transaction() as session:
        filed = await latest_request(session, "call")
        assert filed is not None
        assert (filed.state, filed.settled_at) == ("filed", START + timedelta(seconds=1))
        assert not await settle_open(session, "call", "withdrawn", now=START)


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
async def test_a_file_for_what_is_wanted_no_longer_is_refused_and_leaves_nothing(db: Database, state: str) -> None:
    await _seed(db, invited())
    case_id = await _case_id(db)
    async with db.transaction() as session:
        assert await ask_for_evidence(session, "call", AGENT.id, "label", now=START)
        asked = await latest_request(session, "call")
        assert asked is not None
        assert await settle_open(session, "call", state, now=START)
    with pytest.raises(SignalError) as error:
        await _add(db, _file(case_id, 1, request_id=asked.id))
    assert error.value.code == "not_in_this_state"
    async with db.reading() as session:
        settled = await latest_request(session, "call")
        assert settled is not None
        assert settled.state == state
        assert await list_of_case(session, case_id) == []


async def test_a_customer_has_a_seat_on_the_own_case_only(db: Database) -> None:
    await _seed(db, invited())
    async with db.reading() as session:
        reference = "LP-1"
        found = await seat_of(session, CUSTOMER.id, reference)
        assert await seat_of(session, CUSTOMER.id, "another") is None
        assert await seat_of(session, "nobody", reference) is None
    assert found is not None
    assert (found.call_id, found.actor) == ("call", f"customer:{CUSTOMER.id}")
