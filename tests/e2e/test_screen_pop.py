"""Whoever answers has the helpdesk's ticket of the case at hand: while it rings, and on the page of the case."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.contract.helpdesks.generic import TOKEN, open_helpdesk
from tests.e2e.browsers import DESKTOP, PHONE, open_browsers
from tests.e2e.house import open_house
from tests.e2e.looks import looks
from tests.e2e.steps import enter_lobby, on_screen, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def test_the_ticket_is_one_click_away_while_it_rings_and_on_the_case(tmp_path: Path) -> None:
    async with open_helpdesk() as theirs:
        theirs.tickets["LP-1003"] = "T7"
        async with (
            open_house(
                tmp_path,
                ring_timeout_s="60",
                connector="generic",
                connector_url=theirs.url,
                connector_token=TOKEN,
                connector_private="true",
            ) as house,
            open_browsers(None, None) as (agents, customers),
        ):
            desk = await agents.context(**DESKTOP, permissions=["camera", "microphone"])
            agent = await sign_in(desk, house, house.sign_in("agent"), to="/agent/cases/LP-1003")
            link = agent.locator(".case-tools").get_by_role("link", name="Open in the helpdesk")
            await expect(link).to_have_attribute("href", f"{theirs.url}/tickets/T7")
            await expect(link).to_have_attribute("target", "_blank")
            await looks(agent, "case-ticket")
            await agent.goto(f"{house.origin}/agent/cases/LP-1001")
            await expect(agent.get_by_role("link", name="Print view")).to_be_visible()
            await expect(agent.get_by_role("link", name="Open in the helpdesk")).to_have_count(0)
            await agent.goto(f"{house.origin}/agent")
            await agent.get_by_text("Take calls", exact=True).click()

            opened = await house.ask("POST", "/api/cases/LP-1003/calls", body={"mode": "queue", "language": "es"})
            phone = await customers.context(**PHONE, locale="en-GB")
            customer = await enter_lobby(phone, opened["join_url"])
            await customer.get_by_role("button", name="Join", exact=True).click()
            await on_screen(customer, "waiting")
            ringing = agent.locator("dialog.ringing")
            await expect(ringing).to_be_visible()
            await expect(ringing.get_by_role("link", name="Open in the helpdesk")).to_have_attribute(
                "href", f"{theirs.url}/tickets/T7"
            )
            await looks(agent, "ringing-ticket")
