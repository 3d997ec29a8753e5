"""The customer changes the device: by the agent's new link, or by the way that the page in the lobby makes itself."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, PHONE, Person, open_browsers
from tests.e2e.house import open_house
from tests.e2e.steps import enter_lobby, on_screen, together
from tests.e2e.talking import calling

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

IN_APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 300.0"


async def test_from_the_laptop_in_the_lobby_to_the_phone_by_the_agents_new_link(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents)
        laptop = await enter_lobby(await customers.context(**DESKTOP), link)
        await _does_not_open(await _phone_opens(customers, link))

        await agent.locator(".ways-in summary").click()
        await expect(agent.get_by_text("This link is used")).to_be_visible()
        await agent.get_by_role("button", name="New link").click()
        await expect(agent.get_by_role("dialog", name="Make a new link?")).to_contain_text(
            "has the page open: it will be closed"
        )
        await agent.get_by_role("button", name="Leave it").click()
        await on_screen(laptop, "lobby")
        await agent.get_by_role("button", name="New link").click()
        await agent.get_by_role("button", name="Make a new link").click()
        await expect(agent.get_by_text("This link is new.")).to_be_visible()
        renewed = await agent.get_by_label("Join link").input_value()
        assert renewed.split("#")[0] == link.split("#")[0]
        assert renewed != link

        await expect(laptop.get_by_role("heading", level=1)).to_have_text("There is a new link for this call")
        await expect(agent.get_by_text("has not opened the link yet")).to_be_visible()
        await laptop.reload()
        await expect(laptop.get_by_role("heading", level=1)).to_have_text("There is a new link for this call")

        phone = await enter_lobby(await customers.context(**PHONE), renewed)
        await phone.get_by_role("button", name="Join", exact=True).click()
        await on_screen(phone, "call")
        await together(agent, phone)
        await laptop.goto(link)
        await expect(laptop.get_by_role("heading", level=1)).to_have_text("There is a new link for this call")
        calls = (await house.ask("GET", "/api/calls?case=LP-1001"))["calls"]
        assert [(one["id"], one["state"]) for one in calls] == [(link.split("/j/")[1].split("#")[0], "active")]


async def test_from_another_app_to_the_browser_by_the_way_that_the_page_makes(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents)
        in_app = await enter_lobby(await customers.context(**PHONE, user_agent=IN_APP), link)
        await in_app.get_by_role("button", name="Continue in your browser").click()
        way = await in_app.get_by_label("Your link").input_value()
        await in_app.get_by_role("button", name="Copy the link").click()
        await expect(in_app.get_by_text("Copied")).to_be_visible()
        await expect(agent.get_by_text("is trying camera and microphone")).to_be_visible()

        browser = await enter_lobby(await customers.context(**PHONE), way)
        await expect(in_app.get_by_role("heading", level=1)).to_have_text("Your call goes on elsewhere")
        await expect(in_app.locator("dialog")).to_have_count(0)
        await _does_not_open(await _phone_opens(customers, way))
        await browser.get_by_role("button", name="Join", exact=True).click()
        await together(agent, browser)


async def _phone_opens(customers: Person, link: str) -> Page:
    page = await (await customers.context(**PHONE)).new_page()
    await page.goto(link)
    return page


async def _does_not_open(page: Page) -> None:
    """It says how the way in is found, and nothing of the call."""
    await expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open a call")
    await expect(page.get_by_text("Choose “Continue on another device” there.")).to_be_visible()
    await expect(page.get_by_role("link", name="I have a code")).to_be_visible()
    await expect(page.get_by_text("Wei")).to_have_count(0)
