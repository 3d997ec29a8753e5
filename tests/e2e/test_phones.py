"""On a phone: put away and back, a phone call in between, the other camera, a headset, sound that waits for a touch."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.axe import violations
from tests.e2e.browsers import KEEP_CONNECTIONS, PHONE, Person, open_browsers, until
from tests.e2e.house import Doors, open_house
from tests.e2e.phone import NO_SOUND_BEFORE_A_TOUCH, PHONE_EDGE
from tests.e2e.steps import control, enter_lobby, on_screen, together
from tests.e2e.talking import calling, joined, moves

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_MEASURE_WHAT_IS_HEARD = f"""{KEEP_CONNECTIONS}
window.heard = 0;
setInterval(async () => {{
  for (const report of (await window.connections?.at(-1)?.getStats())?.values() ?? []) {{
    if (report.type === 'inbound-rtp' && report.kind === 'audio') window.heard = report.totalAudioEnergy;
  }}
}}, 200);
"""
_MIDDLE = """(() => {
  const video = document.querySelector('video.call-remote');
  const context = Object.assign(document.createElement('canvas'), { width: 8, height: 8 }).getContext('2d');
  context.drawImage(video, 0, 0, 8, 8);
  const [red, green, blue] = context.getImageData(4, 6, 1, 1).data;
  return green > blue + 40 && green > red + 40 ? 'green' : blue > green + 40 ? 'blue' : 'other';
})()"""
_TO_THE_SECOND_SPEAKER = """async () => {
  const found = await navigator.mediaDevices.enumerateDevices();
  const { deviceId } = found.find(({ kind, label }) => kind === 'audiooutput' && label.includes('Output 2'));
  await document.querySelector('video.call-remote').setSinkId(deviceId);
}"""
_WHOLE = """(() => {
  const whole = document.querySelector('video.call-remote[data-whole]');
  return whole !== null && getComputedStyle(whole).objectFit === 'contain';
})()"""


async def test_a_phone_that_is_put_away_is_told_of_and_its_frozen_camera_is_started_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, phone = await _on_a_phone(house, agents, customers)
        await until(phone, "edge.locks > 0")
        await phone.evaluate("edge.putAway(true)")
        await expect(agent.get_by_text("has left the page for a moment")).to_be_visible()
        locks = await phone.evaluate("edge.locks")
        await phone.evaluate("edge.freeze()")
        asked = await phone.evaluate("edge.asked.length")
        await phone.evaluate("edge.putAway(false)")
        await expect(agent.get_by_text("has left the page for a moment")).to_be_hidden()
        await until(phone, f"edge.asked.length > {asked}")
        await moves(agent)
        assert await phone.evaluate("edge.asked.at(-1).audio") is False
        await until(phone, f"edge.locks > {locks}")

        asked = await phone.evaluate("edge.asked.length")
        await phone.evaluate("edge.putAway(true), edge.putAway(false)")
        await phone.wait_for_timeout(4000)  # a camera that gives pictures is left alone
        assert await phone.evaluate("edge.asked.length") == asked


async def test_after_a_phone_call_one_touch_brings_sound_and_picture_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, phone = await _on_a_phone(house, agents, customers)
        described = await phone.evaluate("edge.descriptions")
        await phone.evaluate("edge.mute()")
        back = phone.get_by_role("button", name="Bring my sound and picture back")
        await expect(back).to_be_visible()
        await expect(agent.get_by_text("is held up for a moment, perhaps by a phone call")).to_be_visible()
        await expect(agent.get_by_text("is muted")).to_be_visible()
        await back.click()
        await expect(back).to_be_hidden()
        await expect(agent.get_by_text("is held up")).to_be_hidden()
        await _is_heard(agent)
        await moves(agent)

        await phone.evaluate("edge.take()")
        back = phone.get_by_role("button", name="Bring my sound back")
        await back.click()
        await expect(phone.get_by_text("It is still in use elsewhere")).to_be_visible()
        await phone.evaluate("edge.busy = false")
        await back.click()
        await expect(back).to_be_hidden()
        await _is_heard(agent)
        assert await phone.evaluate("edge.descriptions") == described


async def test_what_is_forbidden_in_the_middle_of_the_call_leads_to_the_steps_and_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, phone = await _on_a_phone(house, agents, customers)
        await phone.evaluate("edge.take('NotAllowedError')")
        alert = phone.get_by_role("alert")
        await expect(alert).to_contain_text("settings keep camera or microphone from the browser")
        await expect(alert.get_by_role("listitem")).to_contain_text(["privacy settings", "Switch on"])
        assert await violations(phone) == []
        await expect(phone.get_by_role("button", name="Bring my sound back")).to_be_hidden()
        await expect(agent.get_by_text("is muted")).to_be_visible()
        await alert.get_by_role("button", name="Try again").click()
        await expect(alert).to_be_visible()
        await phone.evaluate("edge.busy = ''")
        await alert.get_by_role("button", name="Try again").click()
        await expect(alert).to_be_hidden()
        await _is_heard(agent)


async def test_the_other_camera_is_one_touch_away_and_is_not_mirrored(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents)
        context = await customers.context(**PHONE)
        await context.add_init_script(PHONE_EDGE)
        phone = await enter_lobby(context, link)
        turn = phone.get_by_role("button", name="Switch to the other camera")
        mirror = "getComputedStyle(document.querySelector('video[data-facing]')).transform"
        await expect(turn).to_be_visible()
        assert await phone.evaluate(mirror) != "none"
        await turn.click()
        await until(phone, f"{mirror} === 'none'")
        await phone.get_by_role("button", name="Join", exact=True).click()
        await on_screen(phone, "call")
        await together(agent, phone)
        await until(agent, f"{_MIDDLE} === 'green'")
        await until(agent, _WHOLE)
        described = await phone.evaluate("edge.descriptions")
        await turn.click()
        await until(agent, f"{_MIDDLE} === 'blue'")
        await until(agent, f"!({_WHOLE})")
        assert await phone.evaluate("edge.descriptions") == described


async def test_a_headset_is_offered_and_an_echo_is_told_to_whose_device_makes_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, phone = await _on_a_phone(house, agents, customers)
        used = "edge.given.filter(({ kind, readyState }) => kind === 'audio' && readyState === 'live').at(-1).label"
        assert "Input 2" not in await phone.evaluate(used)
        await phone.evaluate("edge.plug(true)")
        await expect(phone.get_by_text("Fake Audio Input 2")).to_be_visible()
        assert "Input 2" not in await phone.evaluate(used)
        await phone.get_by_role("button", name="Use it").click()
        await until(phone, f"{used}.includes('Input 2')")
        await expect(phone.get_by_role("button", name="Use it")).to_be_hidden()
        await _is_heard(agent)

        await control(agent, "devices")
        await agent.get_by_role("button", name="I hear my own voice").click()
        await expect(phone.get_by_text("hears their own voice coming back from you")).to_be_visible()
        await phone.get_by_role("button", name="All right").click()
        await expect(phone.get_by_text("hears their own voice")).to_be_hidden()


async def test_a_headset_that_goes_leaves_the_sound_where_there_is_one(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, phone = await _on_a_phone(house, agents, customers)
        used = "edge.given.filter(({ kind, readyState }) => kind === 'audio' && readyState === 'live').at(-1)?.label"
        await phone.evaluate("edge.plug(true)")
        await phone.get_by_role("button", name="Use it").click()
        await until(phone, f"{used}?.includes('Input 2')")
        await phone.evaluate(_TO_THE_SECOND_SPEAKER)
        await phone.evaluate("edge.plug(false)")
        await until(phone, f"{used} && !{used}.includes('Input 2')")
        await until(phone, "document.querySelector('video.call-remote').sinkId === ''")
        await _is_heard(agent)

        asked = await phone.evaluate("edge.asked.length")
        await control(phone, "devices")
        await phone.get_by_role("button", name="Use these").click()
        await phone.wait_for_timeout(1000)
        assert await phone.evaluate("edge.asked.length") == asked, "what was not changed is not opened again"


async def test_where_sound_waits_for_a_touch_the_picture_does_not(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents)
        context = await customers.context(**PHONE)
        await context.add_init_script(NO_SOUND_BEFORE_A_TOUCH)
        customer = await joined(context, link)
        await together(agent, customer)
        tap = customer.get_by_role("button", name="Tap to hear")
        await expect(tap).to_be_hidden()
        await customer.reload()
        await on_screen(customer, "call")
        await together(agent, customer)
        await expect(tap).to_be_visible()
        await moves(customer)
        sound = "(({ muted, paused }) => !muted && !paused)(document.querySelector('video.call-remote'))"
        assert not await customer.evaluate(sound)
        await tap.click()
        await expect(tap).to_be_hidden()
        await until(customer, sound)
        await moves(customer)


async def _on_a_phone(house: Doors, agents: Person, customers: Person) -> tuple[Page, Page]:
    """Both talk, and the customer has a phone in the hand."""
    agent, link = await calling(house, agents, script=_MEASURE_WHAT_IS_HEARD)
    context = await customers.context(**PHONE)
    await context.add_init_script(PHONE_EDGE)
    phone = await enter_lobby(context, link)
    await until(phone, "edge.locks > 0")
    await expect(phone.get_by_text("Hold the phone in front of you")).to_be_visible()
    await phone.get_by_role("button", name="Join", exact=True).click()
    await on_screen(phone, "call")
    await together(agent, phone)
    return agent, phone


async def _is_heard(agent: Page) -> None:
    """From now on more of the customer's voice comes in."""
    before = await agent.evaluate("heard")
    await until(agent, f"heard > {before} + 0.0005")
