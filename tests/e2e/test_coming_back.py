"""Somebody is gone for a while: the other side is told, and within a minute the same call goes on."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import PHONE, open_browsers
from tests.e2e.house import open_house
from tests.e2e.lost_line import KEEP_SOCKETS, find_line, lose_line
from tests.e2e.steps import on_screen, together
from tests.e2e.talking import moves, talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

GONE = re.compile(r"lost the connection\. We hold the line|is away\. The call waits for")


async def test_a_closed_tab_a_reload_and_a_lost_socket_all_come_back_to_the_same_call(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, link = await talking(house, agents, customers)
        call = (await house.ask("GET", "/api/calls?case=LP-1001"))["calls"][0]

        phone = customer.context
        await customer.close()
        await expect(agent.locator(".call-banner[data-tone]")).to_have_text(GONE)
        customer = await phone.new_page()
        await customer.add_init_script(KEEP_SOCKETS)
        await customer.goto(link)
        back = customer.get_by_role("button", name="Back into the call")
        await expect(back).to_be_visible()
        await expect(agent.locator(".call-banner[data-tone]")).to_contain_text("is back. The call goes on as soon as")
        await expect(agent.locator(".call-standin")).to_be_visible()
        await expect(agent.locator(".call-line")).to_have_attribute("aria-label", "Line not measured yet")
        await back.click()
        await on_screen(customer, "call")
        await together(agent, customer)

        await lose_line(customer)
        await expect(agent.locator(".call-banner[data-tone]")).to_have_text(GONE)
        await expect(customer.get_by_text("Your connection was lost. Trying again")).to_be_visible()
        await moves(agent)
        await moves(customer)
        await find_line(customer)
        await expect(agent.locator(".call-banner[data-tone]")).to_be_hidden()
        await expect(customer.get_by_text("Your connection was lost. Trying again")).to_be_hidden()

        await agent.reload()
        await together(agent, customer)

        stranger = await (await customers.context(**PHONE)).new_page()
        await stranger.goto(link)
        await expect(stranger.get_by_role("heading", level=1)).to_have_text("This link does not open a call")

        calls = (await house.ask("GET", "/api/calls?case=LP-1001"))["calls"]
        assert [(one["id"], one["state"]) for one in calls] == [(call["id"], "active")]
