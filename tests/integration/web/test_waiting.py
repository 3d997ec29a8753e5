"""Who waits, as an agent's console shows it, and since when the agent does what they do."""

from tests.integration.web.stage import AGENT, INTEGRATOR, SUPERVISOR, Stage


async def test_whoever_waits_is_told_of_with_their_reason_and_gone_once_they_left(stage: Stage) -> None:
    agent, desk = await stage.agent_line(), await stage.browser(AGENT)
    assert (await desk.ask("GET", "/api/queue")).json["waiting"] == []
    call = await stage.opened(by=INTEGRATOR, mode="queue", language="es-MX", reason="no news", priority=3)
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await stage.line(joined["token"], page_id="page-c")
    assert (await desk.ask("GET", "/api/queue")).json["total"] == 0  # in the lobby: nobody waits before their click
    await customer.say("ready", audio=True, video=True)
    await customer.hear("call", state="waiting")
    found = (await desk.ask("GET", "/api/queue")).json
    (line,) = found["waiting"]
    assert (line["customer_name"], line["language"], line["reason"]) == ("Lucía", "es-MX", "no news")
    assert (line["case_reference"], line["ringing"], line["interrupted"]) == ("LP-1", False, False)
    assert (found["total"], found["longest_since"]) == (1, line["waiting_since"])

    await agent.say("presence", state="available")
    offer = await agent.hear("offer", call_id=call["call_id"])
    (ringing,) = (await desk.ask("GET", "/api/queue")).json["waiting"]
    assert (ringing["ringing"], ringing["waiting_since"]) == (True, line["waiting_since"])
    await agent.say("accept", offer_id=offer["offer_id"])
    await agent.hear("offer_taken")
    assert (await desk.ask("GET", "/api/queue")).json["waiting"] == []


async def test_whose_page_is_gone_is_not_in_line(stage: Stage) -> None:
    agent, desk = await stage.agent_line(), await stage.browser(AGENT)
    call = await stage.opened(by=INTEGRATOR, mode="queue", language="es")
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    joined = (await (await stage.browser()).ask("POST", "/api/join", link)).json
    customer = await stage.line(joined["token"], page_id="page-c")
    await customer.say("ready", audio=True, video=True)
    await customer.hear("call", state="waiting")
    await agent.say("presence", state="available")
    await agent.hear("offer", call_id=call["call_id"])
    await customer.socket.close()
    await agent.hear("offer_closed", outcome="withdrawn")
    assert (await desk.ask("GET", "/api/queue")).json["total"] == 0


async def test_each_agent_reads_their_own_standing_and_a_supervisor_has_none(stage: Stage) -> None:
    line, desk = await stage.agent_line(), await stage.browser(AGENT)
    await line.say("presence", state="break")
    await line.hear("agent", state="break")
    own = (await desk.ask("GET", "/api/queue")).json["own"]
    assert (own["state"], own["since"] is not None) == ("break", True)
    assert (await (await stage.browser(SUPERVISOR)).ask("GET", "/api/queue")).json["own"] == {
        "state": "offline", "since": None,
    }  # fmt: skip
