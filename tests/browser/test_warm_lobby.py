"""The two browsers are connected before anybody clicks, and carry nothing but black and silence until then."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from records.database import Database
from records.tables import StepsRow
from signaling.protocol.incoming import Steps
from signaling.runtime.ice import IceConfig
from tests.browser.hostility import BLACK, SILENT
from tests.browser.stage import Stage, open_stage, until
from tests.browser.test_join import in_lobby, on_screen

pytestmark = pytest.mark.slow

COLD = IceConfig(warm=False)
CONNECTED = "session.view.talk === 'connected' && connections.at(-1).connectionState === 'connected'"
SEEN = "brightness() > 20 && session.view.other?.ready === true"
"""Of the lobby's own page nothing is known from outside but what its connections are."""
LINES = "connections.at(-1).getTransceivers().map((one) => one.currentDirection).join()"
SMALL = 180
THEIRS = "session.view.remote?.getVideoTracks()[0].getSettings().height"
"""Lines of the picture that comes."""
MIRROR = "document.querySelector('.self-view video')"


async def test_in_the_lobby_the_line_is_ready_and_nothing_leaves_it_but_black_and_silence(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        agent = await stage.agent()
        lobby = await in_lobby(stage, opened)
        await until(agent, f"{CONNECTED} && frames.count > 3")
        assert await agent.evaluate(LINES) == "sendrecv,sendrecv"
        await until(lobby, f"{MIRROR}.videoWidth > 0 && !{MIRROR}.paused")
        await watched_in_the_dark(agent)
        before = await lobby.evaluate(f"{MIRROR}.currentTime")
        await until(lobby, f"{MIRROR}.currentTime > {before} + 0.5")
        await agent.evaluate("session.ready()")
        await watched_in_the_dark(agent)
        await lobby.get_by_role("button", name="Join", exact=True).click()
        await until(agent, f"{SEEN} && energy() !== null")
        await on_screen(lobby, "call")
        assert await agent.evaluate("connections.length") == 1


async def test_the_click_reaches_the_other_page_without_the_server(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        opened = await stage.invite()
        agent = await stage.agent()
        await agent.evaluate("session.ready()")
        lobby = await in_lobby(stage, opened)
        await until(agent, f"{CONNECTED} && frames.count > 3 && session.view.call?.state === 'created'")
        await expect(lobby.get_by_text("Wei is here.")).to_be_visible()
        await stage.shut()
        await until(agent, "session.view.socket !== 'online'")
        assert await agent.evaluate("frames.brightest") < BLACK
        await lobby.get_by_role("button", name="Join", exact=True).click()
        await until(agent, SEEN, within_s=5)
        await on_screen(lobby, "call")
        count = await agent.evaluate("frames.count")
        await until(agent, f"frames.count > {count + 10} && {SEEN}")
        await until(lobby, "document.querySelector('video.call-remote').getVideoPlaybackQuality().totalVideoFrames > 5")


async def test_both_clicks_without_the_server_show_both_moving(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await _both_here(stage)
        await stage.shut()
        for page in (agent, customer):
            await until(page, "session.view.socket !== 'online'")
            await page.evaluate("session.ready()")
        for page in (agent, customer):
            await until(page, f"{SEEN} && session.view.call?.state === 'connecting'", within_s=5)


async def test_while_they_wait_the_picture_is_small_and_whole_once_both_have_clicked(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    """The camera of the customer's page is taken with as many lines as are sent to the agent in the end."""
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await _both_here(stage)
        camera = await customer.evaluate("session.view.own.preview.getVideoTracks()[0].getSettings().height")
        assert camera > SMALL
        await until(agent, f"{THEIRS} === {SMALL}")
        await agent.evaluate("session.ready()")
        await asyncio.sleep(1.5)
        assert await agent.evaluate(THEIRS) == SMALL, "one of them waits still"
        await customer.evaluate("session.ready()")
        await until(agent, SEEN, within_s=5)
        await until(agent, f"{THEIRS} === {camera}")
        await until(customer, f"{THEIRS} > {SMALL}")


async def test_another_device_in_the_lobby_needs_no_negotiation(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        await stage.open_call()
        agent, customer = await asyncio.gather(stage.agent(), stage.customer(extra="&text=1"))
        await until(agent, CONNECTED)
        described = await customer.evaluate("connections[0].localDescription.sdp")
        for _ in range(2):  # none at first, then one, then another one
            await customer.evaluate("openDevices().then((opened) => session.useDevices(opened))")
            await until(agent, "frames.count > 2")
            await watched_in_the_dark(agent)
        for page in (agent, customer):
            await page.evaluate("session.ready()")
        await until(agent, SEEN)
        assert await customer.evaluate("connections[0].localDescription.sdp") == described
        assert await customer.evaluate("connections.length") == 1


async def test_who_loads_the_page_again_in_the_lobby_is_warm_again_and_still_dark(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await _both_here(stage)
        for reloaded, other in ((customer, agent), (agent, customer)):
            await reloaded.reload()
            await reloaded.wait_for_selector("body[data-loaded]")
            for page in (reloaded, other):
                await until(page, f"{CONNECTED} && frames.count > 2")
                await watched_in_the_dark(page)
        for page in (agent, customer):
            await page.evaluate("session.ready()")
        for page in (agent, customer):
            await until(page, f"{SEEN} && session.view.call?.state === 'active'")


@pytest.mark.parametrize("last", ["customer", "agent"])
async def test_with_warming_off_nothing_connects_before_the_second_click_and_who_makes_it_offers(
    sqlite_db: Database, redis_url: str, tmp_path: Path, last: str
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path, ice=COLD) as stage:
        await stage.open_call()
        agent, customer = await asyncio.gather(stage.agent(), stage.customer())
        first, second = (agent, customer) if last == "customer" else (customer, agent)
        await first.evaluate("session.ready()")
        await until(second, "session.view.other?.ready === true")
        await second.wait_for_timeout(500)
        assert await first.evaluate("connections.length") == 0, "nothing was said to this page"
        assert await second.evaluate("connections.map((one) => [one.connectionState, one.remoteDescription])") == [
            ["new", None]
        ], "an offer is ready"
        await second.evaluate("session.ready()")
        for page in (agent, customer):
            await until(page, f"{SEEN} && session.view.call?.state === 'active'")
            assert await page.evaluate("connections.length") == 1
        kinds = [await page.evaluate("connections[0].localDescription.type") for page in (first, second)]
        assert kinds == ["answer", "offer"]


async def test_with_warming_off_two_clicks_at_once_meet_in_one_connection(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path, ice=COLD) as stage:
        await stage.open_call()
        agent, customer = await asyncio.gather(stage.agent(), stage.customer())
        for page in (agent, customer):
            await until(page, "session.view.other?.page_id")
        await asyncio.gather(*(page.evaluate("session.ready()") for page in (agent, customer)))
        for page in (agent, customer):
            await until(page, f"{SEEN} && session.view.call?.state === 'active'")
            assert await page.evaluate(LINES) == "sendrecv,sendrecv"


@pytest.mark.parametrize("late", ["customer", "agent"])
async def test_who_comes_late_and_clicks_at_once_is_in_the_talk(
    sqlite_db: Database, redis_url: str, tmp_path: Path, late: str
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        await stage.open_call()
        early = await (stage.agent if late == "customer" else stage.customer)()
        await early.evaluate("session.ready()")
        other = await (stage.customer if late == "customer" else stage.agent)()
        await other.evaluate("session.ready()")
        for page in (early, other):
            await until(page, f"{SEEN} && session.view.call?.state === 'active'")
            assert await page.evaluate("connections.length") == 1


async def test_each_page_tells_how_it_came_into_the_talk_and_no_address(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    async with open_stage(sqlite_db, redis_url, tmp_path) as stage:
        agent, customer = await stage.talking()
        async with asyncio.timeout(20):
            while len(rows := await steps_told(stage)) < 2:
                await agent.wait_for_timeout(200)
        for row in rows:
            steps = {step: getattr(row, step) or 0 for step in Steps.model_fields}
            assert 0 not in steps.values(), list(steps.items())
            assert max(steps["socket"], steps["permission"]) <= steps["click"], list(steps.items())
            assert steps["ice"] <= steps["keys"] <= min(steps["first_picture"], steps["first_sound"]), list(
                steps.items()
            )
            assert [(path["kind"], path["protocol"]) for path in row.paths] == [("direct", "udp")]
            assert set(row.paths[0]) == {"at", "kind", "protocol", "family"}
        assert {row.page_id for row in rows} == {await page.evaluate("socket.pageId") for page in (agent, customer)}


async def watched_in_the_dark(page: Page) -> None:
    """For more than a second, whatever comes to this page is black and silent, and some does come."""
    count = await page.evaluate("frames.count")
    await until(page, f"frames.count > {count}")
    await page.wait_for_timeout(1200)
    assert await page.evaluate("frames.brightest") < BLACK
    assert (await page.evaluate("energy()") or 0) < SILENT


async def _both_here(stage: Stage) -> tuple[Page, Page]:
    await stage.open_call()
    agent, customer = await asyncio.gather(stage.agent(), stage.customer())
    for page in (agent, customer):
        await until(page, f"{CONNECTED} && frames.count > 2")
        await watched_in_the_dark(page)
        assert await page.evaluate("sending()") == {"enabled": [], "level": 0}
    return agent, customer


async def steps_told(stage: Stage) -> list[StepsRow]:
    async with stage.db.reading() as session:
        return list(await session.scalars(select(StepsRow)))
