"""What happened on a case, in one list: written down by calls, promises, summaries and feeds, read in one go."""

from datetime import timedelta
from typing import Any

from records.cases import add_case_entry
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, OTHER_AGENT, Browser, Stage

PATH = "/api/cases/LP-1/timeline"


async def _moments(browser: Browser, query: str = "") -> list[dict[str, Any]]:
    answer = await browser.ask("GET", PATH + query)
    assert answer.status == 200, answer.raw
    found: list[dict[str, Any]] = answer.json["moments"]
    return found


async def test_a_call_with_its_texts_and_its_end_stands_on_the_case_and_nobody_reads_there_what_was_said(
    stage: Stage,
) -> None:
    agent, customer, call = await stage.talking()
    for number in range(2):
        await customer.say("chat", client_id=f"line-{number}", text="a secret of Lucía")
        await agent.hear("chat")
    await customer.say("hangup")
    await agent.hear("call", state="wrap_up")
    moments = await _moments(await stage.browser(OTHER_AGENT))
    of_call = [(one["kind"], one["name"], one["data"]) for one in moments if one["call_id"] == call["call_id"]]
    kinds = [kind for kind, _, _ in of_call]
    assert kinds == ["call_ended", "texts", "connected", "created"]
    assert of_call[0][2]["reason"] == "completed"
    assert of_call[0][2]["talk_seconds"] > 0
    assert of_call[1][2] == {"count": 2}
    assert of_call[3][2] == {"mode": "invite"}
    assert "secret" not in str(moments)


async def test_it_is_read_page_by_page_newest_first_and_a_kind_nobody_knows_yet_is_in_it(stage: Stage) -> None:
    now = utc_now()
    async with stage.db.transaction() as session:
        for number in range(5):
            at = now + timedelta(seconds=number)
            data = {"number": number, "lines": ["a", "b"], "nested": {"not": "told"}}
            await add_case_entry(session, "case", kind="something_new", key=str(number), data=data, now=at)
    browser = await stage.browser(AGENT)
    first = (await browser.ask("GET", PATH + "?limit=3")).json
    assert [one["data"] for one in first["moments"]] == [{"number": n, "lines": 2} for n in (4, 3, 2)]
    assert first["more"] is True
    rest = (await browser.ask("GET", PATH, params={"limit": 3, "before": first["moments"][-1]["at"]})).json
    assert [one["data"]["number"] for one in rest["moments"]] == [1, 0]
    assert rest["more"] is False


async def test_what_happened_at_one_moment_stands_on_one_page(stage: Stage) -> None:
    now = utc_now()
    async with stage.db.transaction() as session:
        for number, second in enumerate((0, 1, 1, 1, 2)):
            at = now + timedelta(seconds=second)
            await add_case_entry(session, "case", kind="new", key=str(number), data={"number": number}, now=at)
    browser = await stage.browser(AGENT)
    pages: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 2}
    while not pages or pages[-1]["more"]:
        pages.append((await browser.ask("GET", PATH, params=query)).json)
        query = {"limit": 2, "before": pages[-1]["moments"][-1]["at"]}
    assert [{one["data"]["number"] for one in page["moments"]} for page in pages] == [{4}, {1, 2, 3}, {0}]


async def test_there_is_none_of_a_case_that_is_not_there(stage: Stage) -> None:
    assert (await (await stage.browser(AGENT)).ask("GET", "/api/cases/LP-9/timeline")).code == "case_not_found"
