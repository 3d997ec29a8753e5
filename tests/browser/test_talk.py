"""Two real browsers, a real node and a real recorder: the talk, the text, the recording."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page

from records.database import Database
from tests.browser.stage import eventually, open_stage, until

pytestmark = pytest.mark.slow


async def test_both_see_each_other_move_only_after_both_clicked(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        await stage.open_call()
        agent = await stage.agent()
        customer = await stage.customer()
        await until(agent, "session.view.talk === 'connected'")
        await until(customer, "session.view.talk === 'connected' && brightness() !== null")
        assert await customer.evaluate("brightness()") < 5
        await agent.evaluate("session.ready()")
        await until(customer, "brightness() > 20")
        assert await agent.evaluate("brightness()") < 5
        await customer.evaluate("session.ready()")
        await until(agent, "brightness() > 20 && session.view.call?.state === 'active'")
        for page in (agent, customer):
            width = await page.evaluate("document.querySelector('video.call-remote').videoWidth")
            count = await page.evaluate("frames.count")
            assert width > 0
            await until(page, f"frames.count > {count + 5}")


async def test_mute_is_silence_and_is_shown_to_the_other(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        before = await agent.evaluate("energy()")
        await agent.wait_for_timeout(1500)
        assert await agent.evaluate("energy()") > before
        await customer.get_by_role("button", name="Mute").click()
        await until(agent, "session.view.other?.audio === false")
        await agent.get_by_text("Lucía is muted").wait_for()
        await until(agent, "ears.at < Date.now() - 1500")  # what was said before is still played on a busy machine
        muted = await agent.evaluate("energy()")
        await agent.wait_for_timeout(1500)
        assert await agent.evaluate("energy()") - muted < 1e-4


async def test_a_camera_that_is_off_is_let_go_of_and_comes_back(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        assert await customer.evaluate("connections[0].getSenders()[0].getParameters().encodings[0].priority") == "high"
        for page in (agent, customer):
            line = await page.evaluate("connections[0].currentRemoteDescription.sdp")
            assert re.search(
                r"a=rtpmap:(\d+) VP8/90000\r\n(a=rtcp-fb.*\r\n)*a=fmtp:\1 x-google-start-bitrate=600\r\n", line
            )
        await customer.get_by_role("button", name="Stop video").click()
        await agent.get_by_text("Lucía has no picture on").wait_for()
        assert await customer.evaluate("session.view.own.preview.getVideoTracks().length") == 0
        await customer.get_by_role("button", name="Start video").click()
        count = await agent.evaluate("frames.count")
        await until(agent, f"session.view.other?.video && brightness() > 20 && frames.count > {count + 3}")
        assert await customer.locator("video.call-self").is_visible()


async def test_text_arrives_once_also_over_a_lost_socket(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await customer.get_by_role("button", name="Text").click()
        await customer.get_by_role("textbox", name="Your message").fill("RR123456785CN")
        await customer.keyboard.press("Enter")
        await until(agent, "session.view.chat.length === 1")
        assert await agent.get_by_role("button", name="Text, new message").count() == 1
        await customer.evaluate("socket.reconnect(); session.say('¿y ahora?')")
        assert await customer.evaluate("session.view.chat.at(-1).state") == "waiting"
        await until(agent, "session.view.chat.length === 2")
        await until(customer, "session.view.chat.every((line) => line.state === 'stored')")


async def test_the_talk_goes_on_while_both_sockets_are_cut(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        count = await agent.evaluate("frames.count")
        stage.cut_sockets()
        await until(customer, "session.view.socket !== 'online'", within_s=5)
        for page in (agent, customer):
            await until(page, "session.view.socket === 'online' && session.view.call?.state === 'active'")
            assert await page.evaluate("connections.length") == 1
        await until(agent, f"frames.count > {count + 10}")


async def test_a_reloaded_page_comes_back_into_the_talk(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await customer.reload()
        await customer.wait_for_selector("body[data-loaded]")
        await customer.evaluate("session.ready()")
        await until(customer, "brightness() > 20 && session.view.call?.state === 'active'")
        await until(agent, "brightness() > 20 && session.view.talk === 'connected' && connections.length === 2")


async def test_consent_opens_the_recording_and_withdrawal_stops_it(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        assert await agent.get_by_text("Nobody but you two can listen").is_visible()
        await record(agent, customer)
        for page in (agent, customer):
            assert await page.locator(".call-dot").is_visible()
        await eventually(lambda: len(stage.part_bytes()) >= 2 and min(stage.part_bytes().values()) > 1000)
        first = stage.part_bytes()
        await eventually(lambda: all(stage.part_bytes().get(name, 0) > size for name, size in first.items()))
        await customer.get_by_role("button", name="Stop recording").click()
        await customer.get_by_role("button", name="Stop, keep it so far").click()
        for page in (agent, customer):
            await until(page, "session.view.recording === 'stopped'", within_s=2)
            assert await page.locator(".call-dot").count() == 0
        await agent.wait_for_timeout(1500)
        stopped = stage.part_bytes()
        await agent.wait_for_timeout(1500)
        assert stage.part_bytes() == stopped
        assert await agent.evaluate("session.view.talk") == "connected"
        assert await customer.evaluate("document.querySelector('.consent-dialog').open") is False


async def test_one_no_records_nothing_and_costs_nothing(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await agent.get_by_role("button", name="Ask to record").click()
        await answer(agent, "Yes")
        dialog = customer.locator(".consent-dialog")
        await dialog.wait_for()
        assert await dialog.locator("input:checked").count() == 0
        await dialog.get_by_role("button", name="Send my answers").click()
        await dialog.get_by_text("Either answer is fine").wait_for()
        await answer(customer, "No")
        for page in (agent, customer):
            await until(page, "session.view.recording === 'declined' && !session.view.question")
            assert await page.evaluate("connections.length") == 1
        assert stage.part_bytes() == {}
        assert await customer.evaluate("session.view.call?.state") == "active"


async def test_a_killed_recorder_is_replaced_and_the_talk_goes_on(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await record(agent, customer)
        before = set(stage.part_bytes())
        await stage.recorder.kill()
        seen = await agent.evaluate("frames.count")
        await until(agent, f"frames.count > {seen + 5}")
        await stage.recorder.start()
        await eventually(lambda: len(set(stage.part_bytes()) - before) >= 2)
        for page in (agent, customer):
            await until(page, "session.view.recording === 'writing'")
            assert await page.evaluate("connections[0].connectionState") == "connected"


async def test_somebody_without_devices_reads_writes_and_can_be_recorded(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        await stage.open_call()
        agent, customer = await stage.agent(), await stage.customer(extra="&text=1")
        await agent.evaluate("session.ready()")
        await customer.evaluate("session.ready()")
        await until(customer, "brightness() > 20 && session.view.call?.state === 'active'")
        await until(agent, "session.view.other?.ready && !session.view.other?.audio && !session.view.other?.video")
        await agent.get_by_text("Lucía has no picture on").wait_for()
        await customer.evaluate("session.say('I can only write')")
        await until(agent, "session.view.chat.length === 1")
        await record(agent, customer)


async def test_another_window_takes_over_and_the_first_lets_go(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, first = await stage.talking()
        second = await stage.customer()
        await second.evaluate("session.ready()")
        await until(first, "session.view.closed === 'replaced' && session.view.own.preview === null")
        await until(agent, "session.view.talk === 'connected' && connections.length === 2 && brightness() > 20")
        await first.evaluate("socket.takeBack()")
        await until(first, "session.view.talk === 'connected' && brightness() > 20 && session.view.own.hasCamera")
        await until(second, "session.view.closed === 'replaced'")


async def test_hanging_up_ends_it_for_both_and_frees_the_devices(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        await customer.get_by_role("button", name="Hang up").click()
        await customer.get_by_role("button", name="End the call").click()
        for page in (agent, customer):
            await until(page, "session.view.ended?.reason === 'completed' && session.view.own.preview === null")
            assert await page.evaluate("connections.every((one) => one.connectionState === 'closed')")


async def record(agent: Page, customer: Page) -> None:
    """Ask, two times yes, and the red dot on both sides."""
    await agent.get_by_role("button", name="Ask to record").click()
    for page in (agent, customer):
        await answer(page, "Yes")
    for page in (agent, customer):
        await until(page, "session.view.recording === 'writing'")


async def answer(page: Page, word: str) -> None:
    dialog = page.locator(".consent-dialog")
    await dialog.wait_for()
    for label in await dialog.get_by_label(word).all():
        await label.check()
    await dialog.get_by_role("button", name="Send my answers").click()
