"""The carrier asked, the customer told, and a solution that two people have decided."""

from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, Person
from tests.e2e.house import House
from tests.e2e.steps import sign_in
from tests.e2e.whole_case.parcel import NUMBER, REFERENCE

ANSWER = "经核实，该邮件已确认丢失，可以提出赔偿申请。"
TOLD = "Le devolvemos 640 euros. Para reclamar al transportista necesitamos su confirmación:"


async def moved_on(agent: Page, stage: str) -> None:
    """To the usual next stage, by the button beside what the journey says."""
    await agent.locator("#reading").get_by_role("button", name=f"Move the case to: {stage}").click()
    await expect(agent.locator("#stage")).to_have_text(stage)


async def the_carrier_is_asked_and_answers(agent: Page) -> None:
    """The enquiry is drafted in the carrier's language; the answer is filed, and only proposes what follows."""
    await moved_on(agent, "Facts checked")
    carrier = agent.locator("#carrier")
    await carrier.get_by_text("Ask the carrier", exact=True).click()
    text = carrier.get_by_label("Text", exact=True)
    await expect(text).not_to_have_value("")
    drafted = await text.input_value()
    assert NUMBER in drafted
    assert "请协助查找该包裹" in drafted
    await carrier.get_by_label("By which way").select_option("email")
    await carrier.get_by_label("Where to").fill("claims@chinapost.example")
    await carrier.get_by_role("button", name="It has been sent").click()
    await expect(carrier.locator("[data-enquiry]")).to_contain_text("Answer due by")
    await carrier.get_by_role("button", name="Move the case to: Carrier asked").click()
    await expect(agent.locator("#stage")).to_have_text("Carrier asked")
    await carrier.get_by_text("File an answer", exact=True).click()
    await carrier.get_by_label("What it says of the parcel").select_option("lost")
    await carrier.get_by_label("Text", exact=True).fill(ANSWER)
    await carrier.get_by_role("button", name="File it").click()
    await expect(carrier.locator("[data-enquiry] .badge.good")).to_have_text("Lost")
    await expect(agent.locator("#stage")).to_have_text("Carrier asked")


async def the_customer_is_told(agent: Page) -> None:
    """What was previewed goes by mail, with the link of the statement in it, and says when they hear again."""
    claim, contacts = agent.locator("#claim"), agent.locator("#contacts")
    await claim.get_by_role("button", name="Ask the customer").click()
    link = await claim.locator("code", has_text="/statement#").inner_text()
    await agent.locator("#carrier").get_by_role("button", name="Write to the customer: Solution").click()
    await expect(agent.locator("#contact-moment")).to_have_value("solution")
    await contacts.get_by_label("Words of your own").fill(f"{TOLD} {link}")
    await contacts.get_by_role("button", name="Show the message").click()
    await expect(contacts.locator("#preview-text")).not_to_have_value("")
    assert TOLD in await contacts.locator("#preview-text").input_value()
    await contacts.get_by_role("button", name="Send it").click()
    await expect(contacts).to_contain_text("Promised to the customer")
    await moved_on(agent, "Customer told")


async def the_solution_is_decided_by_two(agent: Page, agents: Person, house: House) -> None:
    """Proposed by the table, as agreed in the call; above the agent's limit; in force by a supervisor's word."""
    panel = agent.locator("#solution")
    await expect(panel.locator(".notice", has_text="Agreed on in the call")).to_be_visible()
    refund = panel.locator("li", has_text="Refund")
    await expect(refund).to_contain_text("needs a second pair of eyes")
    await refund.get_by_role("button", name="Take this").click()
    await expect(panel.get_by_label("Amount")).to_have_value("640.00")
    await panel.get_by_role("button", name="Decide").click()
    await expect(panel).to_contain_text("Waits for a second pair of eyes")
    await expect(panel.get_by_role("button", name="Confirm")).to_have_count(0)
    second = await agents.context(**DESKTOP)
    boss = await sign_in(second, house, house.sign_in("supervisor"), to=f"/agent/cases/{REFERENCE}")
    await boss.locator("#solution").get_by_role("button", name="Confirm").click()
    await expect(boss.locator("#solution")).to_contain_text("In force")
    await second.close()
    await expect(panel).to_contain_text("In force")  # without a reload
    await expect(agent.locator("#stage")).to_have_text("Solution")
