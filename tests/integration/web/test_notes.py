"""Notes that save themselves: in the talk and after it, by two windows at once, until the call is closed."""

from typing import Any

from signaling.runtime.node import utc_now
from summary.jobs import HANDLERS, run_due_job
from tests.integration.web.stage import AGENT, OTHER_AGENT, SUPERVISOR, Browser, Stage


async def _saved(browser: Browser, call_id: str, version: int, text: str) -> dict[str, Any]:
    answer = await browser.ask("PUT", f"/api/calls/{call_id}/notes", {"version": version, "text": text})
    assert answer.status == 200, answer.raw
    notes: dict[str, Any] = answer.json
    return notes


async def test_a_second_window_is_told_and_writes_over_nothing(stage: Stage) -> None:
    _, _, call = await stage.talking()
    one, other = await stage.browser(AGENT), await stage.browser(AGENT)
    path = f"/api/calls/{call['call_id']}/notes"
    assert (await one.ask("GET", path)).json == {"call_id": call["call_id"], "text": "", "version": 0}
    first = await _saved(one, call["call_id"], 0, " Flat 12. ")
    assert (first["text"], first["version"]) == ("Flat 12.", 1)
    assert await _saved(one, call["call_id"], 0, "Flat 12.") == first  # its answer was lost, and it is said again
    late = await other.ask("PUT", path, {"version": 0, "text": "Flat 21."})
    assert (late.status, late.code) == (409, "version_conflict")
    assert (await other.ask("GET", path)).json == first
    assert (await _saved(other, call["call_id"], 1, "Flat 21."))["version"] == 2


async def test_notes_are_the_agents_and_the_supervisors(stage: Stage) -> None:
    _, _, call = await stage.talking()
    path = f"/api/calls/{call['call_id']}/notes"
    stranger, supervisor = await stage.browser(OTHER_AGENT), await stage.browser(SUPERVISOR)
    for method, body in (("GET", None), ("PUT", {"version": 0, "text": "mine"})):
        assert (await stranger.ask(method, path, body)).code == "call_not_found"
    assert (await _saved(supervisor, call["call_id"], 0, "Please call the depot."))["version"] == 1


async def test_the_draft_is_made_from_what_was_written_in_the_talk_and_says_when_it_is_behind(stage: Stage) -> None:
    agent, customer, call = await stage.talking()
    desk, path = await stage.browser(AGENT), f"/api/calls/{call['call_id']}/summary"
    await _saved(desk, call["call_id"], 0, "I'll call Lucía by Friday.")
    await customer.say("hangup")
    await agent.hear("call", state="wrap_up")
    while await run_due_job(stage.db, HANDLERS, clock=utc_now):
        pass
    draft = (await desk.ask("GET", path)).json
    assert [line["text"] for line in draft["body"]["commitments"]] == ["I'll call Lucía by Friday."]
    assert (draft["notes_version"], draft["drafted_from_notes"]) == (1, 1)

    await _saved(desk, call["call_id"], 1, "I'll call Lucía by Thursday.")
    behind = (await desk.ask("GET", path)).json
    assert (behind["version"], behind["notes_version"], behind["drafted_from_notes"]) == (draft["version"], 2, 1)
    stale = {"version": behind["version"], "notes": "older", "notes_version": 1, "outcome": "informed"}
    assert (await desk.ask("PUT", path, stale)).code == "version_conflict"
    saved = (await desk.ask("PUT", path, {**stale, "notes": behind["notes"], "notes_version": 2})).json
    assert [line["text"] for line in saved["body"]["commitments"]] == ["I'll call Lucía by Thursday."]
    assert saved["drafted_from_notes"] == saved["notes_version"] == 2

    approved = await desk.ask("POST", f"{path}/approve", {"version": saved["version"]})
    assert approved.status == 200
    late = await desk.ask("PUT", f"/api/calls/{call['call_id']}/notes", {"version": 2, "text": "too late"})
    assert (late.status, late.code) == (409, "not_in_this_state")
    record = (await (await stage.browser(SUPERVISOR)).ask("GET", f"/api/calls/{call['call_id']}")).json
    assert record["notes"] == "I'll call Lucía by Thursday."
