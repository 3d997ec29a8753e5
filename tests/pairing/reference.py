"""The order of the queue written down a second time, as slowly and plainly as it can be said."""

from collections.abc import Iterable

from signaling.domain.matching import IdleAgent, Pairing, WaitingCall


def reference(calls: Iterable[WaitingCall], agents: Iterable[IdleAgent]) -> list[Pairing]:
    """Who is next of those who wait; and for them, of all who can serve them, the one whose turn it is."""
    waiting, free, found = list(calls), list(agents), []
    while waiting:
        call = min(waiting, key=_turn)
        waiting.remove(call)
        fit = [agent for agent in free if fits(call, agent)]
        if fit:
            agent = min(fit, key=lambda one: (not _exactly(call, one), one.idle_since, one.user_id))
            free.remove(agent)
            found.append(Pairing(call.call_id, agent.user_id))
    return found


def fits(call: WaitingCall, agent: IdleAgent) -> bool:
    """Whether this agent may be rung for this call now."""
    base = call.language.lower().split("-")[0]
    understood = base in [language.lower().split("-")[0] for language in agent.languages]
    able = all(skill in agent.skills for skill in call.skills)
    return understood and able and agent.user_id not in call.resting


def _turn(call: WaitingCall) -> tuple[int, int, float, str]:
    return (0 if call.interrupted else 1, 9 - call.priority, call.waiting_since.timestamp(), call.call_id)


def _exactly(call: WaitingCall, agent: IdleAgent) -> bool:
    return call.language.lower() in [language.lower() for language in agent.languages]
