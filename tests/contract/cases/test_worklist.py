"""The worklist on both databases: value, deadline and mood decide what comes first."""

from datetime import timedelta

from cases.alerting.history import replay
from cases.alerting.rules import AS_DELIVERED, read_rules
from cases.alerting.urgency import Because, Deadline, Mood
from cases.alerting.worklist import Worklist, read_worklist
from records.cases import find_case
from records.database import Database
from records.tables import CommitmentRow, new_id
from signaling.protocol.words import Channel
from tests.contract.cases.caseload import NOW, look, state, tell

STEPS = {"EUR": (150, 600)}
NUMBERS = ("RR473124829CN", "RR123456785CN", "RR000000080CN")


async def work(db: Database, limit: int = 50, offset: int = 0) -> Worklist:
    return await read_worklist(db, value_steps=STEPS, limit=limit, offset=offset, now=NOW)


async def three_silent(db: Database) -> None:
    for reference, number, amount in zip(("LP-1", "LP-2", "LP-3"), NUMBERS, ("20.00", "800.00", "200.00"), strict=True):
        await state(db, reference, tracking_number=number, value={"amount": amount, "currency": "EUR"})
        await tell(db, (30, "Left", "InTransit_Departure"), number=number)
    await look(db)


async def promise(db: Database, reference: str, *, state: str, due: timedelta) -> None:
    async with db.transaction() as session:
        row = await find_case(session, reference)
        assert row is not None
        session.add(
            CommitmentRow(
                id=new_id(), case_id=row.id, kind="call_back", channel=Channel.CALL, contact="", note="",
                starts_at=NOW + due, due_at=NOW + due, time_zone="UTC", created_at=NOW, state=state,
            )
        )  # fmt: skip


async def test_the_dearest_comes_first_and_a_broken_promise_before_it(db: Database) -> None:
    await three_silent(db)
    assert [line.case_reference for line in (await work(db)).lines] == ["LP-2", "LP-3", "LP-1"]
    await promise(db, "LP-3", state="broken", due=timedelta(days=-2))
    first, *_ = (await work(db)).lines
    assert (first.case_reference, first.mood, first.because) == ("LP-3", Mood.UPSET, (Because.PROMISE_BROKEN,))


async def test_a_word_that_was_promised_and_is_overdue_rises(db: Database) -> None:
    await three_silent(db)
    async with db.transaction() as session:
        row = await find_case(session, "LP-1")
        assert row is not None
        row.next_update_at = NOW - timedelta(hours=1)
    first, *_ = (await work(db)).lines
    assert (first.case_reference, first.deadline_of, first.because) == (
        "LP-1", Deadline.PROMISE, (Because.PROMISE_OVERDUE,)
    )  # fmt: skip


async def test_a_promise_due_sooner_is_the_deadline_that_is_shown(db: Database) -> None:
    await three_silent(db)
    await promise(db, "LP-1", state="open", due=timedelta(hours=4))
    line = next(line for line in (await work(db)).lines if line.case_reference == "LP-1")
    assert (line.deadline, line.deadline_of) == (NOW + timedelta(hours=4), Deadline.PROMISE)


async def test_a_line_says_all_that_an_agent_needs(db: Database) -> None:
    await three_silent(db)
    line = (await work(db)).lines[0]
    shown = line.model_dump(mode="json")
    assert shown["alert"]["advice"] == "ask_carrier"
    assert (shown["alert"]["days"], shown["alert"]["limit_days"]) == (30, 10)
    assert shown["cause"] == {"description": "Left", "language": None, "location": "Shenzhen", "country": None}
    assert shown["value"] == {"amount": "800.00", "currency": "EUR"}
    assert shown["customer_contact"] == "lucia@example.org"


async def test_it_is_read_page_by_page_and_what_passed_is_on_none(db: Database) -> None:
    await three_silent(db)
    page = await work(db, limit=1, offset=1)
    assert ([line.case_reference for line in page.lines], page.total) == (["LP-3"], 3)
    await tell(db, (0, "Arrived", "InTransit_Arrival"), number=NUMBERS[1])
    await look(db)
    assert [line.case_reference for line in (await work(db)).lines] == ["LP-3", "LP-1"]


async def test_a_replay_says_what_other_rules_would_have_done_and_does_nothing(db: Database) -> None:
    await three_silent(db)
    patient = read_rules("[limits]\noverdue_days = 40")
    found = await replay(db, AS_DELIVERED, patient, days=90, now=NOW)
    assert (found.cases, found.before, found.after) == (3, {"silent": 3}, {})
    assert found.changes == {"gone": 3}
    assert {each.case_reference for each in found.differences} == {"LP-1", "LP-2", "LP-3"}
    assert all(each.before == NOW - timedelta(days=20) and each.after is None for each in found.differences)
    assert (await work(db)).total == 3


async def test_a_replay_counts_the_time_to_act_and_the_step_back_by_what_people_did(db: Database) -> None:
    """Both were shown as no difference at all. A step back that the rules took is not somebody's."""
    await state(db, now=NOW - timedelta(days=20))
    await state(db, stage="carrier_asked", now=NOW - timedelta(days=15))
    await tell(db, (10, "Cannot be found", "Exception_Lost"))
    await look(db, now=NOW - timedelta(days=9))
    other = read_rules("[limits]\nmove_back = false\nact_within_days = 5")
    found = await replay(db, AS_DELIVERED, other, days=90, now=NOW)
    assert (found.changed, found.changes) == (1, {"act_later": 1, "stays": 1})
    days = {each.change: [at and (at - NOW).days for at in (each.before, each.after)] for each in found.differences}
    assert days == {"act_later": [-7, -5], "stays": [-10, None]}
