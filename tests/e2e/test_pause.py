"""A pause for a card number, as two people live it: both pages say so, nothing grows, and it goes on for both."""

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Page, expect

from media import growing
from media.seal import TAG_BYTES
from tests.e2e.browsers import PHONE, Person, open_browsers
from tests.e2e.disk import closed_parts, grows, played, recorded, rows
from tests.e2e.house import House, open_house
from tests.e2e.looks import looks
from tests.e2e.lost_line import KEEP_SOCKETS, find_line, lose_line
from tests.e2e.steps import both_agree, control, hang_up, on_screen, together
from tests.e2e.talking import calling, moves, talking
from tests.e2e.tour import PURPOSES
from tests.integration.media.stage import RATE, decoded_samples
from tests.running_time import run_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PAUSED = "Recording is paused. Nothing you say is kept."
LOCALES = Path(__file__).parents[2] / "web" / "static" / "locales"
BEFORE_HZ, AFTER_HZ = 440, 1300
TONES = """
if (navigator.mediaDevices) {
  const spoken = [];
  window.say = (hz) => spoken.forEach((tone) => { tone.frequency.value = hz; });
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const opened = await open(wanted);
    const voices = opened.getAudioTracks();
    if (voices.length === 0) return opened;
    const context = new AudioContext();
    const out = context.createMediaStreamDestination();
    const tone = new OscillatorNode(context, { frequency: 440 });
    tone.connect(new GainNode(context, { gain: 0.3 })).connect(out);
    tone.start();
    spoken.push(tone);
    const [voice] = out.stream.getAudioTracks();
    const settings = voices[0].getSettings();
    voice.getSettings = () => settings;
    return new MediaStream([voice, ...opened.getVideoTracks()]);
  };
}
"""
"""Before the scripts of a page: its person says one tone, and whichever other one `say` is told."""

A_MARK = growing._SIZE.size + TAG_BYTES + growing._MARK.size
"""So many bytes say in a growing file that from here on nothing is written; the shortest sound needs 14 more."""


async def test_a_card_number_is_in_no_file_and_nobody_is_recorded_who_reads_paused(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer, _ = await talking(house, agents, customers)
        await both_agree(agent, customer)
        await grows(house, parts=2)
        await control(agent, "pause")
        await run_for(0.5)
        sizes = recorded(house)
        for page in (agent, customer):
            await _says(page, PAUSED, dot=False)
            await moves(page)
        await expect(customer.locator('[data-control="resume"]')).to_be_hidden()
        await asyncio.sleep(2)
        paused = recorded(house)
        assert paused.keys() == sizes.keys()
        assert {paused[path] - size for path, size in sizes.items()} <= {0, A_MARK}
        await _nobody_goes_on_while_a_page_is_away(house, agent, customer, paused)
        await hang_up(agent)
        for part in await closed_parts(house, count=2):
            assert part.state in ("complete", "partial")
        gaps = [gap for row in rows(house, "SELECT gaps FROM parts") for gap in ["paused" in (row["gaps"] or "")]]
        assert all(gaps)


async def _nobody_goes_on_while_a_page_is_away(
    house: House, agent: Page, customer: Page, sizes: dict[Path, int]
) -> None:
    """The customer's line to the server is cut: they still read "paused", and so they still are."""
    await customer.context.set_offline(True)
    await control(agent, "resume")
    await _says(agent, "Recording is about to go on.", dot=False)
    await asyncio.sleep(1.5)
    assert recorded(house) == sizes
    await customer.context.set_offline(False)
    for page in (agent, customer):
        await _says(page, "Recording", dot=True)
    await grows(house, parts=2)


async def _says(page: Page, words: str, *, dot: bool) -> None:
    await expect(page.locator(".call-listening")).to_have_text(words, timeout=60_000)
    await expect(page.locator(".call-dot")).to_have_count(1 if dot else 0)


@pytest.mark.parametrize(("language", "pressed"), [("en", "pause"), ("ar", "pause"), ("en", "stop")])
async def test_of_what_is_said_after_a_press_nothing_is_kept_though_the_line_is_away_until_the_call_is_over(
    tmp_path: Path, language: str, pressed: str
) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer = await _recorded_tone(house, agents, customers, language)
        await _loses_the_line(customer)
        await _presses_and_says_another_tone(customer, pressed, _words(language, "recording.held_back"))
        await looks(customer, f"held-back-{pressed}-{language}")
        await hang_up(agent)
        await find_line(customer)
        await on_screen(customer, "ended")
        await expect(customer.locator(".outcome")).to_contain_text(_words(language, "ended.recorded_before"))
        await looks(customer, f"recorded-before-{pressed}-{language}")
        await customer.reload()
        await expect(customer.locator(".outcome")).to_contain_text(_words(language, "ended.recorded_before"))
        await _nothing_after_the_press_is_kept(house)


async def test_a_pause_pressed_without_a_line_is_everybodys_when_it_is_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None, None) as (agents, customers):
        agent, customer = await _recorded_tone(house, agents, customers, "en")
        await _loses_the_line(customer)
        await _presses_and_says_another_tone(customer, "pause", _words("en", "recording.held_back"))
        await find_line(customer)
        for page in (agent, customer):
            await _says(page, PAUSED, dot=False)
        await expect(customer.locator('[data-control="resume"]')).to_be_visible()
        await hang_up(agent)
        await _nothing_after_the_press_is_kept(house)


async def _recorded_tone(house: House, agents: Person, customers: Person, language: str) -> tuple[Page, Page]:
    """The customer reads this language, says one tone, and both are recorded."""
    agent, link = await calling(house, agents)
    phone = await customers.context(**PHONE, locale=language)
    await phone.add_init_script(TONES + KEEP_SOCKETS)
    await phone.add_init_script(f"if (origin !== 'null') localStorage.setItem('reassure.locale', '{language}')")
    customer = await phone.new_page()
    await customer.goto(link)
    await customer.locator(".welcome-enter button.primary").click()
    await on_screen(customer, "lobby")
    await customer.locator(".lobby-join button.primary").click()
    await on_screen(customer, "call")
    await together(agent, customer)
    await control(agent, "ask")
    for page in (agent, customer):
        dialog = page.locator("dialog.consent-dialog")
        for purpose in PURPOSES:
            await dialog.locator(f'input[name="consent-{purpose}"][value="yes"]').check()
        await dialog.locator("button.primary").click()
    for page in (agent, customer):
        await expect(page.locator(".call-listening[data-recording]")).to_be_visible()
    await grows(house, parts=2)
    await asyncio.sleep(1)
    return agent, customer


async def _loses_the_line(page: Page) -> None:
    await lose_line(page)
    await expect(page.locator('.call-banner[data-tone="trouble"]')).to_be_visible()


async def _presses_and_says_another_tone(page: Page, name: str, words: str) -> None:
    """The tone comes in the very turn of the press, and for two seconds; the page reads these words."""
    if name == "stop":
        await control(page, name)
    pressed = "dialog[open] form.withdraw button" if name == "stop" else f'[data-control="{name}"]'
    await page.evaluate("([pressed, hz]) => (document.querySelector(pressed).click(), say(hz))", [pressed, AFTER_HZ])
    await _says(page, words, dot=False)
    await asyncio.sleep(2)


async def _nothing_after_the_press_is_kept(house: House) -> None:
    (part, *_) = await closed_parts(house, count=2)
    assert part.role == "customer"
    before, after = _loudness(played(house, part.path), BEFORE_HZ, AFTER_HZ)
    assert before > 1000, "what was said before the press is there"
    assert after < before / 100


def _loudness(webm: bytes, *tones_hz: float) -> list[float]:
    """How loud each tone is in the tenth of a second in which it is loudest."""
    sound = decoded_samples(webm)
    peak = np.abs(sound).max()
    window = RATE // 10
    windows = sound[: len(sound) // window * window].reshape(-1, window) * (32_768 if peak <= 2 else 1)
    time = np.arange(window) / RATE
    return [float(np.abs(windows @ np.exp(-2j * np.pi * hz * time)).max() * 2 / window) for hz in tones_hz]


def _words(language: str, key: str) -> str:
    words: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text())
    return words[key]
