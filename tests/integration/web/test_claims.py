"""Stage six over REST: deadlines, vouchers, steps of a claim, and the days that come near."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from cases.alerting.rules import AS_DELIVERED
from cases.alerting.watch import look_at_due_cases
from cases.claims import reminders
from cases.claims.terms_of_carriers import FOLDER, read_claim_book
from records.tables import CaseRow, core
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, Browser, Stage
from tests.pictures import PDF

PATH = "/api/cases/LP-1/claim"
EUR = {"amount": "86.50", "currency": "EUR"}


def _read_books(stage: Stage) -> None:
    """As the composition root does it at start."""
    object.__setattr__(stage.parts, "casework", replace(stage.parts.casework, claims=read_claim_book(FOLDER)))


async def claimable(stage: Stage, *, posted_days_ago: int = 50, **changes: Any) -> Browser:
    """LP-1 went from Spain to France by UPS, is silent, and its customer was told."""
    _read_books(stage)
    day = utc_now() - timedelta(days=posted_days_ago)
    body: dict[str, Any] = {
        "title": "a lamp", "tracking_number": "RR123456785CN", "carrier": "UPS", "order_reference": "N-1",
        "customer": {"name": "Lucía", "language": "es"}, "shipped_on": day.date().isoformat(),
        "origin": {"country": "ES"}, "destination": {"country": "FR"}, "value": EUR, "stage": "customer_told",
        "events": [{"at": day.isoformat(), "description": "Salió", "progress": "departed", "location": "Madrid"}],
    } | changes  # fmt: skip
    program = await stage.program()
    assert (await program.ask("PUT", "/api/cases/LP-1", {**body, "stage": "carrier_asked"})).status == 200
    assert (await program.ask("PUT", "/api/cases/LP-1", body)).status == 200
    due = (day + timedelta(days=5)).date().isoformat()
    terms = {"due_on": due, "contents": "a lamp", "weight_g": 900, "insured": True, "insurer": "UPS Capital"}
    assert (await program.ask("PUT", "/api/cases/LP-1/terms", terms)).status == 200
    return await stage.browser(AGENT)


async def _step(agent: Browser, step: str, **said: Any) -> Any:
    day = utc_now().date().isoformat()
    return await agent.ask("POST", f"{PATH}/steps", {"whom": "carrier", "step": step, "happened_on": day} | said)


async def _near(agent: Browser) -> list[dict[str, Any]]:
    """The carrier's days that are near."""
    found = (await agent.ask("GET", "/api/claims/due")).json["reminders"]
    return [each for each in found if each["whom"] == "carrier"]


async def test_deadlines_vouchers_and_the_point_of_loss_are_there(stage: Stage) -> None:
    agent = await claimable(stage)
    desk = (await agent.ask("GET", PATH)).json
    assert (desk["loss"], desk["point"]["seen"]["location"], desk["point"]["silent_days"]) == ("lost", "Madrid", 50)
    assert [(each["whom"], each["name"], each["published"]) for each in desk["claims"]] == [
        ("carrier", "UPS", "UPS"), ("insurer", "UPS Capital", "UPS Capital (Mexico)")
    ]  # fmt: skip
    last = (utc_now() - timedelta(days=45) + timedelta(days=60)).date().isoformat()
    assert desk["claims"][0]["submit_by"] == desk["deadlines"][0]["last_day"] == last
    assert desk["deadlines"][0]["quoted"] is True
    assert desk["deadlines"][0]["read_on"] == "2026-11-28"
    there = {each["voucher"]: each["there"] for each in desk["vouchers"]}
    assert [each for each, is_there in there.items() if is_there] == [
        "order", "tracking_number", "trajectory", "contents"
    ]  # fmt: skip
    assert there["statement"] is False


async def test_a_file_is_the_voucher_somebody_says_it_is(stage: Stage) -> None:
    agent = await claimable(stage)
    kind = {"Content-Type": "application/pdf"}
    filed = (await agent.ask("POST", "/api/cases/LP-1/evidence?name=invoice.pdf", data=PDF, headers=kind)).json
    said = {"item": "value", "evidence_id": filed["id"]}
    desk = (await agent.ask("POST", f"{PATH}/vouchers", said)).json
    value = next(each for each in desk["vouchers"] if each["voucher"] == "value")
    assert (value["there"], value["files"]) == (True, [filed["id"]])
    desk = (await agent.ask("POST", f"{PATH}/vouchers", said | {"counts": False})).json
    assert not next(each for each in desk["vouchers"] if each["voucher"] == "value")["there"]
    assert (await agent.ask("POST", f"{PATH}/vouchers", {"item": "value", "evidence_id": "x"})).code == "not_found"


async def test_a_claim_goes_from_its_submission_to_the_money(stage: Stage) -> None:
    agent = await claimable(stage)
    assert (await _step(agent, "paid", amount=EUR)).code == "not_in_this_state"
    assert (await _step(agent, "submitted")).code == "invalid_field"
    desk = (await _step(agent, "submitted", amount=EUR, number="UPS-77")).json
    assert desk["claims"][0]["standing"] == "submitted"
    assert (await agent.ask("GET", "/api/cases/LP-1")).json["stage"] == "claim"
    wanted = (utc_now() + timedelta(days=7)).date().isoformat()
    asked = (await _step(agent, "more_asked", answer_by=wanted, note="the invoice")).json
    carrier = asked["claims"][0]
    assert (carrier["answer_by"], carrier["next"]) == (
        wanted,
        ["more_sent", "refused", "withdrawn"],
    )
    for step in ("more_sent", "acknowledged", "accepted"):
        assert (await _step(agent, step)).status == 200
    desk = (await _step(agent, "paid", amount={"amount": "50.00", "currency": "EUR"})).json
    told = desk["claims"][0]
    assert (told["claimed"]["text"], told["outstanding"]["text"]) == ("86.50", "36.50")
    desk = (await _step(agent, "paid", amount={"amount": "36.50", "currency": "EUR"})).json
    assert [each["text"] for each in desk["recovered"]] == ["86.50"]
    assert desk["claims"][0]["outstanding"] is None
    assert [each["step"] for each in desk["steps"]][:2] == ["paid", "paid"]
    kinds = {moment["kind"] for moment in (await agent.ask("GET", "/api/cases/LP-1/timeline")).json["moments"]}
    assert {"claim_submitted", "claim_paid"} <= kinds


async def test_what_cannot_have_happened_to_a_claim_is_refused_and_not_written(stage: Stage) -> None:
    agent = await claimable(stage)
    days = {name: (utc_now() + timedelta(days=away)).date().isoformat() for name, away in (("next", 2), ("old", -60))}
    tries: tuple[tuple[dict[str, Any], str], ...] = (
        ({"happened_on": days["next"]}, "day_in_future"), ({"happened_on": days["old"]}, "day_too_early"),
        ({"happened_on": "9999-12-31"}, "day_in_future"), ({"amount": EUR | {"amount": "0.00"}}, "amount_not_positive"),
        ({"amount": EUR | {"amount": "86.51"}}, "reason_needed"),
        ({"amount": EUR | {"currency": "ZZZ"}}, "currency_unknown"),
        ({"amount": {"amount": "1.5", "currency": "JPY"}}, "amount_fraction"),
    )  # fmt: skip
    for said, code in tries:
        assert (await _step(agent, "submitted", **{"amount": EUR} | said)).code == code, said
    assert (await agent.ask("GET", PATH)).json["steps"] == []
    assert (await _step(agent, "submitted", amount=EUR)).status == 200
    assert (await _step(agent, "acknowledged", amount=EUR)).code == "invalid_field"
    assert (await _step(agent, "accepted")).status == 200
    assert (await _step(agent, "paid", amount=EUR | {"amount": "8650"})).code == "amount_too_high"
    assert (await _step(agent, "paid", amount=EUR | {"currency": "USD"})).code == "reason_needed"
    desk = (await _step(agent, "paid", amount=EUR | {"currency": "USD"}, note="they pay in dollars")).json
    assert [(each["text"], each["currency"]) for each in desk["recovered"]] == [("86.50", "USD")]


@pytest.mark.parametrize(("posted_days_ago", "near"), [(20, False), (50, True), (80, True), (150, False)])
async def test_a_day_that_comes_near_is_a_row_until_it_is_submitted(
    stage: Stage, posted_days_ago: int, near: bool
) -> None:
    agent = await claimable(stage, posted_days_ago=posted_days_ago)
    found = await _near(agent)
    assert [(each["case_reference"], each["what"]) for each in found] == ([("LP-1", "submit")] if near else [])
    await _step(agent, "submitted", amount=EUR)
    assert await _near(agent) == []


async def test_what_they_refused_and_may_be_claimed_again_has_its_day(stage: Stage) -> None:
    """Refused for want of a voucher, it is lost for good once its day has passed unseen."""
    agent = await claimable(stage)
    await _step(agent, "submitted", amount=EUR)
    assert await _near(agent) == []
    desk = (await _step(agent, "refused")).json
    (near,) = await _near(agent)
    assert (near["what"], near["last_day"]) == ("submit", desk["claims"][0]["submit_by"])
    await _step(agent, "submitted", amount=EUR)
    await _step(agent, "withdrawn")
    assert await _near(agent) == []


async def test_damage_is_reminded_of_by_its_own_days_and_as_the_case_says(stage: Stage) -> None:
    arrived = utc_now() - timedelta(days=10)
    events = [
        {"at": arrived.isoformat(), "description": "Delivered", "progress": "delivered", "country": "FR"},
        {"at": (arrived + timedelta(hours=3)).isoformat(), "description": "Contents broken", "progress": "damaged"},
    ]
    agent = await claimable(stage, carrier="FedEx", events=events)
    while (await look_at_due_cases(stage.db, AS_DELIVERED, now=utc_now())).cases:
        pass
    desk = (await agent.ask("GET", PATH)).json
    (near,) = await _near(agent)
    assert desk["loss"] == "damaged"
    there = arrived.astimezone(ZoneInfo("Europe/Paris")).date()
    assert near["last_day"] == desk["claims"][0]["submit_by"] == (there + timedelta(days=21)).isoformat()
    await agent.ask("POST", f"/api/alerts/{(await _alert(agent))['id']}/settle")
    assert await _near(agent) == [near]


async def _alert(agent: Browser) -> dict[str, Any]:
    found: dict[str, Any] = (await agent.ask("GET", "/api/cases/LP-1")).json["alert"]
    return found


async def test_what_they_ask_for_is_a_row_until_it_is_sent(stage: Stage) -> None:
    agent = await claimable(stage, carrier="Nobody knows it")
    await _step(agent, "submitted", amount=EUR)
    await _step(agent, "more_asked", answer_by=utc_now().date().isoformat())
    assert [each["what"] for each in await _near(agent)] == ["answer"]
    await _step(agent, "more_sent")
    assert await _near(agent) == []


async def test_of_a_carrier_nobody_has_read_nothing_is_guessed(stage: Stage) -> None:
    agent = await claimable(stage, carrier="China Post")
    desk = (await agent.ask("GET", PATH)).json
    assert (desk["claims"][0]["published"], desk["claims"][0]["submit_by"]) == (None, None)


async def test_what_is_long_past_takes_no_other_case_off_the_list(stage: Stage) -> None:
    """Cases end nowhere: those of years ago stay in their stage, and a day of today must not wait behind them."""
    agent = await claimable(stage)
    assert [each["case_reference"] for each in await _near(agent)] == ["LP-1"]
    now = utc_now()
    old = [
        {
            "id": f"{number:032x}", "reference": f"OLD-{number}", "stage": "claim", "title": "a lamp", "carrier": "UPS",
            "customer_name": "Lucía", "customer_language": "es", "facts": {}, "shipped_on": date(2020, 1, 1),
            "created_at": now, "updated_at": now,
        }
        for number in range(2_001)
    ]  # fmt: skip
    async with stage.db.transaction() as session:
        await session.execute(insert(core(CaseRow)), old)
    assert [each["case_reference"] for each in await _near(agent)] == ["LP-1"]


async def test_days_are_near_on_however_many_cases(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = await claimable(stage)
    program = await stage.program()
    for number in range(2, 6):
        body = {
            "title": "a lamp", "carrier": "UPS", "customer": {"name": "Lucía", "language": "es"},
            "stage": "carrier_asked",
        }  # fmt: skip
        assert (await program.ask("PUT", f"/api/cases/LP-{number}", body)).status == 201
        due = {"due_on": (utc_now() - timedelta(days=50)).date().isoformat()}
        assert (await program.ask("PUT", f"/api/cases/LP-{number}/terms", due)).status == 200
    monkeypatch.setattr(reminders, "_READ_AT_ONCE", 2)
    assert [each["case_reference"] for each in await _near(agent)] == ["LP-2", "LP-3", "LP-4", "LP-5", "LP-1"]
