"""Fifty flooders beside an honest pair: what the pair says arrives, in order; the flooders are told one word and go."""

import asyncio
import gc
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from records.credentials import issue
from records.tables import AgentRow, CaseRow, UserRow
from signaling.protocol.words import AgentState, CallMode, Role
from signaling.runtime import sockets as sockets_module
from signaling.runtime.node import utc_now
from tests.hardening.attacks import INNER_WORDS
from tests.hardening.raw_socket import PING, TEXT, RawSocket
from tests.hardening.test_bad_messages import BAD
from tests.integration.web.stage import Browser, Line, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

FLOODERS, MESSAGES, HONEST = 50, 400, 100
TALKS = {
    "candidates": '{"type": "candidate", "to_page": "x", "candidate": {"candidate": ""}}',
    "chat": '{"type": "chat", "client_id": "same", "text": "buy my watches"}',
    "media": '{"type": "media", "audio": true, "video": false}',
    "entering": '{"type": "enter", "call_id": "nowhere"}',
    "nonsense": "nonsense",
}


@dataclass
class Flooder:
    """Says the same thing, whatever is answered; `heard` is all that came back."""

    name: str
    token: str
    call_id: str
    heard: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return list(TALKS)[int(self.name[1:]) % len(TALKS)]

    async def flood(self, browser: Browser) -> None:
        line = await browser.socket(headers={"X-Forwarded-For": f"10.1.0.{self.name[1:]}"})
        await line.hello(self.token, self.name)
        await line.say("enter", call_id=self.call_id)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._say(line))
            async for message in line.socket:
                self.heard.append(message.data)

    async def _say(self, line: Line) -> None:
        try:
            for number in range(MESSAGES):
                text = TALKS[self.kind] if number % 20 else list(BAD.values())[number % len(BAD)][0]
                await line.socket.send_str(text)
        except (ConnectionError, aiohttp.ClientError):
            return


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes ten seconds takes one, so that the test does."""
    monkeypatch.setattr("signaling.runtime.allowance.PATIENCE_S", 1.0)


async def _flooders(stage: Stage) -> list[Flooder]:
    """Signed-in agents, each with a call of their own: nobody may do more."""
    names, now = [f"f{n}" for n in range(FLOODERS)], utc_now()
    async with stage.db.transaction() as session:
        for name in names:
            session.add(
                UserRow(
                    id=name, email=f"{name}@example.org", name=name, role=Role.AGENT, languages=["en"],
                    password_hash="x", created_at=now,
                )
            )  # fmt: skip
            session.add(
                CaseRow(
                    id=name, reference=f"LP-{name}", stage="anomaly_found", title="a lamp", customer_name="Eve",
                    customer_language="en", facts={}, created_at=now, updated_at=now,
                )
            )  # fmt: skip
        await session.flush()
        session.add_all(AgentRow(user_id=name, state=AgentState.OFFLINE, since=now) for name in names)
        tokens = [
            await issue(
                session, kind="socket", name=name, role=Role.AGENT, user_id=name, now=now, ttl=timedelta(hours=1)
            )
            for name in names
        ]
    found = []
    for name, token in zip(names, tokens, strict=True):
        opened = await stage.node.reception.open_call(
            f"LP-{name}", mode=CallMode.INVITE, created_by=name, agent_user_id=name
        )
        found.append(Flooder(name, token, opened.call_id))
    return found


def _resident_mb() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


async def _honest(agent: Line, customer: Line) -> None:
    """What one says the other hears, all of it and in order."""
    for number in range(HONEST):
        said = f"candidate:{number}"
        await agent.say("candidate", to_page="page-c", candidate={"candidate": said})
        assert (await customer.hear("candidate"))["candidate"]["candidate"] == said
        if number % 20 == 0:
            await customer.say("chat", client_id=f"c{number}", text=f"line {number}")
            assert (await agent.hear("chat"))["lines"][-1]["text"] == f"line {number}"
        await asyncio.sleep(0.02)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 (there is no event for what the server forgets)
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("_impatient")
async def test_fifty_flooders_are_shown_out_and_an_honest_pair_does_not_notice(stage: Stage) -> None:
    object.__setattr__(stage.parts.config, "trusted_proxies", 1)
    agent, customer, _ = await stage.talking()
    flooders = await _flooders(stage)
    browsers = [await stage.browser() for _ in flooders]
    tasks, memory = len(asyncio.all_tasks()), _resident_mb()
    async with asyncio.TaskGroup() as flood:
        for flooder, browser in zip(flooders, browsers, strict=True):
            flood.create_task(flooder.flood(browser))
        await _honest(agent, customer)
    assert not [line for line in stage.log if line["event"] == "socket.failed"]
    for flooder in flooders:
        assert json.loads(flooder.heard[-1]) == {"type": "bye", "code": "rate_limited", "retry": False}, flooder
        told = "".join(flooder.heard).encode()
        assert not [word for word in INNER_WORDS if word in told]
    await _until(lambda: not [page for page in stage.node.hub.pages if page.page_id.startswith("f")])
    await _until(lambda: len(asyncio.all_tasks()) <= tasks)
    assert _resident_mb() - memory < 80


async def test_whoever_comes_back_is_not_given_a_fresh_allowance(stage: Stage) -> None:
    token = (await (await stage.browser("wei")).ask("GET", "/api/session")).json["socket_token"]
    for number in range(60):
        line = await (await stage.browser()).socket()
        await line.say("hello", token=token, page_id=f"page{number}")
        if (await line.next())["type"] == "error":
            break
    assert number < 30
    assert await line.hear("bye", code="rate_limited", retry=True)
    other = await stage.agent_line("ana")
    await other.say("presence", state="available")
    await other.hear("agent", state="available")


async def test_sockets_that_say_no_hello_are_few_for_one_address(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets_module, "_STRANGERS", 5)
    browser = await stage.browser()
    silent = [await browser.socket() for _ in range(5)]
    late = await browser.socket()
    await late.hear("bye", code="rate_limited", retry=True)
    assert await late.closed() == 1000
    for line in silent:
        await line.socket.close()
    await _until(lambda: not stage.node.sockets._strangers)
    assert await stage.agent_line()


async def test_before_hello_nothing_long_is_read(stage: Stage) -> None:
    line = await (await stage.browser()).socket()
    await line.socket.send_str(json.dumps({"type": "hello", "token": "a" * 20, "page_id": "a", "more": "x" * 2000}))
    await line.hear("error", code="too_large")
    assert await line.hear("bye", retry=False)


async def test_what_is_held_back_is_done_later_and_not_lost(stage: Stage) -> None:
    """An honest burst: more than the allowance, and all of it arrives."""
    agent, customer, _ = await stage.talking()
    for number in range(230):
        await agent.say("candidate", to_page="page-c", candidate={"candidate": f"candidate:{number}"})
    for number in range(230):
        assert (await customer.hear("candidate"))["candidate"]["candidate"] == f"candidate:{number}"
    await agent.say("reboot")
    assert (await agent.hear("error"))["code"] == "unknown_type"


async def test_the_log_of_a_flood_is_short(stage: Stage) -> None:
    """What the log writes of one kind in a minute is bounded by the journal; here: one socket is refused 51 times."""
    line = await stage.agent_line()
    heard = len(stage.log)
    for _ in range(200):
        await line.socket.send_str("nonsense")
    await line.hear("bye", code="rate_limited")
    assert len([entry for entry in stage.log[heard:] if entry["event"] == "peer.refused"]) <= 51
    raw = await RawSocket.open(stage.base, origin=stage.origin)
    await raw.send(PING)
    await raw.send(TEXT, b"nonsense")
    await raw.swallow()
    raw.close()
