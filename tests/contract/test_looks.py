"""The looks of the clocks: the same answer as by a session, and a new connection after one that went wrong."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, literal, select, text
from sqlalchemy.exc import SQLAlchemyError

from records.database import Database
from records.tables import AgentRow, UserRow
from signaling.protocol.words import AgentState, Role

_NAMED = select(UserRow.id).where(UserRow.id.in_(bindparam("these", expanding=True))).order_by(UserRow.id)
_ON_BREAK = select(AgentRow.user_id).where(AgentRow.state == AgentState.BREAK)
_SINCE = select(UserRow.id).where(UserRow.created_at >= bindparam("since", type_=UserRow.created_at.type))
_NONSENSE = select(text("no_such_column")).select_from(UserRow)
_ONE = select(literal(1))
_ODD_TEXT = "100 % of O'Brien's %(these)s \\ ? :1"
_ODD = select(UserRow.id, literal(_ODD_TEXT))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
async def people(db: Database) -> Database:
    """Three users, of whom one has a break."""
    async with db.transaction() as session:
        for name in ("ana", "bo", "chen"):
            session.add(
                UserRow(
                    id=name, email=f"{name}@example.org", name=name, role=Role.AGENT, languages=["en"],
                    password_hash="x", created_at=NOW,
                )
            )  # fmt: skip
        await session.flush()
        session.add(AgentRow(user_id="bo", state=AgentState.BREAK, since=NOW))
    return db


async def test_lists_words_and_instants_are_understood(people: Database) -> None:
    assert await people.look(_NAMED, {"these": ["chen", "ana", "nobody"]}) == [("ana",), ("chen",)]
    assert await people.look(_NAMED, {"these": ["bo"]}) == [("bo",)]
    assert await people.look(_NAMED, {"these": []}) == []
    assert await people.look(_ON_BREAK) == [("bo",)]
    assert len(await people.look(_SINCE, {"since": NOW})) == 3
    assert await people.look(_SINCE, {"since": datetime(2027, 1, 1, tzinfo=UTC)}) == []


async def test_what_a_question_knows_itself_is_no_part_of_its_text(people: Database) -> None:
    """A constant stands in the text that is put to the driver: no sign of it may be read as anything else."""
    found = await people.look(_ODD.where(UserRow.id.in_(bindparam("these", expanding=True))), {"these": ["bo"]})
    assert found == [("bo", _ODD_TEXT)]


async def test_what_was_committed_meanwhile_is_seen(people: Database) -> None:
    assert await people.look(_ON_BREAK) == [("bo",)]
    async with people.transaction() as session:
        row = await session.get_one(AgentRow, "bo")
        row.state = AgentState.AVAILABLE
    assert await people.look(_ON_BREAK) == []


async def test_a_wrong_look_raises_as_a_session_does_and_the_next_one_is_answered(db: Database) -> None:
    with pytest.raises(SQLAlchemyError):
        await db.look(_NONSENSE)
    assert await db.look(_ONE) == [(1,)]


async def test_many_at_once_each_get_their_own_answer(people: Database) -> None:
    names = ["ana", "bo", "chen"] * 10
    found = await asyncio.gather(*(people.look(_NAMED, {"these": [name]}) for name in names))
    assert found == [[(name,)] for name in names]


async def test_one_that_is_cancelled_leaves_the_next_one_its_own_answer(people: Database) -> None:
    for _ in range(20):
        asked = asyncio.ensure_future(people.look(_NAMED, {"these": ["ana"]}))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert await people.look(_NAMED, {"these": ["bo"]}) == [("bo",)]


async def test_a_connection_that_died_is_replaced(people: Database) -> None:
    if people.engine.dialect.name == "sqlite":
        pytest.skip("there is no connection to lose")
    (((pid,),)) = await people.look(select(text("pg_backend_pid()")))
    async with people.transaction() as session:
        await session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    with pytest.raises(SQLAlchemyError):
        await people.look(_ONE)
    assert await people.look(_ONE) == [(1,)]
