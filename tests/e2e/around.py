"""Around the calls: what a call leaves behind, what is done about its parcel, and what goes out. The other half of
`tour`, in which nobody talks.

Driven by what does not change with the language, as the tour is.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import update

from records.call_links import issue_call_link
from records.database import open_database
from records.tables import DeliveryRow
from tests.e2e.browsers import Person
from tests.e2e.disk import eventually, rows
from tests.e2e.house import House
from tests.e2e.tour import Look, signed_in, visitor
from tests.e2e.written_up import REFERENCE, call_to_write_up, database_of

NO_SUCH_SECRET = "a" * 43
OPEN_ALL = "(part) => document.querySelectorAll(`${part} details`).forEach((one) => { one.open = true; })"


async def around(house: House, folder: Path, people: Person, look: Look, *, language: str = "en") -> None:
    """All of it; `look` is called about thirty times."""
    call_id = await call_to_write_up(house, folder)
    desk = await visitor(people, language)
    agent = await signed_in(desk, house, "agent", to=f"/agent/cases/{REFERENCE}?call={call_id}")
    copy_url = await _written_up(agent, look)
    await _promise(agent, look)
    await _solution_and_claim(agent, look)
    statement_url = await _claim(agent, look)
    await _carrier_and_customer(agent, look)
    await agent.close()
    customer = await visitor(people, language)
    await _customers_links(customer, house, look, copy_url=copy_url, statement_url=statement_url)
    await _helpdesk(customer, house, look, call_id=call_id, language=language)
    await _webhooks(await visitor(people, language), house, look)


async def _written_up(agent: Page, look: Look) -> str:
    """From the draft to the case; where the customer's copy is."""
    wrap_up = agent.locator("#wrap-up")
    await expect(wrap_up.locator('[data-group="agreed"] .statement').first).to_be_visible()
    await look(agent, "wrap-up, drafted from what was said")
    await wrap_up.locator(".reject summary").click()
    await wrap_up.locator(".reject button").click()
    await expect(wrap_up.locator(".reject [role=alert]")).to_be_visible()
    await expect(agent.locator("#reject-reason")).to_be_focused()
    await look(agent, "wrap-up, rejecting")
    await wrap_up.locator(".actions button.primary").click()
    await expect(agent.locator("#outcome")).to_be_focused()
    await look(agent, "wrap-up, without an outcome")
    await agent.locator("#outcome").select_option(index=1)
    await wrap_up.locator(".actions button.primary").click()
    await expect(agent.locator("#summaries details").first).to_be_visible()
    async with agent.expect_response("**/copy") as sent:
        await agent.locator(".send-copy button").first.click()
    await expect(agent.locator(".send-copy [role=status] button")).to_be_visible()
    await look(agent, "case, with a copy to be sent by hand")
    copy_url: str = (await (await sent.value).json())["copy_url"]
    return copy_url


async def _promise(agent: Page, look: Look) -> None:
    """Put off to another day, then not kept."""
    promise = agent.locator("#promised li").first
    for number, state in enumerate(("put off", "not kept")):
        await promise.locator("details").nth(number).locator("summary").click()
        await look(agent, f"case, a promise is being {state}")
        form = promise.locator("details").nth(number).locator("form")
        if number == 0:
            day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
            await form.locator("input[type=date]").fill(day)
        await form.locator("input:not([type=date])").last.fill("Customs")
        await form.locator("button").click()
        await expect(promise).to_contain_text("Customs")
        await expect(promise.locator("p:focus")).to_be_visible()
        await look(agent, f"case, a promise was {state}")


async def _solution_and_claim(agent: Page, look: Look) -> None:
    solution = agent.locator("#solution")
    await solution.locator(".notice button, .solution-list button").first.click()
    await agent.evaluate(OPEN_ALL, "#solution")
    await look(agent, "case, a solution is being decided")
    await solution.locator("#solution-amount").fill("20")
    await solution.locator("#solution-currency").fill("GBP")
    await solution.locator("form:has(#solution-kind) button").click()
    await expect(agent.locator("#solution-title")).to_be_focused()
    await expect(solution.locator(".badge").first).to_be_visible()
    await look(agent, "case, a solution is decided")


async def _claim(agent: Page, look: Look) -> str:
    """The pack is made; where the customer states that nothing came."""
    claim = agent.locator("#claim")
    await agent.evaluate(OPEN_ALL, "#claim")
    await look(agent, "case, claim")
    await claim.locator("h3 ~ .stack .row > button:not(.primary)").first.click()
    link = claim.locator("code.code-like")
    await expect(link).to_be_visible()
    await expect(agent.locator("#claim-title")).to_be_focused()
    url = await link.inner_text()
    await claim.locator("form:has(#pack-sum-carrier) button.primary").click()
    await expect(claim.locator("li[data-state=made]")).to_be_visible(timeout=90_000)
    await expect(agent.locator(".toasts p").first).to_be_visible()
    await look(agent, "case, claim pack made")
    return url


async def _carrier_and_customer(agent: Page, look: Look) -> None:
    await agent.locator("#enquiry-new summary").click()
    await expect(agent.locator("#enquiry-text")).not_to_have_value("")
    await look(agent, "case, asking the carrier")
    await agent.locator("#enquiry-new form button.primary").click()
    await expect(agent.locator("#carrier-title")).to_be_focused()
    enquiry = agent.locator("[data-enquiry]").first
    for summary in await enquiry.locator("summary").all():
        await summary.click()
    await look(agent, "case, the carrier's answer")
    await enquiry.locator("select").first.select_option("lost")
    await enquiry.locator("textarea").first.fill("It was lost in Langley.")
    await enquiry.locator("form button.primary").first.click()
    await expect(agent.locator("#carrier-title")).to_be_focused()
    await look(agent, "case, what the answer asks for")
    await agent.locator("#contact-new > summary").click()
    await agent.locator("#contact-detail").fill("Customs in Leipzig.")
    await agent.locator("#contact-new form button:not([type=button])").first.click()
    await expect(agent.locator("#preview-title")).to_be_focused()
    await look(agent, "case, a message to the customer")


async def _customers_links(
    customer: BrowserContext, house: House, look: Look, *, copy_url: str, statement_url: str
) -> None:
    page = await customer.new_page()
    await page.goto(copy_url)
    await expect(page.locator(".receipt.copy h1")).to_be_visible()
    await look(page, "customer's copy")
    for path in ("copy", "receipt", "statement"):
        await page.goto("about:blank")
        await page.goto(f"{house.origin}/{path}#{NO_SUCH_SECRET}")
        await expect(page.locator("main h1")).to_be_visible()
        await look(page, f"{path}, expired")
    await page.goto("about:blank")
    await page.goto(statement_url)
    await expect(page.locator("#statement-name")).to_be_visible()
    await look(page, "statement that nothing came")
    await page.locator("#statement-own").fill("أنا كنت في البيت. I was at home.")
    await page.locator("#statement-name").fill("Amelia Hart")
    await page.locator("#statement-sure").check()
    await page.locator("form.statement button.primary").click()
    await expect(page.locator(".statement[role=status] h1")).to_be_focused()
    await look(page, "statement, confirmed")
    await page.close()


async def _helpdesk(customer: BrowserContext, house: House, look: Look, *, call_id: str, language: str) -> None:
    """What stands beside a ticket, and what the note on it links to."""
    page = await customer.new_page()
    now = datetime.now(UTC)
    async with open_database(database_of(house)) as database, database.transaction() as session:
        secret = await issue_call_link(session, call_id, ttl=timedelta(hours=1), now=now)
    for name, end in (("shared call", secret), ("shared call, over", NO_SUCH_SECRET)):
        await page.goto("about:blank")
        await page.goto(f"{house.origin}/shared#{end}")
        await expect(page.locator("main :is(h1, .notice)").first).to_be_visible()
        await look(page, name)
    email, _ = house.sign_in("agent")
    given = await house.ask("POST", "/api/embed", body={"case_reference": "LP-1002", "agent": email})
    await page.goto(given["embed_url"].replace("#", f"?language={language}#"))
    await expect(page.locator(".call-now")).to_be_visible()
    await look(page, "side app")
    async with customer.expect_page() as opened:
        await page.locator(".call-now").click()
    await (await opened.value).close()
    await expect(page.locator("#join-link")).to_be_focused()
    await look(page, "side app, called")
    await page.goto("about:blank")
    await page.goto(f"{house.origin}/embed/case/LP-1002?language={language}#{NO_SUCH_SECRET}")
    await expect(page.locator("main [role=alert]")).to_be_visible()
    await look(page, "side app, over")
    await page.close()


async def _webhooks(desk: BrowserContext, house: House, look: Look) -> None:
    page = await signed_in(desk, house, "supervisor", to="/webhooks")
    await page.locator("details.panel summary").click()
    await look(page, "webhooks, none yet")
    await page.locator("#endpoint-url").fill("http://127.0.0.1:9/hook")
    await page.locator("#new-description").fill("The shop")
    await page.locator(".endpoint-form button.primary").click()
    await expect(page.locator(".secret code")).to_be_visible()
    await expect(page.locator("h2:focus")).to_have_text("The shop")
    await look(page, "webhooks, the secret told once")
    await _given_up(house)
    await page.reload()
    await expect(page.locator("#letters tbody tr").first).to_be_visible()
    await page.evaluate(OPEN_ALL, ".panel")
    await look(page, "webhooks, dead letters")
    await page.locator(".panel button.quiet").first.click()
    await expect(page.locator("dialog[open]")).to_be_visible()
    await look(page, "webhooks, removing")
    await page.keyboard.press("Escape")


async def _given_up(house: House) -> None:
    """Three days have passed in which nobody took what had to be told."""
    there = "SELECT * FROM deliveries WHERE attempts > 0"
    await eventually(lambda: bool(rows(house, there)), lambda: "nothing was sent", within_s=60)
    async with open_database(database_of(house)) as database, database.transaction() as session:
        given_up = {"dead_at": datetime.now(UTC), "last_error": "connection refused"}
        await session.execute(update(DeliveryRow).values(**given_up))
