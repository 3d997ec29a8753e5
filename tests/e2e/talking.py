"""Two people who talk already: where the tests begin that are about what happens then."""

from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.e2e.browsers import DESKTOP, PHONE, Person, until
from tests.e2e.house import Doors
from tests.e2e.steps import enter_lobby, on_screen, sign_in, start_call, together

ENTER = {"en": "Get ready to talk", "es": "Prepararse para hablar", "zh": "准备通话"}
JOIN = {"en": "Join", "es": "Entrar", "zh": "加入"}


async def talking(house: Doors, agents: Person, customers: Person, **how: Any) -> tuple[Page, Page, str]:
    """The agent's page of LP-1001, the page of a customer who reads English, and the link that led there."""
    agent, link = await calling(house, agents)
    customer = await joined(await customers.context(**PHONE | how), link)
    await together(agent, customer)
    return agent, customer, link


async def calling(
    house: Doors, agents: Person, *, reference: str = "LP-1001", script: str | None = None
) -> tuple[Page, str]:
    """The agent is in the call and waits; the link has not been opened. `script` runs before those of the pages."""
    desk = await agents.context(**DESKTOP)
    if script is not None:
        await desk.add_init_script(script)
    agent = await sign_in(desk, house, house.sign_in("agent"), to=f"/agent/cases/{reference}")
    return agent, await start_call(agent)


async def joined(context: BrowserContext, link: str, *, language: str = "en") -> Page:
    """The customer's page, after their click."""
    page = await enter_lobby(context, link, enter=ENTER[language])
    await page.get_by_role("button", name=JOIN[language], exact=True).click()
    await on_screen(page, "call")
    return page


async def moves(page: Page) -> None:
    """From now on more pictures of the other are shown."""
    shown = "document.querySelector('video.call-remote')?.getVideoPlaybackQuality().totalVideoFrames ?? 0"
    count = await page.evaluate(shown)
    await until(page, f"({shown}) > {count} + 5 || ({shown}) < {count} && ({shown}) > 5")
