"""Keeps what a page found of its own connection, and tells the agent: who helps must know which step failed."""

from datetime import datetime

from records.connection_tests import keep_connection_test, list_connection_tests
from records.database import Database
from records.tables import ConnectionTestRow
from signaling.cluster.call_log import to_participant
from signaling.domain.call import Call
from signaling.protocol.codec import encode
from signaling.protocol.incoming import TellConnectionTest
from signaling.protocol.outgoing import ConnectionTested
from signaling.protocol.words import Role
from signaling.runtime.page import Page
from signaling.runtime.ports import Bus


async def take_test(
    database: Database, bus: Bus, call: Call, page: Page, told: TellConnectionTest, *, now: datetime
) -> None:
    """Keep it, and tell the agent who is in the call; another one reads it on entering."""
    me, agent = page.participant_id or "", call.agent
    async with database.transaction() as session:
        news = _news(await keep_connection_test(session, call.id, me, page.page_id, told, now=now))
    if agent is not None and agent.id != me:
        bus.say(call.id, to_participant(agent.id), encode(news))


async def show_tests(database: Database, page: Page, call: Call) -> None:
    """Tell an agent's page the newest test of each other person."""
    if page.role is not Role.AGENT:
        return
    async with database.reading() as session:
        newest = {row.participant_id: row for row in await list_connection_tests(session, call.id)}
        for participant_id, row in newest.items():
            if participant_id != page.participant_id:
                page.peer.send(_news(row))


def _news(row: ConnectionTestRow) -> ConnectionTested:
    return ConnectionTested.model_validate(row, from_attributes=True)
