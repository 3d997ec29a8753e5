"""The wrap-up of a call that was written down: statements are heard, it is approved, the customer reads a copy."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.browsers import DESKTOP, open_browsers, until
from tests.e2e.disk import rows
from tests.e2e.house import House, open_house
from tests.e2e.looks import looks
from tests.e2e.steps import sign_in
from tests.e2e.written_up import REFERENCE, call_to_write_up

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def test_from_the_draft_whose_moments_are_heard_to_the_customers_own_copy(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, smaller=2) as (people,):
        call_id = await call_to_write_up(house, tmp_path)
        way = f"/agent/cases/{REFERENCE}?call={call_id}"
        agent = await sign_in(await people.context(**DESKTOP), house, house.sign_in("agent"), to=way)
        wrap_up = agent.locator("#wrap-up")
        agreed = wrap_up.locator('[data-group="agreed"] .statement').first
        await expect(agreed.locator("textarea")).to_have_value("We refund you forty five euros.")
        await expect(agreed.locator("input").first).to_have_value("45.00")
        await expect(agreed.locator("select")).to_have_value("refund")
        await expect(wrap_up.locator('[data-group="moods"]')).to_contain_text("worried")
        await looks(agent, "wrap-up")
        assert rows(house, "SELECT * FROM audit WHERE action = 'recording.play'") == []
        await agreed.locator(".moment-button").first.click()
        await expect(agreed.locator("blockquote")).to_contain_text("We refund you forty five euros.")
        await until(agent, "document.querySelector('.moment audio')?.currentTime > 1.7")
        assert len(rows(house, "SELECT * FROM audit WHERE action = 'recording.play'")) >= 1
        await looks(agent, "wrap-up-playing")
        await agreed.locator("input").first.fill("50")
        await wrap_up.locator("#outcome").select_option(index=1)
        await wrap_up.locator(".actions button.primary").click()
        await expect(agent.locator("#summaries details").first).to_contain_text("50.00")
        await expect(agent.locator("#promised li").first).to_contain_text("I'll call you by Friday.")
        await _decide_on_what_was_agreed(house, agent, call_id)
        async with agent.expect_response("**/copy") as sent:
            await agent.locator(".send-copy button").first.click()
        copy_url = (await (await sent.value).json())["copy_url"]
        await expect(agent.locator(".send-copy")).to_contain_text("Copy the link")
        await looks(agent, "approved")
        await _not_for_everybody(agent)
        people.faults[:] = [fault for fault in people.faults if "403 (Forbidden)" not in fault]  # that was the point
        await _broken(agent)
        await agent.context.close()
        supervisor = await sign_in(await people.context(**DESKTOP), house, house.sign_in("supervisor"), to="/logs")
        await expect(supervisor.locator("#failing-promises")).to_contain_text("customs kept it")
        await looks(supervisor, "failing")
        await supervisor.goto(f"{house.origin}/logs/{call_id}")
        await expect(supervisor.locator("#summary .changes ins")).to_contain_text(["50"])
        await looks(supervisor, "log")
        await _copy(await people.context(**DESKTOP, locale="es"), copy_url)


async def _not_for_everybody(agent: Page) -> None:
    """A colleague reads what is on the case, and is told that the talk itself is not theirs to hear."""
    await agent.route(
        "**/transcript",
        lambda route: route.fulfill(status=403, content_type="application/problem+json", body='{"code": "forbidden"}'),
    )
    await agent.reload()
    statement = agent.locator("#summaries li", has_text="forty five euros").first
    await statement.locator(".moment-button").first.click()
    await expect(statement.locator(".moment")).to_contain_text("open only to the agent of the call")
    await looks(agent, "not-for-everybody")
    await agent.unroute("**/transcript")
    await agent.reload()


async def _decide_on_what_was_agreed(house: House, agent: Page, call_id: str) -> None:
    """It is offered beside the summary it was just approved in, and stays with its call. Euros for a parcel that was
    worth pounds: a second person looks at that.
    """
    solution = agent.locator("#solution")
    await expect(solution.locator(".notice.good")).to_contain_text("We refund you forty five euros.")
    await solution.locator(".notice.good").get_by_role("button").click()
    await expect(solution.locator("#solution-kind")).to_have_value("refund")
    await expect(solution.locator("#solution-amount")).to_have_value("50.00")
    await solution.get_by_role("button", name="Decide").click()
    await expect(solution).to_contain_text("Waits for a second pair of eyes")
    await expect(solution).to_contain_text("another currency than the value of the parcel")
    (deed,) = rows(house, "SELECT kind, amount_minor, call_id FROM solution_deeds")
    assert (deed["kind"], deed["amount_minor"], deed["call_id"]) == ("refund", 5_000, call_id)


async def _broken(agent: Page) -> None:
    """Could not be kept, and why."""
    promise = agent.locator("#promised li").first
    await promise.get_by_text("Could not be kept").click()
    await promise.get_by_label("Why").last.fill("customs kept it")
    await looks(agent, "promise-broken-form")
    await promise.get_by_role("button", name="It was not kept").click()
    await expect(promise).to_contain_text("customs kept it")


async def _copy(context: BrowserContext, copy_url: str) -> None:
    """In the customer's language, and nothing of the talk but what was agreed and promised."""
    page = await context.new_page()
    await page.goto(copy_url)
    await expect(page.locator("h1")).to_have_text("Lo que acordamos")
    sheet = page.locator(".receipt")
    await expect(sheet).to_contain_text("Reembolso: 50,00")
    await expect(sheet).to_contain_text("No se pudo cumplir. Lo sentimos.")
    assert "preocupada" not in await sheet.inner_text()
    await looks(page, "copy")
    await page.goto("about:blank")
    await page.goto(copy_url[:-8])
    await expect(page.locator("h1")).to_have_text("No hay nada en este enlace")
