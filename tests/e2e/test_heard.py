"""Who does not see the pages hears what happens: the ringing, the question, the recording, the line that is lost."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, PHONE, open_browsers
from tests.e2e.heard import KEEP_WHAT_IS_HEARD, hears
from tests.e2e.house import open_house
from tests.e2e.lost_line import KEEP_SOCKETS, find_line, lose_line
from tests.e2e.steps import answer, control, enter_lobby, on_screen, sign_in, together

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def test_ringing_recording_and_a_lost_line_are_read_aloud(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, smaller=2) as (agents, customers):
        opened = await house.ask("POST", "/api/cases/LP-1001/calls", body={"mode": "queue", "language": "en"})
        desk, phone = await agents.context(**DESKTOP), await customers.context(**PHONE)
        for context in (desk, phone):
            await context.add_init_script(KEEP_WHAT_IS_HEARD + KEEP_SOCKETS)
        customer = await enter_lobby(phone, opened["join_url"], enter="Wait here all the same")
        await customer.get_by_role("button", name="Join", exact=True).click()
        await on_screen(customer, "waiting")

        agent = await sign_in(desk, house, house.sign_in("agent"), to="/agent")
        await agent.get_by_text("Take calls", exact=True).click()
        await hears(agent, "Incoming call from Amelia Hart, case LP-1001.")
        await hears(customer, "An agent is being called now.")
        await agent.get_by_role("button", name="Accept").click()
        await agent.get_by_role("button", name="Join with camera").click()
        await on_screen(customer, "call")
        await together(agent, customer)

        await control(agent, "ask")
        await hears(customer, "May this call be recorded?")
        await answer(agent, yes=True, send="Send my answers")
        await hears(agent, "Waiting for the other side.")
        await answer(customer, yes=True, send="Send my answers")
        for page in (agent, customer):
            await hears(page, "Recording")
        await control(customer, "stop")
        await customer.get_by_role("button", name="Stop and delete it").click()
        for page in (agent, customer):
            await hears(page, "Recording has stopped and what was recorded is deleted.")

        await control(customer, "microphone")
        await hears(agent, "Amelia Hart is muted")
        await control(customer, "chat")
        await customer.get_by_role("textbox").fill("It was a gift")
        await customer.keyboard.press("Enter")
        await hears(agent, "It was a gift")

        await lose_line(customer)
        await hears(customer, "Your connection was lost. Trying again")
        await hears(agent, "Amelia Hart is away. The call waits for")
        await find_line(customer)
        await expect(agent.locator(".call-banner[data-tone]")).to_be_empty()

        await control(agent, "hangup")
        await agent.get_by_role("button", name="End the call").click()
        await on_screen(customer, "ended")
