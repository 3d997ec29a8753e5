"""A case that a feed has opened is completed by a person: whose it is, by whom it goes, what it is worth."""

from typing import Any

from tests.integration.web.stage import AGENT, Stage

PATH = "/api/cases/LP-1/details"
SAID: dict[str, Any] = {
    "title": "a watch", "carrier": "Correos", "value": {"amount": "640.00", "currency": "EUR"},
    "customer": {"name": "Lucía Ferrer", "language": "es", "country": "ES", "contact": "lucia@example.org"},
}  # fmt: skip


async def test_what_a_person_writes_stands_on_the_case_and_is_noted_once(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    before = (await agent.ask("GET", "/api/cases/LP-1")).json
    for _ in range(2):
        answer = await agent.ask("PUT", PATH, SAID)
        assert answer.status == 200, answer.raw
    case = answer.json
    assert (case["title"], case["parcel"]["carrier"], case["customer"]) == ("a watch", "Correos", SAID["customer"])
    assert case["parcel"]["value"] == SAID["value"]
    for kept in ("stage", "order_reference", "events"):
        assert case[kept] == before[kept]
    assert case["parcel"]["tracking_number"] == before["parcel"]["tracking_number"]
    moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
    assert [each["kind"] for each in moments].count("case_changed") == 1


async def test_what_cannot_be_meant_changes_nothing(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    odd_ones: tuple[dict[str, Any], ...] = (
        {"customer": {"name": "", "language": "es"}}, {"value": {"amount": "-1", "currency": "EUR"}},
        {"stage": "claim"},
    )  # fmt: skip
    for odd in odd_ones:
        assert (await agent.ask("PUT", PATH, SAID | odd)).code == "invalid_field"
    assert (await agent.ask("PUT", "/api/cases/LP-9/details", SAID)).code == "case_not_found"
    program = await stage.program()
    assert (await program.ask("PUT", PATH, SAID)).code == "forbidden"
