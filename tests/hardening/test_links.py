"""The way in tried by those it is not for: every link that is not good is one and the same answer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from records.database import Database
from records.tables import CallRow
from signaling.runtime.node import utc_now
from tests.hardening.attacks import House
from tests.integration.web.stage import Stage, open_stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

Link = dict[str, str]
WRONG: dict[str, Callable[[Link], Link]] = {
    "secret": lambda link: {**link, "secret": "x" * 43},
    "secret_of_another_case": lambda link: {**link, "secret": link["secret"].swapcase()},
    "no_secret": lambda link: {**link, "secret": ""},
    "half_a_secret": lambda link: {**link, "secret": link["secret"][:-1]},
    "call": lambda link: {**link, "call_id": "0" * 32},
    "no_call": lambda link: {**link, "call_id": ""},
    "by_sql": lambda link: {**link, "call_id": "' OR 1=1 --"},
    "code": lambda _: {"code": "00000000", "check": "85CN"},
    "check": lambda _: {"code": "12345678", "check": "ñ"},
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("path", ["/api/join", "/api/join/preview"])
async def test_a_wrong_link_opens_nothing_and_tells_nothing(house: House, name: str, path: str) -> None:
    link = WRONG[name](house.link)
    if "code" in link and path.endswith("preview"):
        return
    answer = await house.refused(house.nobody, "POST", path, body=link, status=410, code="link_not_valid")
    assert answer.json["detail"] == "This link is not valid, or not any more."
    assert not answer.cookies


async def test_a_link_that_has_expired_opens_nothing(house: House) -> None:
    await _change(house.stage, link_expires_at=utc_now() - timedelta(seconds=1))
    for path in ("/api/join", "/api/join/preview"):
        await house.refused(house.nobody, "POST", path, body=house.link, status=410, code="link_not_valid")
    await _change(house.stage, link_expires_at=utc_now() + timedelta(hours=1))


async def test_a_code_lives_for_minutes_only(house: House) -> None:
    await _change(house.stage, code_expires_at=utc_now() - timedelta(seconds=1))
    spoken = {"code": house.call["code"], "check": "85CN"}
    await house.refused(house.nobody, "POST", "/api/join", body=spoken, status=410, code="link_not_valid")


async def test_the_link_of_a_call_that_is_over_opens_nothing(stage: Stage) -> None:
    agent, customer, call = await stage.talking()
    await customer.say("hangup")
    await agent.hear("call", state="wrap_up")
    await customer.settled()
    link = {"call_id": call["call_id"], "secret": call["secret"]}
    before = await stage.dump()
    for path in ("/api/join", "/api/join/preview"):
        assert (await (await stage.browser()).ask("POST", path, link)).code == "link_not_valid"
    assert await stage.dump() == before


async def _change(stage: Stage, **values: object) -> None:
    async with stage.db.transaction() as session:
        await session.execute(update(CallRow).values(**values))


ODD = ("\\u0000", "a\\u0000b", "\\ud800", "' --", "\\uffff", "%00", "\\u202e", "😀")


@pytest.mark.asyncio(loop_scope="function")
async def test_odd_text_is_refused_or_taken_but_breaks_neither_database(
    db: Database, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> bool:
        return False

    monkeypatch.setattr("web.session.password_fits", never)
    async with open_stage(db, redis_url, tmp_path) as stage:
        page, desk, helpdesk = await stage.browser(), await stage.browser("sam"), await stage.program()
        for odd in ODD:
            await stage.redis.flushall()
            as_json = {"headers": {"Content-Type": "application/json"}}
            asked = [
                await page.ask("POST", "/api/session", data=_body(odd, "email", "password"), **as_json),
                await page.ask("POST", "/api/join", data=_body(odd, "call_id", "secret"), **as_json),
                await page.ask("POST", "/api/join", data=_body("12345678", "code", check=odd), **as_json),
                await helpdesk.ask("POST", "/api/cases/LP-9/calls", data=_body(odd, "reason"), **as_json),
                await desk.ask("PUT", "/api/calls/x/summary", data=_body(odd, "notes", version="0"), **as_json),
            ]
            asked += [
                await desk.ask("GET", path) for path in ("/api/cases/%00", "/api/cases?query=%00", "/api/calls/%00")
            ]
            assert {answer.status for answer in asked} <= {400, 401, 404, 410, 422}, odd
            assert not [answer for answer in asked if answer.code is None]


def _body(odd: str, *names: str, **more: str) -> bytes:
    fields = [f'"{name}": "{odd}"' for name in names]
    fields += [f'"{name}": {value}' if value.isdigit() else f'"{name}": "{value}"' for name, value in more.items()]
    return ("{" + ", ".join(fields) + "}").encode()
