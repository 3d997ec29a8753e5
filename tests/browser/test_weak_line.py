"""The line between two browsers gets worse, while each still reaches the service: sound first, then text."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page

from bench.wire.conditions import Conditions
from bench.wire.wire import missing
from tests.browser.wired import Wired, talking_over_a_wire

pytestmark = pytest.mark.slow

WEAK = Conditions(delay_ms=25, loss=0.28, burst=3)
DEAF = Conditions(delay_ms=25, loss=0.93, burst=12)
NOTICED_MS = 40_000
"""Two reports of loss are five seconds apart, and a step is taken after two of them."""
PAUSED = "Your picture is paused so that the voice stays clear"
PROMISED_MS = 500
TEXTS = 3
"""A machine that is busy with something else may spoil one."""
_SENT = """async () => {
  let frames = 0;
  for (const one of connections) for (const report of (await one.getStats()).values())
    if (report.type === 'outbound-rtp' && report.kind === 'video') frames += report.framesSent;
  return frames;
}"""
_WHEN_SHOWN = """(words) => new Promise((resolve) => {
  const lines = document.querySelector('.chat-lines');
  const look = () => lines.textContent.includes(words) && resolve(Date.now());
  new MutationObserver(look).observe(lines, { subtree: true, childList: true, characterData: true });
  look();
})"""


@pytest.fixture(autouse=True)
def _needs_a_wire() -> None:
    if (reason := missing()) is not None:
        pytest.skip(reason)


async def test_a_weak_line_pauses_the_picture_says_so_on_both_pages_and_brings_it_back(tmp_path: Path) -> None:
    async with talking_over_a_wire(tmp_path) as wired:
        for page in wired.pages:
            assert (
                await page.evaluate("connections[0].getSenders()[0].getParameters().codecs[0].mimeType") == "audio/red"
            )
            assert "useinbandfec=1" in await page.evaluate("connections[0].remoteDescription.sdp")
        await wired.worsen(WEAK)
        for page in wired.pages:
            await page.get_by_text(PAUSED).first.wait_for(timeout=NOTICED_MS)
        await wired.agent.get_by_text("Lucía’s picture is paused: weak connection").wait_for(timeout=NOTICED_MS)
        await wired.customer.get_by_text("Wei Lin’s picture is paused: weak connection").wait_for(timeout=NOTICED_MS)
        for page in wired.pages:
            await _sends_no_picture_but_has_its_camera(page)
        await wired.mend()
        for page in wired.pages:
            await page.get_by_text(PAUSED).first.wait_for(state="hidden", timeout=2 * NOTICED_MS)
            before = await page.evaluate(_SENT)
            await page.wait_for_function(f"({_SENT})().then((sent) => sent > {before + 5})", timeout=NOTICED_MS)
            assert await page.locator("video.call-remote").is_visible()
            assert await page.evaluate("connections.length") == 1
        told = await wired.told()
        assert {"full", "paused"} <= {one["sent"] for one in told}
        assert min(one["mos"] for one in told if "mos" in one) < max(one["mos"] for one in told if "mos" in one)


async def test_a_picture_that_its_person_switched_off_stays_off_when_the_line_is_good_again(tmp_path: Path) -> None:
    async with talking_over_a_wire(tmp_path) as wired:
        await wired.worsen(WEAK)
        await wired.customer.get_by_text(PAUSED).first.wait_for(timeout=NOTICED_MS)
        await wired.customer.get_by_role("button", name="Stop video").click()
        await wired.customer.get_by_text(PAUSED).first.wait_for(state="hidden")
        await wired.mend()
        await wired.agent.get_by_text(PAUSED).first.wait_for(state="hidden", timeout=2 * NOTICED_MS)
        await wired.agent.get_by_text("Lucía has no picture on").wait_for()
        before = await wired.customer.evaluate(_SENT)
        await asyncio.sleep(3)
        assert await wired.customer.evaluate(_SENT) == before


async def test_text_rescues_a_call_whose_sound_fails(tmp_path: Path) -> None:
    async with talking_over_a_wire(tmp_path) as wired:
        await wired.worsen(DEAF)
        for page in wired.pages:
            await page.locator(".chat-instead").wait_for(timeout=NOTICED_MS)
            assert await page.get_by_role("textbox", name="Your message").is_visible()
        took = min([await _text_takes_ms(wired, f"Parcel {number}") for number in range(TEXTS)])
        print(f"text {took} ms after it was sent")
        assert took <= PROMISED_MS
        await wired.customer.get_by_role("button", name="Rather be called back?").first.wait_for(timeout=NOTICED_MS)
        await wired.customer.locator(".chat-instead button").click()
        await wired.customer.get_by_role("heading", name="When may we call you back?").wait_for()
        await wired.customer.get_by_role("button", name="Back", exact=True).click()
        await wired.mend()
        for page in wired.pages:
            await page.locator(".chat-instead").wait_for(state="hidden", timeout=NOTICED_MS)
            assert await page.locator("video.call-remote").is_visible()


async def _sends_no_picture_but_has_its_camera(page: Page) -> None:
    await page.wait_for_timeout(500)
    before = await page.evaluate(_SENT)
    await page.wait_for_timeout(1500)
    assert await page.evaluate(_SENT) == before
    assert await page.get_by_role("button", name="Stop video").is_visible()
    state = "document.querySelector('video.call-self').srcObject.getVideoTracks()[0].readyState"
    assert await page.evaluate(state) == "live"


async def _text_takes_ms(wired: Wired, words: str) -> float:
    """From the key that sends it to the line on the other page; both clocks are this machine's."""
    shown = asyncio.ensure_future(wired.agent.evaluate(_WHEN_SHOWN, words))
    field = wired.customer.get_by_role("textbox", name="Your message")
    await field.fill(words)
    await field.evaluate(
        "(one) => one.addEventListener('keydown', () => (window.pressedAt = Date.now()), { once: true })"
    )
    await field.press("Enter")
    return float(await shown) - float(await wired.customer.evaluate("pressedAt"))
