"""Who gets which waiting customer: language, then priority, then first come, then the longest idle agent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A customer in the queue. `resting` are agents who declined it lately and are not rung again yet."""

    call_id: str
    language: str
    priority: int
    waiting_since: datetime
    resting: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class IdleAgent:
    """An agent who is free, and since when."""

    user_id: str
    languages: tuple[str, ...]
    idle_since: datetime


@dataclass(frozen=True, slots=True)
class Pairing:
    """This call is to be offered to this agent."""

    call_id: str
    user_id: str


def match(calls: Iterable[WaitingCall], agents: Iterable[IdleAgent]) -> list[Pairing]:
    """Pair in order, nobody twice. A call whose language nobody free speaks holds up nobody else."""
    free = sorted(agents, key=lambda agent: (agent.idle_since, agent.user_id))
    pairings = []
    for call in sorted(calls, key=place):
        agent = next((a for a in free if speaks(a.languages, call.language) and a.user_id not in call.resting), None)
        if agent is not None:
            free.remove(agent)
            pairings.append(Pairing(call.call_id, agent.user_id))
    return pairings


def place(call: WaitingCall) -> tuple[int, datetime, str]:
    """What the queue is sorted by; the position shown to the customer is the index in this order."""
    return (-call.priority, call.waiting_since, call.call_id)


def speaks(languages: Iterable[str], wanted: str) -> bool:
    """BCP 47 by primary subtag: whoever speaks `es` serves `es-MX`."""
    primary = wanted.split("-", maxsplit=1)[0].lower()
    return any(language.split("-", maxsplit=1)[0].lower() == primary for language in languages)
