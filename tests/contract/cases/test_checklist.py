"""Facts checked, on both databases: what can be seen, and who has answered what, when and where."""

from datetime import timedelta
from typing import Any

import pytest

from cases.checklist import Checklist, FactAnswer, Item, Seen, answer_fact, read_checklist
from records.cases import find_case
from records.database import Database
from records.tables import CallRow, UserRow
from signaling.protocol.errors import SignalError
from signaling.protocol.words import CallMode, CallState, ErrorCode, Role
from tests.contract.cases.caseload import NOW, entries, state

ADDRESS = {"street": "Calle Feria", "house": "12", "postcode": "41003", "city": "Sevilla", "country": "ES"}


async def seat(db: Database) -> None:
    await state(db)
    async with db.transaction() as session:
        session.add(
            UserRow(
                id="wei", email="wei@example.org", name="Wei", role=Role.AGENT, languages=["en"], password_hash="x",
                created_at=NOW,
            )
        )  # fmt: skip


async def call(
    db: Database, call_id: str, reference: str, *, talked: bool = True, at: CallState = CallState.ACTIVE
) -> None:
    async with db.transaction() as session:
        row = await find_case(session, reference)
        assert row is not None
        session.add(
            CallRow(
                id=call_id, case_id=row.id, mode=CallMode.INVITE, state=at, version=1, language="es",
                priority=0, created_at=NOW, created_by="user:wei", skills=[], link_sha256=call_id,
                link_expires_at=NOW, active_since=NOW if talked else None,
            )
        )  # fmt: skip


async def answer(db: Database, item: Item, *, after: timedelta = timedelta(0), **said: Any) -> Checklist:
    body = FactAnswer.model_validate({"answer": "yes", "source": "customer"} | said)
    return await answer_fact(db, "LP-1", item, body, user_id="wei", now=NOW + after)


def of(found: Checklist, item: Item) -> Any:
    return next(each for each in found.items if each.item is item)


def seen(found: Checklist, item: Item) -> list[tuple[Seen, tuple[str, ...]]]:
    return [(remark.seen, remark.values) for remark in of(found, item).remarks]


async def test_five_questions_are_open_and_what_can_be_seen_is_said(db: Database) -> None:
    await state(db, tracking_number="RR473124892CN", order_reference=None)
    found = await read_checklist(db, "LP-1")
    assert ([each.item for each in found.items], found.open) == (list(Item), 5)
    assert seen(found, Item.ORDER) == [(Seen.NOTHING_THERE, ())]
    ((said, meant),) = seen(found, Item.TRACKING_NUMBER)
    assert said is Seen.WRONG_CHECK_DIGIT
    assert "RR473124829CN" in meant
    with pytest.raises(SignalError) as refused:
        await read_checklist(db, "LP-9")
    assert refused.value.code is ErrorCode.CASE_NOT_FOUND


async def test_an_answer_says_who_when_and_at_which_moment_of_the_call(db: Database) -> None:
    await seat(db)
    await call(db, "c1", "LP-1")
    found = await answer(
        db, Item.NOTICE, answer="no", source="call", call_id="c1", note="looked twice", after=timedelta(seconds=247)
    )
    given = of(found, Item.NOTICE).given
    assert (given.answer, given.by_name, given.source, given.note) == ("no", "Wei", "call", "looked twice")
    assert (given.call_id, given.call_second, given.at) == ("c1", 247, NOW + timedelta(seconds=247))
    assert found.open == 4
    assert await entries(db, "fact_checked") == [{"item": "notice", "answer": "no", "call_id": "c1"}]


async def test_an_answer_is_never_written_over(db: Database) -> None:
    await seat(db)
    await answer(db, Item.ORDER, answer="no")
    found = await answer(db, Item.ORDER, answer="yes", source="records", after=timedelta(hours=1))
    item = of(found, Item.ORDER)
    assert (item.given.answer, [each.answer for each in item.earlier]) == ("yes", ["no"])


async def test_an_address_is_looked_at_by_the_rules_of_its_country(db: Database) -> None:
    await seat(db)
    found = await answer(db, Item.ADDRESS, address=ADDRESS)
    assert seen(found, Item.ADDRESS) == [(Seen.ASK_FOR_FLAT, ())]
    found = await answer(db, Item.ADDRESS, address=ADDRESS | {"many_live_there": True}, after=timedelta(minutes=1))
    assert seen(found, Item.ADDRESS) == [(Seen.MISSING_PARTS, ("flat",))]
    whole = ADDRESS | {"flat": "3º B", "many_live_there": True, "postcode": "4100"}
    found = await answer(db, Item.ADDRESS, address=whole, after=timedelta(minutes=2))
    assert seen(found, Item.ADDRESS) == [(Seen.ODD_POSTCODE, ("ES",))]


async def test_the_number_the_customer_has_is_the_one_that_is_looked_at(db: Database) -> None:
    await seat(db)
    found = await answer(db, Item.TRACKING_NUMBER, answer="no", number="rr 473124828 cn")
    item = of(found, Item.TRACKING_NUMBER)
    assert (item.known, item.given.number) == ("RR473124829CN", "RR473124828CN")
    assert seen(found, Item.TRACKING_NUMBER)[0][0] is Seen.WRONG_CHECK_DIGIT


async def test_a_notice_and_a_return_are_news(db: Database) -> None:
    await seat(db)
    found = await answer(db, Item.NOTICE)
    assert seen(found, Item.NOTICE) == [(Seen.WAITS_SOMEWHERE, ())]
    assert seen(await answer(db, Item.RETURN), Item.RETURN) == [(Seen.CAME_BACK, ())]


@pytest.mark.parametrize(
    ("item", "said", "code"),
    [
        (Item.ORDER, {"address": ADDRESS}, ErrorCode.INVALID_FIELD),
        (Item.ADDRESS, {"number": "1"}, ErrorCode.INVALID_FIELD),
        (Item.NOTICE, {"source": "call", "call_id": "elsewhere"}, ErrorCode.CALL_NOT_FOUND),
        (Item.NOTICE, {"source": "call", "call_id": "none"}, ErrorCode.CALL_NOT_FOUND),
        (Item.NOTICE, {"source": "call"}, ErrorCode.CALL_NEEDED),
        (Item.NOTICE, {"source": "call", "call_id": "over"}, ErrorCode.CALL_NEEDED),
        (Item.NOTICE, {"source": "call", "call_id": "waiting"}, ErrorCode.CALL_NEEDED),
        (Item.NOTICE, {"source": "carrier", "call_id": "over"}, ErrorCode.INVALID_FIELD),
    ],
)
async def test_what_does_not_belong_to_a_question_is_refused_and_changes_nothing(
    db: Database, item: Item, said: dict[str, Any], code: ErrorCode
) -> None:
    await seat(db)
    await state(db, "LP-2")
    await call(db, "elsewhere", "LP-2")
    await call(db, "over", "LP-1", at=CallState.CLOSED)
    await call(db, "waiting", "LP-1", at=CallState.WAITING, talked=False)
    with pytest.raises(SignalError) as refused:
        await answer(db, item, **said)
    assert refused.value.code is code
    assert (await read_checklist(db, "LP-1")).open == 5


async def test_the_call_that_goes_on_is_known_without_being_named(db: Database) -> None:
    await seat(db)
    await call(db, "over", "LP-1", at=CallState.CLOSED)
    await call(db, "written-up", "LP-1", at=CallState.WRAP_UP)
    heard = of(await answer(db, Item.NOTICE, source="call", after=timedelta(days=2)), Item.NOTICE).given
    assert (heard.call_id, heard.call_second) == ("written-up", None)
    await call(db, "c1", "LP-1")
    heard = of(await answer(db, Item.RETURN, source="call", after=timedelta(seconds=90)), Item.RETURN).given
    assert (heard.call_id, heard.call_second) == ("c1", 90)


async def test_before_the_talk_there_is_no_moment_to_note(db: Database) -> None:
    await seat(db)
    await call(db, "c1", "LP-1", talked=False)
    given = of(await answer(db, Item.NOTICE, source="call", call_id="c1"), Item.NOTICE).given
    assert (given.call_id, given.call_second) == ("c1", None)
