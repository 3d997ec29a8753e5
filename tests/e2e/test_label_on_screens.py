"""What a label asks of a screen: room to aim, the other camera, room to read and write beside it, a last word."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.e2e.axe import violations
from tests.e2e.browsers import PHONE, open_browsers, until
from tests.e2e.house import open_house
from tests.e2e.phone import PHONE_EDGE
from tests.e2e.steps import control, hang_up, on_screen, together
from tests.e2e.talking import calling, joined, talking
from tests.pictures import photo

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SMALL = ((360, 560), (320, 568), (375, 667), (568, 320))
DESKS = ((1280, 720), (1280, 800), (1366, 768), (1440, 900), (1920, 1080))
THREE_LINES_PX = 3 * 24
TOO_LARGE = 16 * 1024 * 1024
FIELD_LIES_OPEN = """(() => {
  const field = document.querySelector('.chat-form textarea');
  const { left, right, top, bottom } = field.getBoundingClientRect();
  const panel = document.querySelector('.call-chat').getBoundingClientRect();
  const inside = top >= panel.top && bottom <= Math.min(panel.bottom, innerHeight);
  return inside && document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === field;
})()"""
LINES_PX = "document.querySelector('.chat-lines').clientHeight"
SHOWS_THE_END = """(() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector('.chat-lines');
  return scrollHeight - scrollTop - clientHeight < 2;
})()"""
FINDER_LIES_OPEN = """(() => {
  const [finder, acts] = ['.evidence-finder', '.evidence-acts'].map((one) => document.querySelector(one));
  const [seen, below] = [finder.getBoundingClientRect(), acts.getBoundingClientRect()];
  const apart = seen.bottom <= below.top || seen.right <= below.left || seen.left >= below.right;
  const whole = seen.height >= 80 && seen.top >= document.querySelector('.evidence-middle').getBoundingClientRect().top;
  return apart && whole && [...acts.querySelectorAll('button')].every((button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    return bottom - top >= 44 && button.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });
})()"""
LONG_SIDE_IS_4096 = """(() => {
  const { naturalWidth, naturalHeight } = document.querySelector('.evidence-frame img') ?? {};
  return Math.max(naturalWidth, naturalHeight) === 4096;
})()"""
COMPOSING = """(element) => element.dispatchEvent(
  new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true })
)"""
"""An input method takes back what it was about to write."""
LABEL: FilePayload = {"name": "label.jpg", "mimeType": "image/jpeg", "buffer": photo(640, 480)}


async def test_beside_a_photo_the_agent_reads_and_writes_while_the_customer_types(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await _text(customer)
        await customer.get_by_role("button", name="Send a photo or document").click()
        await customer.locator(".evidence-dialog input[type=file]").set_input_files(LABEL)
        await customer.get_by_role("button", name="Send it").click()
        await _text(agent)
        await expect(agent.locator(".evidence-strip")).to_be_visible()
        for words in ("Thank you.", "I can read the number.", "Is it the one with the blue tape?"):
            await agent.get_by_label("Your message").fill(words)
            await agent.get_by_label("Your message").press("Enter")
        await customer.get_by_label("Your message").press_sequentially("The blue one, yes, it stood by the door")
        for width, height in DESKS:
            await agent.set_viewport_size({"width": width, "height": height})
            await expect(agent.locator(".chat-typed")).to_contain_text("by the door")
            await _comes_true(agent, FIELD_LIES_OPEN, f"the field at {width} x {height}")
            await _comes_true(agent, f"{LINES_PX} >= {THREE_LINES_PX}", f"the lines at {width} x {height}")
            await _comes_true(agent, SHOWS_THE_END, f"the last line at {width} x {height}")
            await expect(agent.locator(".evidence-strip")).to_be_visible()
        assert await violations(agent) == []
        for width, height in SMALL:
            await customer.set_viewport_size({"width": width, "height": height})
            await _comes_true(customer, FIELD_LIES_OPEN, f"the field at {width} x {height}")
        await customer.get_by_label("Your message").evaluate(COMPOSING)
        await expect(customer.locator(".call-chat")).to_be_visible()
        await customer.get_by_label("Your message").press("Escape")
        await expect(customer.locator(".call-chat")).to_be_hidden()


async def test_on_a_phone_a_label_is_aimed_at_with_the_other_camera_and_no_button_lies_over_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent, link = await calling(house, agents)
        context = await customers.context(**PHONE | _size(360, 560))
        await context.add_init_script(PHONE_EDGE)
        phone = await joined(context, link)
        await together(agent, phone)
        await agent.get_by_role("button", name="Show me the label").click()
        turn = phone.locator(".evidence-dialog").get_by_role("button", name="Switch to the other camera")
        await expect(turn).to_be_visible()
        described = await phone.evaluate("edge.descriptions")
        await turn.click()
        await until(phone, "document.querySelector('.evidence-finder').dataset.facing === 'environment'")
        await until(phone, "document.querySelector('.evidence-finder').videoWidth > 0")
        assert await phone.evaluate("edge.asked.at(-1).audio") is False, "the sound goes on"
        assert await phone.evaluate("edge.descriptions") == described
        await expect(turn).to_be_focused()
        for language in ("en", "ar"):
            await phone.set_viewport_size({"width": 360, "height": 560})  # on its side it has no choice of language
            await phone.locator("select").select_option(language)
            await until(phone, f"document.documentElement.lang === '{language}'")
            for width, height in SMALL:
                await phone.set_viewport_size({"width": width, "height": height})
                await _comes_true(phone, FINDER_LIES_OPEN, f"the finder at {width} x {height} in {language}")
        assert await violations(phone) == []
        await phone.locator(".evidence-dialog h2").evaluate(COMPOSING)
        await expect(phone.locator(".evidence-dialog")).to_be_visible()
        await phone.locator(".evidence-dialog h2").press("Escape")
        await expect(phone.locator(".evidence-dialog")).to_be_hidden()


async def test_a_photo_too_large_to_be_sent_goes_as_a_smaller_copy_and_an_end_before_the_yes_is_told(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await agent.get_by_role("button", name="Show me the label").click()
        chooser = customer.locator(".evidence-dialog input[type=file]")
        await chooser.set_input_files(_file(tmp_path / "broken.jpg", bytes(TOO_LARGE)))
        await expect(customer.get_by_text("no smaller copy could be made of it")).to_be_visible()
        await chooser.set_input_files(_file(tmp_path / "large.jpg", photo(5000, 2500) + bytes(TOO_LARGE)))
        await expect(customer.get_by_text("This is a smaller copy")).to_be_visible()
        await until(customer, LONG_SIDE_IS_4096)
        await expect(customer.get_by_text("Also send where and when it was taken")).to_be_hidden()
        await hang_up(agent)
        await on_screen(customer, "ended")
        await expect(customer.get_by_role("alert")).to_contain_text("your photo or document was not sent")
        async with customer.expect_download() as saved:
            await customer.get_by_role("link", name="Save").click()
        kept = await (await saved.value).path()
        assert kept.read_bytes().startswith(b"\xff\xd8")
        assert await violations(customer) == []


def _size(width: int, height: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


async def _text(page: Page) -> None:
    """A bad line has opened it already."""
    if await page.locator(".call-chat").is_hidden():
        await control(page, "chat")


async def _comes_true(page: Page, expression: str, what: str) -> None:
    """Once all has found its place."""
    for _ in range(100):
        if await page.evaluate(expression):
            return
        await page.wait_for_timeout(100)
    raise AssertionError(what)
