"""Stages 3 and 4 in the pages, and what is asked after the call: carrier asked, customer told, two questions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.axe import violations
from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.disk import eventually, rows
from tests.e2e.house import House, open_house
from tests.e2e.receiver import open_receiver
from tests.e2e.steps import hang_up, on_screen, sign_in
from tests.e2e.talking import talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def _ask(agent: Page) -> None:
    carrier = agent.locator("#carrier")
    await carrier.get_by_text("Ask the carrier", exact=True).click()
    text = carrier.get_by_label("Text", exact=True)
    await expect(text).not_to_have_value("")
    await expect(carrier).to_contain_text("an answer is due by")
    await carrier.get_by_role("button", name="It has been sent").click()
    await expect(carrier.locator("[data-enquiry]")).to_contain_text("Answer due by")


async def test_a_carrier_is_asked_and_its_answer_only_proposes(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (agents,):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1003")
        carrier = agent.locator("#carrier")
        await _ask(agent)
        assert _stage(house) == "anomaly_found"
        await carrier.get_by_role("button", name="Move the case to: Carrier asked").click()
        await expect(agent.locator("#stage")).to_have_text("Carrier asked")
        await carrier.get_by_text("File an answer", exact=True).click()
        await carrier.get_by_label("What it says of the parcel").select_option("lost")
        await carrier.get_by_label("Text", exact=True).fill("We have to call it lost.")
        await carrier.get_by_role("button", name="File it").click()
        await expect(carrier.get_by_role("button", name="Move the case to: Solution")).to_be_visible()
        assert _stage(house) == "carrier_asked"
        await carrier.get_by_role("button", name="Write to the customer: Solution").click()
        await expect(agent.locator("#contact-moment")).to_have_value("solution")
        await expect(agent.locator("#moments")).to_contain_text("Carrier answered")
        assert await violations(agent) == []


def _stage(house: House) -> str:
    (row,) = rows(house, "SELECT stage FROM cases WHERE reference = 'LP-1003'")
    return str(row["stage"])


async def test_a_customer_is_told_what_was_previewed(tmp_path: Path) -> None:
    async with (
        open_receiver() as receiver,
        open_house(tmp_path, receiver, quiet_hours="") as house,
        open_browsers(None) as (agents,),
    ):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        contacts = agent.locator("#contacts")
        await expect(contacts).to_contain_text("First word by")
        await contacts.get_by_text("Write to the customer", exact=True).click()
        await contacts.get_by_role("button", name="Show the message").click()
        text = await contacts.locator("#preview-text").input_value()
        assert await violations(agent) == []
        await contacts.get_by_role("button", name="Send it").click()
        await expect(contacts).to_contain_text("Promised to the customer")
        letter = (await receiver.event("case.letter"))["data"]
        assert (letter["letter"], letter["text"]) == ("carrier_asked", text.strip())
        await expect(agent.locator("#moments")).to_contain_text("Customer told")


def _now_is_night() -> str:
    """In Britain, in summer as in winter."""
    now = datetime.now(UTC)
    return f"{now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=8):%H:%M}"


async def test_at_their_night_sending_is_not_offered(tmp_path: Path) -> None:
    async with (
        open_receiver() as receiver,
        open_house(tmp_path, receiver, quiet_hours=_now_is_night()) as house,
        open_browsers(None) as (agents,),
    ):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        contacts = agent.locator("#contacts")
        await expect(agent.locator(".case-call > .notice")).to_contain_text("It is night where")
        await contacts.get_by_text("Write to the customer", exact=True).click()
        await contacts.get_by_role("button", name="Show the message").click()
        await expect(contacts.get_by_role("button", name="I have told them myself")).to_be_visible()
        await expect(contacts.get_by_role("button", name="Send it")).to_have_count(0)
        await contacts.get_by_label("They have asked to hear from us now").check()
        await expect(contacts.get_by_role("button", name="Send it")).to_be_visible()
        await agent.get_by_role("link", name="Worklist").click()
        item = agent.locator(".work-item", has_text="LP-1001")
        await expect(item).to_contain_text("It is night where")
        await expect(item.get_by_role("button", name="Offer a video call")).to_have_count(0)
        await item.get_by_label("They have asked to hear from us now").check()
        await item.get_by_role("button", name="Offer a video call").click()
        await expect(agent.get_by_text("The helpdesk sends")).to_be_visible()
        assert (await receiver.event("case.letter"))["data"]["letter"] == "offer_call"


def _feelings(house: House) -> list[str | None]:
    return [row["feeling"] for row in rows(house, "SELECT feeling FROM ratings")]


async def test_two_questions_after_the_call_reach_agent_and_supervisor(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await hang_up(agent)
        await on_screen(customer, "ended")
        await customer.get_by_role("group", name="Was it solved?").get_by_role("radio", name="Partly").focus()
        await customer.keyboard.press("Space")
        await expect(customer.locator(".rating [role=status]")).to_contain_text("Thank you")
        await customer.get_by_role("group", name="How did it feel?").get_by_text("Good", exact=True).click()
        await expect(customer.get_by_role("radio", name="Good")).to_be_checked()
        await eventually(lambda: _feelings(house) == ["good"], lambda: f"kept is {_feelings(house)}", within_s=30)
        assert await violations(customer) == []
        await expect(customer.locator(".rating [role=status]")).to_contain_text("Thank you")
        desk = await agents.context(**DESKTOP)
        supervisor = await sign_in(desk, house, house.sign_in("supervisor"), to="/logs")
        await expect(supervisor.locator("#ratings")).to_contain_text("answered after 1 of 1 talks")
        assert await violations(supervisor) == []
        (row,) = rows(house, "SELECT * FROM ratings")
        assert (row["solved"], row["feeling"]) == ("partly", "good")
        await supervisor.goto(f"{house.origin}/logs/{row['call_id']}")
        await expect(supervisor.locator("#rating")).to_contain_text("Write them in two lines what happens next")
        await supervisor.goto(f"{house.origin}/agent/cases/LP-1001")
        await expect(supervisor.locator("#contacts")).to_contain_text("Solved: Partly")
