"""What must hold whenever nobody is in the middle of something. Each breach is one sentence."""

from collections import Counter
from collections.abc import Iterator

from signaling.domain.call import LIVE
from signaling.domain.matching import WaitingCall
from signaling.protocol.words import AgentState, CallState
from tests.pairing.picture import Picture
from tests.pairing.reference import fits


def breaches(before: Picture, after: Picture) -> list[str]:
    """Everything that is wrong in `after`, or between `before` and `after`."""
    return [
        *_twice(after), *_idle_beside_waiting(after), *_agents_disagree(after), *_states(after),
        *_places_lost(before, after),
    ]  # fmt: skip


def _twice(now: Picture) -> Iterator[str]:
    people = Counter(one.user_id or f"case {call.case_id}" for call in now.live for one in call.people)
    yield from (f"{who} is in {n} live calls" for who, n in people.items() if n > 1)
    yield from (f"{who} is rung {n} times" for who, n in Counter(o.user_id for o in now.offers).items() if n > 1)
    yield from (f"call {call} rings {n} times" for call, n in Counter(o.call_id for o in now.offers).items() if n > 1)


def _idle_beside_waiting(now: Picture) -> Iterator[str]:
    for call in now.in_line:
        yield from (f"{call.call_id} waits beside {agent.user_id}" for agent in now.free if fits(call, agent))


def _agents_disagree(now: Picture) -> Iterator[str]:
    """On a call if and only if in a live one, ringing if and only if it rings: so nothing rings for who missed."""
    busy = {one.user_id for call in now.live for one in call.people if one.user_id}
    rung = {offer.user_id for offer in now.offers}
    for user, (state, _) in now.agents.items():
        if (state is AgentState.ON_CALL) != (user in busy):
            yield f"{user} is {state} and {'in' if user in busy else 'not in'} a live call"
        if (state is AgentState.RINGING) != (user in rung):
            yield f"{user} is {state} and {'rung' if user in rung else 'not rung'}"


def _states(now: Picture) -> Iterator[str]:
    ringing = {offer.call_id for offer in now.offers}
    for call in now.calls.values():
        if (call.state is CallState.OFFERED) != (call.id in ringing):
            yield f"call {call.id} is {call.state} and {'rings' if call.id in ringing else 'does not ring'}"
        if any(one.live != (call.state in LIVE) for one in call.people):
            yield f"somebody of call {call.id} is counted as live wrongly"
    yield from (f"{ghost} is counted as being in a call and is not" for ghost in now.ghosts)
    yield from (f"offer {one.id} rings too long" for one in now.offers if one.expires_at <= now.at)


def _places_lost(before: Picture, after: Picture) -> Iterator[str]:
    """Whoever waits goes nowhere but forward: by a raised priority, or to the head of the queue."""
    nobody: frozenset[str] = frozenset()
    for call in after.live:
        was = before.calls.get(call.id)
        if was is None or was.waiting_since is None:
            continue
        if call.waiting_since != was.waiting_since:
            yield f"call {call.id} waits since {call.waiting_since}, and did since {was.waiting_since}"
        if _place(call.waiting(after.at, nobody)) > _place(was.waiting(before.at, nobody)):
            yield f"call {call.id} was put back in the queue"


def _place(call: WaitingCall) -> tuple[bool, int, float]:
    """Without the second requeueing, which puts the customer behind others who lost their agent before."""
    since = 0.0 if call.interrupted else call.waiting_since.timestamp()
    return (not call.interrupted, 0 if call.interrupted else -call.priority, since)
