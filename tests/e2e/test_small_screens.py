"""On the smallest phone: nothing that matters is covered, cut off or out of reach, whatever else is open."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import PHONE, open_browsers, until
from tests.e2e.house import open_house
from tests.e2e.phone import PHONE_EDGE
from tests.e2e.steps import answer, control, enter_lobby, on_screen, together
from tests.e2e.talking import calling, joined, talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SMALLEST = {"viewport": {"width": 320, "height": 568}}
UPRIGHT: Any = {"viewport": {"width": 360, "height": 740}}
ON_ITS_SIDE: Any = {"viewport": {"width": 740, "height": 360}}
TALLER_THAN_WIDE = """(() => {
  const { clientWidth, clientHeight } = document.querySelector('video.call-self');
  return clientHeight > clientWidth;
})()"""
LIES_OPEN = """(element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left >= 0 && right <= innerWidth && bottom <= innerHeight && element.contains(hit);
}"""
NARROW = {"viewport": {"width": 360, "height": 740}}
TOO_SMALL = """() => [...document.querySelectorAll('button, select, textarea, input')]
  .filter((one) => one.type !== 'radio' && one.type !== 'checkbox')
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => ({ what: one.dataset.control ?? one.textContent, ...one.getBoundingClientRect().toJSON() }))
  .filter(({ width, height }) => Math.round(width) < 44 || Math.round(height) < 44)
  .map(({ what, width, height }) => `${what}: ${width} x ${height}`)"""
"""WCAG 2.5.5, and what a thumb needs."""
SEEN = (
    "document.activeElement === document.body || document.activeElement.checkVisibility({ visibilityProperty: true })"
)
BROKEN_WORDS = """() => [...document.querySelectorAll('.call-control span')].flatMap(({ firstChild: text }) =>
  [...(text?.data ?? '').matchAll(/\\S+/g)].filter(({ 0: word, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1;
  }).map(([word]) => word))"""


async def test_writing_hides_neither_the_question_nor_the_controls_and_an_answer_keeps_the_focus(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers, **SMALLEST)
        await control(customer, "chat")
        await customer.get_by_role("textbox").fill("https://carrier.example.com/" + "track" * 30)
        await customer.keyboard.press("Enter")
        await expect(customer.locator(".chat-line")).to_be_visible()
        assert await customer.evaluate("document.querySelector('.call').scrollLeft") == 0
        await control(agent, "ask")
        await expect(customer.locator("dialog.consent-dialog")).to_be_visible()
        for what in ("#consent-title", ".consent-dialog button", ".call-chat textarea", "[data-control=hangup]"):
            assert await _lies_open(customer, what), what
        await answer(customer, yes=True, send="Send my answers")
        await until(customer, "document.activeElement.dataset.control === 'chat'")
        await answer(agent, yes=True, send="Send my answers")
        for what in (".call-listening[data-recording]", "[data-control=stop]"):
            await expect(customer.locator(what)).to_be_visible()
            assert await _lies_open(customer, what), what
        assert await customer.evaluate(BROKEN_WORDS) == []


async def test_what_is_pressed_is_large_enough_for_a_thumb_and_the_focus_is_never_lost(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        _, link = await calling(house, agents)
        customer = await enter_lobby(await customers.context(**PHONE | NARROW), link)
        assert await _too_small(customer) == []
        await customer.get_by_role("button", name="Join", exact=True).click()
        await on_screen(customer, "call")
        assert await _too_small(customer) == []
        await control(customer, "chat")
        assert await _too_small(customer) == []
        for _ in range(24):
            await customer.keyboard.press("Tab")
            assert await customer.evaluate(SEEN), await customer.evaluate("document.activeElement.outerHTML")


async def test_a_phone_on_its_side_has_every_control_in_reach_and_an_upright_picture_is_shown_whole(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents)
        context = await customers.context(**PHONE | ON_ITS_SIDE)
        await context.add_init_script(PHONE_EDGE)
        phone = await joined(context, link)
        await together(agent, phone)
        for turned in (ON_ITS_SIDE, UPRIGHT):
            await phone.set_viewport_size(turned["viewport"])
            for what in ("microphone", "camera", "chat", "devices", "hangup"):
                assert await _lies_open(phone, f"[data-control={what}]"), what
            assert await _lies_open(phone, ".call-turn")
            await until(phone, TALLER_THAN_WIDE)
        await until(agent, "document.querySelector('video.call-remote').hasAttribute('data-upright')")


async def _lies_open(page: Page, selector: str) -> bool:
    """In the window as a whole, and nothing over its middle, once all has found its place."""
    what = page.locator(selector).first
    for _ in range(100):
        if await what.evaluate(LIES_OPEN):
            return True
        await page.wait_for_timeout(100)
    return False


async def _too_small(page: Page) -> list[str]:
    """What is, once all has found its place."""
    for _ in range(100):
        found: list[str] = await page.evaluate(TOO_SMALL)
        if not found:
            break
        await page.wait_for_timeout(100)
    return found
