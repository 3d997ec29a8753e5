"""The customer's way from the link to the end, on the real doors in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect
from sqlalchemy import select

from records.database import Database
from records.tables import CallRow
from signaling.runtime.reception import OpenedCall
from tests.browser.stage import DEADLINE_S, Stage, open_stage, until

pytestmark = pytest.mark.slow
expect.set_options(timeout=DEADLINE_S * 1000)

_REFUSED = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };
navigator.permissions.query = async () => Object.assign(new EventTarget(), { state: 'denied', onchange: null });
"""


async def test_opening_the_link_alone_spends_nothing(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        for _ in range(2):
            page = await (await phone(stage)).new_page()
            await page.goto(link(stage, opened))
            await expect(page.get_by_role("heading", level=1)).to_have_text(
                "Wei would like to talk with you, face to face"
            )
            await expect(page.get_by_text("a lamp")).to_be_visible()
        assert await bound_browser(stage) is None


async def test_the_secret_leaves_the_address_and_survives_a_reload(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        page = await in_lobby(stage, opened)
        assert page.url == f"{stage.origin}/j/{opened.call_id}"
        await page.reload()
        await on_screen(page, "lobby")
        stranger = await (await phone(stage)).new_page()
        await stranger.goto(link(stage, opened))
        await expect(stranger.get_by_role("heading", level=1)).to_have_text("This link does not open a call")


async def test_nothing_is_seen_of_the_customer_before_join(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        agent = await stage.agent()
        await agent.evaluate("session.ready()")
        page = await in_lobby(stage, opened)
        await until(agent, "session.view.talk === 'connected' && brightness() !== null")
        await expect(page.get_by_text("Wei is here.")).to_be_visible()
        await expect(page.get_by_text("Your microphone works.")).to_be_visible()  # its person hears of it, nobody else
        assert await agent.evaluate("brightness()") < 5
        await page.get_by_role("button", name="Join", exact=True).click()
        await until(agent, "brightness() > 20 && session.view.call?.state === 'active'")
        await on_screen(page, "call")


async def test_a_closed_tab_comes_back_into_the_same_call(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened, agent, page = await in_call(stage)
        await page.close()
        await until(agent, "session.view.call?.state === 'interrupted' && session.view.away !== null")
        again = await page.context.new_page()
        await again.goto(link(stage, opened))
        await again.get_by_role("button", name="Back into the call").click()
        await until(agent, "session.view.call?.state === 'active' && brightness() > 20")
        assert await agent.evaluate("session.view.call.id") == opened.call_id


async def test_a_reload_goes_straight_back_into_the_talk(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        _, agent, page = await in_call(stage)
        await page.get_by_role("button", name="Mute").click()
        await until(agent, "session.view.other?.audio === false")
        await page.get_by_role("button", name="Unmute").click()
        await page.reload()
        await on_screen(page, "call")
        await until(agent, "session.view.call?.state === 'active' && session.view.other?.audio && brightness() > 20")
        await page.get_by_role("button", name="Mute").click()
        await until(agent, "session.view.other?.audio === false")
        await page.reload()
        await on_screen(page, "call")
        await expect(page.get_by_role("button", name="Unmute")).to_be_visible()
        await until(agent, "session.view.call?.state === 'active' && brightness() > 20")
        assert await agent.evaluate("session.view.other.audio") is False, "what was switched off stays off"


async def test_a_second_window_asks_before_it_takes_over(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened, agent, first = await in_call(stage)
        second = await first.context.new_page()
        await second.goto(link(stage, opened))
        await expect(second.get_by_role("heading", level=1)).to_have_text("This call is open in another window")
        assert await agent.evaluate("session.view.call?.state") == "active"
        await second.get_by_role("button", name="Use this window").click()
        await on_screen(second, "lobby")
        await on_screen(first, "elsewhere")
        await first.get_by_role("button", name="Use this window").click()
        await on_screen(first, "call")
        await on_screen(second, "elsewhere")
        await until(agent, "session.view.call?.state === 'active' && brightness() > 20")


async def test_who_refuses_camera_and_microphone_is_told_how_to_allow_them_and_writes(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        agent = await stage.agent()
        await agent.evaluate("session.ready()")
        page = await in_lobby(stage, opened, script=_REFUSED)
        await expect(page.get_by_role("alert")).to_contain_text("Camera and microphone are blocked")
        await expect(page.get_by_role("alert")).to_contain_text("Switch on camera and microphone")
        await page.get_by_role("button", name="Join and write").click()
        await page.get_by_role("textbox", name="Your message").fill("RR123456785CN")
        await page.keyboard.press("Enter")
        await until(agent, "session.view.chat.at(-1)?.text === 'RR123456785CN'")
        await page.reload()
        await expect(page.get_by_role("textbox", name="Your message")).to_be_visible()


async def test_a_code_and_the_end_of_the_tracking_number_lead_in(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        assert opened.code is not None
        page = await (await phone(stage)).new_page()
        await page.goto(f"{stage.origin}/j")
        await page.get_by_label("Code", exact=True).fill(f"{opened.code[:4]} {opened.code[4:]}")
        await page.get_by_label("Last four characters").fill("0000")
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("alert")).to_contain_text("do not fit together")
        await page.get_by_label("Last four characters").fill("85cn")
        await page.get_by_role("button", name="Continue").click()
        await on_screen(page, "lobby")
        await page.reload()
        await on_screen(page, "lobby")


@pytest.mark.parametrize(
    ("locale", "words"), [("es-MX", "Wei quiere hablar con usted"), ("zh-TW", "面对面沟通"), ("it-IT", "Wei quiere")]
)
async def test_the_page_speaks_the_readers_language_else_the_cases(
    sqlite_db: Database, redis_url: str, tmp_path: Path, locale: str, words: str
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite(language="es")
        page = await (await phone(stage, locale=locale)).new_page()
        await page.goto(link(stage, opened))
        await expect(page.get_by_role("heading", level=1)).to_contain_text(words)
        await page.get_by_role("combobox").select_option("en")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("would like to talk")
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("would like to talk")


async def test_the_end_says_what_was_recorded_and_stays_after_a_reload(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        _, agent, page = await in_call(stage)
        await agent.evaluate("session.asks.hangUp()")
        await expect(page.get_by_text("Nothing was recorded.")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for talking with us")


def link(stage: Stage, opened: OpenedCall) -> str:
    return f"{stage.origin}/j/{opened.call_id}#{opened.secret}"


async def phone(stage: Stage, *, locale: str = "en-US") -> BrowserContext:
    context = await stage.browser.new_context(locale=locale, viewport={"width": 390, "height": 844})
    context.on("console", lambda line: print("console:", line.text))
    context.on("weberror", lambda thrown: print("weberror:", thrown.error))
    context.on("requestfailed", lambda request: print("requestfailed:", request.url, request.failure))
    return context


async def in_lobby(stage: Stage, opened: OpenedCall, *, script: str = "") -> Page:
    page = await (await phone(stage)).new_page()
    if script:
        await page.add_init_script(script)
    await page.goto(link(stage, opened))
    await page.get_by_role("button", name="Get ready to talk").click()
    await on_screen(page, "lobby")
    return page


async def in_call(stage: Stage) -> tuple[OpenedCall, Page, Page]:
    """The link, the agent's page, and the customer's."""
    opened = await stage.invite()
    agent = await stage.agent()
    await agent.evaluate("session.ready()")
    page = await in_lobby(stage, opened)
    await page.get_by_role("button", name="Join", exact=True).click()
    await until(agent, "session.view.call?.state === 'active' && brightness() > 20")
    return opened, agent, page


async def on_screen(page: Page, name: str) -> None:
    await expect(page.locator("body")).to_have_attribute("data-screen", name)


async def bound_browser(stage: Stage) -> str | None:
    async with stage.db.reading() as session:
        return await session.scalar(select(CallRow.browser_sha256))
