"""Somebody who has a keyboard and no mouse: Tab, Enter, Space, the arrows and Escape. Wherever the focus comes by Tab
it has to be seen."""

from playwright.async_api import Locator, Page, expect

MOST_TABS = 60
_FOCUSED = "(element) => element === document.activeElement"
_SHOWN = """() => {
  const focused = document.activeElement;
  const drawn = (of, part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(of, part);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  };
  const places = [focused, focused.closest('label')].filter(Boolean);
  return places.some((one) => drawn(one) || drawn(one, '::after')) ? null : focused.outerHTML.slice(0, 120);
}"""
"""Null when it is: around itself, around the row it stands for, or around its label."""


async def reach(page: Page, what: Locator, *, by: str = "Tab") -> None:
    """Press Tab until it has the focus."""
    await expect(what).to_be_visible()
    for _ in range(MOST_TABS):
        await page.keyboard.press(by)
        if await page.evaluate("document.activeElement !== document.body"):
            hidden = await page.evaluate(_SHOWN)
            assert hidden is None, f"it has the focus, and nobody sees it: {hidden}"
        if await what.evaluate(_FOCUSED):
            return
    raise AssertionError(f"not reached with {MOST_TABS} times {by}: {what}")


async def press(page: Page, name: str, *, key: str = "Enter") -> None:
    """Reach the button or link of this name, and press it."""
    await reach(page, page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name)).first)
    await page.keyboard.press(key)


async def focus_is_on(page: Page, selector: str) -> None:
    """The page has put the focus there by itself."""
    await expect(page.locator(selector).first).to_be_focused()


async def is_kept_inside(page: Page, dialog: str) -> None:
    """However often one presses Tab, nothing behind the dialog gets the focus."""
    for key in ("Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"):
        await page.keyboard.press(key)
        outside = f"!document.querySelector('{dialog}').contains(document.activeElement)"
        assert not await page.evaluate(f"document.activeElement !== document.body && {outside}")


async def answer_with_keys(page: Page, *, send: str = "Send my answers") -> None:
    """Yes to each purpose of the question that has just come: it has the focus."""
    await focus_is_on(page, "#consent-title")
    for purpose in ("audio", "transcript", "retention"):
        await reach(page, page.locator(f'input[name="consent-{purpose}"][value="yes"]'))
        await page.keyboard.press("Space")
    await press(page, send)
    await expect(page.locator("dialog.consent-dialog")).to_be_hidden()
