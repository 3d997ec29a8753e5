"""Who gets which waiting customer: place in the queue, then language and skills, then the longest idle agent."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

HIGHEST = 9


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A customer in the queue. `resting` are agents who declined it lately and are not rung again yet.

    `priority` is the one that counts now (`raised`); whoever was `interrupted`, in a talk or when an agent had just
    taken the call, goes before everybody.
    """

    call_id: str
    language: str
    priority: int
    waiting_since: datetime
    skills: frozenset[str] = frozenset()
    interrupted: bool = False
    resting: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class IdleAgent:
    """An agent who is free, and since when."""

    user_id: str
    languages: tuple[str, ...]
    idle_since: datetime
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What agents bring who are alike to the queue: languages by their primary subtag, and skills."""

    languages: frozenset[str]
    skills: frozenset[str]

    def serve(self, language: str, skills: frozenset[str]) -> bool:
        """Whether they are of use to somebody who speaks this language and needs all these skills."""
        return primary(language) in self.languages and skills <= self.skills


@dataclass(frozen=True, slots=True)
class Pairing:
    """This call is to be offered to this agent."""

    call_id: str
    user_id: str


def match(calls: Iterable[WaitingCall], agents: Iterable[IdleAgent]) -> list[Pairing]:
    """Pair in order, nobody twice. A call that nobody free can serve holds up nobody else.

    For each call an agent with exactly its language (`es-MX`) goes before one who shares only the primary subtag, and
    among equals the longest idle one. Cost: a sort of each side, then about one step for each pairing.
    """
    free = sorted(agents, key=lambda agent: (agent.idle_since, agent.user_id))
    exact, shared = _by(free, _normal), _by(free, primary)
    left, pairings = len(free), []
    taken: set[str] = set()
    for call in sorted(calls, key=place):
        if left == 0:
            break
        agent = _first(exact[_normal(call.language)], call, taken) or _first(
            shared[primary(call.language)], call, taken
        )
        if agent is not None:
            taken.add(agent.user_id)
            left -= 1
            pairings.append(Pairing(call.call_id, agent.user_id))
    return pairings


def place(call: WaitingCall) -> tuple[bool, int, datetime, str]:
    """What the queue is sorted by; the position shown to the customer is the index in this order."""
    return (not call.interrupted, -call.priority, call.waiting_since, call.call_id)


def speaks(languages: Iterable[str], wanted: str) -> bool:
    """BCP 47 by primary subtag: whoever speaks `es` serves `es-MX`."""
    return any(primary(language) == primary(wanted) for language in languages)


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 tag: `es` of `es-MX`."""
    return language.split("-", maxsplit=1)[0].lower()


def raised(priority: int, *, waited: timedelta, step: timedelta) -> int:
    """A priority as it counts after waiting: one more for each full `step`, so that nobody is overtaken for ever."""
    return max(priority, min(HIGHEST, priority + max(0, waited // step)))


def worth(amount: Decimal | None, currency: str | None, steps: Mapping[str, Sequence[int]]) -> int:
    """How much the parcel's value raises a call: one for each amount of its currency that is reached."""
    if amount is None or currency is None:
        return 0
    return sum(amount >= least for least in steps.get(currency, ()))


def _by(agents: Sequence[IdleAgent], key: Callable[[str], str]) -> "defaultdict[str, list[IdleAgent]]":
    """Agents under each language they speak, longest idle last, so that whoever is taken is popped."""
    found: defaultdict[str, list[IdleAgent]] = defaultdict(list)
    for agent in reversed(agents):
        for name in {key(language) for language in agent.languages}:
            found[name].append(agent)
    return found


def _first(agents: list[IdleAgent], call: WaitingCall, taken: set[str]) -> IdleAgent | None:
    while agents and agents[-1].user_id in taken:
        agents.pop()
    for agent in reversed(agents):
        if agent.user_id not in taken and agent.user_id not in call.resting and call.skills <= agent.skills:
            return agent
    return None


def _normal(language: str) -> str:
    return language.lower()
