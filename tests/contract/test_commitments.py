"""A customer's wish to be called back is a promise on the case, on both databases, until somebody says how it ended."""

from datetime import timedelta

from cases.board import read_case
from records.commitments import CommitmentRecord, list_in_state, move, settle
from records.database import Database
from records.tables import CaseRow, CommitmentRow, UserRow
from signaling.protocol.words import Channel, Role
from tests.unit.signaling.story import START


async def _seed(db: Database) -> None:
    async with db.transaction() as session:
        session.add(
            CaseRow(
                id="case", reference="LP-1", stage="anomaly_found", title="a lamp", customer_name="Lucía",
                customer_language="es", customer_contact="lucia@example.org", facts={}, created_at=START,
                updated_at=START,
            )
        )  # fmt: skip
        session.add_all(
            UserRow(
                id=name, email=f"{name}@example.org", name=name.title(), role=Role.AGENT, languages=["en"],
                password_hash="x", created_at=START,
            )
            for name in ("wei", "ana")
        )  # fmt: skip
        await session.flush()
        session.add_all(_promise(name, hours) for name, hours in (("later", 30), ("overdue", -2), ("soon", 3)))


def _promise(name: str, hours: int) -> CommitmentRow:
    due = START + timedelta(hours=hours)
    return CommitmentRow(
        id=name, case_id="case", kind="call_back", channel=Channel.CALL, contact="+34 600 000 000", note="after lunch",
        starts_at=due - timedelta(hours=2), due_at=due, time_zone="Europe/Madrid", created_at=START, state="open",
    )  # fmt: skip


async def _settle(db: Database, name: str, *, kept: bool = True, by: str = "wei") -> CommitmentRecord | None:
    async with db.transaction() as session:
        return await settle(session, name, "kept" if kept else "broken", user_id=by, now=START)


async def test_what_is_overdue_stands_first_and_one_page_is_given(db: Database) -> None:
    await _seed(db)
    async with db.reading() as session:
        first = await list_in_state(session, "open", limit=2, offset=0)
        rest = await list_in_state(session, "open", limit=2, offset=2)
    assert [each.id for each in first.commitments + rest.commitments] == ["overdue", "soon", "later"]
    assert (first.total, first.commitments[0].case_reference) == (3, "LP-1")


async def test_a_promise_is_settled_once_and_says_by_whom(db: Database) -> None:
    await _seed(db)
    kept = await _settle(db, "soon")
    assert kept is not None
    assert (kept.state, kept.settled_by, kept.settled_at) == ("kept", "Wei", START)
    assert await _settle(db, "soon", kept=False, by="ana") == kept
    assert await _settle(db, "never made") is None
    async with db.reading() as session:
        assert (await list_in_state(session, "open", limit=9, offset=0)).total == 2
        assert [each.id for each in (await list_in_state(session, "kept", limit=9, offset=0)).commitments] == ["soon"]


async def test_the_case_shows_every_promise_made_on_it(db: Database) -> None:
    await _seed(db)
    await _settle(db, "overdue", kept=False)
    view = await read_case(db, "LP-1", now=START)
    assert view is not None
    assert [(each.id, each.state) for each in view.commitments] == [
        ("overdue", "broken"), ("soon", "open"), ("later", "open"),
    ]  # fmt: skip
    assert (view.commitments[0].note, view.commitments[0].customer_contact) == ("after lunch", "lucia@example.org")


async def test_put_off_it_is_due_on_another_day_and_says_from_when_by_whom_and_why(db: Database) -> None:
    await _seed(db)
    later = START + timedelta(days=3)
    async with db.transaction() as session:
        moved = await move(session, "soon", due_at=later, reason="customs", user_id="wei", now=START)
    assert moved is not None
    assert (moved.due_at, moved.starts_at, moved.state) == (later, later - timedelta(hours=2), "open")
    (one,) = moved.moves
    assert (one.by, one.from_at, one.to_at, one.reason) == ("Wei", START + timedelta(hours=3), later, "customs")


async def test_what_is_settled_is_put_off_no_more(db: Database) -> None:
    await _seed(db)
    kept = await _settle(db, "soon")
    async with db.transaction() as session:
        found = await move(session, "soon", due_at=START, reason="x", user_id="ana", now=START)
    assert found == kept


async def test_the_broken_come_first_then_what_is_overdue_and_nothing_else(db: Database) -> None:
    await _seed(db)
    async with db.transaction() as session:
        await settle(session, "later", "broken", user_id="wei", now=START, reason="customs kept it")
    async with db.reading() as session:
        failing = await list_in_state(session, "failing", limit=10, offset=0, now=START)
        a_month_on = await list_in_state(session, "failing", limit=10, offset=0, now=START + timedelta(days=31))
    assert [(each.id, each.reason) for each in failing.commitments] == [
        ("later", "customs kept it"), ("overdue", None),
    ]  # fmt: skip
    assert [each.id for each in a_month_on.commitments] == ["overdue", "soon"]
