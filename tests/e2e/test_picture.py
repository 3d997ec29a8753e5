"""The picture, asked apart: with each yes it lies beside the sound in one file; with one no there is none of it."""

import asyncio
import io
import itertools
import json
from pathlib import Path
from typing import Any

import av
import pytest
from playwright.async_api import Page, expect

from tests.e2e.browsers import DESKTOP, open_browsers, until
from tests.e2e.disk import closed_parts, grows, played, rows
from tests.e2e.house import House, open_house
from tests.e2e.steps import control, hang_up, sign_in
from tests.e2e.talking import moves, talking
from tests.running_time import running_time

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SEND = "Send my answers"


async def test_with_everybodys_yes_both_cameras_are_in_their_parts_and_the_supervisor_sees_them(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, record_picture="with_consent") as house,
        open_browsers(None, None) as (agents, customers),
    ):
        agent, customer, _ = await talking(house, agents, customers)
        await _asked(agent, customer)
        await _say(agent, customer, "Recording sound and picture")
        with running_time() as recorded:
            await grows(house, parts=2)
            await asyncio.sleep(6)
            for page in (agent, customer):
                await moves(page)
            await hang_up(agent)
        await expect(customer.get_by_text("Sound and picture were recorded, as you agreed.")).to_be_visible()
        for part in await closed_parts(house, count=2):
            assert part.state == "complete", part.reason
            file = await asyncio.to_thread(played, house, part.path)
            _is_whole(file, seconds=part.seconds, still_s=recorded.still_s)
        kinds = {row["media_type"] for row in rows(house, "SELECT media_type FROM parts")}
        assert kinds <= {"video/webm", "video/x-matroska"}
        await _receipt_says(customer, "Of you the voice and the picture are kept.", save="my own voice and picture")
        await _supervisor_sees(house, await agents.context(**DESKTOP))


async def test_one_no_to_the_picture_leaves_the_sound_of_both_and_no_frame(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, record_picture="with_consent") as house,
        open_browsers(None, None) as (agents, customers),
    ):
        agent, customer, _ = await talking(house, agents, customers)
        await _asked(agent, customer, customer_says_no_to="video")
        await _say(agent, customer, "Recording")
        await grows(house, parts=2)
        await asyncio.sleep(2)
        await hang_up(agent)
        await expect(customer.get_by_text("The sound was recorded, as you agreed.")).to_be_visible()
        for part in await closed_parts(house, count=2):
            file = await asyncio.to_thread(played, house, part.path)
            with av.open(io.BytesIO(file), "r") as container:
                assert [stream.type for stream in container.streams] == ["audio"]
        assert [row["media_type"] for row in rows(house, "SELECT media_type FROM parts")] == ["audio/webm"] * 2
        await _receipt_says(customer, "Of you the voice is kept, and no picture.", save="Save my own voice (")


async def test_no_picture_is_taken_in_a_pause_nor_once_somebody_has_taken_it_back_and_the_sound_goes_on(
    tmp_path: Path,
) -> None:
    async with (
        open_house(tmp_path, record_picture="with_consent") as house,
        open_browsers(None, None) as (agents, customers),
    ):
        agent, customer, _ = await talking(house, agents, customers)
        await _asked(agent, customer)
        await grows(house, parts=2)
        await asyncio.sleep(3)
        await control(agent, "pause")
        await _say(agent, customer, "Recording is paused. Nothing you say is kept.")
        await asyncio.sleep(4)
        await control(agent, "resume")
        await _say(agent, customer, "Recording sound and picture")
        await asyncio.sleep(4)
        await control(customer, "stop")
        await customer.get_by_role("button", name="Stop only the picture").click()
        await _say(agent, customer, "Recording")
        for page in (agent, customer):
            await moves(page)
        await asyncio.sleep(4)
        await hang_up(agent)
        await expect(
            customer.get_by_text("The sound was recorded, and the picture until it was stopped.")
        ).to_be_visible()
        for part in await closed_parts(house, count=2):
            _is_dark_where_it_was_to_be(await asyncio.to_thread(played, house, part.path), _gaps(house, part.path.stem))


def _gaps(house: House, name: str) -> list[dict[str, Any]]:
    parts = rows(house, "SELECT participant_id, number, gaps FROM parts")
    gaps: list[dict[str, Any]] = json.loads(
        next(p["gaps"] for p in parts if f"{p['participant_id']}-{p['number']}" == name)
    )
    return gaps


def _is_dark_where_it_was_to_be(file: bytes, gaps: list[dict[str, Any]]) -> None:
    with av.open(io.BytesIO(file), "r") as container:
        seen = [float(frame.time or 0.0) for frame in container.decode(video=0)]
    with av.open(io.BytesIO(file), "r") as container:
        heard_s = max(float(frame.time or 0.0) for frame in container.decode(audio=0))
    (paused,) = [gap for gap in gaps if gap["why"] == "paused"]
    assert paused["to_s"] - paused["from_s"] > 3
    assert not [at_s for at_s in seen if paused["from_s"] + 0.3 < at_s < paused["to_s"] - 0.3]
    assert [at_s for at_s in seen if at_s < paused["from_s"]]
    assert [at_s for at_s in seen if at_s > paused["to_s"]], "it came back after the pause"
    dark = [gap for gap in gaps if gap["why"] == "no_picture"][-1]
    assert abs(dark["from_s"] - seen[-1]) < 0.5
    assert heard_s - seen[-1] > 3, "the sound went on without it"


async def _say(agent: Page, customer: Page, words: str) -> None:
    for page in (agent, customer):
        await expect(page.locator(".call-listening")).to_have_text(words, timeout=60_000)


async def _asked(agent: Page, customer: Page, *, customer_says_no_to: str | None = None) -> None:
    await control(agent, "ask")
    for page, no in ((agent, None), (customer, customer_says_no_to)):
        dialog = page.locator("dialog.consent-dialog")
        await expect(dialog).to_be_visible()
        await expect(dialog.locator("fieldset")).to_have_count(4)
        for purpose in ("audio", "video", "transcript", "retention"):
            word = "no" if purpose == no else "yes"
            await dialog.locator(f'input[name="consent-{purpose}"][value="{word}"]').check()
        await dialog.get_by_role("button", name=SEND).click()
        await expect(dialog).to_be_hidden()
    for page in (agent, customer):
        await expect(page.locator(".call-listening[data-recording]")).to_be_visible()


def _is_whole(file: bytes, *, seconds: float, still_s: float) -> None:
    """Frames of a camera, from its first second to its last, that FFmpeg decodes without a complaint; none is black.

    `still_s`: how long the machine stood still, and the camera with it.
    """
    with av.open(io.BytesIO(file), "r") as container:
        decoded = [(float(frame.time or 0.0), frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]
    frames = [(at_s, float(light.std())) for at_s, light in decoded]
    assert min(light for _, light in frames) > 5, "a black frame has no light and shade"
    assert frames[0][0] < 3.0
    assert frames[-1][0] > seconds - 2.0
    assert len(frames) > 4 * (seconds - still_s - 3.0)
    steps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(frames)]
    assert max(steps) < 2.0 + still_s


async def _supervisor_sees(house: House, context: object) -> None:
    (call,) = rows(house, "SELECT id FROM calls")
    page = await sign_in(context, house, house.sign_in("supervisor"), to=f"/logs/{call['id']}")  # type: ignore[arg-type]
    video = page.locator("#recording video")
    await expect(video).to_have_count(2)
    await video.first.evaluate("video => { video.muted = true; return video.play(); }")
    await until(page, "document.querySelector('#recording video').currentTime > 1")
    await until(page, "document.querySelector('#recording video').videoWidth > 0")


async def _receipt_says(customer: Page, kept: str, *, save: str) -> None:
    """What the file holds, of both, and the file itself under the name of its kind."""
    async with customer.context.expect_page() as opened:
        await customer.get_by_role("link", name="What you agreed to").click()
    receipt = await opened.value
    await expect(receipt.locator(".receipt-kept li").first).to_have_text(kept)
    await expect(receipt.locator(".receipt-kept li")).to_have_count(2)
    async with receipt.expect_download() as saved:
        await receipt.get_by_role("button", name=save).click()
    file = await saved.value
    kind = (await asyncio.to_thread(Path(await file.path()).read_bytes))[:40]
    assert file.suggested_filename.endswith(".mkv" if b"matroska" in kind else ".webm")
    await receipt.close()
