"""Stage five over REST: proposals with their cost, limits by role, and two people above them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from cases.solutions.table import Limits
from records.cases import find_case
from records.tables import SummaryRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, OTHER_AGENT, SUPERVISOR, Browser, Stage

PATH = "/api/cases/LP-1/solutions"


async def _lost(stage: Stage, value: str = "120.00") -> None:
    """LP-1 is lost, and worth something."""
    body: dict[str, Any] = {
        "title": "a lamp", "tracking_number": "RR123456785CN", "customer": {"name": "Lucía", "language": "es"},
        "value": {"amount": value, "currency": "EUR"}, "stage": "facts_checked",
        "events": [{"at": "2026-06-01T10:00:00Z", "description": "Lost", "progress": "lost"}],
    }  # fmt: skip
    program = await stage.program()
    assert (await program.ask("PUT", "/api/cases/LP-1", body)).status == 200
    terms = {"freight": {"amount": "12.50", "currency": "EUR"}, "freight_by": "buyer", "insured": False}
    assert (await program.ask("PUT", "/api/cases/LP-1/terms", terms)).status == 200


async def _decide(who: Browser, amount: str, kind: str = "refund") -> Any:
    money = {"amount": amount, "currency": "EUR"}
    return await who.ask("POST", PATH, {"kind": kind, "amount": money, "note": "as agreed"})


async def _say(who: Browser, decision_id: str, deed: str) -> Any:
    return await who.ask("POST", f"{PATH}/{decision_id}", {"deed": deed})


async def test_what_is_proposed_says_why_and_what_it_costs(stage: Stage) -> None:
    await _lost(stage)
    desk = (await (await stage.browser(AGENT)).ask("GET", PATH)).json
    assert desk["situation"]["cause"] == "lost_by_carrier"
    assert desk["missing"] == ["customer"]
    found = {each["kind"]: each for each in desk["proposals"]}
    assert list(found) == ["reship", "refund"]
    assert (found["refund"]["amount"]["text"], found["refund"]["because"]) == ("132.50", ["cause", "freight_by_buyer"])
    assert (found["reship"]["cost"]["text"], found["reship"]["alone"]) == ("84.50", True)
    assert found["refund"]["alone"] is False
    assert desk["limit"]["text"] == "100.00"


async def test_within_the_limit_an_agent_decides_and_the_case_moves(stage: Stage) -> None:
    await _lost(stage)
    agent = await stage.browser(AGENT)
    desk = (await _decide(agent, "100.00")).json
    assert (desk["decision"]["standing"], desk["decision"]["cost"]["text"]) == ("in_force", "100.00")
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["stage"] == "solution"
    (deed,) = desk["deeds"]
    assert (deed["by_name"], deed["deed"], deed["note"], deed["own"]) == ("Wei", "decided", "as agreed", True)
    assert (await _decide(agent, "1.00")).code == "not_in_this_state"


async def test_above_the_limit_it_waits_for_a_supervisor_who_is_somebody_else(stage: Stage) -> None:
    await _lost(stage)
    agent, other, sam = [await stage.browser(name) for name in (AGENT, OTHER_AGENT, SUPERVISOR)]
    desk = (await _decide(agent, "100.01")).json
    decision_id = desk["decision"]["id"]
    assert (desk["decision"]["standing"], desk["decision"]["may"]) == ("waiting", ["withdrawn"])
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["stage"] == "facts_checked"
    for who in (agent, other):
        assert (await _say(who, decision_id, "confirmed")).code == "forbidden"
    assert (await other.ask("GET", PATH)).json["decision"]["may"] == []
    assert (await sam.ask("GET", PATH)).json["decision"]["may"] == ["confirmed", "declined", "withdrawn"]
    confirmed = (await _say(sam, decision_id, "confirmed")).json
    assert confirmed["decision"]["standing"] == "in_force"
    assert [each["by_name"] for each in confirmed["deeds"]] == ["Sam", "Wei"]
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["stage"] == "solution"


async def test_a_supervisor_above_the_own_limit_is_not_the_second_pair_of_eyes(stage: Stage) -> None:
    await _lost(stage)
    sam = await stage.browser(SUPERVISOR)
    decision_id = (await _decide(sam, "1000.01")).json["decision"]["id"]
    assert (await _say(sam, decision_id, "confirmed")).code == "forbidden"
    assert (await _say(sam, decision_id, "withdrawn")).json["decision"] is None


@pytest.mark.parametrize(
    ("amount", "currency", "second"),
    [("100.00", "USD", ["other_currency"]), ("1.234", "KWD", ["above_limit", "other_currency"])],
)
async def test_another_currency_is_no_way_round_the_limit(
    stage: Stage, amount: str, currency: str, second: list[str]
) -> None:
    await _lost(stage)
    agent, sam = await stage.browser(AGENT), await stage.browser(SUPERVISOR)
    said = {"kind": "coupon", "amount": {"amount": amount, "currency": currency}, "note": "she pays in it"}
    decision = (await agent.ask("POST", PATH, said)).json["decision"]
    assert (decision["standing"], decision["second"]) == ("waiting", second)
    confirmed = (await _say(sam, decision["id"], "confirmed")).json["decision"]
    assert (confirmed["standing"], confirmed["amount"]["text"]) == ("in_force", amount)


async def test_more_than_the_parcel_is_worth_is_looked_at_by_two_even_from_a_supervisor(stage: Stage) -> None:
    await _lost(stage)
    sam = await stage.browser(SUPERVISOR)
    decision = (await _decide(sam, "132.51")).json["decision"]
    assert (decision["standing"], decision["second"]) == ("waiting", ["above_worth"])


async def test_a_freight_in_another_currency_is_said_and_never_counted_as_nothing(stage: Stage) -> None:
    await _lost(stage)
    terms = {"freight": {"amount": "40.00", "currency": "USD"}, "freight_by": "buyer"}
    assert (await (await stage.program()).ask("PUT", "/api/cases/LP-1/terms", terms)).status == 200
    agent = await stage.browser(AGENT)
    found = {each["kind"]: each for each in (await agent.ask("GET", PATH)).json["proposals"]}
    assert found["refund"]["not_counted"]["text"] == "40.00"
    assert found["reship"]["second"] == ["freight_not_counted"]
    assert "freight_other_currency" in found["reship"]["because"]
    desk = (await _decide(agent, "10.00", "reship")).json
    assert (desk["decision"]["standing"], desk["decision"]["second"]) == ("waiting", ["freight_not_counted"])
    assert "freight_other_currency" in desk["deeds"][0]["because"]


async def test_the_limit_that_holds_is_that_of_the_moment_of_the_decision(stage: Stage) -> None:
    await _lost(stage)
    agent = await stage.browser(AGENT)
    reship = (await agent.ask("GET", PATH)).json["proposals"][0]
    assert reship["alone"] is True
    work = stage.parts.casework
    book = work.solutions.model_copy(update={"limits": Limits(agent={"EUR": 1_000})})
    object.__setattr__(stage.parts, "casework", replace(work, solutions=book))
    desk = (await _decide(agent, reship["amount"]["text"], "reship")).json
    assert (desk["decision"]["standing"], desk["decision"]["second"]) == ("waiting", ["above_limit"])


async def test_two_tabs_are_one_person(stage: Stage) -> None:
    await _lost(stage)
    first, second = await stage.browser(SUPERVISOR), await stage.browser(SUPERVISOR)
    decision_id = (await _decide(first, "1000.01")).json["decision"]["id"]
    both = await asyncio.gather(_say(second, decision_id, "confirmed"), _say(first, decision_id, "confirmed"))
    assert [each.code for each in both] == ["forbidden", "forbidden"]


async def test_the_same_moment_decides_once(stage: Stage) -> None:
    await _lost(stage)
    agent, other = await stage.browser(AGENT), await stage.browser(OTHER_AGENT)
    answers = await asyncio.gather(_decide(agent, "10.00"), _decide(other, "20.00"))
    assert sorted(answer.status for answer in answers) == [200, 409]


async def test_what_was_approved_in_a_call_is_offered_first(stage: Stage) -> None:
    await _lost(stage)
    call = await stage.opened()
    agreed = {"text": "money back", "kind": "refund", "amount": "86.50", "currency": "EUR"}
    async with stage.db.transaction() as session:
        case = await find_case(session, "LP-1")
        assert case is not None
        session.add(
            SummaryRow(
                call_id=call["call_id"], case_id=case.id, state="approved", version=2, draft={}, drafted_at=utc_now(),
                body={"agreed": [agreed]}, approved_at=utc_now(), approved_by=AGENT,
            )
        )  # fmt: skip
    offered = (await (await stage.browser(AGENT)).ask("GET", PATH)).json["agreed"]
    assert (offered["kind"], offered["amount"]["text"], offered["words"]) == ("refund", "86.50", "money back")


async def test_what_cannot_be_is_refused(stage: Stage) -> None:
    await _lost(stage)
    agent = await stage.browser(AGENT)
    for amount, currency, code in (
        ("0.00", "EUR", "amount_not_positive"), ("0.5", "JPY", "amount_fraction"), ("1.2345", "KWD", "invalid_field"),
        ("1.00", "ZZZ", "currency_unknown"), ("-1", "EUR", "invalid_field"), ("132.51", "EUR", "reason_needed"),
        ("10", "USD", "reason_needed"), ("NaN", "EUR", "invalid_field"), ("1e30", "EUR", "invalid_field"),
    ):  # fmt: skip
        refused = await agent.ask("POST", PATH, {"kind": "coupon", "amount": {"amount": amount, "currency": currency}})
        assert refused.code == code, (amount, currency)
    assert (await agent.ask("GET", PATH)).json["deeds"] == []
    elsewhere = {"kind": "gift", "amount": {"amount": "5", "currency": "EUR"}, "call_id": "none"}
    assert (await agent.ask("POST", PATH, elsewhere)).code == "call_not_found"
    assert (await _say(agent, "none", "confirmed")).code == "not_found"
    assert (await agent.ask("GET", "/api/cases/LP-9/solutions")).code == "case_not_found"
