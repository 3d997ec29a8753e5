"""A right that was taken back opens nothing any more, and an open socket is no way to keep it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from records.tables import CredentialRow, UserRow
from signaling.runtime.node import utc_now
from tests.integration.web.stage import AGENT, OTHER_AGENT, Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOOKED_S = 2.5
"""By then every node has looked at its pages once more."""


async def test_signing_out_ends_the_sockets_of_this_sign_in_and_no_other(stage: Stage) -> None:
    mine, other = await stage.agent_line(), await stage.agent_line(OTHER_AGENT)
    assert (await (await stage.browser(AGENT)).ask("DELETE", "/api/session")).status == 204
    assert (await mine.hear("bye"))["code"] == "unauthenticated"
    assert await mine.closed() == 1000
    await other.say("presence", state="available")
    await other.hear("agent", state="available")


async def test_user_who_is_disabled_is_shown_out(stage: Stage) -> None:
    line = await stage.agent_line()
    async with stage.db.transaction() as session:
        await session.execute(update(UserRow).where(UserRow.id == AGENT).values(disabled_at=utc_now()))
    assert await line.hear("bye", code="unauthenticated", retry=False)


async def test_sign_in_that_runs_out_ends_no_call(stage: Stage) -> None:
    agent, customer, _ = await stage.talking()
    async with stage.db.transaction() as session:
        await session.execute(update(CredentialRow).values(expires_at=utc_now() - timedelta(seconds=1)))
    await asyncio.sleep(LOOKED_S)
    await customer.say("chat", client_id="a", text="still there")
    assert (await agent.hear("chat"))["lines"]
