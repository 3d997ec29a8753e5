"""The whole job once through: a case link becomes a call, two voices are recorded, the summary is on the case."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, KEEP_CONNECTIONS, PHONE, Person, open_browsers, until
from tests.e2e.disk import played
from tests.e2e.house import House, open_house, shown
from tests.e2e.receiver import Receiver, open_receiver
from tests.e2e.steps import both_agree, control, enter_lobby, hang_up, on_screen, sign_in, start_call, together
from tests.e2e.voices.clock import apart, part_round_began, round_began
from tests.e2e.voices.listen import decode, loudness_of, match
from tests.e2e.voices.speak import AGENT, CUSTOMER, RATE, Speech, read, speak

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROUND_S = 18
"""Seconds of each spoken file, which the browsers play again and again."""
RECORD_S = 42
"""Two rounds and some: the words are in it whole, wherever it begins."""
SPANISH_SEND = "Enviar mis respuestas"


async def test_spoken_call_from_the_case_link_to_the_summary_on_the_case(tmp_path: Path) -> None:
    microphones = [speak(voice, tmp_path / f"{name}.wav", seconds=ROUND_S) for name, voice in
                   (("agent", AGENT), ("customer", CUSTOMER))]  # fmt: skip
    async with open_receiver(refuse=1) as receiver, open_house(tmp_path, receiver) as house:
        async with open_browsers(*microphones) as (agents, customers):
            agent, link = await _agent_starts(agents, house)
            customer = await _customer_joins(customers, house, link)
            await together(agent, customer)
            await _talk_is_between_the_browsers(agent, customer)
            await _mute_camera_text_and_time(agent, customer)
            began = await _record(agent, customer, house)
            await hang_up(agent)
            await expect(customer.get_by_role("heading", level=1)).to_have_text("Gracias por hablar con nosotros")
            await _wrap_up(agent)
            call = await _delivered(receiver, house)
            await _supervisor_reads_and_hears(agents, house, call)
        _the_parts_hold_the_voices(house, call, microphones, began)


async def _agent_starts(agents: Person, house: House) -> tuple[Page, str]:
    context = await agents.context(**DESKTOP)
    await context.add_init_script(KEEP_CONNECTIONS)
    desk = await sign_in(context, house, house.sign_in("agent"), to="/agent")
    await expect(desk.get_by_role("link", name=re.compile("LP-1001")).first).to_be_visible()
    agent = await context.new_page()
    await agent.goto(f"{house.origin}/agent/cases/LP-1001")
    for words in (
        "LP-1001",
        "Walnut desk lamp",
        "Amelia Hart",
        "Shenzhen",
        "Bristol",
        re.compile(r"\b6[01] days"),  # before that time of the day it is one fewer
        "Case opened",
    ):
        await expect(agent.get_by_text(words).first).to_be_visible()
    await desk.close()
    link = await start_call(agent)
    assert link.startswith(f"{house.origin}/j/")
    await expect(agent.get_by_role("img", name="QR code of the join link")).to_be_visible()
    await agent.get_by_role("button", name="Copy link").click()
    assert await agent.evaluate("navigator.clipboard.readText()") == link
    await agent.get_by_role("button", name="Copy QR code").click()
    await until(agent, "navigator.clipboard.read().then(([one]) => one.types.includes('image/png'))")
    await agent.get_by_role("button", name="Copy code").click()
    assert re.fullmatch(r"\d{4} \d{4}", await agent.evaluate("navigator.clipboard.readText()"))
    return agent, link


async def _customer_joins(customers: Person, house: House, link: str) -> Page:
    async with house.http.get(link.partition("#")[0]) as preview:
        assert preview.status == 200
    for _ in range(2):
        curious = await (await customers.context(**PHONE, locale="en-GB")).new_page()
        await curious.goto(link)
        await expect(curious.get_by_role("heading", level=1)).to_contain_text("would like to talk with you")
        await curious.context.close()
    context = await customers.context(**PHONE, locale="es-ES")
    await context.add_init_script(KEEP_CONNECTIONS)
    page = await enter_lobby(context, link, enter="Prepararse para hablar")
    await until(
        page, "[...document.querySelectorAll('video')].some((one) => one.videoWidth > 0 && one.currentTime > 0.5)"
    )
    await _microphone_moves(page)
    await page.get_by_role("combobox", name=re.compile("Idioma|Language")).select_option("en")
    await expect(page.get_by_role("button", name="Join", exact=True)).to_be_visible()
    await page.get_by_role("combobox", name=re.compile("Language|Idioma")).select_option("es")
    await page.get_by_role("button", name="Entrar", exact=True).click()
    await on_screen(page, "call")
    return page


async def _microphone_moves(page: Page) -> None:
    """The level goes up and down with the spoken words, and the page says that it has heard them."""
    lit: set[int] = set()
    async with asyncio.timeout(60):
        while len(lit) < 4:
            lit.add(await page.locator(".level .lit").count())
    await expect(page.get_by_text("Su micrófono funciona.")).to_be_visible()


_PORTS = """async () => {
  const report = await connections.find((one) => one.connectionState === 'connected').getStats();
  const transport = [...report.values()].find((one) => one.type === 'transport');
  const pair = report.get(transport.selectedCandidatePairId);
  return [report.get(pair.localCandidateId).port, report.get(pair.remoteCandidateId).port];
}"""


async def _talk_is_between_the_browsers(agent: Page, customer: Page) -> None:
    """Nobody stands between: where each sends sound and picture to is the very port the other sends from."""
    for page in (agent, customer):
        tracks = "document.querySelector('video.call-remote').srcObject.getAudioTracks()"
        await until(page, f"{tracks}.map((one) => one.readyState).join() === 'live'")
    mine, others = await agent.evaluate(_PORTS)
    assert await customer.evaluate(_PORTS) == [others, mine]


async def _mute_camera_text_and_time(agent: Page, customer: Page) -> None:
    await control(customer, "microphone")
    await expect(agent.get_by_text(re.compile("is muted"))).to_be_visible()
    await control(customer, "microphone")
    await expect(agent.get_by_text(re.compile("is muted"))).to_be_hidden()
    await control(customer, "camera")
    await expect(agent.get_by_text(re.compile("has no picture on"))).to_be_visible()
    await control(customer, "camera")
    await together(agent)
    await control(customer, "chat")
    await customer.get_by_role("textbox").fill("¿Puede ser antes del viernes?")
    await customer.keyboard.press("Enter")
    await expect(agent.get_by_text("¿Puede ser antes del viernes?")).to_be_visible()
    await customer.keyboard.press("Escape")
    await agent.get_by_role("textbox", name="Your message").fill("I will call you back by Friday.")
    await agent.keyboard.press("Enter")
    await expect(agent.locator(".call-elapsed")).to_have_text(re.compile(r"0:\d\d"))


async def _record(agent: Page, customer: Page, house: House) -> dict[str, float]:
    """Both agree; the parts grow on disk; meanwhile each page says when its voice was spoken."""
    assert house.files() == set()
    await both_agree(agent, customer, send=SPANISH_SEND)
    sizes = await asyncio.to_thread(_sizes, house)
    assert len(sizes) == 2
    assert all(size > 0 for size in sizes.values())
    recording = asyncio.create_task(asyncio.sleep(RECORD_S))
    if (folder := shown()) is not None:
        await agent.evaluate("scrollTo(0, 0)")
        await agent.screenshot(path=folder / "agent-call.png")
        await customer.screenshot(path=folder / "customer-call.png")
    began = await asyncio.gather(
        round_began(agent, AGENT.marker_hz, round_s=ROUND_S), round_began(customer, CUSTOMER.marker_hz, round_s=ROUND_S)
    )
    await recording
    later = await asyncio.to_thread(_sizes, house)
    assert all(later[name] > 2 * size for name, size in sizes.items())
    return {"agent": began[0], "customer": began[1]}


def _sizes(house: House) -> dict[str, int]:
    return {name: (house.folder / "recordings" / name).stat().st_size for name in house.files()}


async def _wrap_up(agent: Page) -> None:
    draft = agent.locator("#wrap-up")
    await expect(draft.get_by_text("I will call you back by Friday.").first).to_be_visible()
    await draft.get_by_label("Outcome").select_option("carrier_search")
    await draft.get_by_label("Notes").fill("Lucía wants news by Friday.")
    await draft.get_by_role("button", name="Save", exact=True).click()
    await expect(draft.locator("p:not(.notes-said)", has_text=re.compile("Saved at"))).to_be_visible()
    await draft.get_by_role("button", name="Add something agreed").click()
    await draft.locator('[data-group="agreed"] textarea').last.fill("The carrier is asked to search.")
    await draft.get_by_role("button", name="Approve and attach to the case").click()
    await expect(agent.locator("#summaries").get_by_text("The carrier is asked to search.")).to_be_visible()


async def _delivered(receiver: Receiver, house: House) -> dict[str, Any]:
    """The receiver took each event at its second try, and the summary is the one that was approved."""
    event = await receiver.event("summary.attached", within_s=90)
    agreed = [statement["text"] for statement in event["data"]["summary"]["agreed"]]
    assert "The carrier is asked to search." in agreed
    tries = [webhook_id for webhook_id, type in receiver.deliveries if type == "summary.attached"]
    assert len(tries) == 2
    assert len(set(tries)) == 1
    call: dict[str, Any] = await house.ask("GET", f"/api/calls/{event['data']['call_id']}")
    assert call["state"] == "closed"
    assert {kind for _, kind in receiver.deliveries} >= {"call.started", "call.ended", "summary.attached"}
    return call


async def _supervisor_reads_and_hears(people: Person, house: House, call: dict[str, Any]) -> None:
    context = await people.context(**DESKTOP)
    logs = await sign_in(context, house, house.sign_in("supervisor"), to="/logs")
    await _filter_the_log(logs, today=await logs.evaluate("new Date().toLocaleDateString('sv')"))
    await logs.get_by_role("row").nth(1).get_by_role("link").click()
    await logs.wait_for_url(f"**/logs/{call['id']}")
    consents = logs.locator("#consents")
    spanish = consents.locator("details").filter(has_text="Se graba el sonido de esta llamada").first
    await spanish.locator("summary").click()
    await expect(spanish.get_by_text(re.compile("Se graba el sonido de esta llamada"))).to_be_visible()
    await expect(logs.locator("#timeline").get_by_text("Recording allowed")).to_be_visible()
    await expect(logs.get_by_text("The carrier is asked to search.").first).to_be_visible()
    for edit in await logs.locator("details", has_text=", version ").all():
        await edit.locator("summary").click()
    await expect(logs.locator("ins", has_text="The carrier is asked to search.")).to_be_visible()
    player = logs.locator("audio").first
    await player.evaluate("(one) => { one.muted = true; return one.play(); }")
    await until(
        logs, "document.querySelector('audio').currentTime > 1 && document.querySelector('audio').duration > 30"
    )
    await context.close()


async def _filter_the_log(logs: Page, *, today: str) -> None:
    """Each filter by itself leaves nothing when it does not fit, and all that fit together leave the call."""
    nothing = logs.get_by_text("No call fits these filters.")
    for label, wrong, right in (
        ("Day", "2020-02-29", today), ("Agent", "nobody of this name", "Wei"), ("Case", "LP-1002", "LP-1001"),
    ):  # fmt: skip
        await logs.get_by_label(label, exact=True).fill(wrong)
        await logs.get_by_role("button", name="Show").click()
        await expect(nothing).to_be_visible()
        await logs.get_by_label(label, exact=True).fill(right)
        await logs.get_by_role("button", name="Show").click()
        await expect(nothing).to_be_hidden()
    for label, wrong, right in (("Recording", "no", "yes"), ("Outcome", "refund", "carrier_search")):
        await logs.get_by_label(label, exact=True).select_option(wrong)
        await expect(nothing).to_be_visible()
        await logs.get_by_label(label, exact=True).select_option(right)
        await expect(nothing).to_be_hidden()


def _webm(house: House, part: Path) -> Path:
    file = house.folder / f"{part.stem}.webm"
    file.write_bytes(played(house, part))
    return file


def _the_parts_hold_the_voices(
    house: House, call: dict[str, Any], microphones: list[Path], began: dict[str, float]
) -> None:
    parts = {part["participant_id"]: part for part in call["parts"]}
    files = {}
    for person in call["participants"]:
        part = parts[person["id"]]
        assert (part["state"], part["number"]) == ("complete", 1)
        files[person["role"]] = house.folder / "recordings" / part["recording_id"] / f"{person['id']}-1.part"
    heard = {role: decode(_webm(house, file)) for role, file in files.items()}
    assert abs(len(heard["agent"]) - len(heard["customer"])) / RATE < 0.3
    voices: dict[str, tuple[Speech, Path, Speech, Path]] = {
        "agent": (AGENT, microphones[0], CUSTOMER, microphones[1]),
        "customer": (CUSTOMER, microphones[1], AGENT, microphones[0]),
    }
    for role, (own, own_file, other, other_file) in voices.items():
        likeness, _ = match(heard[role], read(own_file))
        assert likeness > max(0.6, match(heard[role], read(other_file))[0])
        assert loudness_of(heard[role], own.marker_hz) > 3
        assert loudness_of(heard[role], other.marker_hz) < 1.5
    zero = {
        role: part_round_began(heard[role], voice[0].marker_hz, epoch=0.0, round_s=ROUND_S)
        for role, voice in voices.items()
    }
    between_voices = began["agent"] - began["customer"]
    between_parts = zero["agent"] - zero["customer"]
    assert apart(between_voices, between_parts, round_s=ROUND_S) < 0.1
