"""A recorded call is written down by the house itself; a supervisor and its agent find it by a word, and hear it."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, open_browsers, until
from tests.e2e.disk import rows
from tests.e2e.house import open_house
from tests.e2e.looks import looks
from tests.e2e.steps import sign_in
from tests.e2e.written_down import record_call

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SAID_BY_AGENT = (3.0, ("en-us", "we will refund thirty euros"), 8.0)
SAID_BY_CUSTOMER = (8.0, ("en-us", "my tracking number is four seven three one"), 2.0)


async def test_what_was_said_is_written_down_found_and_heard_from_there(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, transcriber="pocketsphinx") as house,
        open_browsers(None, smaller=2) as (people,),
    ):
        call_id = await record_call(
            house, tmp_path, agent=SAID_BY_AGENT, customer=SAID_BY_CUSTOMER, reference="LP-1001"
        )
        page = await sign_in(await people.context(**DESKTOP), house, house.sign_in("supervisor"), to=f"/logs/{call_id}")
        await expect(page.locator("#transcript .transcript-said")).to_have_count(2, timeout=120_000)
        first, second = await page.locator("#transcript .transcript-said").all()
        await expect(first).to_contain_text("thirty euros")
        await expect(second).to_contain_text("four seven three one")
        await expect(page.locator("#transcript .transcript-stretch")).to_have_count(1)
        await expect(page.locator("#transcript")).to_contain_text("PocketSphinx")
        await expect(page.locator("#transcript")).to_contain_text("first look")
        await expect(first.locator(".transcript-heard")).to_contain_text("English")
        await looks(page, "log")
        assert rows(house, "SELECT * FROM audit WHERE action = 'recording.play'") == []
        await second.get_by_role("button").click()
        await until(page, "document.querySelector('#transcript audio').currentTime > 8")
        assert len(rows(house, "SELECT * FROM audit WHERE action = 'recording.play'")) >= 1
        await looks(page, "log-playing")
        await page.reload()
        statement = page.locator("#summary li", has_text="thirty euros").first
        await statement.locator(".moment-button").first.click()
        await expect(statement.locator(".moment blockquote")).to_contain_text("thirty euros")
        await expect(statement.locator(".moment .badge")).to_have_text("First look")
        await until(page, "document.querySelector('#summary audio')?.currentTime > 2.5")
        assert f"recording=rec-{call_id}" in (await page.locator("#summary audio").get_attribute("src") or "")
        await looks(page, "log-statement")
        await page.goto(f"{house.origin}/logs")
        await page.get_by_role("searchbox", name="Search what was said").fill("refund thirt")
        await page.keyboard.press("Enter")
        spoken, summed = (page.locator(".found-call li", has_text=words) for words in ("Transcript", "Summary"))
        await expect(spoken.locator("a mark")).to_have_text(["refund", "thirty"])
        await expect(spoken).to_contain_text("First look")
        await expect(summed.first).to_be_visible()  # drafted from the same words
        await expect(page.locator(".call-search").get_by_role("status")).to_have_text("1 call")
        await looks(page, "search")
        await summed.first.get_by_role("link").click()
        await expect(page.locator(".transcript-said.found")).to_be_focused()
        await page.goto(f"{house.origin}/logs")
        await page.get_by_role("searchbox", name="Search what was said").fill("nowhere")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("No call holds all of these words.")).to_be_visible()
        await page.context.close()
        agent = await sign_in(await people.context(**DESKTOP), house, house.sign_in("agent"), to="/agent")
        await agent.get_by_role("searchbox", name="Search what was said").fill("four seven")
        await agent.keyboard.press("Enter")
        await looks(agent, "agent-search")
        await agent.locator(".found-call li", has_text="Transcript").get_by_role("link").click()
        await expect(agent.locator("#transcripts .transcript-said.found")).to_contain_text("four seven three one")
        await looks(agent, "case")
