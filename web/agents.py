"""Supervisors see who is at work, and give an invited call to somebody else."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from records.tables import new_id
from records.users import find_user, find_user_by_email, list_agents
from signaling.domain.call import Participant
from signaling.domain.events import AgentReplaced
from signaling.protocol.errors import SignalError
from signaling.protocol.words import AgentState, CallState, ErrorCode, Role
from web.operation import Ask


class AgentLine(BaseModel):
    """One agent as the queue sees them."""

    user_id: str
    name: str
    email: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    state: AgentState
    since: datetime
    call_id: str | None = Field(description="the live call they are in")


class AgentList(BaseModel):
    """Every agent, by name."""

    agents: tuple[AgentLine, ...]


class NewAgent(BaseModel, extra="forbid"):
    """Who is to have the call."""

    agent: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=254)] = Field(
        description="the agent's user id or address"
    )


class Reassigned(BaseModel):
    """The call is theirs now."""

    call_id: str
    state: CallState
    agent_user_id: str
    agent_name: str


async def show_agents(ask: Ask[None, None]) -> AgentList:
    """Who is at work, and doing what."""
    async with ask.parts.database.reading() as session:
        rows = await list_agents(session)
    return AgentList(
        agents=tuple(
            AgentLine(
                user_id=user.id, name=user.name, email=user.email, languages=tuple(user.languages),
                skills=tuple(user.skills), state=agent.state, since=agent.since, call_id=call_id,
            )
            for user, agent, call_id in rows
        )
    )  # fmt: skip


async def reassign_call(ask: Ask[NewAgent, None]) -> Reassigned:
    """Before the talk, or while its agent is lost. The other agent's page is told that the call went on."""
    wanted = ask.body.agent
    async with ask.parts.database.reading() as session:
        user = await find_user(session, wanted) or await find_user_by_email(session, wanted)
    if user is None or user.role is not Role.AGENT:
        raise SignalError(ErrorCode.NOT_FOUND, "There is no such agent.")
    agent = Participant(new_id(), Role.AGENT, user.name, user.languages[0], user_id=user.id)
    call = await ask.parts.node.rooms.happen(
        ask.path("call_id"), AgentReplaced(agent, by_user_id=ask.caller.user_id or "")
    )
    return Reassigned(call_id=call.id, state=call.state, agent_user_id=user.id, agent_name=user.name)
