"""A pause for a card number, as two people live it: both pages say so, nothing grows, and it goes on for both."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import open_browsers
from tests.e2e.disk import closed_parts, grows, recorded, rows
from tests.e2e.house import House, open_house
from tests.e2e.steps import both_agree, control, hang_up
from tests.e2e.talking import moves, talking
from tests.running_time import run_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PAUSED = "Recording is paused. Nothing you say is kept."


async def test_a_card_number_is_in_no_file_and_nobody_is_recorded_who_reads_paused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        await control(agent, "pause")
        await run_for(0.5)
        sizes = recorded(house)
        for page in (agent, customer):
            await _says(page, PAUSED, dot=False)
            await moves(page)
        await expect(customer.locator('[data-control="resume"]')).to_be_hidden()
        await asyncio.sleep(2)
        assert recorded(house) == sizes
        await _nobody_goes_on_while_a_page_is_away(house, agent, customer, sizes)
        await hang_up(agent)
        for part in await closed_parts(house, count=2):
            assert part.state in ("complete", "partial")
        gaps = [gap for row in rows(house, "SELECT gaps FROM parts") for gap in ["paused" in (row["gaps"] or "")]]
        assert all(gaps)


async def _nobody_goes_on_while_a_page_is_away(
    house: House, agent: Page, customer: Page, sizes: dict[Path, int]
) -> None:
    """The customer's line to the server is cut: they still read "paused", and so they still are."""
    await customer.context.set_offline(True)
    await control(agent, "resume")
    await _says(agent, "Recording is about to go on.", dot=False)
    await asyncio.sleep(1.5)
    assert recorded(house) == sizes
    await customer.context.set_offline(False)
    for page in (agent, customer):
        await _says(page, "Recording", dot=True)
    await grows(house, parts=2)


async def _says(page: Page, words: str, *, dot: bool) -> None:
    await expect(page.locator(".call-listening")).to_have_text(words, timeout=60_000)
    await expect(page.locator(".call-dot")).to_have_count(1 if dot else 0)
