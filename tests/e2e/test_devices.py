"""A browser that gives less than camera and microphone: how to allow it is told, and one joins with what is left."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.browsers import DESKTOP, KEEP_CONNECTIONS, PHONE, open_browsers, until
from tests.e2e.house import open_house
from tests.e2e.steps import control, enter_lobby, on_screen
from tests.e2e.talking import calling

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_MEASURE_WHAT_IS_HEARD = f"""{KEEP_CONNECTIONS}
window.heard = 0;
setInterval(async () => {{
  for (const report of (await window.connections.at(-1)?.getStats())?.values() ?? []) {{
    if (report.type === 'inbound-rtp' && report.kind === 'audio') window.heard = report.totalAudioEnergy;
  }}
}}, 200);
"""

_EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36 Edg/126.0.0.0"
)
_NO_CAMERA_AND_THE_SYSTEM_SAYS_NO = """
if (navigator.mediaDevices) {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (window.systemSays !== 'yes') throw new DOMException('Permission denied by system', 'NotAllowedError');
    if (wanted.video) throw new DOMException('none', 'NotFoundError');
    return open(wanted);
  };
}
"""


async def test_with_everything_blocked_one_is_told_how_to_allow_it_and_then_joins_with_sound_alone(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None, refuses=True) as (agents, customers):
        agent, link = await calling(house, agents, script=_MEASURE_WHAT_IS_HEARD)
        phone = await customers.context(**PHONE, permissions=[])
        customer = await enter_lobby(phone, link)
        alert = customer.get_by_role("alert")
        await expect(alert).to_contain_text("Camera and microphone are blocked")
        await expect(alert.get_by_role("listitem")).to_contain_text(
            ["the start of the address bar", "Switch on camera and microphone"]
        )
        await expect(customer.get_by_role("button", name="Join and write")).to_be_visible()

        await phone.grant_permissions(["microphone"])
        await expect(alert).to_contain_text("The camera is blocked")  # noticed without "Try again"
        await customer.get_by_text("Choose devices").click()
        choice = customer.get_by_role("combobox", name="Microphone")
        other = choice.locator("option", has_text="Fake Audio Input 2")
        await choice.select_option(await other.get_attribute("value"))

        await customer.get_by_role("button", name="Join with sound alone").click()
        await on_screen(customer, "call")
        await expect(agent.get_by_text("has no picture on")).to_be_visible()
        await until(agent, "heard > 0.001")
        await expect(customer.locator('[data-control="camera"]')).to_be_hidden()
        await control(customer, "devices")
        dialog = customer.get_by_role("dialog")
        await expect(dialog).to_contain_text("The camera is blocked")
        await expect(dialog.get_by_role("listitem")).to_contain_text(["address bar", "Switch on"])
        await dialog.get_by_role("button", name="Close").click()
        await control(customer, "microphone")
        await expect(agent.get_by_text("is muted")).to_be_visible()


async def test_whoever_has_no_camera_is_heard_and_whom_the_system_stops_is_led_through_its_settings(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, link = await calling(house, agents, script=_MEASURE_WHAT_IS_HEARD)
        windows = await customers.context(**DESKTOP, user_agent=_EDGE)
        await windows.add_init_script(_NO_CAMERA_AND_THE_SYSTEM_SAYS_NO)
        customer = await enter_lobby(windows, link)
        alert = customer.get_by_role("alert")
        await expect(alert).to_contain_text("settings keep camera or microphone from the browser")
        await expect(alert.get_by_role("listitem")).to_contain_text(["Settings of Windows", "desktop apps"])
        await customer.evaluate("window.systemSays = 'yes'")
        await alert.get_by_role("button", name="Try again").click()
        await expect(alert).to_be_hidden()
        await customer.get_by_role("button", name="Join with sound alone").click()
        await on_screen(customer, "call")
        await until(agent, "heard > 0.001")
