"""Promise 4: saying no costs nothing. Two calls that differ in the answer alone are the same in all else."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import update

from records.database import Database
from records.tables import AgentRow, CallRow
from signaling.protocol.words import AgentState, Decision
from tests.integration.signaling.stage import Browser, Stage, open_stage

_OF_ITS_OWN = frozenset(
    {
        "id", "version", "case", "page_id", "recording", "created_at", "deadline_at", "active_since", "ended_at",
        "server_time", "away_since", "waiting_since", "name", "estimate_s",
    }
)  # fmt: skip
"""What differs between any two calls; and `recording`, which is what was asked about."""


@dataclass
class Told:
    """What became of one customer, step by step, without what tells any call from another."""

    steps: list[Any] = field(default_factory=list)

    def add(self, step: str, shown: dict[str, Any]) -> None:
        """Remember what the page is shown now."""
        self.steps.append((step, _plain(shown)))


def _plain(shown: Any) -> Any:
    if isinstance(shown, dict):
        return {key: _plain(value) for key, value in shown.items() if key not in _OF_ITS_OWN}
    return [_plain(one) for one in shown] if isinstance(shown, list) else shown


async def _story(stage: Stage, reference: str, decision: Decision) -> Told:
    """Waits, talks, answers; then everything that a page can do in a call, the agent lost, the queue again, the end."""
    told, agent = Told(), await _free_agent(stage, f"first-{reference}")
    opened = await stage.open_call(reference, mode="queue")
    customer = await stage.customer(opened)
    customer.say("ready", audio=True, video=True)
    told.add("rings", await customer.call("offered"))
    agent.say("accept", offer_id=(await agent.hear("offer"))["offer_id"])
    await _talk(agent, customer, opened.call_id)
    await _answer(agent, customer, decision)
    told.add("answered", await customer.call_where(lambda c: bool(c["recording"]) and len(_said(c)) >= 3))
    await _all_that_can_be_done(told, agent, customer)
    rival = await _waiting_rival(stage, f"R-{reference}")
    agent.vanish()
    told.add("agent lost", await customer.call("interrupted"))
    second = await _free_agent(stage, f"second-{reference}", available=False)
    told.add("at the head again", await customer.call("waiting"))
    second.say("presence", state="available")
    offer = await second.hear("offer")
    assert offer["call_id"] == opened.call_id, "before the one who has been waiting"
    second.say("accept", offer_id=offer["offer_id"])
    await _talk(second, customer, opened.call_id)
    await _all_that_can_be_done(told, second, customer)
    customer.say("hangup")
    told.add("over", await customer.call("wrap_up"))
    rival.say("hangup")
    await _nobody_is_free(stage.db)
    return told


async def _talk(agent: Browser, customer: Browser, call_id: str) -> None:
    agent.say("enter", call_id=call_id)
    agent.say("ready", audio=True, video=True)
    await customer.call_where(lambda c: all(p["page_id"] for p in c["participants"]) and len(c["participants"]) == 2)
    customer.say("talk_connected")
    await agent.call("active")
    await customer.call("active")


async def _answer(agent: Browser, customer: Browser, decision: Decision) -> None:
    """The agent always says yes: it is the customer's no that must cost nothing."""
    agent.say("consent_request")
    for browser, word in ((agent, Decision.GIVEN), (customer, decision)):
        asked = await browser.hear("consent_asked")
        browser.say(
            "consent_answer", request_id=asked["request_id"], wording_sha256=asked["wording_sha256"],
            decisions=dict.fromkeys([question["purpose"] for question in asked["questions"]], word),
        )  # fmt: skip


def _said(call: dict[str, Any]) -> list[dict[str, Any]]:
    customer = next(p["id"] for p in call["participants"] if p["role"] == "customer")
    return [a for a in call["recording"]["answers"] if a["participant_id"] == customer]


async def _all_that_can_be_done(told: Told, agent: Browser, customer: Browser) -> None:
    """Everything of a page in a talk, from both sides; a refusal would come as `error` before the answer."""
    for who, other in ((customer, agent), (agent, customer)):
        who.heard.clear()
        who.say("chat", client_id=f"{len(told.steps)}-{id(who)}", text="hola")
        told.add("text", {"lines": len((await other.hear("chat", lambda m: bool(m["lines"])))["lines"]) > 0})
        who.say("media", audio=False, video=True)
        told.add("mute", await other.call_where(lambda c: any(not p["audio"] for p in c["participants"])))
        who.say("media", audio=True, video=True)
        told.add("loud", await other.call_where(lambda c: all(p["audio"] for p in c["participants"])))
        assert not [message for message in who.heard if message["type"] == "error"]


async def _free_agent(stage: Stage, name: str, *, available: bool = True) -> Browser:
    agent = await stage.agent(name)
    await agent.hear("agent")
    if available:
        agent.say("presence", state="available")
        await agent.hear("agent", lambda m: m["state"] == "available")
    return agent


async def _waiting_rival(stage: Stage, reference: str) -> Browser:
    """Somebody of the highest priority who has been waiting before the talk was interrupted."""
    opened = await stage.open_call(reference, mode="queue")
    async with stage.db.transaction() as session:
        await session.execute(update(CallRow).where(CallRow.id == opened.call_id).values(priority=9))
    rival = await stage.customer(opened)
    rival.say("ready", audio=True, video=True)
    await rival.call("waiting")
    return rival


async def _nobody_is_free(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(update(AgentRow).values(state=AgentState.OFFLINE))


async def test_a_call_without_consent_is_the_same_in_all_but_the_recording(sqlite_db: Database, redis_url: str) -> None:
    async with open_stage(sqlite_db, redis_url, grace_s=1) as stage:
        yes = await _story(stage, "YES", Decision.GIVEN)
        no = await _story(stage, "NO", Decision.DECLINED)
        assert yes.steps == no.steps
