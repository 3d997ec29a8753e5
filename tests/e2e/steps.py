"""What the two people do, in the words of the product. Each step waits for what the person would see."""

import re

from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browsers import until
from tests.e2e.house import Doors

PLAYING = """(() => {
  const video = document.querySelector('video.call-remote');
  const frames = video ? video.getVideoPlaybackQuality().totalVideoFrames : 0;
  return video && video.videoWidth > 0 && frames > 10 && !video.hasAttribute('data-dark');
})()"""


async def sign_in(context: BrowserContext, house: Doors, who: tuple[str, str], *, to: str) -> Page:
    """Open a page of the desk, be asked to sign in, and land on that page."""
    page = await context.new_page()
    await page.goto(house.origin + to)
    await page.wait_for_url("**/signin**")
    await page.get_by_label(re.compile("mail")).fill(who[0])
    await page.get_by_label("Password", exact=True).fill(who[1])
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"**{to}**")
    return page


async def start_call(agent: Page) -> str:
    """From the case to the way in for the customer; the agent is in, and the link is given back."""
    await agent.get_by_role("button", name="Start video call").click()
    link = await agent.get_by_label("Join link").input_value()
    await agent.get_by_role("button", name="Join with camera").click()
    return link


async def enter_lobby(context: BrowserContext, link: str, *, enter: str = "Get ready to talk") -> Page:
    """Open the link and press its one button."""
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name=enter).click()
    await on_screen(page, "lobby")
    return page


async def on_screen(page: Page, name: str) -> None:
    """The customer's page shows this."""
    await until(page, f"document.body.dataset.screen === '{name}'")


async def together(*pages: Page) -> None:
    """Both see the other's picture move."""
    for page in pages:
        await until(page, PLAYING)


async def control(page: Page, name: str) -> None:
    """Press one of the call's controls by what it does."""
    await page.locator(f'[data-control="{name}"]').click()


async def answer(page: Page, *, yes: bool, send: str) -> None:
    """Answer every purpose of the question alike."""
    dialog = page.locator("dialog.consent-dialog")
    await expect(dialog).to_be_visible()
    for purpose in ("audio", "transcript", "retention"):
        await dialog.locator(f'input[name="consent-{purpose}"][value="{"yes" if yes else "no"}"]').check()
    await dialog.get_by_role("button", name=send).click()
    await expect(dialog).to_be_hidden()


async def both_agree(agent: Page, customer: Page, *, send: str = "Send my answers") -> None:
    """The agent asks, both say yes, and both see the red dot."""
    await control(agent, "ask")
    await answer(agent, yes=True, send="Send my answers")
    await answer(customer, yes=True, send=send)
    for page in (agent, customer):
        await expect(page.locator(".call-listening[data-recording]")).to_be_visible()


async def hang_up(agent: Page) -> None:
    """The agent ends the call for both."""
    await control(agent, "hangup")
    await agent.get_by_role("button", name="End the call").click()
    await expect(agent.locator("#wrap-up")).to_be_visible()
