"""Over REST: a corrected number sets a stranger's lines aside, and a person says whose the lines of a number are."""

from pathlib import Path
from typing import Any

import pytest

from cases.alerting.rules import AS_DELIVERED
from cases.alerting.watch import look_at_due_cases
from cases.numbers.desk import number_changed
from records.cases import find_case
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, SUPERVISOR, Stage
from tests.integration.web.test_claim_packs import _made, _text, shelve
from tests.integration.web.test_claims import claimable
from tests.integration.web.test_feeds import FIRST, NUMBER, SECOND, by_17track, push

RIGHT = "RR123456758CN"
"""One slip from the number that the case begins with."""
OTHERS = "00340434161094042557"
PATH = "/api/cases/LP-1/numbers"
BODY: dict[str, Any] = {"title": "a watch", "customer": {"name": "Lucía Ferrer", "language": "es"}}


async def _renumber(stage: Stage, number: str) -> dict[str, Any]:
    answer = await (await stage.program()).ask("PUT", "/api/cases/LP-1", BODY | {"tracking_number": number})
    assert answer.status == 200, answer.raw
    case: dict[str, Any] = answer.json
    return case


def _journey(case: dict[str, Any]) -> list[str]:
    return [event["description"] for event in reversed(case["events"])]


def _others(case: dict[str, Any]) -> list[tuple[str, int, bool, list[str]]]:
    return [
        (each["number"], each["lines"], each["set_aside"], [event["description"] for event in each["events"]])
        for each in case["other_numbers"]
    ]


async def test_pushes_across_a_correction_and_back_tell_each_parcel_its_own(stage: Stage) -> None:
    await push(stage, by_17track(FIRST, SECOND))
    case = await _renumber(stage, RIGHT)
    assert (_journey(case), _others(case)) == ([], [(NUMBER, 2, True, ["Left", "Picked up"])])
    assert (await push(stage, by_17track(FIRST, number=RIGHT))).json["events_added"] == 1
    assert (await push(stage, by_17track(SECOND))).json == {"cases": [], "events_added": 0}
    case = await _renumber(stage, RIGHT)
    assert (_journey(case), _others(case)) == (["Picked up"], [(NUMBER, 1, True, ["Left"])])
    assert _journey(await _renumber(stage, NUMBER)) == ["Picked up", "Left"]


async def test_pushes_across_a_hand_over_are_one_journey(stage: Stage) -> None:
    await push(stage, by_17track(FIRST))
    await _renumber(stage, OTHERS)
    await push(stage, by_17track(SECOND, number=OTHERS))
    case = await _renumber(stage, OTHERS)
    assert (_journey(case), _others(case)) == (["Picked up", "Left"], [(NUMBER, 1, False, [])])


@pytest.mark.parametrize("who", [AGENT, SUPERVISOR])
async def test_a_person_says_whose_the_lines_are_and_it_is_noted_once_with_their_name(stage: Stage, who: str) -> None:
    await push(stage, by_17track(FIRST))
    await _renumber(stage, RIGHT)
    person = await stage.browser(who)
    for _ in range(2):
        answer = await person.ask("POST", PATH, {"number": f" {NUMBER.lower()} ", "set_aside": False})
        assert answer.status == 200, answer.raw
    assert (_journey(answer.json), _others(answer.json)) == (["Picked up"], [(NUMBER, 1, False, [])])
    answer = await person.ask("POST", PATH, {"number": NUMBER, "set_aside": True})
    assert (_journey(answer.json), _others(answer.json)) == ([], [(NUMBER, 1, True, ["Picked up"])])
    moments = (await person.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    said = [(each["kind"], each["data"]["by"], each["data"]["lines"]) for each in moments if "by" in each["data"]]
    assert sorted(said) == [("lines_set_aside", who.capitalize(), 1), ("lines_taken_back", who.capitalize(), 1)]


async def test_what_cannot_be_said_of_a_number_is_refused_and_changes_nothing(stage: Stage) -> None:
    await push(stage, by_17track(FIRST))
    agent = await stage.browser(AGENT)
    for number, code in ((NUMBER, "not_in_this_state"), (RIGHT, "not_found"), ("", "invalid_field")):
        assert (await agent.ask("POST", PATH, {"number": number, "set_aside": True})).code == code
    assert (
        await agent.ask("POST", "/api/cases/LP-9/numbers", {"number": NUMBER, "set_aside": True})
    ).code == "case_not_found"
    program = await stage.program()
    assert (await program.ask("POST", PATH, {"number": NUMBER, "set_aside": True})).code == "forbidden"
    assert _journey((await agent.ask("GET", "/api/cases/LP-1")).json) == ["Picked up"]


async def test_the_rules_read_the_journey_again_when_a_person_has_said_whose_it_is(stage: Stage) -> None:
    await push(stage, by_17track(FIRST))
    await _renumber(stage, OTHERS)
    await look_at_due_cases(stage.db, AS_DELIVERED, now=utc_now())
    assert (await look_at_due_cases(stage.db, AS_DELIVERED, now=utc_now())).cases == 0
    agent = await stage.browser(AGENT)
    await agent.ask("POST", PATH, {"number": NUMBER, "set_aside": True})
    assert (await look_at_due_cases(stage.db, AS_DELIVERED, now=utc_now())).cases == 1


async def test_a_claim_says_that_lines_of_a_wrong_number_were_left_out(stage: Stage, tmp_path: Path) -> None:
    binder, agent = shelve(stage, tmp_path), await claimable(stage)
    case = (await agent.ask("GET", "/api/cases/LP-1")).json
    number, lines = case["parcel"]["tracking_number"], len(case["events"])
    async with stage.db.transaction() as session:
        row = await find_case(session, "LP-1", for_update=True)
        assert row is not None
        row.tracking_number = RIGHT
        await number_changed(session, row, number, actor="key:shop", now=utc_now())
    text = " ".join((await _text(agent, await _made(stage, agent, binder))).split())
    assert f"the wrong number {number} and left out as another parcel's: {lines} lines." in text
    assert not any(event["description"] in text for event in case["events"])
