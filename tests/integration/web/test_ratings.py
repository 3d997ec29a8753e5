"""Two questions after the call: answered by the customer of this call alone, counted honestly, taken back at will."""

from typing import Any

from sqlalchemy import select

from records.tables import RatingRow
from tests.integration.web.stage import AGENT, SUPERVISOR, Browser, Stage


async def _over(stage: Stage) -> tuple[str, Browser]:
    """A call that is over; its customer's page."""
    agent = await stage.agent_line()
    call = await stage.opened()
    await agent.say("enter", call_id=call["call_id"])
    await agent.say("ready", audio=True, video=True)
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await stage.line(joined["token"], page_id="page-c")
    await customer.say("ready", audio=True, video=True)
    await customer.hear("call", state="connecting")
    page = Browser(stage.base, origin=stage.origin, key=joined["token"])
    stage.stack.push_async_callback(page.close)
    early = await page.ask("PUT", f"/api/calls/{call['call_id']}/rating", {"solved": "yes"})
    assert early.code == "not_in_this_state"
    await customer.say("talk_connected")
    await agent.hear("call", state="active")
    await customer.say("hangup")
    await agent.hear("call", state="wrap_up")
    return call["call_id"], page


async def _table(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = (await (await stage.browser(SUPERVISOR)).ask("GET", "/api/ratings")).json
    return found


async def test_what_is_said_is_kept_once_and_the_newer_word_holds(stage: Stage) -> None:
    call_id, page = await _over(stage)
    path = f"/api/calls/{call_id}/rating"
    for said in ({"solved": "no", "feeling": "bad"}, {"solved": "partly"}, {"solved": "partly", "feeling": "good"}):
        assert (await page.ask("PUT", path, said)).status == 200
    async with stage.db.reading() as session:
        (row,) = await session.scalars(select(RatingRow))
    assert (row.solved, row.feeling, row.changed_at is not None) == ("partly", "good", True)
    (rating,) = (await (await stage.browser(AGENT)).ask("GET", path)).json["ratings"]
    assert (rating["name"], rating["solved"], rating["follow_up"]) == ("Lucía", "partly", "say_what_is_next")


async def test_the_table_counts_talks_answers_and_their_spread(stage: Stage) -> None:
    call_id, page = await _over(stage)
    assert (await _table(stage))["answered"] == 0
    await page.ask("PUT", f"/api/calls/{call_id}/rating", {"feeling": "good"})
    table = await _table(stage)
    assert (table["talks"], table["answered"]) == (1, 1)
    assert {each["answer"]: each["count"] for each in table["feeling"]} == {"good": 1, "mixed": 0, "bad": 0}
    assert sum(each["count"] for each in table["solved"]) == 0
    await page.ask("PUT", f"/api/calls/{call_id}/rating", {})
    assert (await _table(stage))["answered"] == 0


async def test_nobody_rates_the_call_of_another(stage: Stage) -> None:
    call_id, page = await _over(stage)
    assert (await page.ask("PUT", "/api/calls/other/rating", {"solved": "yes"})).code == "call_not_found"
    assert (await page.ask("PUT", f"/api/calls/{call_id}/rating", {"solved": "five stars"})).code == "invalid_field"
    agent = await stage.browser(AGENT)
    assert (await agent.ask("PUT", f"/api/calls/{call_id}/rating", {"solved": "yes"})).code == "forbidden"
    assert (await agent.ask("GET", "/api/ratings")).code == "forbidden"


async def test_what_was_said_stands_on_the_timeline_of_the_case_until_it_is_taken_back(stage: Stage) -> None:
    call_id, page = await _over(stage)
    agent = await stage.browser(AGENT)
    for said, told in (
        ({"solved": "no"}, [{"solved": "no", "feeling": None}]),
        ({"solved": "yes", "feeling": "good"}, [{"solved": "yes", "feeling": "good"}]),
        ({}, []),
    ):
        await page.ask("PUT", f"/api/calls/{call_id}/rating", said)
        moments = (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]
        assert [each["data"] for each in moments if each["kind"] == "rated"] == told
