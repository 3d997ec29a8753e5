"""What consent decides, as both see it: asked again, required, failed, and what one has in one's hand afterwards."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.cluster.sound import LISTEN, heard, longest_gap_ms, now_ms
from tests.e2e.browsers import DESKTOP, PHONE, Person, open_browsers, until
from tests.e2e.disk import grows, recorded, rows
from tests.e2e.house import House, command, open_house
from tests.e2e.steps import answer, both_agree, control, hang_up, on_screen, sign_in, start_call, together
from tests.e2e.talking import calling, joined, moves, talking
from tests.e2e.voices.speak import AGENT, CUSTOMER, speak
from tests.running_time import kept_within

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SEND = "Send my answers"


async def test_where_it_is_required_one_knows_before_and_a_no_ends_it_with_a_promise(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, recording_when="required_to_start") as house,
        open_browsers(None, None) as (agents, customers),
    ):
        desk = await agents.context(**DESKTOP)
        agent = await sign_in(desk, house, house.sign_in("agent"), to="/agent/cases/LP-1001")
        link = await start_call(agent)
        phone = await customers.context(**PHONE)
        customer = await phone.new_page()
        await customer.goto(link)
        await expect(customer.locator(".welcome-required .notice")).to_contain_text("takes place only with a recording")
        await expect(customer.get_by_role("button", name="I would rather be written to")).to_be_visible()
        await customer.get_by_role("button", name="Get ready to talk").click()
        await on_screen(customer, "lobby")
        await customer.get_by_role("button", name="Join", exact=True).click()
        await together(agent, customer)
        for page in (agent, customer):
            await expect(page.locator("dialog.consent-dialog")).to_contain_text("If you say no, this call ends here")
            await expect(page.locator(".consent-waits")).to_contain_text("Without an answer this call ends in")
            await expect(page.locator(".call-banner[data-tone]")).to_contain_text("Without an answer this call ends in")
        await answer(agent, yes=True, send=SEND)
        await expect(agent.locator(".call-banner[data-tone]")).to_contain_text("The call waits for the other one")
        await _says_no(customer)
        await expect(customer.get_by_role("heading", name="This call has ended without a recording")).to_be_visible()
        await expect(customer.get_by_text("We write to you within a day instead")).to_be_visible()
        await expect(customer.get_by_role("link", name="What you agreed to")).to_be_visible()
        await expect(agent.locator("#wrap-up")).to_be_visible()
        (promise,) = rows(house, "SELECT * FROM commitments")
        assert (promise["channel"], promise["state"]) == ("text", "open")
        assert recorded(house) == {}


async def test_a_page_that_was_loaded_again_is_asked_again_and_goes_on_with_a_yes(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        await customer.reload()
        await expect(agent.locator(".call-listening")).to_have_text(
            "Recording waits until everybody has agreed again. Nothing you say is kept."
        )
        await answer(customer, yes=True, send=SEND)
        for page in (agent, customer):
            await expect(page.locator(".call-listening[data-recording]")).to_be_visible()
        assert [row["effect"] for row in rows(house, "SELECT effect FROM consents ORDER BY ledger_sequence")] == [
            *["waits_for_others"] * 3, *["recording_opened"] * 3, *["recording_goes_on"] * 3,
        ]  # fmt: skip


async def test_a_disk_without_room_is_said_on_both_pages_and_the_call_goes_on(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, disk_reserve_mb="1000000") as house,
        open_browsers(None, None) as (agents, customers),
    ):
        agent, customer, _ = await talking(house, agents, customers)
        await control(agent, "ask")
        for page in (agent, customer):
            await answer(page, yes=True, send=SEND)
        for page in (agent, customer):
            await expect(page.locator(".call-listening")).to_have_text(
                "Not recorded: there is no room for recordings just now. The call goes on."
            )
            await moves(page)
        await expect(agent.locator('[data-control="ask"]')).to_be_visible()
        assert recorded(house) == {}


async def test_the_customer_has_the_words_the_answers_and_the_own_voice_in_hand(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await expect(customer.locator(".call-why")).to_be_visible()
        await both_agree(agent, customer)
        await expect(customer.locator(".call-why")).to_be_hidden()
        await grows(house, parts=2)
        await hang_up(agent)
        async with customer.context.expect_page() as opened:
            await customer.get_by_role("link", name="What you agreed to").click()
        receipt = await opened.value
        await expect(receipt.get_by_role("heading", name="What you agreed to")).to_be_visible()
        await expect(receipt.locator("blockquote")).to_contain_text("May this call be recorded?")
        await expect(receipt.locator('.receipt-answers li[data-decision="given"]')).to_have_count(3)
        (kept,) = rows(house, "SELECT * FROM consent_texts")
        await expect(receipt.locator(".receipt-question code")).to_have_text(kept["sha256"])
        await receipt.reload()
        async with receipt.expect_download() as saved:
            await receipt.get_by_role("button", name="Save my own voice").click()
        assert (await (await saved.value).path()).read_bytes()[:4] == b"\x1a\x45\xdf\xa3", "a WebM file"
        assert [row["action"] for row in rows(house, "SELECT * FROM audit")] == ["recording.download"]
        said = command(house.folder, "consents", "verify").splitlines()
        assert said[0].startswith("The consent ledger is whole: ")
        command(house.folder, "consents", "verify", "--head", said[-1])


async def test_the_talk_has_no_gap_when_somebody_takes_it_back(tmp_path: Path) -> None:
    microphones = [
        speak(voice, tmp_path / f"{number}.wav", seconds=30) for number, voice in enumerate((AGENT, CUSTOMER))
    ]
    async with open_house(tmp_path) as house, open_browsers(*microphones) as (agents, customers):
        agent, customer = await _listening(house, agents, customers)
        for discard in (True, False):
            await both_agree(agent, customer)
            await grows(house, parts=2)
            begin = now_ms()
            await agent.wait_for_timeout(1000)
            await control(customer, "stop")
            words = "Stop and delete it" if discard else "Stop, keep it so far"
            await customer.get_by_role("button", name=words).click()
            for page in (agent, customer):
                async with kept_within(1):
                    await until(page, "!document.querySelector('.call-dot')")
            await agent.wait_for_timeout(2000)
            for page in (agent, customer):
                assert longest_gap_ms(await heard(page, begin, now_ms())) < 100


async def _listening(house: House, agents: Person, customers: Person) -> tuple[Page, Page]:
    """Both talk, and each page keeps what it hears."""
    agent, link = await calling(house, agents, script=LISTEN)
    phone = await customers.context(**PHONE)
    await phone.add_init_script(LISTEN)
    customer = await joined(phone, link)
    await together(agent, customer)
    return agent, customer


async def _says_no(page: Page) -> None:
    """The dialog goes with the call."""
    dialog = page.locator("dialog.consent-dialog")
    for purpose in ("audio", "transcript", "retention"):
        await dialog.locator(f'input[name="consent-{purpose}"][value="no"]').check()
    await dialog.get_by_role("button", name=SEND).click()
