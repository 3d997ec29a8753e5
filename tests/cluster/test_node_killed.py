"""Promise 6: kill -9 of a node that holds a page of a call is not heard, and everything works on another node."""

import asyncio
import random
import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from deploy.cluster import Cluster
from records.database import Database
from records.tables import CallRow, CaseRow, ParticipantRow
from signaling.protocol.words import CallState, Role
from tests.cluster.sound import LISTEN, back_on_line, heard, longest_gap_ms, now_ms
from tests.e2e.browsers import PHONE, Person, open_browsers
from tests.e2e.steps import both_agree, control, hang_up, together
from tests.e2e.talking import calling, joined

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CASE = "LP-1003"
KILLS = 3
AUDIBLE_MS = 100
LISTENED_S = 4.0
MUTED = re.compile("is muted")


async def test_kill_9_of_the_node_that_holds_a_page_is_not_heard(cluster: Cluster, memory: Database) -> None:
    chance = random.Random(6)
    async with open_browsers(None, None, smaller=2) as (agents, customers):
        agent, customer, call_id = await _talking(cluster, agents, customers)
        await _a_gap_would_be_noticed(agent, customer)
        pages = {Role.AGENT: agent, Role.CUSTOMER: customer}
        for number in range(KILLS):
            unharmed_from = now_ms()
            await asyncio.sleep(LISTENED_S + chance.uniform(0, 1))
            nodes = await _nodes(memory, call_id)
            node_id = nodes[chance.choice((Role.AGENT, Role.CUSTOMER))]
            node = cluster.node_called(node_id)
            killed = now_ms()
            node.kill()
            back = {role: await back_on_line(pages[role], killed) for role in nodes if nodes[role] == node_id}
            await asyncio.sleep(max(0.0, LISTENED_S - (now_ms() - killed) / 1000))
            for role, page in pages.items():
                before = longest_gap_ms(await heard(page, unharmed_from, killed))
                after = await heard(page, killed, killed + LISTENED_S * 1000)
                gap = longest_gap_ms(after)
                print(f"{number} {role}: back after {back.get(role, 0):.2f} s; gaps {before:.0f} ms, then {gap:.0f} ms")
                assert gap <= before + AUDIBLE_MS
                assert len({moment.connection for moment in after}) == 1, "the talk was made anew"
                assert after[-1].packets - after[0].packets > 0.8 * 50 * LISTENED_S, "it was silent"
            assert node_id not in (await _nodes(memory, call_id)).values()
            await _mute_and_write(agent, customer, f"Can you hear me? {number}")
            node.start()
            await asyncio.to_thread(node.wait_ready)
        await both_agree(agent, customer)
        await hang_up(agent)
        await expect(customer.get_by_text(re.compile("call has ended|Thank you"))).to_be_visible()
    assert await _calls(memory) == {call_id: CallState.WRAP_UP}


async def _talking(cluster: Cluster, agents: Person, customers: Person) -> tuple[Page, Page, str]:
    agent, link = await calling(cluster, agents, reference=CASE, script=LISTEN)
    phone = await customers.context(**PHONE)
    await phone.add_init_script(LISTEN)
    customer = await joined(phone, link)
    await together(agent, customer)
    return agent, customer, urlsplit(link).path.rsplit("/", 1)[-1]


async def _a_gap_would_be_noticed(agent: Page, customer: Page) -> None:
    """The measure itself: the customer's voice is taken away for ten times what anybody may miss."""
    begin = now_ms()
    await customer.evaluate(
        """async (ms) => {
          const senders = window.connections.flatMap((one) => one.getSenders());
          const sender = senders.find((one) => one.track?.kind === 'audio');
          const track = sender.track;
          await sender.replaceTrack(null);
          await new Promise((resolve) => setTimeout(resolve, ms));
          await sender.replaceTrack(track);
        }""",
        10 * AUDIBLE_MS,
    )
    await asyncio.sleep(1)
    assert longest_gap_ms(await heard(agent, begin, now_ms())) > AUDIBLE_MS


async def _mute_and_write(agent: Page, customer: Page, words: str) -> None:
    await control(customer, "microphone")
    await expect(agent.get_by_text(MUTED)).to_be_visible()
    await control(customer, "microphone")
    await expect(agent.get_by_text(MUTED)).to_be_hidden()
    await agent.get_by_role("textbox", name="Your message").fill(words)
    await agent.keyboard.press("Enter")
    await expect(agent.get_by_text(words)).to_have_count(1)
    await control(customer, "chat")
    await expect(customer.get_by_text(words)).to_have_count(1)
    await customer.keyboard.press("Escape")


async def _nodes(memory: Database, call_id: str) -> dict[Role, str]:
    """Which node each page is on, by its id."""
    async with memory.reading() as session:
        rows = await session.scalars(select(ParticipantRow).where(ParticipantRow.call_id == call_id))
        return {row.role: row.node_id or "" for row in rows}


async def _calls(memory: Database) -> dict[str, CallState]:
    async with memory.reading() as session:
        of_case = select(CallRow).join(CaseRow, CaseRow.id == CallRow.case_id).where(CaseRow.reference == CASE)
        return {row.id: row.state for row in await session.scalars(of_case)}
