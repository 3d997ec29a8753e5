"""Many cases in the pages: a list to be sent by its address, a board that obeys the machine, a strip, a sheet."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, open_browsers
from tests.e2e.house import House, open_house
from tests.e2e.steps import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FITS = "document.documentElement.scrollWidth <= innerWidth"


def column(stage: str, card: str) -> str:
    return f"[data-stage={stage}] [data-reference={card}]"


async def test_the_address_of_a_filtered_list_is_a_link_for_a_colleague(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        agent = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent")
        await agent.locator("#filters summary").click()
        await agent.get_by_label("Currency").select_option("EUR")
        await agent.get_by_label("Value from").fill("100")
        await agent.get_by_label("Order").select_option("value")
        await expect(agent.get_by_text("2 cases")).to_be_visible()
        boss = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("supervisor"), to="/logs")
        await boss.goto(agent.url)
        await expect(boss.locator("#cases tbody tr")).to_have_count(2)
        await expect(boss.get_by_label("Value from")).to_have_value("100")
        await expect(boss.locator("#cases tbody a").first).to_have_text("LP-1003")
        await boss.get_by_text("Save or arrange filters").click()
        await boss.get_by_label("Name for what is shown now").fill("Dear ones")
        await boss.get_by_label("Share with everybody").check()
        await boss.get_by_role("button", name="Save", exact=True).click()
        await agent.goto(f"{house.origin}/agent")
        await expect(agent.locator("#cases tbody tr")).to_have_count(12)
        await agent.get_by_role("button", name="Dear ones").click()
        await expect(agent.locator("#cases tbody tr")).to_have_count(2)
        await expect(agent.get_by_role("button", name="Dear ones")).to_have_attribute("aria-pressed", "true")
        assert "value_from=100" in agent.url


async def test_the_list_is_walked_by_keys_and_the_back_button_brings_its_filter_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent?stage=claim")
        await expect(page.locator("#cases tbody tr")).to_have_count(1)
        await page.locator("#stage").select_option("")
        await expect(page.locator("#cases tbody tr")).to_have_count(12)
        await page.locator("#main").focus()
        rows = page.locator("#cases tbody a")
        for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
            await page.keyboard.press(key)
            await expect(rows.nth(row)).to_be_focused()
        reference = await rows.nth(1).inner_text()
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/agent/cases/{reference}")
        await page.go_back()
        await expect(page.locator("#cases tbody tr")).to_have_count(12)


async def test_a_card_is_moved_by_keyboard_and_taken_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/board")
        card = page.locator(column("carrier_asked", "LP-1001"))
        await card.get_by_text("Move to…").focus()
        await page.keyboard.press("Enter")
        await expect(card.get_by_role("button")).to_have_text(["Facts checked", "Customer told", "Solution", "Claim"])
        await card.get_by_role("button", name="Customer told").press("Enter")
        await expect(page.get_by_text("LP-1001 is now in “Customer told”.")).to_be_visible()
        await expect(page.locator(column("customer_told", "LP-1001"))).to_be_visible()
        await _stands(house, "LP-1001", "customer_told")
        await page.get_by_role("button", name="Undo").click()
        await expect(page.locator(column("carrier_asked", "LP-1001"))).to_be_visible()
        await expect(page.get_by_role("button", name="Undo")).to_have_count(0)
        await _stands(house, "LP-1001", "carrier_asked")


async def test_a_card_is_dragged_where_it_may_go_and_elsewhere_told_why_not(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/board")
        card = page.locator("[data-reference=LP-1003]")
        await card.drag_to(page.locator("[data-stage=claim] h2"))
        await expect(page.get_by_text("LP-1003 cannot go from “Anomaly found” to “Claim”.")).to_be_visible()
        await expect(page.get_by_text("Facts checked, Carrier asked, or Customer told")).to_be_visible()
        await expect(page.locator(column("anomaly_found", "LP-1003"))).to_be_visible()
        await card.drag_to(page.locator("[data-stage=facts_checked] h2"))
        await expect(page.locator(column("facts_checked", "LP-1003"))).to_be_visible()
        await expect(page.locator("[data-stage=facts_checked] h2 .badge")).to_have_text(re.compile("^4"))
        await expect(page.get_by_role("button", name="Undo")).to_have_count(0)  # the machine knows no way back there
        await _stands(house, "LP-1003", "facts_checked")


async def _stands(house: House, reference: str, stage: str) -> None:
    """At this stage, soon: the board shows it before the service has answered."""
    async with asyncio.timeout(30):
        while (await house.ask("GET", f"/api/cases/{reference}"))["stage"] != stage:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0.1)


async def test_what_a_colleague_moves_shows_by_itself_and_a_late_move_is_told(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        boss = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("supervisor"), to="/agent/board")
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/board")
        for one in (boss, page):
            await expect(one.locator(column("carrier_asked", "LP-1007"))).to_be_visible()
        await page.locator("[data-reference=LP-1007] summary").click()  # an open menu keeps the board as it is
        await boss.locator("[data-reference=LP-1007] summary").click()
        await boss.locator("[data-reference=LP-1007]").get_by_role("button", name="Solution").click()
        await expect(boss.locator(column("solution", "LP-1007"))).to_be_visible()
        await page.locator("[data-reference=LP-1007]").get_by_role("button", name="Customer told").click()
        await expect(page.get_by_text("Somebody else has moved LP-1007 meanwhile.")).to_be_visible()
        await expect(page.locator(column("solution", "LP-1007"))).to_be_visible()
        await boss.locator("[data-reference=LP-1007] summary").click()
        await boss.locator("[data-reference=LP-1007]").get_by_role("button", name="Claim").click()
        await expect(page.locator(column("claim", "LP-1007"))).to_be_visible(timeout=90_000)


async def test_the_strip_says_in_words_where_the_trace_is_lost_also_on_the_smallest_screen(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        strip = page.get_by_role("region", name="Route").get_by_role("list").first
        told = re.compile(
            r"Shenzhen.*Guangzhou.*Langley.*Last seen here.*No word for \d+ days.*Bristol.*Not there yet", re.S
        )
        await expect(strip).to_have_text(told)
        first, last = strip.locator("> li").first, strip.locator("> li").last
        along = [await item.bounding_box() for item in (first, last)]
        assert along[0] is not None
        assert along[1] is not None
        assert along[1]["x"] > along[0]["x"] + along[0]["width"]
        await page.set_viewport_size({"width": 320, "height": 640})
        down = [await item.bounding_box() for item in (first, last)]
        assert down[0] is not None
        assert down[1] is not None
        assert down[1]["y"] > down[0]["y"] + down[0]["height"]
        assert await page.evaluate(FITS)


async def test_somebody_looks_after_a_case_and_it_is_theirs_in_the_list(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1004")
        await page.get_by_role("button", name="Look after it").click()
        await expect(page.get_by_role("button", name="Give it back")).to_be_focused()
        await expect(page.locator("#moments")).to_contain_text("Looked after by Wei Lin")
        await page.goto(f"{house.origin}/agent?owner=me")
        await expect(page.locator("#cases tbody tr")).to_have_count(1)
        await expect(page.locator("#cases tbody tr")).to_contain_text("Wei Lin")


async def test_on_paper_there_is_the_whole_case_and_nothing_to_press(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(
            await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001/print"
        )
        for heading in (
            "Facts",
            "Facts checked",
            "Route",
            "Promised",
            "What happened",
            "Consent",
            "Photos and documents",
        ):
            await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        await page.emulate_media(media="print")
        for pressed in await page.get_by_role("button").all() + await page.get_by_role("combobox").all():
            await expect(pressed).to_be_hidden()
        await expect(page.get_by_text("No word for")).to_be_visible()
        assert (await page.pdf(format="A4")).startswith(b"%PDF")


DONE = {
    "enquiries": {"channel": "email", "text": "Where is it?"},
    "contacts": {"moment": "begun", "language": "en", "text": "We look for it.", "by_hand": True},
    "solutions": {"kind": "gift", "amount": {"amount": "10.00", "currency": "GBP"}},
    "claim/steps": {
        "whom": "carrier", "step": "submitted", "happened_on": "2026-11-20",
        "amount": {"amount": "86.50", "currency": "GBP"},
    },
}  # fmt: skip
ASK = """async ([path, body]) => (await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})).status"""


async def test_what_was_done_is_on_paper_word_for_word(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (desk,):
        page = await sign_in(
            await desk.context(**DESKTOP), house, house.sign_in("agent"), to="/agent/cases/LP-1001/print"
        )
        await expect(page.locator("#print-facts")).to_be_visible()
        await expect(page.locator("#print-carrier, #print-contacts, #print-solution, #print-claim")).to_have_count(0)
        for path, body in DONE.items():
            assert await page.evaluate(ASK, [f"/api/cases/LP-1001/{path}", body]) < 300
        await page.reload()
        for place, words in (
            ("carrier", "Where is it?"),
            ("contacts", "We look for it."),
            ("solution", "Small gift, £10.00"),
            ("claim", "Submitted"),
        ):
            await expect(page.locator(f"#print-{place}")).to_contain_text(words)
