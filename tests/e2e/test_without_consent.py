"""One no is enough: the call goes on, and nothing of it lies on any disk. A yes can be taken back at any time."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import open_browsers
from tests.e2e.disk import closed_parts, eventually, everything, grows, recorded, rows
from tests.e2e.house import House, open_house
from tests.e2e.steps import answer, both_agree, control, hang_up
from tests.e2e.talking import moves, talking
from tests.e2e.voices.speak import AGENT, CUSTOMER, speak

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SEND = "Send my answers"


async def test_one_no_leaves_nothing_of_what_both_say_on_disk_and_the_call_goes_on(tmp_path: Path) -> None:
    microphones = [
        speak(voice, tmp_path / f"{number}.wav", seconds=18) for number, voice in enumerate((AGENT, CUSTOMER))
    ]
    async with open_house(tmp_path) as house, open_browsers(*microphones) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        before = set(everything(house))
        await control(agent, "ask")
        await answer(agent, yes=True, send=SEND)
        await _says_no_to(customer, "retention")
        for page in (agent, customer):
            await expect(page.get_by_text("Not recorded. The call goes on as before.")).to_be_visible()
            await expect(page.locator(".call-dot")).to_have_count(0)
            await moves(page)
        await hang_up(agent)
        await expect(customer.get_by_text("Nothing was recorded.")).to_be_visible()
        assert set(everything(house)) - before == set(), "something new lies on the disk"
        for table in ("parts", "recordings", "leg_tickets"):
            assert rows(house, f"SELECT * FROM {table}") == [], table  # noqa: S608 (three names of our own)
        decisions = sorted(row["decision"] for row in rows(house, "SELECT decision FROM consents"))
        assert decisions == ["declined", *["expired"] * 5, *["given"] * 5]


async def test_withdrawal_stops_the_recorder_within_a_second_and_deleting_leaves_no_file(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        await control(customer, "stop")
        await customer.get_by_role("button", name="Stop, keep it so far").click()
        for page in (agent, customer):
            await expect(page.locator(".call-listening")).to_have_text("Recording has stopped.")
            await expect(page.locator(".call-dot")).to_have_count(0)
        for part in await closed_parts(house, count=2):
            assert part.state == "complete"
            assert part.path.exists()
            assert part.ends - part.stopped < 1.0, "sound from after the withdrawal was written"
            assert part.reported - part.stopped < 5.0, "the recorder took its time to close the file"
        await control(agent, "delete")
        await agent.get_by_role("button", name="Delete it").click()
        await _nothing_is_left(house)
        await expect(customer.get_by_text("what was recorded is deleted").first).to_be_visible()
        await both_agree(agent, customer)
        await grows(house, parts=2)
        await control(customer, "stop")
        await customer.get_by_role("button", name="Stop and delete it").click()
        await _nothing_is_left(house)
        await expect(agent.get_by_text("what was recorded is deleted").first).to_be_visible()
        await moves(agent)
        await moves(customer)


async def _says_no_to(page: Page, purpose: str) -> None:
    dialog = page.locator("dialog.consent-dialog")
    for each in ("audio", "transcript", "retention"):
        await dialog.locator(f'input[name="consent-{each}"][value="{"no" if each == purpose else "yes"}"]').check()
    await dialog.get_by_role("button", name=SEND).click()


async def _nothing_is_left(house: House) -> None:
    await eventually(lambda: recorded(house) == {}, lambda: f"these are left: {recorded(house)}", within_s=60)
