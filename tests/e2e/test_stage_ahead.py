"""The stage of a call lies in the page before the click: nobody sees it or comes to it, and it does not move then."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.browsers import DESKTOP, PHONE, open_browsers, until
from tests.e2e.house import open_house
from tests.e2e.steps import enter_lobby, on_screen, sign_in, start_call, together
from tests.e2e.talking import ENTER, JOIN

pytestmark = pytest.mark.slow

AHEAD = "document.querySelector('.stage-ahead')"
READY = f"{AHEAD}?.querySelector('video.call-remote')?.paused === false"
"""It plays: what is black and silent then."""
FOUND = f"""
  const stage = {AHEAD}, {{ innerWidth, innerHeight }} = window, found = [];
  const places = [0.1, 0.3, 0.5, 0.7, 0.9];
  for (const x of places) for (const y of places) {{
    if (stage.contains(document.elementFromPoint(x * innerWidth, y * innerHeight))) found.push([x, y]);
  }}
  for (const one of [stage, ...stage.querySelectorAll('*')]) {{
    if (one.checkVisibility({{ visibilityProperty: true }})) found.push(one.outerHTML.slice(0, 80));
    one.focus?.();
    if (stage.contains(document.activeElement)) found.push(`the focus: ${{one.outerHTML.slice(0, 80)}}`);
  }}
  return found;
"""
"""What somebody could see, touch or come to."""
BOX = "Object.values(document.querySelector('section.call').getBoundingClientRect().toJSON())"
KEEP = "window.stage = document.querySelector('section.call'), window.moved = 0, window.stopped = 0"
WATCH = """
  const left = ({ removedNodes }) => [...removedNodes].some((one) => one.contains(stage));
  const watch = new MutationObserver((news) => { moved += news.filter(left).length; });
  watch.observe(document.body, { childList: true, subtree: true });
  stage.querySelector('video.call-remote').addEventListener('pause', () => { stopped += 1; });
"""
ROUNDED = """
  const found = [];
  for (const video of document.querySelectorAll('.call video')) {
    for (let one = video.parentElement; one; one = one.parentElement) {
      const { overflowX, borderRadius, clipPath, filter, opacity, maskImage } = getComputedStyle(one);
      const clippedRound = overflowX !== 'visible' && borderRadius !== '0px';
      const drawnApart = opacity !== '1' || [clipPath, filter, maskImage].some((value) => value !== 'none');
      if (clippedRound || drawnApart) found.push(one.className);
    }
  }
  return found;
"""
"""What has both pictures of a call put together apart, and then laid into the page: twice the work for each picture."""
SAME = "[document.querySelector('section.call') === stage, moved, stopped]"


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_customers_lies_behind_the_lobby_out_of_reach_and_stays_where_it_is(
    tmp_path: Path, device: dict[str, object]
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        customer = await enter_lobby(await customers.context(**device), await start_call(agent), enter=ENTER["en"])
        join = customer.get_by_role("button", name=JOIN["en"], exact=True)
        box = await _kept_out_of_reach(customer, join)
        await join.click()
        await on_screen(customer, "call")
        await together(agent, customer)
        assert await customer.evaluate(SAME) == [True, 0, 0]
        assert await customer.evaluate(BOX) == box
        await _in_reach(customer)


async def test_in_another_language_there_is_one_of_that_language(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        customer = await enter_lobby(await customers.context(**PHONE), await start_call(agent), enter=ENTER["en"])
        await until(customer, READY)
        await customer.get_by_role("combobox").first.select_option("es")
        hangup = ".querySelector('[data-control=hangup]')?.textContent"
        await until(customer, f"{AHEAD}?{hangup} === 'Colgar'")
        assert await customer.locator("section.call").count() == 1
        await customer.get_by_role("button", name=JOIN["es"], exact=True).click()
        await expect(customer.get_by_role("button", name="Colgar")).to_be_visible()


async def test_the_agents_lies_behind_their_last_look_at_themselves(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        await agent.get_by_role("button", name="Start video call").click()
        link = await agent.get_by_label("Join link").input_value()
        customer = await enter_lobby(await customers.context(**PHONE), link, enter=ENTER["en"])
        await customer.get_by_role("button", name=JOIN["en"], exact=True).click()
        await on_screen(customer, "waiting")
        await customer.reload()  # straight back to waiting, past the lobby
        await on_screen(customer, "waiting")
        await until(customer, READY)
        assert await customer.evaluate(f"() => {{ {FOUND} }}") == []
        join = agent.get_by_role("button", name="Join with camera")
        await _kept_out_of_reach(agent, join)
        await join.click()
        await together(agent, customer)
        assert await agent.evaluate(SAME) == [True, 0, 0]
        await _in_reach(agent)
        for page in (agent, customer):
            assert await page.evaluate(f"() => {{ {ROUNDED} }}") == []


async def _kept_out_of_reach(page: Page, focused: Locator) -> list[float]:
    """It is there, and nobody notices. Where it lies."""
    await until(page, READY)
    assert await page.evaluate(f"() => {{ {FOUND} }}") == []
    for name in ("Mute", "Hang up", "Text"):
        await expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
    await expect(page.get_by_role("region", name="Video call")).to_have_count(0)
    await focused.focus()
    await page.evaluate(f"() => {{ {KEEP}; {WATCH} }}")
    box: list[float] = await page.evaluate(BOX)
    return box


async def _in_reach(page: Page) -> None:
    await expect(page.get_by_role("button", name="Hang up", exact=True)).to_be_visible()
    assert await page.evaluate("stage.closest('[inert], [aria-hidden]')") is None
