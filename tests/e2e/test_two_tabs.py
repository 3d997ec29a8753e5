"""One person, two windows: the second asks before it takes over, the first reads one clear reason and keeps quiet."""

import asyncio
import re
import time
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browsers import DESKTOP, PHONE, Person, open_browsers
from tests.e2e.house import House, open_house
from tests.e2e.steps import enter_lobby, hang_up, on_screen, sign_in, together
from tests.e2e.talking import moves, talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ELSEWHERE = "This call is open in another window"
QUIET_S = 4
"""Longer than any page waits before it tries again."""


async def test_a_second_window_asks_and_the_first_reads_where_the_call_went(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, link = await talking(house, agents, customers)

        second = await customer.context.new_page()
        await second.goto(link)
        await _asks(second)
        await moves(agent)
        await on_screen(customer, "call")
        await second.get_by_role("button", name="Use this window").click()
        await on_screen(second, "lobby")
        await second.get_by_role("button", name="Back into the call").click()
        await _was_told_once(customer)
        await together(agent, second)

        async with agent.context.expect_page() as opened:
            await agent.evaluate("() => void open(location.href)")  # takes along what this tab has kept
        other = await opened.value
        await expect(other.get_by_role("button", name="Take part")).to_be_visible()
        await moves(agent)
        await other.get_by_role("button", name="Take part").click()
        await other.get_by_role("button", name="Join with camera").click()
        await _was_told_once(agent)
        await together(other, second)

        await asyncio.sleep(QUIET_S)
        await _was_told_once(agent)
        await _was_told_once(customer)
        await moves(other)
        await moves(second)

        await customer.get_by_role("button", name="Use this window").click()
        await _was_told_once(second)
        calls = (await house.ask("GET", "/api/calls?case=LP-1001"))["calls"]
        assert len(calls) == 1
        assert calls[0]["state"] in ("active", "interrupted")

        await hang_up(other)  # the first window is a console still, and hears of it
        await expect(agent.get_by_text(ELSEWHERE)).to_have_count(0)
        await expect(agent.locator(".agent-state")).to_contain_text("Writing up")


async def _asks(page: Page) -> None:
    """It says that there is another window, and has taken nothing."""
    await on_screen(page, "elsewhere")
    await expect(page.get_by_role("heading", level=1)).to_have_text(ELSEWHERE)


async def _was_told_once(page: Page) -> None:
    """One reason, once, and no word of trouble beside it."""
    told = page.get_by_text(ELSEWHERE)
    await expect(told).to_have_count(1)
    await expect(told).to_be_visible()
    await expect(page.get_by_text(re.compile("connection was lost|Trying again|opened in another"))).to_have_count(0)


async def test_of_two_windows_of_an_agent_that_accept_at_once_one_wins_and_one_says_where_the_call_went(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        desk = await agents.context(**DESKTOP)
        first = await sign_in(desk, house, house.sign_in("agent"), to="/agent")
        await first.get_by_text("Take calls", exact=True).click()
        second = await desk.new_page()
        await second.goto(house.origin + "/agent")

        await _waits(house, customers, "LP-1003")
        for page in (first, second):
            await expect(page.locator("dialog.ringing")).to_be_visible()
        at_ms = time.time() * 1000 + 5000
        for page in (first, second):
            await page.evaluate(
                f"void setTimeout(() => document.querySelector('[data-accept]').click(), {at_ms} - Date.now())"
            )
        loser = await _who_stays(first, second)
        await expect(
            loser.get_by_text(re.compile(r"You answered .* in another window \(case LP-1003\)"))
        ).to_be_visible()
        await expect(loser.locator("dialog.ringing")).to_be_hidden()


async def _who_stays(first: Page, second: Page) -> Page:
    going = {asyncio.create_task(page.wait_for_url("**/agent/cases/LP-1003**")): page for page in (first, second)}
    done, still = await asyncio.wait(going, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(QUIET_S)
    stayed = [task for task in still if not task.done()]
    for task in stayed:
        task.cancel()
    await asyncio.gather(*still, return_exceptions=True)
    assert len(done) == len(stayed) == 1
    return going[stayed[0]]


async def _waits(house: House, customers: Person, reference: str) -> None:
    opened = await house.ask("POST", f"/api/cases/{reference}/calls", body={"mode": "queue", "language": "es"})
    phone: BrowserContext = await customers.context(**PHONE, locale="en-GB")
    customer = await enter_lobby(phone, opened["join_url"])
    await customer.get_by_role("button", name="Join", exact=True).click()
