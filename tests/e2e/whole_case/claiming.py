"""The customer's word, the vouchers, the pack, the steps of the claim, and what the customer says of it all."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import FilePayload, Locator, Page, expect

from tests.e2e.browsers import PHONE, Person
from tests.e2e.steps import on_screen
from tests.e2e.whole_case.meeting import SPANISH
from tests.e2e.whole_case.parcel import NAME
from tests.pictures import PDF

OWN_WORDS = "Estuve en casa todo el día y no llegó nada."
THERE = ("order", "tracking_number", "trajectory", "correspondence", "value", "contents", "statement", "photo_label")


@dataclass(frozen=True)
class Pack:
    """Both its files, as they came to the agent's machine."""

    pdf: bytes
    archive: bytes


async def the_customer_confirms(customers: Person, link: str, agent: Page) -> None:
    """On their own page; the agent sees it without a reload."""
    context = await customers.context(**PHONE, **SPANISH)
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("Con sus palabras").fill(OWN_WORDS)
    await page.get_by_label("Su nombre").fill(NAME)
    await page.get_by_label("Lo he leído y es así.").check()
    await page.get_by_role("button", name="Confirmar", exact=True).click()
    await expect(page.get_by_role("heading", name="Gracias. Ha quedado anotado.")).to_be_visible()
    await context.close()
    await expect(agent.locator("#claim")).to_contain_text(f"{NAME} confirmed on")


async def the_vouchers_are_there(agent: Page) -> None:
    """Each says whether it is there; what is not says who has it."""
    terms = agent.locator("#solution")
    await terms.get_by_text("Freight, insurance, customer").click()
    await terms.get_by_label("Weight in grams").fill("420")
    await terms.get_by_label("Contents").fill("A steel wrist watch in its box")
    await terms.get_by_role("button", name="Save", exact=True).click()
    invoice: FilePayload = {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": PDF}
    await agent.locator("#evidence input[type=file]").set_input_files(invoice)
    await expect(agent.locator("#evidence .evidence-item")).to_have_count(2)
    claim = agent.locator("#claim")
    await expect(claim.locator("#voucher-file option", has_text="invoice.pdf")).to_have_count(1)
    await claim.locator("#claim-vouchers > summary").click()
    await claim.locator("#voucher-file").select_option(label="invoice.pdf")
    await claim.locator("#voucher-item").select_option("value")
    await claim.get_by_role("button", name="Count it as this voucher").click()
    for voucher in THERE:
        await expect(claim.locator(f"[data-voucher={voucher}] .badge")).to_have_text("there")
    for voucher in ("payment", "posting"):
        await expect(claim.locator(f"[data-voucher={voucher}]")).to_contain_text("the shop has it")


async def the_pack_is_made(agent: Page) -> Pack:
    """One click; a while later both files can be fetched."""
    claim = agent.locator("#claim")
    written_in = claim.get_by_label("Written in").first
    await expect(written_in).to_have_value("zh")  # the carrier's own language
    await written_in.select_option("en")
    await claim.get_by_role("button", name="Make it for the carrier").click()
    made = claim.locator("li[data-state=made]")
    await expect(made).to_be_visible(timeout=60_000)
    return Pack(await _fetched(agent, made, "PDF"), await _fetched(agent, made, "ZIP"))


async def _fetched(agent: Page, made: Locator, form: str) -> bytes:
    async with agent.expect_download() as fetched:
        await made.get_by_role("link", name=form).click()
    path = Path(await (await fetched.value).path())
    return await asyncio.to_thread(path.read_bytes)


async def the_claim_is_paid(agent: Page) -> None:
    """Submitted, which brings the case to its last stage; acknowledged, accepted, and paid in part."""
    claim = agent.locator("#claim")
    await claim.locator("#claim-steps > summary").click()
    await expect(claim.get_by_label("Amount")).to_have_value("640.00")
    await claim.get_by_label("Their number").fill("CP-77120")
    await _noted(claim, "submitted", "Submitted")
    await expect(agent.locator("#stage")).to_have_text("Claim")
    await _noted(claim, "acknowledged", "Acknowledged")
    await _noted(claim, "accepted", "Accepted")
    await claim.get_by_label("What happened").select_option("carrier paid")
    await claim.get_by_label("Amount").fill("600")
    await _noted(claim, "paid", "Paid")
    await expect(claim).to_contain_text("Recovered so far: €600.00")


async def _noted(claim: Locator, step: str, badge: str) -> None:
    await claim.get_by_label("What happened").select_option(f"carrier {step}")
    await claim.get_by_role("button", name="Note it").click()
    await expect(claim.locator(".badge", has_text=re.compile(f"^{badge}$")).first).to_be_visible()


async def the_customer_says_how_it_was(customer: Page, agent: Page) -> None:
    """On the page of the call, which was loaded again since; once said, it is not asked again."""
    await customer.reload()
    await on_screen(customer, "ended")
    await customer.get_by_role("group", name="¿Se resolvió?").get_by_text("Sí", exact=True).click()
    await expect(customer.locator(".rating [role=status]")).to_contain_text("Gracias.")
    await customer.reload()
    await expect(customer.get_by_role("radio", name="Sí")).to_be_checked()
    await customer.get_by_role("group", name="¿Cómo se sintió?").get_by_text("Bien", exact=True).click()
    await expect(customer.locator(".rating [role=status]")).to_contain_text("Gracias.")
    await customer.reload()
    await on_screen(customer, "ended")
    await expect(customer.locator(".rating")).to_have_count(0)
    await expect(agent.locator("#contacts")).to_contain_text("Solved: Yes")
    await expect(agent.locator("#contacts")).to_contain_text("Feeling: Good")
