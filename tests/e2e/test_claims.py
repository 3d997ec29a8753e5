"""From the solution to the claim in the pages: two people above a limit, the customer's word in the call, the pack."""

import asyncio
import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.disk import rows
from tests.e2e.house import House, open_house
from tests.e2e.looks import looks
from tests.e2e.steps import sign_in
from tests.e2e.talking import talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CASE = "/agent/cases/LP-1001"


async def test_above_the_limit_a_solution_waits_for_another_supervisor(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        freight = {"freight": {"amount": "12.50", "currency": "GBP"}, "freight_by": "buyer"}
        await house.ask("PUT", "/api/cases/LP-1001/terms", body=freight)
        agent = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to=CASE)
        panel = agent.locator("#solution")
        refund = panel.locator("li", has_text="Refund")
        await expect(refund).to_contain_text("needs a second pair of eyes")
        await expect(refund).to_contain_text("the customer has paid the freight")
        await refund.get_by_role("button", name="Take this").click()
        await expect(panel.get_by_label("Amount")).to_have_value("99.00")
        await panel.get_by_role("button", name="Decide").click()
        await expect(panel).to_contain_text("Waits for a second pair of eyes")
        await expect(panel.get_by_role("button", name="Confirm")).to_have_count(0)
        supervisor = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("supervisor"), to=CASE)
        await supervisor.locator("#solution").get_by_role("button", name="Confirm").click()
        await expect(supervisor.locator("#solution")).to_contain_text("In force")
        decided = rows(house, "SELECT deed, alone FROM solution_deeds ORDER BY sequence")
        assert [(row["deed"], row["alone"]) for row in decided] == [("decided", 0), ("confirmed", 1)]


async def test_what_is_not_counted_and_why_two_people_look_is_said(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        freight = {"freight": {"amount": "40.00", "currency": "USD"}, "freight_by": "buyer"}
        await house.ask("PUT", "/api/cases/LP-1001/terms", body=freight)
        agent = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to=CASE)
        panel = agent.locator("#solution")
        again = panel.locator("li", has_text="Send again")
        await expect(again).to_contain_text("Not counted: the freight of $40.00")
        await expect(again).to_contain_text("the freight is in another currency and not in the cost")
        await looks(agent, "solution-proposed")
        await panel.locator("li", has_text="Refund").get_by_role("button", name="Take this").click()
        await panel.get_by_label("Amount").fill("250")
        await panel.get_by_role("button", name="Decide").click()
        await expect(panel.get_by_role("alert")).to_contain_text("This needs a reason.")
        await looks(agent, "solution-reason")
        await panel.get_by_label("Why, in your words").fill("she was promised more")
        await panel.get_by_role("button", name="Decide").click()
        await expect(panel).to_contain_text("more than goods and freight are worth")
        await looks(agent, "solution-waiting")


async def test_what_the_customer_confirms_in_the_call_is_in_the_pack(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await agent.locator("#claim").get_by_role("button", name="Ask the customer").click()
        dialog = customer.locator("dialog.statement-dialog")
        await expect(dialog).to_contain_text("I have not received it.")
        await dialog.get_by_label("In your own words").fill("I was at home all day.")
        await dialog.get_by_label("Your name").fill("Amelia Hart")
        await dialog.get_by_label("I have read this").check()
        await dialog.get_by_role("button", name="Confirm", exact=True).click()
        await expect(dialog).to_contain_text("It is noted.")
        await dialog.get_by_role("button", name="Back to the call").click()
        claim = agent.locator("#claim")
        await claim.get_by_role("button", name="Make it for the carrier").click()
        made = claim.locator("li[data-state=made]")
        await expect(made).to_be_visible(timeout=60_000)
        await expect(claim).to_contain_text(re.compile("Amelia Hart confirmed on .* that nothing came"))
        async with agent.expect_download() as fetched:
            await made.get_by_role("link", name="ZIP").click()
        statement = await asyncio.to_thread(_whole_statement, Path(await (await fetched.value).path()))
        assert (statement["own_words"], statement["way"]) == ("I was at home all day.", "call")


async def test_whoever_has_confirmed_is_asked_anew_and_paper_says_what_they_confirmed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        agent = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to=CASE)
        claim = agent.locator("#claim")
        await claim.get_by_role("button", name="Ask the customer", exact=True).click()
        await _confirms(house, await claim.locator("code.code-like").first.inner_text(), "I was at home all day.")
        await agent.reload()
        await expect(claim).to_contain_text("I was at home all day.")
        await expect(claim).to_contain_text("the claim pack marks the earlier statement as replaced")
        await claim.get_by_role("button", name="Ask the customer anew").click()
        await expect(claim).to_contain_text("no answer yet")
        await expect(claim).to_contain_text("I was at home all day.")
        await looks(agent, "claim-asked-anew")
        await _confirms(house, await claim.locator("code.code-like").first.inner_text(), "My neighbour was, too.")
        await agent.reload()
        await expect(claim).to_contain_text("It replaces the one of")
        await agent.goto(f"{house.origin}{CASE}/print")
        paper = agent.locator("#print-claim")
        await expect(paper).to_contain_text(re.compile("Amelia Hart confirmed on .* that nothing came"))
        await expect(paper).to_contain_text("My neighbour was, too.")
        await looks(agent, "print-claim")


async def _confirms(house: House, link: str, own: str) -> None:
    """The customer does, by the link."""
    secret = link.partition("#")[2]
    sheet = await house.ask("POST", "/api/statements", body={"secret": secret, "locale": "en"})
    said = {
        "answer": "confirmed", "locale": "en", "text_sha256": sheet["text_sha256"], "signed_name": "Amelia Hart",
        "own_words": own,
    }  # fmt: skip
    await house.ask("POST", "/api/statements/answer", body={"secret": secret, "confirmation": said})


def _whole_statement(file: Path) -> dict[str, Any]:
    """The statement in a pack of which every file has the hash it says."""
    with zipfile.ZipFile(file) as archive:
        for each in json.loads(archive.read("manifest.json"))["files"]:
            assert hashlib.sha256(archive.read(each["name"])).hexdigest() == each["sha256"]
        found: dict[str, Any] = json.loads(archive.read("statement-1.json"))
    return found
