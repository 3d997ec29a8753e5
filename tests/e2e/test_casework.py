"""Work on cases in the pages: from the worklist to a call in one click, facts heard in it, files brought in, rules."""

import re
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from tests.e2e.browsers import DESKTOP, PHONE, open_browsers
from tests.e2e.disk import rows
from tests.e2e.house import open_house
from tests.e2e.receiver import open_receiver
from tests.e2e.steps import sign_in, together
from tests.e2e.talking import joined, talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FILE = (
    b"reference,title,customer_name,customer_language,tracking_number,at,description,progress\n"
    b"LP-2001,Kettle,Bo Lind,en,RR473124829CN,2026-06-02T10:00:00Z,Picked up,PickedUp\n"
    b"LP-2001,,,,,yesterday,Left,Departure\n"
)


async def test_from_the_worklist_to_a_call_whose_link_went_to_the_customer(tmp_path: Path) -> None:
    async with (
        open_receiver() as receiver,
        open_house(tmp_path, receiver, quiet_hours="") as house,
        open_browsers(None, None) as (agents, customers),
    ):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent")
        await agent.get_by_role("link", name="Worklist").click()
        item = agent.locator(".work-item", has_text="LP-1001")
        await expect(item).to_contain_text("Ask the carrier to search for it")
        await item.get_by_role("button", name="Offer a video call").click()
        await expect(agent.get_by_text("The helpdesk sends")).to_be_visible()
        await agent.wait_for_url("**/agent/cases/LP-1001**")
        letter = (await receiver.event("case.letter"))["data"]
        link = re.search(r"https?://\S+#\S+", letter["text"])
        assert link is not None
        await agent.get_by_role("button", name="Join with camera").click()
        customer = await joined(await customers.context(**PHONE), link[0])
        await together(agent, customer)
        alert = (await receiver.event("case.alert"))["data"]
        assert {"anomaly", "days", "advice", "act_by", "cause"} <= alert.keys()


async def test_a_fact_heard_in_the_call_stands_on_the_case_with_its_minute(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, _, _ = await talking(house, agents, customers)
        notice = agent.locator("#facts [data-item=notice]")
        await notice.get_by_text("Answer", exact=True).click()
        await notice.get_by_text("Yes", exact=True).click()
        await expect(notice.get_by_label("Where from")).to_have_value("call")
        await notice.get_by_role("button", name="Save").click()
        await expect(notice).to_contain_text(re.compile(r"in the call, at .*0:\d\d"))
        await expect(notice).to_contain_text("It may be waiting somewhere")
        await expect(agent.locator("#facts")).to_contain_text("1 of 5")
        (row,) = rows(house, "SELECT * FROM fact_checks")
        assert (row["answer"], row["source"], row["call_id"] is not None) == ("yes", "call", True)


async def test_an_alert_that_is_dealt_with_leaves_case_and_worklist(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (agents,):
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        await agent.locator("#alert").get_by_role("button", name="Dealt with").click()
        await expect(agent.locator("#alert")).to_contain_text("It comes back only if something new happens.")
        await agent.get_by_role("link", name="Worklist").click()
        await expect(agent.locator(".work-item").first).to_be_visible()
        await expect(agent.locator(".work-item", has_text="LP-1001")).to_have_count(0)


async def test_a_supervisor_brings_a_file_in_and_tries_rules(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("supervisor"), to="/imports")
        file: FilePayload = {"name": "cases.csv", "mimeType": "text/csv", "buffer": FILE}
        await page.get_by_label("Choose a file").set_input_files(file)
        await expect(page.locator("#preview")).to_contain_text("Not a date (ISO 8601)")
        assert rows(house, "SELECT * FROM cases WHERE reference = 'LP-2001'") == []
        await page.get_by_role("button", name="Load the good lines").click()
        await expect(page.locator("#loaded")).to_be_visible()
        assert len(rows(house, "SELECT * FROM cases WHERE reference = 'LP-2001'")) == 1
        await page.get_by_role("link", name="Rules").click()
        await page.get_by_label("Rules (TOML)").fill("[limits]\noverdue_days = 0")
        await page.get_by_role("button", name="Show what would have happened").click()
        await expect(page.get_by_role("alert")).to_contain_text("limits, overdue_days")
        await page.get_by_label("Rules (TOML)").fill("[limits]\noverdue_days = 100")
        await page.get_by_role("button", name="Show what would have happened").click()
        await expect(page.locator("#replayed")).to_contain_text("Gone")
