"""A relay that dies in the middle of a call is replaced by another one, with credentials that are good then."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page

from deploy.coturn import own_address
from lifetime import running
from records.database import Database
from signaling.runtime.ice import IceConfig
from signaling.turn.roster import open_roster
from tests.browser.stage import eventually, open_stage, until
from tests.contract.coturn import SECRET, Coturn, credential, ours_alone, running_coturn

pytestmark = pytest.mark.slow

PROMISED_S = 12.0
PLAYED_MS = 400
"""What had arrived before is heard that much later at most."""
TTL_S = 9
"""Short, so that what a page was told first has run out by the time it needs another relay."""
CREDENTIAL = "connections[0].getConfiguration().iceServers[0].username"
RELAY = """(async () => {
  const reports = await connections[0].getStats();
  const transport = [...reports.values()].find((one) => one.type === 'transport');
  return reports.get(reports.get(transport.selectedCandidatePairId).localCandidateId).url;
})()"""


async def test_when_the_relay_of_a_call_is_killed_sound_is_back_through_another_one(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    address = own_address()
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running_coturn(tmp_path, ours_alone(address), name=name, address=address))
            for name in ("one", "other")
        ]
        urls = tuple(server.url for server in servers)
        roster = open_roster(urls, lambda: credential("check"), tls=None)
        async with running(roster.run()):
            assert await roster.known(within_s=20)
            ice = IceConfig(
                turn_urls=urls, turn_secret=SECRET, turn_ttl_s=TTL_S, transport_policy="relay", choose=roster.told
            )
            async with open_stage(sqlite_db, redis_url, tmp_path, ice=ice) as stage:
                agent, customer = await stage.talking()
                for page in (agent, customer):
                    await until(page, "ears.at > 0")
                call_id = await agent.evaluate("session.view.call.id")
                first = {page: await page.evaluate(CREDENTIAL) for page in (agent, customer)}
                await agent.wait_for_timeout((TTL_S + 1) * 1000)
                dead, alive = await _used(agent, servers)
                dead.process.kill()
                killed_ms = time.time() * 1000
                silent_s = await _silence_after(killed_ms, agent, customer)
                print(f"sound on both sides {silent_s:.1f} s after the relay was killed")
                assert silent_s < PROMISED_S
                for page in (agent, customer):
                    assert await _used(page, servers) == (alive, dead)
                    assert await page.evaluate("session.view.call.id") == call_id
                    now = await page.evaluate(CREDENTIAL)
                    assert now != first[page]
                    assert int(first[page].partition(":")[0]) < killed_ms / 1000 < int(now.partition(":")[0])
                    count = await page.evaluate("frames.count")
                    await until(page, f"session.view.call?.state === 'active' && frames.count > {count + 5}")
                await eventually(lambda: roster.told(urls) == (alive.url, dead.url))
                for page in (agent, customer):
                    await until(page, f"connections[0].getConfiguration().iceServers[0].urls[0] === '{alive.url}'")


async def _used(page: Page, servers: list[Coturn]) -> tuple[Coturn, Coturn]:
    """Through which one this page sends, and the other one."""
    url = await page.evaluate(RELAY)
    (used,) = [server for server in servers if f":{server.port}?" in url]
    (other,) = [server for server in servers if server is not used]
    return used, other


async def _silence_after(killed_ms: float, *pages: Page) -> float:
    heard = []
    for page in pages:
        await until(page, f"ears.at > {killed_ms + PLAYED_MS}", within_s=30)
        heard.append(await page.evaluate("ears.at"))
    return float((max(heard) - killed_ms) / 1000)
