"""What goes out, as people see it: a supervisor looks after endpoints, an agent has the case beside a ticket."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import expect
from standardwebhooks import Webhook

from tests.e2e.browsers import DESKTOP, PHONE, open_browsers
from tests.e2e.house import open_house
from tests.e2e.steps import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass
class Desk:
    """A helpdesk's server: takes events once it is `ready`, and has a page with a frame of ours."""

    url: str = ""
    secret: str = ""
    ready: bool = False
    taken: list[str] = field(default_factory=list)

    async def hook(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self.ready:
            return web.Response(status=410)
        Webhook(self.secret).verify(body, dict(request.headers))
        self.taken.append(request.headers["webhook-id"])
        return web.Response(status=204)

    async def page(self, request: web.Request) -> web.Response:
        frame = f'<iframe src="{html.escape(request.query["of"])}" width="360" height="740" title="case"></iframe>'
        return web.Response(text=f"<title>Ticket 7</title>{frame}", content_type="text/html")


@asynccontextmanager
async def _desk() -> AsyncIterator[Desk]:
    desk = Desk()
    app = web.Application()
    app.router.add_post("/hook", desk.hook)
    app.router.add_get("/ticket", desk.page)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield desk
    finally:
        await runner.cleanup()


async def test_a_supervisor_adds_an_endpoint_sees_it_fail_and_sends_again_what_it_did_not_take(tmp_path: Path) -> None:
    async with (
        _desk() as desk,
        open_house(tmp_path, webhook_private="true") as house,
        open_browsers(None) as (supervisors,),
    ):
        context = await supervisors.context(**DESKTOP)
        page = await sign_in(context, house, house.sign_in("supervisor"), to="/webhooks")
        await expect(page.get_by_text("Nobody is told yet.")).to_be_visible()
        await page.locator("summary", has_text="Add an endpoint").click()
        await page.get_by_label("Address").fill(f"{desk.url}/hook")
        await page.locator("#new-description").fill("The shop")
        await page.get_by_label("A parcel needs somebody").check()
        await page.get_by_role("button", name="Add an endpoint").click()
        desk.secret = await page.locator(".secret code").inner_text()
        assert desk.secret.startswith("whsec_")
        endpoint = page.locator(".panel", has=page.get_by_role("heading", name="The shop"))
        await expect(endpoint).to_contain_text("A parcel needs somebody")

        log = await context.new_page()
        await log.goto(f"{house.origin}/logs")
        warning = log.get_by_role("alert")
        while not await warning.is_visible():
            await log.wait_for_timeout(300)
            await log.reload()
            await log.wait_for_load_state("networkidle")
        await expect(warning).to_contain_text("Events do not reach The shop.")
        await log.get_by_role("link", name="See why").click()
        await log.wait_for_url("**/webhooks")
        await page.close()

        await expect(log.get_by_role("alert")).to_contain_text("The shop says that it wants no more events.")
        await expect(log.locator(".secret")).to_have_count(0)
        letters = log.locator("#letters tbody tr")
        await expect(letters.first).to_contain_text("the receiver answered 410")
        desk.ready = True
        await log.get_by_role("button", name="Turn on").click()
        await expect(log.locator(".badge", has_text=re.compile("^On$"))).to_be_visible()
        await log.get_by_role("button", name="Send all again").click()
        await expect(log.get_by_text("Nothing was given up.")).to_be_visible()
        while not desk.taken:
            await log.wait_for_timeout(100)


async def test_beside_a_ticket_of_another_site_the_case_is_shown_and_called_with_one_click(tmp_path: Path) -> None:
    async with (
        _desk() as desk,
        open_house(tmp_path, frame_ancestors=f'["{desk.url}"]') as house,
        open_browsers(None) as (agents,),
    ):
        email, _ = house.sign_in("agent")
        wanted = {"case_reference": "LP-1001", "agent": email}
        address = (await house.ask("POST", "/api/embed", body=wanted))["embed_url"]
        context = await agents.context(**PHONE)
        console = await sign_in(context, house, house.sign_in("agent"), to="/agent")
        await expect(console.locator("tbody tr").first).to_be_visible()
        await console.close()
        ticket = await context.new_page()
        await ticket.goto(f"{desk.url}/ticket?of={address.replace('#', '%23')}")
        frame = ticket.frame_locator("iframe")
        await expect(frame.get_by_role("heading", name="LP-1001")).to_be_visible()
        await expect(frame.get_by_text("No call yet.")).to_be_visible()
        async with context.expect_page() as opened:
            await frame.get_by_role("button", name="Start a video call").click()
        call = await opened.value
        await call.wait_for_url("**/agent/cases/LP-1001?call=**")
        await expect(call.get_by_role("button", name="Take part")).to_be_visible()
        await expect(frame.get_by_text("The call is open in a new tab.")).to_be_visible()
        link = await frame.get_by_label("Join link").input_value()
        assert link.startswith(f"{house.origin}/j/")
