"""Nobody there: the customer is told so at once, leaves a wish instead of waiting, and an agent keeps the promise."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, PHONE, open_browsers
from tests.e2e.house import open_house
from tests.e2e.steps import on_screen, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROUND_THE_CLOCK = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def _closed_for_days() -> str:
    today = datetime.now(UTC).date()
    closed = [str(today + timedelta(days=n)) for n in range(-1, 4)]
    return json.dumps({"time_zone": "UTC", "week": ROUND_THE_CLOCK, "closed_on": closed})


async def test_out_of_hours_a_call_back_is_promised_and_kept(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, opening_hours=_closed_for_days()) as house,
        open_browsers(None, None) as (agents, customers),
    ):
        opened = await house.ask("POST", "/api/cases/LP-1003/calls", body={"mode": "queue", "language": "es"})
        phone = await customers.context(**PHONE, locale="en-GB", timezone_id="Asia/Tokyo")
        customer = await phone.new_page()
        await customer.goto(opened["join_url"])
        await expect(customer.get_by_role("heading", name="Nobody is here just now")).to_be_visible()
        await expect(customer.get_by_text("We are closed now and back on")).to_have_text(
            re.compile(r"\w+day, .* at 9:00\sAM, your time")
        )
        await customer.get_by_role("button", name="Choose when we call you back").click()
        await on_screen(customer, "call_back")
        await expect(customer.get_by_text("Only times at which somebody is here")).to_be_visible()
        await expect(customer.get_by_text("In your own time (Japan Standard Time)")).to_be_visible()
        day, hours = customer.get_by_label("Day", exact=True), customer.get_by_label("Time", exact=True)
        await day.select_option(index=1)
        await hours.select_option(index=3)
        await customer.get_by_text("By text", exact=True).click()
        await customer.get_by_label("Your number or e-mail address").fill("+81 90 0000 0000")
        await customer.get_by_label("Anything we should know").fill("after lunch")
        await customer.get_by_role("button", name="Please write to me").click()
        await on_screen(customer, "ended")
        await expect(customer.get_by_role("heading", name="It is promised")).to_be_visible()
        await expect(customer.locator(".promised")).to_contain_text(re.compile(r"2:00\s–\s4:00\sPM"))

        desk = await agents.context(**DESKTOP, timezone_id="Europe/Madrid")
        agent = await sign_in(desk, house, house.sign_in("agent"), to="/agent")
        await agent.locator("#call-backs").get_by_role("link", name="LP-1003").click()
        promised = agent.locator("#promised")
        await expect(promised).to_contain_text(re.compile(r"2:00\s–\s4:00\sPM"))
        await expect(promised).to_contain_text(re.compile(r"6:00\s–\s8:00\sAM"))
        await expect(promised).to_contain_text("+81 90 0000 0000")
        await promised.get_by_role("button", name="Done").click()
        await expect(promised).to_contain_text("Kept")
        assert [each["state"] for each in (await house.ask("GET", "/api/cases/LP-1003"))["commitments"]] == ["kept"]
        assert (await house.ask("GET", "/api/commitments"))["total"] == 0
