"""The press that stops a recording counts before anything else happens on the page."""

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from records.database import Database
from tests.browser.stage import CHROMIUM, FLAGS
from tests.integration.web.stage import open_stage

_PRESS = """
async ([question, about, value]) => {
  const { [question]: ask } = await import('/static/js/ui/withdraw_dialog.js');
  let chosen = null;
  const asked = ask(new AbortController().signal, about).then((choice) => { chosen = choice; });
  document.querySelector(`dialog[open] button[value="${value}"]`).click();
  await null, await null, await null; // what follows from the press itself, and no other event
  const atOnce = chosen;
  await asked;
  await new Promise((resolve) => setTimeout(resolve, 100));
  return [atOnce, chosen, document.querySelectorAll('dialog').length];
}
"""
_ESCAPE = """
async () => {
  const { askHowToWithdraw } = await import('/static/js/ui/withdraw_dialog.js');
  window.asked = askHowToWithdraw(new AbortController().signal, { ends: false, picture: false });
}
"""


@pytest.mark.parametrize(
    ("question", "value"),
    [("askHowToWithdraw", "keep"), ("askHowToWithdraw", "picture"), ("askWhetherToDelete", "discard")],
)
async def test_what_was_chosen_is_known_in_the_turn_of_the_press(
    sqlite_db: Database, redis_url: str, tmp_path: Path, question: str, value: str
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        await page.goto(f"{stage.base}/signin")
        about = {"ends": False, "picture": True}
        assert await page.evaluate(_PRESS, [question, about, value]) == [value, value, 0]
        await page.evaluate(_ESCAPE)
        await page.keyboard.press("Escape")
        assert await page.evaluate("window.asked") == "cancel"
        await browser.close()
