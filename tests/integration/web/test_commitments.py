"""From the wish of a customer who waits to the word of the agent who kept the promise."""

from datetime import timedelta

from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, INTEGRATOR, OTHER_AGENT, SUPERVISOR, Stage


async def _wish(stage: Stage) -> str:
    opened = await stage.opened(by=INTEGRATOR, mode="queue")
    person = await stage.browser()
    wanted = {"call_id": opened["call_id"], "secret": opened["secret"]}
    joined = (await person.ask("POST", "/api/join", wanted)).json
    line = await person.socket()
    await line.hello(joined["token"], "customer-page")
    starts = utc_now() + timedelta(hours=20)
    await line.say(
        "call_back", channel="text", starts_at=starts.isoformat(), ends_at=(starts + timedelta(hours=2)).isoformat(),
        time_zone="Europe/Madrid", contact="+34 600 000 000",
    )  # fmt: skip
    ended = (await line.hear("call", state="closed", reason="call_back"))["call"]
    assert (ended["call_back"]["channel"], ended["call_back"]["time_zone"]) == ("text", "Europe/Madrid")
    return str(opened["call_id"])


async def test_a_wish_is_everybodys_task_until_somebody_has_kept_it(stage: Stage) -> None:
    call_id = await _wish(stage)
    agent, other, supervisor = [await stage.browser(who) for who in (AGENT, OTHER_AGENT, SUPERVISOR)]
    (wished,) = (await agent.ask("GET", "/api/commitments?state=open&limit=10")).json["commitments"]
    assert (wished["call_id"], wished["case_reference"], wished["contact"]) == (call_id, "LP-1", "+34 600 000 000")
    path = f"/api/commitments/{wished['id']}/settle"
    kept = (await agent.ask("POST", path, {"state": "kept"})).json
    assert (kept["state"], kept["settled_at"] is not None) == ("kept", True)
    assert (await other.ask("POST", path, {"state": "kept"})).json == kept
    late = await supervisor.ask("POST", path, {"state": "broken"})
    assert (late.status, late.code) == (409, "version_conflict")
    assert (await other.ask("GET", "/api/commitments")).json["total"] == 0
    assert (await other.ask("GET", "/api/cases/LP-1")).json["commitments"] == [kept]
    assert (await agent.ask("POST", "/api/commitments/none-such/settle", {"state": "kept"})).code == "not_found"


async def test_a_promise_is_put_off_to_a_day_there_is(stage: Stage) -> None:
    await _wish(stage)
    agent = await stage.browser(AGENT)
    (wished,) = (await agent.ask("GET", "/api/commitments?state=open&limit=10")).json["commitments"]
    for day in ("0001-01-01", "1999-12-31", "2020-01-01", "9999-12-31"):
        refused = await agent.ask("POST", f"/api/commitments/{wished['id']}/move", {"due_on": day, "reason": "x"})
        assert (refused.status, refused.code) == (422, "invalid_field"), day
