"""The list and the board of cases on both databases: filters, order, pages that lose nothing, and honest counts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from cases.case_list import CaseFilter, CaseList, CaseSearch, read_case_list
from cases.stage_board import CARDS, read_stage_board
from cases.stages import Stage, may_follow
from records.case_choices import read_choices
from records.cases import find_case
from records.database import Database
from records.saved_filters import forget_filter, list_filters, put_in_order, save_filter
from records.users import add_user
from signaling.protocol.errors import SignalError
from signaling.protocol.words import Role
from tests.contract.cases.caseload import NOW, look, state, tell
from tests.contract.cases.test_worklist import NUMBERS, promise

SORTS = ("updated", "deadline", "value", "oldest", "reference")


async def search(db: Database, *, user_id: str | None = None, **wanted: Any) -> CaseList:
    return await read_case_list(db, CaseSearch.model_validate(wanted), user_id=user_id, now=NOW)


def told(page: CaseList) -> list[str]:
    return [line.reference for line in page.cases]


async def person(db: Database, name: str, role: Role = Role.AGENT) -> str:
    async with db.transaction() as session:
        user = await add_user(
            session, email=f"{name}@example.org", name=name, role=role, languages=("en",), password_hash="x", now=NOW
        )
        return user.id


@pytest.fixture
async def shop(db: Database) -> AsyncIterator[Database]:
    """Six cases, each of its own kind."""
    kinds: list[dict[str, Any]] = [
        {"stage": "anomaly_found", "carrier": "DHL", "value": {"amount": "20.00", "currency": "EUR"}},
        {"stage": "carrier_asked", "carrier": "DHL", "value": {"amount": "800.00", "currency": "EUR"}},
        {"stage": "carrier_asked", "carrier": "Correos", "value": {"amount": "9000", "currency": "JPY"}},
        {"stage": "solution", "carrier": None, "destination": {"country": "BR"},
         "customer": {"name": "Rafael", "language": "pt-BR", "country": "BR"}},
        {"stage": "claim", "destination": None, "customer": {"name": "João", "language": "pt", "country": "BR"}},
        {"stage": "claim", "customer": {"name": "Pat", "language": "pt-PT"}, "value": None},
    ]  # fmt: skip
    for number, kind in enumerate(kinds, 1):
        tracking = NUMBERS[number - 1] if number <= len(NUMBERS) else None
        now = NOW - timedelta(days=number)
        await state(db, f"LP-{number}", now=now, tracking_number=tracking, **kind)
    yield db


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "123456"),
        ({"stage": "carrier_asked"}, "23"),
        ({"carrier": "DHL"}, "12"),
        ({"carrier": "dhl"}, ""),
        ({"country": "BR"}, "45"),
        ({"language": "pt"}, "456"),
        ({"language": "pt-BR"}, "4"),
        ({"currency": "EUR"}, "1245"),
        ({"currency": "EUR", "value_from": "48.90"}, "245"),
        ({"currency": "EUR", "value_from": "48.91"}, "2"),
        ({"query": "rafael"}, "4"),
        ({"query": "dhl", "stage": "carrier_asked"}, "2"),
        ({"owner": "nobody"}, "123456"),
        ({"overdue": True}, ""),
        ({"alert": "silent"}, ""),
    ],
)
async def test_each_filter_narrows_the_list_and_the_count(shop: Database, wanted: dict[str, Any], found: str) -> None:
    page = await search(shop, **wanted)
    assert told(page) == [f"LP-{number}" for number in found]
    assert page.total == len(found)


async def test_alerts_promises_and_their_deadlines_are_found(shop: Database) -> None:
    await tell(shop, (30, "Left", "InTransit_Departure"), number=NUMBERS[0])
    await look(shop)
    await promise(shop, "LP-3", state="open", due=timedelta(hours=-1))
    await promise(shop, "LP-4", state="kept", due=timedelta(hours=-1))
    assert told(await search(shop, alert="silent")) == ["LP-1"]
    assert told(await search(shop, overdue=True)) == ["LP-3"]
    async with shop.transaction() as session:
        row = await find_case(session, "LP-6", for_update=True)
        assert row is not None
        row.next_update_at = NOW - timedelta(minutes=1)
    assert told(await search(shop, overdue=True)) == ["LP-3", "LP-6"]
    late, word, soon, *others = (await search(shop, sort="deadline")).cases
    assert (word.reference, word.deadline) == ("LP-6", NOW - timedelta(minutes=1))
    assert (late.reference, late.deadline, late.alert) == ("LP-3", NOW - timedelta(hours=1), None)
    assert (soon.reference, soon.alert) == ("LP-1", "silent")
    assert {line.deadline for line in others} == {None}


async def test_my_cases_are_those_i_look_after(shop: Database) -> None:
    mine, other = await person(shop, "wei"), await person(shop, "ana")
    async with shop.transaction() as session:
        row = await find_case(session, "LP-2", for_update=True)
        assert row is not None
        row.owner_id = mine
    page = await search(shop, owner="me", user_id=mine)
    assert told(page) == ["LP-2"]
    assert page.cases[0].owner is not None
    assert page.cases[0].owner.name == "wei"
    assert told(await search(shop, owner="me", user_id=other)) == []
    assert told(await search(shop, owner=mine, user_id=other)) == ["LP-2"]
    assert "LP-2" not in told(await search(shop, owner="nobody"))
    with pytest.raises(SignalError):
        await search(shop, owner="me", user_id=None)


@pytest.mark.parametrize("sort", SORTS)
async def test_page_by_page_every_case_comes_once_and_in_the_order_of_the_whole(shop: Database, sort: str) -> None:
    await tell(shop, (30, "Left", "InTransit_Departure"), number=NUMBERS[1])
    await look(shop)
    wanted = {"sort": sort, **({"currency": "EUR"} if sort == "value" else {})}
    whole = told(await search(shop, **wanted))
    page = await search(shop, limit=2, **wanted)
    found = told(page)
    while page.next is not None:
        page = await search(shop, limit=2, after=page.next, **wanted)
        found += told(page)
        assert page.total == len(whole)
    assert found == whole
    assert len(found) == len(set(found))


async def test_a_case_that_changes_while_somebody_turns_pages_hides_no_other(shop: Database) -> None:
    first = await search(shop, limit=2)
    await state(shop, "LP-5", now=NOW + timedelta(hours=1), title="Changed", destination=None,
                customer={"name": "João", "language": "pt", "country": "BR"})  # fmt: skip
    second = await search(shop, limit=2, after=first.next)
    assert told(first) + told(second) == ["LP-1", "LP-2", "LP-3", "LP-4"]


@pytest.mark.parametrize("after", ["x", "!", "W10", "WyJ1cGRhdGVkIiwibm93IiwiTFAtMSJd", "bnVsbA", "a" * 399])
async def test_a_place_that_is_none_is_refused(shop: Database, after: str) -> None:
    with pytest.raises(SignalError):
        await search(shop, after=after)


async def test_a_place_in_a_list_of_another_order_is_refused(shop: Database) -> None:
    page = await search(shop, limit=2, sort="oldest")
    with pytest.raises(SignalError):
        await search(shop, limit=2, sort="updated", after=page.next)


@pytest.mark.parametrize("wanted", [{"sort": "value"}, {"value_from": "3"}])
def test_sums_are_compared_within_one_currency(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="currency"):
        CaseSearch.model_validate(wanted)


async def test_the_board_counts_all_and_says_where_a_card_may_go(shop: Database) -> None:
    for number in range(CARDS + 3):
        await state(shop, f"MANY-{number}", tracking_number=None, stage="solution", carrier="DHL")
    await promise(shop, "MANY-7", state="open", due=timedelta(days=1))
    board = await read_stage_board(shop, CaseFilter(), user_id=None, now=NOW)
    assert [column.stage for column in board.columns] == list(Stage)
    assert [column.total for column in board.columns] == [1, 0, 2, 0, CARDS + 4, 2]
    solution = board.columns[4]
    assert len(solution.cards) == CARDS
    assert solution.cards[0].reference == "MANY-7"
    for column in board.columns:
        assert all(may_follow(column.stage, goal) for goal in column.may_go_to)
    filtered = await read_stage_board(shop, CaseFilter(carrier="Correos", stage=Stage.CLAIM), user_id=None, now=NOW)
    assert [column.total for column in filtered.columns] == [0, 0, 1, 0, 0, 0]


async def test_the_choices_are_what_occurs(shop: Database) -> None:
    await person(shop, "wei")
    async with shop.reading() as session:
        choices = await read_choices(session)
    assert [(each.value, each.cases) for each in choices.currencies] == [("EUR", 4), ("JPY", 1)]
    assert {(each.value, each.cases) for each in choices.countries} == {("BR", 2), ("ES", 4)}
    assert {each.value for each in choices.languages} == {"es", "pt", "pt-BR", "pt-PT"}
    assert [each.name for each in choices.owners] == ["wei"]


async def test_filters_are_kept_in_order_replaced_by_name_and_seen_by_others_only_if_shared(db: Database) -> None:
    mine, boss = await person(db, "wei"), await person(db, "sam", Role.SUPERVISOR)

    async def seen(user_id: str) -> list[str]:
        async with db.reading() as session:
            return [row.name for row, _ in await list_filters(session, user_id)]

    async with db.transaction() as session:
        for name in ("a", "b", "c"):
            assert await save_filter(session, mine, name, {"stage": "claim"}, shared=False, now=NOW)
        assert not await save_filter(session, mine, "b", {"overdue": True}, shared=False, now=NOW)
        await save_filter(session, boss, "shared", {}, shared=True, now=NOW)
        await save_filter(session, boss, "own", {}, shared=False, now=NOW)
    assert await seen(mine) == ["a", "b", "c", "shared"]
    assert await seen(boss) == ["shared", "own"]
    async with db.transaction() as session:
        ids = {row.name: row.id for row, _ in await list_filters(session, mine)}
        await put_in_order(session, mine, [ids["c"], "no such", ids["shared"]])
        assert not await forget_filter(session, mine, ids["shared"])
        assert await forget_filter(session, mine, ids["a"])
    assert await seen(mine) == ["c", "b", "shared"]


async def test_a_filter_kept_twice_at_once_is_kept_once(db: Database) -> None:
    mine = await person(db, "wei")

    async def keep() -> bool:
        async with db.transaction() as session:
            return await save_filter(session, mine, "a", {"stage": "claim"}, shared=False, now=NOW)

    assert sorted(await asyncio.gather(*(keep() for _ in range(6)))) == [*[False] * 5, True]
    async with db.reading() as session:
        assert [row.name for row, _ in await list_filters(session, mine)] == ["a"]
