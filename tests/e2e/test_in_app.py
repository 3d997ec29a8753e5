"""The link opened inside another app: the way into the browser is shown, and one can stay and write."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import PHONE, open_browsers
from tests.e2e.house import open_house
from tests.e2e.steps import control, enter_lobby, on_screen
from tests.e2e.talking import calling

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)


async def test_inside_an_app_its_own_way_out_is_shown_and_one_can_write_meanwhile(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, refuses=True) as (agents, customers):
        agent, link = await calling(house, agents)
        agents_words = "Where was it seen last?"

        instagram = await (await customers.context(**PHONE, user_agent=f"{_ANDROID} Instagram 332.0")).new_page()
        await instagram.goto(link)
        await expect(instagram.get_by_text("Instagram may keep camera and microphone shut")).to_be_visible()
        door = await instagram.get_by_role("link", name="Open in the browser").get_attribute("href")
        host, _, secret = link.removeprefix("http://").partition("#")
        assert door == f"intent://{host}#{secret}#Intent;scheme=http;action=android.intent.action.VIEW;end"
        await instagram.get_by_role("button", name="Copy the link").click()
        assert await instagram.evaluate("navigator.clipboard.readText()") == link

        wechat = await customers.context(**PHONE, user_agent=f"{_IPHONE} MicroMessenger/8.0.49", permissions=[])
        opened = await wechat.new_page()
        await opened.goto(link)
        await expect(opened.get_by_text("Press the menu (⋯ or ⋮) in the top corner.")).to_be_visible()
        await expect(opened.get_by_role("link", name="Open in the browser")).to_have_count(0)
        await opened.close()
        customer = await enter_lobby(wechat, link)
        await expect(customer.get_by_role("button", name="Continue in your browser")).to_be_visible()
        await customer.get_by_role("button", name="Join and write").click()
        await on_screen(customer, "call")
        await customer.get_by_role("textbox").fill("I am in another app.")
        await customer.keyboard.press("Enter")
        await expect(agent.get_by_text("I am in another app.")).to_be_visible()
        message = agent.get_by_role("textbox", name="Your message")
        if not await message.is_visible():
            await control(agent, "chat")
        await message.fill(agents_words)
        await agent.keyboard.press("Enter")
        await expect(customer.get_by_text(agents_words)).to_be_visible()
