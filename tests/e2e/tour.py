"""Once through the whole product: every page and every state a customer, an agent or a supervisor may stand before.

Driven by what does not change with the language, so that it can be made in any of them.
"""

from collections.abc import Awaitable, Callable

from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browsers import DESKTOP, Person
from tests.e2e.house import House
from tests.e2e.lost_line import KEEP_SOCKETS, find_line, lose_line
from tests.e2e.steps import control, on_screen, together

Look = Callable[[Page, str], Awaitable[None]]
"""Told of each page and state by its name, with the page standing still in it."""

PURPOSES = ("audio", "transcript", "retention")


async def everywhere(house: House, agents: Person, customers: Person, look: Look, *, language: str = "en") -> None:
    """The whole tour; `look` is called about thirty times."""
    desk = await visitor(agents, language)
    agent = await _from_sign_in_to_the_case(desk, house, look)
    await _nowhere(await visitor(customers, language), house, look)
    phone = await visitor(customers, language)
    customer = await _to_the_talk(agent, phone, house, look)
    await _in_the_talk(agent, customer, look)
    await _to_the_end(agent, customer, look)
    await _by_the_queue(agent, await visitor(customers, language), house, look)
    await _supervisor(await visitor(agents, language), house, look)


async def visitor(person: Person, language: str) -> BrowserContext:
    """Somebody who reads this language, whichever way a page finds that out."""
    context = await person.context(**DESKTOP, reduced_motion="reduce", locale=language)
    await context.add_init_script(KEEP_SOCKETS)
    await context.add_init_script(f"if (origin !== 'null') localStorage.setItem('reassure.locale', '{language}')")
    return context


async def _from_sign_in_to_the_case(desk: BrowserContext, house: House, look: Look) -> Page:
    page = await signed_in(desk, house, "agent", to="/agent", look=look)
    await expect(page.locator("tbody tr").first).to_be_visible()
    await look(page, "desk")
    await page.locator("#search").fill("nothing is called so")
    await expect(page.locator("tbody tr")).to_have_count(0)
    await look(page, "desk, nothing found")
    await page.goto(f"{house.origin}/agent?overdue=true&currency=EUR")
    await page.locator(".arrange summary").click()
    await page.locator("#saved-name").fill("Overdue")
    await page.locator(".arrange button.primary").click()
    await expect(page.locator(".chip")).to_be_visible()
    await look(page, "desk, filters")
    await page.goto(f"{house.origin}/agent/board")
    await page.locator("[data-reference=LP-1001] summary").click()
    await look(page, "board")
    await page.goto(f"{house.origin}/agent/cases/LP-1001/print")
    await expect(page.locator("#print-evidence")).to_be_visible()
    await look(page, "case, print view")
    await page.goto(f"{house.origin}/agent/worklist")
    await expect(page.locator(".work-item").first).to_be_visible()
    await look(page, "worklist")
    await page.goto(f"{house.origin}/agent/cases/LP-1001")
    await expect(page.locator(".start-call button")).to_be_visible()
    await look(page, "case")
    await expect(page.locator("#facts li").first).to_be_visible()
    await page.evaluate("document.querySelectorAll('#facts details').forEach((one) => { one.open = true; })")
    await look(page, "case, checking the facts")
    return page


async def signed_in(
    desk: BrowserContext, house: House, role: str, *, to: str, look: Look | None = None
) -> Page:  # fmt: skip
    """At this page of the desk; `look` sees the refusal of a sign-in on the way."""
    page = await desk.new_page()
    await page.goto(house.origin + to)
    await page.wait_for_url("**/signin**")
    address, password = house.sign_in(role)
    await expect(page.locator("#email")).to_be_visible()
    if role == "agent" and look is not None:
        await page.locator("form button.primary").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await look(page, "sign-in, refused")
    await page.locator("#email").fill(address)
    await page.locator("#password").fill(password)
    await page.locator("form button.primary").click()
    await page.wait_for_url(f"**{to}")
    return page


async def _nowhere(context: BrowserContext, house: House, look: Look) -> None:
    page = await context.new_page()
    await page.goto(f"{house.origin}/no/such/page")
    await look(page, "nothing at this address")
    await page.goto(f"{house.origin}/j/0199-nothing#{'a' * 43}")
    await expect(page.locator(".ways-out")).to_be_visible()
    await look(page, "no way in")
    await page.goto(f"{house.origin}/j")
    await page.locator("form button.primary").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await look(page, "code, refused")
    await context.close()


async def _to_the_talk(agent: Page, phone: BrowserContext, house: House, look: Look) -> Page:
    await agent.locator(".start-call button").click()
    link = await agent.locator("#join-link").input_value()
    await expect(agent.locator("button[data-join]")).to_be_enabled()
    await look(agent, "case, before the own click")
    page = await phone.new_page()
    await page.goto(link)
    await expect(page.locator(".welcome h1")).to_be_visible()
    await look(page, "welcome")
    await page.locator(".welcome-enter button.primary").click()
    await on_screen(page, "lobby")
    await expect(page.locator(".lobby-join button.primary")).to_be_enabled()
    await page.locator(".devices summary").click()
    await look(page, "lobby")
    await page.locator(".lobby-side > button.quiet").first.click()
    await expect(page.locator("dialog.other-device .qr")).to_be_visible()
    await look(page, "lobby, on to another device")
    await page.keyboard.press("Escape")
    await page.locator(".lobby-join button.primary").click()
    await on_screen(page, "waiting")
    await expect(page.locator(".waiting-news p").first).to_be_visible()
    await look(page, "waiting")
    await agent.locator("button[data-join]").click()
    await on_screen(page, "call")
    await together(agent, page)
    return page


async def _in_the_talk(agent: Page, customer: Page, look: Look) -> None:
    await look(customer, "call")
    await control(customer, "chat")
    await customer.get_by_role("textbox").fill("RR123456785CN, +34 600 123 456")
    await customer.keyboard.press("Enter")
    await agent.locator(".call-chat textarea").fill("أهلًا وسهلًا، we look for it.")
    await agent.keyboard.press("Enter")
    await expect(customer.locator(".chat-line.theirs")).to_be_visible()
    await look(customer, "call, writing")
    await look(agent, "case, in the call")
    await control(customer, "devices")
    await expect(customer.locator("dialog[open] form.device-choice")).to_be_visible()
    await look(customer, "call, devices")
    await customer.keyboard.press("Escape")
    await control(customer, "microphone")
    await control(agent, "ask")
    for page, name in ((customer, "call"), (agent, "case")):
        await expect(page.locator("dialog.consent-dialog")).to_be_visible()
        await look(page, f"{name}, asked for consent")
        await _says_yes(page)
    for page in (agent, customer):
        await expect(page.locator(".call-listening[data-recording]")).to_be_visible()
    await look(customer, "call, recording")
    await control(customer, "stop")
    await expect(customer.locator("dialog[open] form.withdraw")).to_be_visible()
    await look(customer, "call, stopping the recording")
    await customer.keyboard.press("Escape")
    await lose_line(customer)
    await expect(agent.locator(".call-banner[data-tone]")).not_to_be_empty()
    await look(agent, "case, the customer is away")
    await look(customer, "call, offline")
    await find_line(customer)
    await expect(agent.locator(".call-banner[data-tone]")).to_be_empty()


async def _says_yes(page: Page) -> None:
    dialog = page.locator("dialog.consent-dialog")
    for purpose in PURPOSES:
        await dialog.locator(f'input[name="consent-{purpose}"][value="yes"]').check()
    await dialog.locator("button[type=submit]").click()
    await expect(dialog).to_be_hidden()


async def _to_the_end(agent: Page, customer: Page, look: Look) -> None:
    await control(agent, "hangup")
    await expect(agent.locator("dialog[open] button.danger")).to_be_visible()
    await look(agent, "case, hanging up")
    await agent.locator("dialog[open] button.danger").click()
    await on_screen(customer, "ended")
    await look(customer, "ended")
    await customer.locator(".rating-answers label").first.click()
    await expect(customer.locator(".rating [role=status]")).not_to_be_empty()
    await look(customer, "ended, with an answer")
    async with customer.context.expect_page() as opened:
        await customer.locator(".receipt-way a").click()
    receipt = await opened.value
    await receipt.locator(".receipt-check summary").click()
    await look(receipt, "receipt of consent")
    await receipt.close()
    await expect(agent.locator(".wrap-up .statements fieldset").first).to_be_visible()
    for add in await agent.locator(".wrap-up fieldset > div > button.quiet").all():
        await add.click()
    await look(agent, "case, wrap-up")
    await agent.locator("#outcome").select_option(index=1)
    await agent.locator(".wrap-up .actions button.primary").click()
    await expect(agent.locator("#summaries details").first).to_be_visible()
    await look(agent, "case, with its summary")


async def _by_the_queue(agent: Page, phone: BrowserContext, house: House, look: Look) -> None:
    asked = {"mode": "queue", "language": "es", "reason": "no news for two months"}
    await agent.locator(".presence label").last.click()
    await expect(agent.locator(".presence input").last).to_be_checked()
    opened = await house.ask("POST", "/api/cases/LP-1003/calls", body=asked)
    page = await phone.new_page()
    await page.goto(opened["join_url"])
    await expect(page.locator(".nobody-now")).to_be_visible()
    await look(page, "welcome, nobody there")
    await page.locator(".welcome-enter button.primary").click()
    await on_screen(page, "call_back")
    await look(page, "to be called back")
    await page.locator(".call-back button.quiet").click()
    await on_screen(page, "lobby")
    await page.locator(".lobby-join button.primary").click()
    await on_screen(page, "waiting")
    await look(page, "waiting, nobody there")
    await agent.goto(f"{house.origin}/agent")
    await agent.locator(".presence label").first.click()
    await expect(agent.locator("dialog.ringing[open]")).to_be_visible()
    await look(agent, "desk, ringing")
    await agent.locator("dialog.ringing [data-decline]").click()
    await expect(agent.locator("dialog.ringing")).to_be_hidden()
    await page.locator(".waiting > button.quiet:last-child").click()
    await on_screen(page, "left")
    await look(page, "left for now")


async def _supervisor(desk: BrowserContext, house: House, look: Look) -> None:
    page = await signed_in(desk, house, "supervisor", to="/logs")
    await expect(page.locator(".whole-row").first).to_be_visible()
    await look(page, "call log")
    calls = (await house.ask("GET", "/api/calls?case=LP-1001"))["calls"]
    await page.goto(f"{house.origin}/logs/{calls[0]['id']}")
    await expect(page.locator("#summary")).to_be_visible()
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    await look(page, "one call")
    await page.goto(f"{house.origin}/imports")
    bad = b"reference,title,customer_name,customer_language\nLP-1,A lamp,Bo,en\nLP-2,A lamp,Bo,??\n"
    await page.locator("#import-file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": bad})
    await expect(page.locator("#preview button.primary")).to_be_visible()
    await look(page, "import, looked through")
    await page.goto(f"{house.origin}/rules")
    await page.locator("#rules-text").fill("[limits]\noverdue_days = 90")
    await page.locator("#rules button.primary").click()
    await expect(page.locator("#replayed")).to_be_visible()
    await look(page, "rules, tried")
    await page.goto(f"{house.origin}/webhooks")
    await expect(page.locator("#letters")).to_be_visible()
    await look(page, "webhooks")
    await page.goto(f"{house.origin}/jobs")
    await expect(page.locator("#job-counts")).to_be_visible()
    await look(page, "jobs")
