"""A whole call by keyboard alone, on both sides: everything can be reached and pressed, the focus is seen, it goes
where the page goes on, and a question keeps it and gives it back."""

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.house import House, open_house
from tests.e2e.keys import answer_with_keys, focus_is_on, is_kept_inside, press, reach
from tests.e2e.steps import on_screen, together

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def test_a_whole_call_by_keyboard_alone(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent = await _sign_in(await agents.context(**DESKTOP), house)
        link = await _start(agent)
        customer = await _join(await customers.context(**DESKTOP, locale="en-GB"), link)
        await together(agent, customer)
        await _mute_and_write(agent, customer)
        await _agree(agent, customer)
        await _end(customer)
        await _write_up(agent)


async def _sign_in(desk: BrowserContext, house: House) -> Page:
    page = await desk.new_page()
    await page.goto(f"{house.origin}/agent")
    address, password = house.sign_in("agent")
    await focus_is_on(page, "#email")
    await page.keyboard.type(address)
    await reach(page, page.locator("#password"))
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/agent")
    return page


async def _start(agent: Page) -> str:
    """From the list of cases into the call, which waits for the customer."""
    await reach(agent, agent.get_by_role("link", name="Skip to content"))
    await agent.keyboard.press("Enter")
    await focus_is_on(agent, "#main")
    await press(agent, "LP-1001")
    await agent.wait_for_url("**/agent/cases/LP-1001")
    await press(agent, "Start video call")
    link = await agent.get_by_label("Join link").input_value()
    await focus_is_on(agent, "button[data-join]")
    await agent.keyboard.press("Enter")
    await focus_is_on(agent, "section.call")
    return link


async def _join(phone: BrowserContext, link: str) -> Page:
    page = await phone.new_page()
    await page.goto(link)
    await press(page, "Get ready to talk")
    await on_screen(page, "lobby")
    await focus_is_on(page, "h1")
    await press(page, "Turn camera off", key="Space")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Turn camera off")).to_be_focused()
    await press(page, "Join")
    await on_screen(page, "call")
    await focus_is_on(page, "h1")
    return page


async def _mute_and_write(agent: Page, customer: Page) -> None:
    await press(customer, "Mute", key="Space")
    await expect(customer.get_by_role("button", name="Unmute")).to_be_focused()
    await expect(agent.get_by_text("Amelia Hart is muted")).to_be_visible()
    await customer.keyboard.press("Space")
    await press(customer, "Text")
    await focus_is_on(customer, ".call-chat textarea")
    await customer.keyboard.type("Good morning")
    await customer.keyboard.press("Enter")
    await expect(agent.locator(".chat-line")).to_contain_text("Good morning")
    await customer.keyboard.press("Escape")
    await focus_is_on(customer, '[data-control="chat"]')


async def _agree(agent: Page, customer: Page) -> None:
    await press(agent, "Ask to record")
    await answer_with_keys(agent)
    await focus_is_on(agent, '[data-control="chat"]')
    await answer_with_keys(customer)
    await focus_is_on(customer, '[data-control="chat"]')
    for page in (agent, customer):
        await expect(page.locator(".call-listening[data-recording]")).to_be_visible()
    await press(customer, "Stop recording")
    await is_kept_inside(customer, "dialog:has(.withdraw)")
    await customer.keyboard.press("Escape")
    await focus_is_on(customer, '[data-control="stop"]')
    await expect(customer.locator(".call-listening[data-recording]")).to_be_visible()


async def _end(customer: Page) -> None:
    await press(customer, "Hang up")
    await expect(customer.get_by_role("button", name="Keep talking")).to_be_focused()
    await is_kept_inside(customer, "dialog:has(#question-title)")
    await customer.keyboard.press("Escape")
    await focus_is_on(customer, '[data-control="hangup"]')
    await customer.keyboard.press("Enter")
    await press(customer, "End the call")
    await on_screen(customer, "ended")
    await focus_is_on(customer, "h1")
    await expect(customer).to_have_title(re.compile("This call is over"))


async def _write_up(agent: Page) -> None:
    await focus_is_on(agent, "#wrap-up-title")
    await expect(agent.locator(".wrap-up .statements fieldset").first).to_be_visible()
    await reach(agent, agent.locator("#outcome"))
    await agent.keyboard.press("ArrowDown")
    await press(agent, "Add something agreed")
    await agent.keyboard.type("A new lamp is sent.")
    await press(agent, "Add a question")
    await agent.keyboard.type("Which colour?")
    await press(agent, "Remove: Open questions, Statement 1")
    await expect(agent.get_by_role("button", name="Add a question")).to_be_focused()
    await press(agent, "Approve and attach to the case")
    await focus_is_on(agent, "#summaries-title")
    await expect(agent.locator("#summaries")).to_contain_text("A new lamp is sent.")
