"""The way in that was replaced, and those who would replace one that is not theirs."""

from typing import Any

import pytest

from signaling.protocol.words import Role
from tests.hardening.attacks import House
from tests.integration.web.stage import AGENT, INTEGRATOR, OTHER_AGENT, SUPERVISOR, Answered, Browser, Stage
from tests.running_time import kept_within

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLACK_S = 2.0
"""What a busy machine may take on top."""
UNKNOWN = {"call_id": "0" * 32, "secret": "x" * 43}


def _link(call: dict[str, Any]) -> dict[str, str]:
    return {"call_id": call["call_id"], "secret": call["join_url"].partition("#")[2]}


async def _renew(who: Browser, call: dict[str, Any]) -> Answered:
    return await who.ask("POST", f"/api/calls/{call['call_id']}/link")


async def _same_as_unknown(who: Browser, link: dict[str, str]) -> None:
    """Whoever asks cannot tell it from a link that never was."""
    for path in ("/api/join", "/api/join/preview"):
        answers = [await who.ask("POST", path, body) for body in (link, UNKNOWN)]
        assert {(one.status, one.code, one.raw) for one in answers} == {(410, "link_not_valid", answers[1].raw)}
        assert not answers[0].cookies


async def test_a_link_that_was_replaced_is_one_that_never_was(stage: Stage) -> None:
    call, laptop, stranger = await stage.opened(), await stage.browser(), await stage.browser()
    joined = (await laptop.ask("POST", "/api/join", _link(call))).json
    line = await stage.line(joined["token"])
    await line.hear("call")
    renewed = await _renew(await stage.browser(AGENT), call)
    assert (renewed.status, renewed.json["call_id"]) == (201, call["call_id"])
    assert renewed.json["qr_svg"].startswith("<svg")
    assert renewed.json["code"] != call["code"]
    assert await line.hear("bye", code="link_renewed", retry=False)
    assert await line.closed() == 1000
    for who in (laptop, stranger):
        await _same_as_unknown(who, _link(call))
    by_code = {"code": call["code"], "check": "85CN"}
    assert (await stranger.ask("POST", "/api/join", by_code)).code == "link_not_valid"
    phone = await stage.browser()
    assert (await phone.ask("POST", "/api/join", _link(renewed.json))).status == 200
    await _same_as_unknown(stranger, _link(renewed.json))


async def test_what_the_old_link_gave_is_refused_everywhere_within_five_seconds(stage: Stage) -> None:
    call, laptop = await stage.opened(), await stage.browser()
    token = (await laptop.ask("POST", "/api/join", _link(call))).json["token"]
    way = (await laptop.ask("POST", "/api/join/hand-over", {"token": token})).json
    line = await stage.line(token)
    assert (await _renew(await stage.program(), call)).status == 201
    async with kept_within(5 + SLACK_S):
        await line.closed()
    late = await (await stage.browser()).socket()
    await late.say("hello", token=token, page_id="late")
    await late.hear("error", code="unauthenticated")
    assert (await laptop.ask("POST", "/api/join/hand-over", {"token": token})).code == "unauthenticated"
    await _same_as_unknown(await stage.browser(), {**_link(call), "secret": way["join_url"].partition("#")[2]})


async def test_a_page_whose_socket_nobody_could_tell_is_closed_within_five_seconds(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = await stage.opened()
    token = (await (await stage.browser()).ask("POST", "/api/join", _link(call))).json["token"]
    line = await stage.line(token)

    async def lost(*_: object, **__: object) -> None:
        pass

    monkeypatch.setattr(stage.node.announcer, "announce", lost)
    assert (await _renew(await stage.program(), call)).status == 201
    async with kept_within(5 + SLACK_S):
        assert await line.hear("bye", code="unauthenticated", retry=False)


async def test_only_the_calls_own_agent_a_supervisor_and_the_helpdesk_make_another_link(stage: Stage) -> None:
    call = await stage.opened()
    before = await stage.dump()
    refused = await _renew(await stage.browser(OTHER_AGENT), call)
    assert (refused.status, refused.code) == (404, "call_not_found")
    unknown = await (await stage.browser(OTHER_AGENT)).ask("POST", "/api/calls/unknown/link")
    assert (unknown.status, unknown.raw) == (404, refused.raw)
    assert await stage.dump() == before
    for who in (await stage.browser(AGENT), await stage.browser(SUPERVISOR), await stage.program()):
        assert (await _renew(who, call)).status == 201


async def test_an_agent_from_whom_the_call_was_taken_makes_no_link_for_it(stage: Stage) -> None:
    call, supervisor = await stage.opened(), await stage.browser(SUPERVISOR)
    given = await supervisor.ask("POST", f"/api/calls/{call['call_id']}/agent", {"agent": OTHER_AGENT})
    assert given.status == 200
    assert (await _renew(await stage.browser(AGENT), call)).code == "call_not_found"
    assert (await _renew(await stage.browser(OTHER_AGENT), call)).status == 201


async def test_a_call_that_is_over_gets_no_link_and_no_way_to_another_device(stage: Stage) -> None:
    call, page = await stage.opened(), await stage.browser()
    token = (await page.ask("POST", "/api/join", _link(call))).json["token"]
    line = await stage.line(token)
    await line.say("hangup")
    await line.hear("call", state="closed")
    before = await stage.dump()
    for refused in (
        await _renew(await stage.browser(AGENT), call),
        await page.ask("POST", "/api/join/hand-over", {"token": token}),
    ):
        assert (refused.status, refused.code) == (409, "not_in_this_state")
    assert await stage.dump() == before


async def test_a_way_to_another_device_is_made_by_the_page_that_holds_the_place_and_by_nobody_else(
    stage: Stage,
) -> None:
    call, page = await stage.opened(), await stage.browser()
    joined = (await page.ask("POST", "/api/join", _link(call))).json
    session = (await (await stage.browser(AGENT)).ask("GET", "/api/session")).json
    way = (await page.ask("POST", "/api/join/hand-over", {"token": joined["token"]})).json
    before = await stage.dump()
    tokens = [
        "x" * 43, joined["participant_id"], session["socket_token"], *stage.tokens.values(), _link(call)["secret"],
        way["join_url"].partition("#")[2],
    ]  # fmt: skip
    for token in tokens:
        refused = await page.ask("POST", "/api/join/hand-over", {"token": token})
        assert (refused.status, refused.code) == (401, "unauthenticated")
    assert await stage.dump() == before
    line = await (await stage.browser()).socket()
    await line.say("hello", token=way["join_url"].partition("#")[2], page_id="tried")
    await line.hear("error", code="unauthenticated")


async def test_a_way_to_another_device_opens_no_other_call_and_nothing_twice(house: House) -> None:
    """Its secret in another call's address is one that never was."""
    await house.forget_tries()
    page = await house.stage.browser()
    token = (await page.ask("POST", "/api/join", house.link)).json["token"]
    way = (await page.ask("POST", "/api/join/hand-over", {"token": token})).json
    secret = way["join_url"].partition("#")[2]
    await _same_as_unknown(await house.stage.browser(), {"call_id": "0" * 32, "secret": secret})
    link = {"call_id": house.link["call_id"], "secret": secret}
    phone = await house.stage.browser()
    assert (await phone.ask("POST", "/api/join", link)).status == 200
    await _same_as_unknown(await house.stage.browser(), link)
    assert (await phone.ask("POST", "/api/join", link)).status == 200
    assert secret not in repr(house.stage.log)
    assert token not in repr(house.stage.log)


async def test_ten_links_a_minute_for_one_call(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.cluster.limits._WITHIN_S", 30.0)  # a late answer would have them counted anew
    call, helpdesk = await stage.opened(by=INTEGRATOR), await stage.program()
    for _ in range(10):
        assert (await _renew(helpdesk, call)).status == 201
    refused = await _renew(helpdesk, call)
    assert (refused.status, refused.code) == (429, "rate_limited")


async def test_customers_make_no_links(stage: Stage) -> None:
    call, page = await stage.opened(), await stage.browser()
    joined = (await page.ask("POST", "/api/join", _link(call))).json
    assert joined["call"]["participants"][0]["role"] == Role.CUSTOMER
    headers = {"Authorization": f"Bearer {joined['token']}"}
    refused = await page.ask("POST", f"/api/calls/{call['call_id']}/link", headers=headers)
    assert (refused.status, refused.code) == (401, "unauthenticated")
