"""What is done at a desk and by a customer's link, by keyboard alone: the focus is seen, and never lost."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.heard import KEEP_WHAT_IS_HEARD, hears
from tests.e2e.house import open_house
from tests.e2e.keys import focus_is_on, is_kept_inside, press, reach
from tests.e2e.steps import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def _press_in(page: Page, within: str, name: str) -> None:
    """Reach this button from where the focus is, and press it."""
    await reach(page, page.locator(within).get_by_role("button", name=name, exact=True).first)
    await page.keyboard.press("Enter")


async def test_an_endpoint_is_added_turned_off_and_removed(tmp_path: Path) -> None:
    async with open_house(tmp_path, webhook_private="true") as house, open_browsers(None) as (desk,):
        context = await desk.context(**DESKTOP)
        await context.add_init_script(KEEP_WHAT_IS_HEARD)
        page = await sign_in(context, house, house.sign_in("supervisor"), to="/webhooks")
        await expect(page.get_by_text("Nobody is told yet.")).to_be_visible()
        await reach(page, page.locator("details.panel > summary"))
        await page.keyboard.press("Enter")
        await reach(page, page.locator("#endpoint-url"))
        await page.keyboard.type("http://127.0.0.1:9/hook")
        await reach(page, page.locator("#new-description"))
        await page.keyboard.type("The shop")
        await page.keyboard.press("Enter")
        await expect(page.locator(".secret code")).to_contain_text("whsec_")
        await hears(page, "shown this once")
        title = page.get_by_role("heading", name="The shop")
        await expect(title).to_be_focused()
        for turn, badge in (("Turn off", "Off"), ("Turn on", re.compile("On|Not reached"))):
            await press(page, turn)
            await expect(title).to_be_focused()
            await expect(page.locator(".endpoint-head .badge")).to_have_text(badge)
            await hears(page, "Saved.")
            await expect(page.locator(".toast")).to_have_count(0, timeout=60_000)  # it says so once more
        await press(page, "Remove")
        await is_kept_inside(page, "dialog[open]")
        await press(page, "Remove for good")
        await focus_is_on(page, "#hooks-title")
        await expect(page.get_by_text("Nobody is told yet.")).to_be_visible()


async def test_a_carrier_is_asked_and_its_answer_filed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        context = await desk.context(**DESKTOP)
        page = await sign_in(context, house, house.sign_in("agent"), to="/agent/cases/LP-1003")
        await page.locator("#carrier-title").focus()
        await reach(page, page.locator("#enquiry-new > summary"))
        await page.keyboard.press("Enter")
        await expect(page.locator("#enquiry-text")).not_to_have_value("")
        await reach(page, page.locator("#enquiry-new form button.primary"))
        await page.keyboard.press("Enter")
        await focus_is_on(page, "#carrier-title")
        answer = page.locator("[data-enquiry] [id^=answer-] > summary").first
        await reach(page, answer)
        await page.keyboard.press("Enter")
        await reach(page, page.locator("[data-enquiry] select").first)
        await page.keyboard.press("ArrowDown")
        await reach(page, page.locator("[data-enquiry] textarea").first)
        await page.keyboard.type("It has been found.")
        await reach(page, page.locator("[data-enquiry] form button.primary").first)
        await page.keyboard.press("Enter")
        await focus_is_on(page, "#carrier-title")
        await expect(page.locator("[data-enquiry] .badge").first).to_be_visible()


async def test_a_customer_states_that_nothing_came(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (people,):
        context = await people.context(**DESKTOP, locale="en-GB")
        agent = await sign_in(context, house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        await agent.locator("#claim-title").focus()
        await _press_in(agent, "#claim", "Ask the customer")
        link = agent.locator("#claim code.code-like")
        await expect(link).to_be_visible()
        await focus_is_on(agent, "#claim-title")
        page = await context.new_page()
        await page.goto(await link.inner_text())
        await reach(page, page.locator("#statement-name"))
        await page.keyboard.type("Amelia Hart")
        await reach(page, page.locator("#statement-sure"))
        await page.keyboard.press("Space")
        await press(page, "Confirm")
        await focus_is_on(page, ".statement h1")
        await expect(page.locator(".statement[role=status]")).to_contain_text("It is noted.")


async def test_a_saved_filter_keeps_the_focus_while_it_is_used_moved_and_forgotten(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        context = await desk.context(**DESKTOP)
        page = await sign_in(context, house, house.sign_in("agent"), to="/agent?overdue=true")
        await page.locator(".arrange summary").focus()
        await page.keyboard.press("Enter")
        for name in ("First", "Second"):
            await page.locator("#saved-name").fill(name)
            await page.keyboard.press("Enter")
            await expect(page.locator(".chip", has_text=name)).to_be_visible()
        await page.locator(".chip", has_text="Second").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".chip", has_text="Second")).to_be_focused()
        await _press_in(page, ".arrange", "Earlier: Second")
        await expect(page.locator(".arrange li").first.locator("button:focus")).to_have_count(1)
        await _press_in(page, ".arrange", "Delete: Second")
        await focus_is_on(page, ".arrange summary")
