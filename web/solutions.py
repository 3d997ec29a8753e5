"""Stage five over REST: on which terms it was sold, what is proposed, who decides, and the second pair of eyes."""

from typing import Any

from cases.solutions.desk import decide_solution, read_desk, settle_solution
from cases.solutions.table import Decider
from cases.solutions.terms import Terms, state_terms
from cases.solutions.views import Asker, Decision, SolutionDesk, Word
from signaling.protocol.words import Role
from web.operation import Ask


async def show_solutions(ask: Ask[None, None]) -> SolutionDesk:
    """What is proposed by the table, what was agreed on in a call, the decision that stands, and every deed so far."""
    return await read_desk(ask.parts.database, ask.path("reference"), asker=_asker(ask), now=ask.parts.clock())


async def put_terms(ask: Ask[Terms, None]) -> Terms:
    """State on which terms the parcel was sold and carried; what is left out is not known."""
    return await state_terms(
        ask.parts.database, ask.path("reference"), ask.body, actor=ask.caller.actor, now=ask.parts.clock()
    )  # fmt: skip


async def decide_on_solution(ask: Ask[Decision, None]) -> SolutionDesk:
    """Decide what the customer gets. What costs more than one may decide alone waits for another supervisor."""
    desk = await decide_solution(
        ask.parts.database, ask.path("reference"), ask.body, asker=_asker(ask), now=ask.parts.clock()
    )  # fmt: skip
    ask.parts.work_waits()
    return desk


async def settle_decision(ask: Ask[Word, None]) -> SolutionDesk:
    """Confirm or decline somebody else's decision, or withdraw one. What was decided stays written down."""
    desk = await settle_solution(
        ask.parts.database, ask.path("reference"), ask.path("decision_id"), ask.body, asker=_asker(ask),
        now=ask.parts.clock(),
    )  # fmt: skip
    ask.parts.work_waits()
    return desk


def _asker(ask: Ask[Any, None]) -> Asker:
    work = ask.parts.casework
    role: Decider = "supervisor" if ask.caller.role is Role.SUPERVISOR else "agent"
    return Asker(ask.caller.user_id or "", role, work.solutions, work.rules)
