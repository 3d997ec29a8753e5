"""Guessing: passwords, codes and links may be tried a few times in a minute, from one place and for one address."""

import pytest

from tests.hardening.test_tokens import _recorded
from tests.integration.web.stage import PASSWORD, Answered, Browser, Stage

SDP = {"Content-Type": "application/sdp"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _until_refused(page: Browser, path: str, body: object, *, at_most: int) -> int:
    for tries in range(at_most + 1):
        answer = await page.ask("POST", path, body)
        if answer.status == 429:
            _holds(answer)
            return tries
    pytest.fail(f"more than {at_most} tries")


def _holds(answer: Answered) -> None:
    assert answer.code == "rate_limited"
    assert int(answer.headers["Retry-After"]) == 60
    assert "wait a minute" in answer.json["detail"]


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted are tries; that each of them is slow is tried elsewhere."""

    async def never(*_: object) -> bool:
        return False

    monkeypatch.setattr("web.session.password_fits", never)


@pytest.fixture(autouse=True)
def _a_patient_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that answers late is away, and who then counts anew lets more of them in: here it is not to be away."""
    monkeypatch.setattr("signaling.cluster.limits._WITHIN_S", 30.0)


async def test_ten_passwords_a_minute_for_one_address(stage: Stage) -> None:
    page, guess = await stage.browser(), {"email": "wei@example.org", "password": "x"}
    before = await stage.dump()
    assert await _until_refused(page, "/api/session", guess, at_most=10) == 10
    spelled = {"email": " WEI@Example.org", "password": PASSWORD}
    _holds(await page.ask("POST", "/api/session", spelled))
    assert (await page.ask("POST", "/api/session", {**guess, "email": "sam@example.org"})).code == "bad_credentials"
    assert await stage.dump() == before


async def test_thirty_addresses_a_minute_from_one_place(stage: Stage) -> None:
    page = await stage.browser()
    for n in range(30):
        answer = await page.ask("POST", "/api/session", {"email": f"{n}@example.org", "password": "x"})
        assert answer.code == "bad_credentials"
    _holds(await page.ask("POST", "/api/session", {"email": "31@example.org", "password": "x"}))


async def test_nobody_uses_up_the_tries_of_another_place_by_signing_in_under_its_name(stage: Stage) -> None:
    page = await stage.browser()
    for _ in range(12):
        await page.ask("POST", "/api/session", {"email": "127.0.0.1", "password": "x"})
    for n in range(18):
        answer = await page.ask("POST", "/api/session", {"email": f"{n}@example.org", "password": "x"})
        assert answer.code == "bad_credentials"


async def test_twenty_codes_a_minute_from_one_place(stage: Stage) -> None:
    call, page = await stage.opened(), await stage.browser()
    guess = {"code": "00000000", "check": "85CN"}
    before = await stage.dump()
    assert await _until_refused(page, "/api/join", guess, at_most=20) == 20
    _holds(await page.ask("POST", "/api/join", {"call_id": call["call_id"], "secret": call["secret"]}))
    assert await stage.dump() == before


async def test_sixty_tickets_a_minute_from_one_place_and_a_good_one_is_good_all_the_same(stage: Stage) -> None:
    page, (ticket, _) = await stage.browser(), await _recorded(*(await stage.talking())[:2])
    for n in range(60):
        assert (await page.ask("POST", f"/whip/{n:043}", data="v=0", headers=SDP)).code == "ticket_not_valid"
    _holds(await page.ask("POST", f"/whip/{60:043}", data="v=0", headers=SDP))
    for _ in range(60):
        assert (await page.ask("POST", f"/whip/{ticket}", data="v=0", headers=SDP)).code == "recorder_unavailable"
    _holds(await page.ask("POST", f"/whip/{ticket}", data="v=0", headers=SDP))


async def test_a_forwarded_address_is_believed_of_our_own_proxies_only(stage: Stage) -> None:
    page, guess = await stage.browser(), {"code": "00000000", "check": "85CN"}
    for n in range(20):
        await page.ask("POST", "/api/join", guess, headers={"X-Forwarded-For": f"10.0.0.{n}"})
    _holds(await page.ask("POST", "/api/join", guess, headers={"X-Forwarded-For": "10.0.0.99"}))


async def test_tries_stay_limited_while_redis_is_away(stage: Stage) -> None:
    class Away:
        def pipeline(self, **_: object) -> object:
            raise ConnectionError("away")

    stage.node.rate_limits._redis = Away()  # type: ignore[assignment]
    page = await stage.browser()
    assert await _until_refused(page, "/api/join", {"code": "00000000", "check": "85CN"}, at_most=20) == 20
