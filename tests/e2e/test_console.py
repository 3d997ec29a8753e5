"""An agent works all day in one page: the call goes on whatever they look at, and what they write is never lost."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, KEEP_CONNECTIONS, PHONE, open_browsers, until
from tests.e2e.house import open_house
from tests.e2e.steps import control, enter_lobby, hang_up, sign_in, together
from tests.e2e.talking import calling, joined, moves, talking

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_SOUND = """async () => {
  const live = connections.filter((one) => one.connectionState === 'connected');
  const found = { connections: connections.length, sent: 0, received: 0, concealed: 0, total: 0 };
  for (const one of live) {
    for (const report of (await one.getStats()).values()) {
      if (report.kind !== 'audio') continue;
      if (report.type === 'outbound-rtp') found.sent += report.packetsSent;
      if (report.type !== 'inbound-rtp') continue;
      found.received += report.packetsReceived;
      found.concealed += report.concealedSamples ?? 0;
      found.total += report.totalSamplesReceived ?? 0;
    }
  }
  return found;
}"""
_WHOLE = "getComputedStyle(document.querySelector('video.call-remote')).objectFit === 'contain'"
_PUT = """([path, body]) => {
  const headers = { 'Content-Type': 'application/json' };
  return fetch(path, { method: 'PUT', body: JSON.stringify(body), headers }).then((answer) => answer.status);
}"""
NOTES = "#call-notes textarea"


async def test_the_sound_goes_on_while_the_agent_looks_at_other_cases_and_comes_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents, script=KEEP_CONNECTIONS)
        phone = await customers.context(**PHONE)
        await phone.add_init_script(KEEP_CONNECTIONS)
        customer = await joined(phone, link)
        await together(agent, customer)
        before = {page: await _sound(page) for page in (agent, customer)}

        await agent.get_by_role("link", name="All cases").click()
        await expect(agent.get_by_role("heading", name="Cases")).to_be_visible()
        await expect(agent.locator("#live[data-docked]")).to_be_visible()
        await agent.get_by_role("link", name="LP-1003").first.click()
        await expect(agent.get_by_text("You are in a call on case LP-1001.")).to_be_visible()
        await moves(agent)
        await moves(customer)
        await control(customer, "chat")
        await customer.get_by_role("textbox").fill("Flat 12")
        await customer.keyboard.press("Enter")
        await expect(agent.get_by_text("1 new line")).to_be_visible()
        await agent.go_back()
        await agent.get_by_role("link", name="Back to the call").click()
        await agent.wait_for_url("**/agent/cases/LP-1001**")
        await expect(agent.locator("#live:not([data-docked])").get_by_text("Flat 12")).to_be_visible()

        after = {page: await _sound(page) for page in (agent, customer)}
        for page in (agent, customer):
            assert after[page]["connections"] == before[page]["connections"]
            assert after[page]["sent"] > before[page]["sent"] + 50
            assert after[page]["received"] > before[page]["received"] + 50
        heard = {name: after[customer][name] - before[customer][name] for name in ("concealed", "total")}
        print("the customer heard", heard)
        assert (
            heard["concealed"] < heard["total"] / 4
        )  # a page that stops and begins again leaves a gap of its own length


async def test_after_a_reload_the_call_is_back_by_itself_as_the_agent_had_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await control(agent, "microphone")
        await expect(customer.get_by_text("Wei Lin is muted")).to_be_visible()
        await agent.locator(NOTES).fill("Flat 12, second floor")
        await agent.reload()
        await together(agent, customer)
        await expect(customer.get_by_text("Wei Lin is muted")).to_be_visible()
        await expect(agent.locator('[data-control="microphone"]')).to_have_attribute("data-off", "")
        await expect(agent.locator(NOTES)).to_have_value("Flat 12, second floor")
        await expect(agent.locator("#call-notes")).to_contain_text("Saved at")

        await agent.goto(
            house.origin + "/agent"
        )  # another way of leaving: the call waits in the corner of whatever comes
        await expect(agent.locator("#live[data-docked]")).to_be_visible()
        await together(agent, customer)


async def test_notes_are_saved_as_they_are_typed_and_no_window_writes_over_another(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, _, _ = await talking(house, agents, customers)
        call = (await house.ask("GET", "/api/calls?case=LP-1001"))["calls"][0]["id"]
        await agent.locator(NOTES).fill("I'll call you by Friday.")
        await expect(agent.locator("#call-notes")).to_contain_text("Saved at")

        mine = {"version": 1, "text": "written in another window"}
        path = f"/api/calls/{call}/notes"
        assert await agent.evaluate(_PUT, [path, mine]) == 200
        await agent.locator(NOTES).fill("I'll call you by Friday. Flat 12.")
        await expect(agent.get_by_text("These notes were changed in another window meanwhile.")).to_be_visible()
        await agent.get_by_role("button", name="Save mine over it").click()
        await expect(agent.locator("#call-notes")).to_contain_text("Saved at")

        await hang_up(agent)
        notes = agent.locator("#wrap-up #notes")
        await expect(notes).to_have_value("I'll call you by Friday. Flat 12.")
        await expect(agent.locator('#wrap-up [data-group="commitments"] textarea').first).to_have_value(
            "I'll call you by Friday."
        )
        await notes.fill("I'll call you by Thursday. Flat 12.")
        await expect(agent.locator("#wrap-up")).to_contain_text("Saved at")
        await agent.reload()
        await expect(notes).to_have_value("I'll call you by Thursday. Flat 12.")
        await agent.get_by_label("Outcome").select_option(label="Customer informed")
        await agent.get_by_role("link", name="All cases").click()
        await agent.get_by_role("button", name="Stay").click()
        await agent.get_by_role("button", name="Approve and attach to the case").click()
        await expect(agent.locator("#summaries")).to_contain_text("I'll call you by Thursday.")
        await expect(agent.locator("#moments")).to_contain_text("Summary on the case")


async def test_a_screen_is_shown_whole_and_said_and_the_face_comes_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents, script=KEEP_CONNECTIONS)
        customer = await joined(await customers.context(**PHONE), link)
        await together(agent, customer)
        await expect(customer.locator('[data-control="screen"]')).to_be_hidden()
        made = await _sound(agent)
        await control(agent, "screen")
        await expect(customer.get_by_text("Wei Lin is showing their screen")).to_be_visible()
        await until(customer, _WHOLE)
        await moves(customer)
        await expect(agent.get_by_text("You are showing your screen")).to_be_visible()
        await control(agent, "screen")
        await expect(customer.get_by_text("Wei Lin is showing their screen")).to_be_hidden()
        await until(customer, f"!({_WHOLE})")
        await moves(customer)
        assert (await _sound(agent))["connections"] == made["connections"]


async def test_keys_press_what_is_there_and_never_while_somebody_types(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await agent.locator(NOTES).press_sequentially("mv?")
        await expect(agent.locator(NOTES)).to_have_value("mv?")
        await expect(customer.get_by_text("Wei Lin is muted")).to_be_hidden()
        await agent.locator("#moments-title").focus()
        await agent.keyboard.press("m")
        await expect(customer.get_by_text("Wei Lin is muted")).to_be_visible()
        assert await agent.locator('[data-control="microphone"]').get_attribute("title") == "Unmute (M)"
        await agent.keyboard.press("f")
        await until(agent, "document.fullscreenElement?.classList.contains('call')")
        await agent.keyboard.press("f")
        await until(agent, "document.fullscreenElement === null")
        await agent.keyboard.press("p")
        await until(agent, "document.pictureInPictureElement?.classList.contains('call-remote')")
        await moves(agent)
        await agent.keyboard.press("p")
        await until(agent, "document.pictureInPictureElement === null")

        await agent.keyboard.press("/")
        await until(agent, "document.activeElement.id === 'search'")
        await agent.get_by_role("link", name="Back to the call").click()
        await agent.locator("#moments-title").focus()
        await agent.keyboard.press("?")
        await agent.get_by_label("Use these keys").uncheck()
        await agent.locator("dialog.keys").get_by_role("button", name="Close").click()
        await agent.keyboard.press("m")
        await expect(customer.get_by_text("Wei Lin is muted")).to_be_visible()
        assert await agent.locator('[data-control="microphone"]').get_attribute("title") == "Unmute"


async def test_who_waits_stands_on_the_console_with_reason_and_language(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        asked = {"mode": "queue", "language": "fr", "reason": "no news for two months"}
        opened = await house.ask("POST", "/api/cases/LP-1003/calls", body=asked)
        agent = await sign_in(await agents.context(**DESKTOP), house, house.sign_in("agent"), to="/agent")
        phone = await customers.context(**PHONE, locale="en-GB")
        customer = await enter_lobby(phone, opened["join_url"], enter="Wait here all the same")
        await customer.get_by_role("button", name="Join", exact=True).click()
        line = agent.locator("#waiting li")
        await expect(line).to_contain_text("no news for two months")
        await expect(line).to_contain_text("French")
        await expect(line.locator(".badge.warn")).to_have_attribute(
            "title", "You do not speak this language: the call rings at a colleague."
        )
        await customer.close()
        await expect(line).to_have_count(0)


async def _sound(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(_SOUND)
    return found
