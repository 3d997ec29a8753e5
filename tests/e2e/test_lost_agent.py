"""An agent is lost, or a call is given to another: the customer keeps the call, and everybody is told where it went."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, PHONE, Person, open_browsers
from tests.e2e.house import House, open_house
from tests.e2e.steps import control, enter_lobby, on_screen, sign_in, together

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def test_the_agent_is_lost_and_the_next_one_goes_on_with_the_same_call(tmp_path: Path) -> None:
    async with open_house(tmp_path, return_grace_s="2") as house, open_browsers(None, None) as (agents, customers):
        other = await house.add_agent("noor@reassure.local", name="Noor Haddad")
        opened = await house.ask("POST", "/api/cases/LP-1003/calls", body={"mode": "queue", "language": "es"})
        wei = await _on_duty(agents, house, house.sign_in("agent"))
        phone = await customers.context(**PHONE, locale="en-GB")
        customer = await enter_lobby(phone, opened["join_url"])
        await customer.get_by_role("button", name="Join", exact=True).click()
        await _accept(wei)
        await together(wei, customer)
        await control(customer, "chat")
        await customer.get_by_role("textbox").fill("It never came to Sevilla.")
        await customer.keyboard.press("Enter")
        await expect(wei.get_by_text("It never came to Sevilla.")).to_be_visible()

        await wei.context.close()
        await on_screen(customer, "waiting")
        await expect(customer.get_by_role("heading", name="We lost Wei Lin")).to_be_visible()
        await expect(customer.get_by_text("You are at the head of the queue")).to_be_visible()
        await expect(customer.get_by_text("It never came to Sevilla.")).to_be_visible()
        noor = await _on_duty(agents, house, other)
        await expect(noor.locator("dialog.ringing")).to_contain_text("whose connection was lost")
        await _accept(noor)
        await together(noor, customer)
        await expect(noor.get_by_text("It never came to Sevilla.")).to_be_visible()
        calls = (await house.ask("GET", "/api/calls?case=LP-1003"))["calls"]
        assert [(call["id"], call["agent_name"], call["state"]) for call in calls] == [
            (opened["call_id"], "Noor Haddad", "active")
        ]


async def test_a_supervisor_gives_an_invited_call_to_another_agent(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        other = await house.add_agent("noor@reassure.local", name="Noor Haddad")
        wei = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1003")
        await wei.get_by_role("button", name="Start video call").click()
        link = await wei.get_by_label("Join link").input_value()
        call_id = link.split("/j/")[1].split("#")[0]
        customer = await enter_lobby(await customers.context(**PHONE, locale="en-GB"), link)
        await customer.get_by_role("button", name="Join", exact=True).click()
        await on_screen(customer, "waiting")
        noor = await sign_in(await agents.context(**DESKTOP), house, other, to="/agent")

        desk = await agents.context(**DESKTOP)
        supervisor = await sign_in(desk, house, house.sign_in("supervisor"), to=f"/logs/{call_id}")
        chosen = "Noor Haddad · On a break · English, Spanish"
        await supervisor.get_by_label("Agent", exact=True).select_option(label=chosen)
        await supervisor.get_by_role("button", name="Give the call").click()
        await supervisor.locator("dialog").get_by_role("button", name="Give the call").click()
        await expect(supervisor.get_by_text("Given to Noor Haddad.")).to_be_visible()

        await expect(wei.get_by_text("Noor Haddad has the call with Mateo Salgado now.")).to_be_visible()
        await noor.get_by_role("link", name="Back to the call").click()
        await noor.get_by_role("button", name="Take part").click()
        await noor.get_by_role("button", name="Join with camera").click()
        await on_screen(customer, "call")
        await together(noor, customer)


async def _on_duty(agents: Person, house: House, who: tuple[str, str]) -> Page:
    page = await sign_in(await agents.context(**DESKTOP), house, who, to="/agent")
    await page.get_by_text("Take calls", exact=True).click()
    return page


async def _accept(agent: Page) -> None:
    await agent.get_by_role("button", name="Accept").click()
    await agent.wait_for_url("**/agent/cases/LP-1003**")
    await agent.get_by_role("button", name="Join with camera").click()
