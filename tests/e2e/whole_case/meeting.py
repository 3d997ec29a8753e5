"""From the worklist to the summary on the case: the two people meet, and what they say stays."""

import re

from playwright.async_api import Page, expect

from tests.contract.mail_server import MailBox
from tests.e2e.browsers import DESKTOP, PHONE, Person, until
from tests.e2e.disk import closed_parts, eventually, grows, rows
from tests.e2e.house import House
from tests.e2e.receiver import Receiver
from tests.e2e.steps import both_agree, control, hang_up, on_screen, sign_in, together
from tests.e2e.talking import joined
from tests.e2e.whole_case.parcel import CONTACT, LOST_DAYS, NAME, REFERENCE

SPANISH: dict[str, str] = {"locale": "es-ES", "timezone_id": "Europe/Madrid"}
REFUND, TAKEN, PROMISE = "We refund you 640 euros.", "Vale, de acuerdo.", "I will call you back by Friday."
_LINK = re.compile(r"https?://\S+#\S+")


async def offered_from_the_worklist(agents: Person, house: House) -> Page:
    """The alert is the first of all; one click, and its customer is invited."""
    agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent")
    await agent.get_by_role("link", name="Worklist").click()
    first = agent.locator(".work-item").first
    for words in (
        REFERENCE, "Lost by the carrier", "The carrier has declared it lost", "Envío extraviado", "€640.00",
        f"({LOST_DAYS} days)", "Tell the customer and offer a solution",
    ):  # fmt: skip
        await expect(first).to_contain_text(words)
    await first.get_by_role("link", name=REFERENCE).click()
    await _completed(agent)
    await agent.get_by_role("link", name="Worklist").click()
    await expect(first).to_contain_text(REFERENCE)
    await first.get_by_role("button", name="Offer a video call").click()
    await expect(agent.get_by_text(f"The link went to {CONTACT}, in Spanish.")).to_be_visible()
    await agent.wait_for_url(f"**/agent/cases/{REFERENCE}**")
    return agent


async def _completed(agent: Page) -> None:
    """Nobody has told us how to reach the customer: the agent writes it on the case."""
    customer = agent.locator("#customer")
    await customer.get_by_text("Complete or correct").click()
    await expect(customer.get_by_label("Customer’s name")).to_have_value(NAME)
    await customer.get_by_label("Contact").fill(CONTACT)
    await customer.get_by_role("button", name="Save").click()
    await expect(customer.locator("dl")).to_contain_text(CONTACT)


async def link_in(mail: MailBox, *, number: int, subject: str) -> str:
    """The only link of that letter, which has come by mail and is in Spanish."""
    await eventually(lambda: len(mail.letters) >= number, lambda: f"{len(mail.letters)} letters came", within_s=60)
    letter = mail.letters[number - 1]
    assert (letter["To"], letter["Content-Language"]) == (CONTACT, "es")
    assert subject in letter["Subject"]
    (link,) = _LINK.findall(letter.get_content())
    return str(link)


async def they_meet(agent: Page, customers: Person, link: str) -> Page:
    """Both in the call, and both agree to be recorded."""
    await agent.get_by_role("button", name="Join with camera").click()
    customer = await joined(await customers.context(**PHONE, **SPANISH), link, language="es")
    await together(agent, customer)
    await both_agree(agent, customer, send="Enviar mis respuestas")
    return customer


async def they_talk(agent: Page, customer: Page, house: House) -> None:
    """A photo of the label, two facts with their minute, and what is agreed: while the voices are written down."""
    await grows(house, parts=2)
    await agent.get_by_role("button", name="Show me the label").click()
    await expect(customer.get_by_role("heading", name="le pide ver la etiqueta")).to_be_visible()
    await until(customer, "document.querySelector('.evidence-finder')?.videoWidth > 0")
    dialog = customer.locator(".evidence-dialog")
    await dialog.get_by_role("button", name="Hacer la foto").click()
    await dialog.get_by_role("button", name="Enviar", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(agent.locator("#evidence .evidence-item")).to_contain_text("from a call")
    for item, answer in (("notice", "No"), ("order", "Yes")):
        fact = agent.locator(f"#facts [data-item={item}]")
        await fact.get_by_text("Answer", exact=True).click()
        await fact.get_by_text(answer, exact=True).click()
        await expect(fact.get_by_label("Where from")).to_have_value("call")
        await fact.get_by_role("button", name="Save").click()
        await expect(fact).to_contain_text(re.compile(r"in the call, at .*\d:\d\d"))
    await expect(agent.locator("#facts")).to_contain_text("2 of 5")
    await control(customer, "chat")
    await _written(agent, customer, REFUND)
    await customer.get_by_role("textbox").fill(TAKEN)
    await customer.keyboard.press("Enter")
    await expect(agent.get_by_text(TAKEN)).to_be_visible()
    await _written(agent, customer, PROMISE)


async def _written(agent: Page, customer: Page, words: str) -> None:
    await agent.get_by_role("textbox", name="Your message").fill(words)
    await agent.keyboard.press("Enter")
    await expect(customer.get_by_text(words).first).to_be_attached()


async def they_hang_up_and_the_summary_is_approved(agent: Page, customer: Page, house: House, told: Receiver) -> None:
    """The draft holds what was agreed; once approved it is on the case, and goes out once."""
    await hang_up(agent)
    await on_screen(customer, "ended")
    wrap_up = agent.locator("#wrap-up")
    agreed = wrap_up.locator('[data-group="agreed"] .statement').first
    await expect(agreed.locator("textarea")).to_have_value(REFUND)
    await expect(agreed.locator("input").first).to_have_value("640.00")
    await expect(wrap_up.locator('[data-group="commitments"] textarea').first).to_have_value(PROMISE)
    await wrap_up.get_by_label("Outcome").select_option("refund")
    await wrap_up.get_by_role("button", name="Approve and attach to the case").click()
    await expect(agent.locator("#summaries")).to_contain_text(REFUND)
    await expect(agent.locator("#promised li", has_text=PROMISE)).to_be_visible()
    event = await told.event("summary.attached", about=REFERENCE, within_s=90)
    assert [each["text"] for each in event["data"]["summary"]["agreed"]] == [REFUND]
    assert [part.state for part in await closed_parts(house, count=2)] == ["complete", "complete"]
    (row,) = rows(house, "SELECT state, outcome FROM calls")
    assert (row["state"], row["outcome"]) == ("closed", "refund")
