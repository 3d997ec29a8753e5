"""The other way in: the customer waits for whoever is right, and keeps the place whatever the agents do."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, PHONE, Person, open_browsers, until
from tests.e2e.house import House, open_house
from tests.e2e.steps import enter_lobby, on_screen, sign_in, together

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

RING_S = 10
"""Short, and yet long enough for all that is looked at while it rings, on a machine that is busy."""
_KEEP_WHAT_IS_TOLD = """
window.told = [];
window.tones = 0;
window.Notification = class extends Notification {
  constructor(title, about) { super(title, about); window.told.push(`${title}: ${about.body}`); }
};
window.OscillatorNode = class extends OscillatorNode {
  start(at) { super.start(at); window.tones += 1; }
};
"""


async def test_a_waiting_customer_rings_at_the_longest_idle_agent_and_then_at_the_next(tmp_path: Path) -> None:
    async with open_house(tmp_path, ring_timeout_s=str(RING_S)) as house:
        other = await house.add_agent("noor@reassure.local", name="Noor Haddad")
        async with open_browsers(None, None) as (agents, customers):
            asked = {"mode": "queue", "language": "es", "reason": "no news for two months", "priority": 5}
            opened = await house.ask("POST", "/api/cases/LP-1003/calls", body=asked)
            phone = await customers.context(**PHONE, locale="en-GB")
            customer = await enter_lobby(phone, opened["join_url"], enter="Wait here all the same")
            await customer.get_by_role("button", name="Join", exact=True).click()
            await on_screen(customer, "waiting")
            await expect(customer.get_by_text("No agent is on duty at this moment.")).to_be_visible()
            await expect(customer.get_by_text("You are next.")).to_be_visible()

            wei = await _on_duty(agents, house, house.sign_in("agent"))
            await expect(wei.locator("dialog.ringing")).to_contain_text("no news for two months")
            await until(wei, "document.title.includes('is calling')")
            await until(wei, "told.length === 1 && told[0].includes('LP-1003')")
            await until(wei, "tones > 0")
            await expect(customer.get_by_text("An agent is being called now.")).to_be_visible()
            noor = await _on_duty(agents, house, other)
            await expect(noor.locator("dialog.ringing")).to_be_visible()
            await expect(wei.locator("dialog.ringing")).to_be_hidden()
            await expect(wei.get_by_role("button", name="I am back")).to_be_visible()

            await noor.get_by_role("button", name="Accept").click()
            await noor.wait_for_url("**/agent/cases/LP-1003**")
            await noor.get_by_role("button", name="Join with camera").click()
            await on_screen(customer, "call")
            await together(noor, customer)
            call = (await house.ask("GET", "/api/calls?case=LP-1003"))["calls"]
            assert [(one["id"], one["agent_name"]) for one in call] == [(opened["call_id"], "Noor Haddad")]


async def _on_duty(agents: Person, house: House, who: tuple[str, str]) -> Page:
    """An agent with a desk of their own, taking calls, and told by the system too."""
    desk = await agents.context(**DESKTOP, permissions=["camera", "microphone", "notifications"])
    await desk.add_init_script(_KEEP_WHAT_IS_TOLD)
    page = await sign_in(desk, house, who, to="/agent")
    await page.get_by_text("Take calls", exact=True).click()
    return page
