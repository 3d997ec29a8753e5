"""The law of calls: which event may happen in which state, and where it may lead. Rendered into docs/states.md.

Everything that changes the state of a call goes through `apply`, and `apply` checks its own result against this table.
A pair that is not in it raises `NotInThisState` and changes nothing.
"""

from collections.abc import Mapping

from signaling.domain import events as e
from signaling.domain.call import BEFORE_TALK, LIVE, TALKING
from signaling.protocol.words import CallState as S


def _stays(states: frozenset[S]) -> dict[S, tuple[S, ...]]:
    return {state: (state,) for state in S if state in states}


def _stays_or_ends(states: frozenset[S]) -> dict[S, tuple[S, ...]]:
    """Where recording is required, the call ends without it."""
    return {state: (state, S.WRAP_UP) for state in S if state in states}


TRANSITIONS: Mapping[type[e.Event], Mapping[S, tuple[S, ...]]] = {
    e.ParticipantArrived: _stays(LIVE) | {S.WAITING: (S.WAITING, S.CONNECTING)},
    e.ParticipantLeft: _stays(LIVE) | {S.OFFERED: (S.OFFERED, S.WAITING), S.ACTIVE: (S.ACTIVE, S.INTERRUPTED)},
    e.ParticipantReady: _stays(LIVE)
    | {S.CREATED: (S.CREATED, S.WAITING, S.CONNECTING), S.WAITING: (S.WAITING, S.CONNECTING)},
    e.MediaChanged: _stays(LIVE),
    e.LanguageChanged: _stays(LIVE),
    e.AgentJoined: _stays(frozenset({S.CREATED, S.WAITING})),
    e.Offered: {S.WAITING: (S.OFFERED,)},
    e.OfferAccepted: {S.OFFERED: (S.CONNECTING,)},
    e.OfferClosed: {S.OFFERED: (S.WAITING,)},
    e.AgentReplaced: {S.CREATED: (S.CREATED,), S.WAITING: (S.WAITING,), S.INTERRUPTED: (S.INTERRUPTED, S.WAITING)},
    e.LinkRenewed: {
        S.CREATED: (S.CREATED,),
        S.WAITING: (S.CREATED, S.WAITING),
        S.OFFERED: (S.CREATED, S.WAITING),
        S.CONNECTING: (S.INTERRUPTED,),
        S.ACTIVE: (S.INTERRUPTED,),
        S.INTERRUPTED: (S.INTERRUPTED,),
    },
    e.DeviceChanged: _stays(LIVE) | {S.OFFERED: (S.WAITING,), S.ACTIVE: (S.INTERRUPTED,)},
    e.CallBackWished: {state: (S.CLOSED, S.WRAP_UP) for state in S if state in BEFORE_TALK}
    | {state: (S.WRAP_UP,) for state in S if state in TALKING},
    e.TalkConnected: {state: (S.ACTIVE,) for state in S if state in TALKING},
    e.HungUp: {state: (S.CLOSED, S.WRAP_UP) for state in S if state in BEFORE_TALK}
    | {state: (S.WRAP_UP,) for state in S if state in TALKING},
    e.DeadlinePassed: {
        S.CREATED: (S.CREATED, S.CLOSED),
        S.WAITING: (S.WAITING, S.CLOSED, S.WRAP_UP),
        S.OFFERED: (S.OFFERED, S.CLOSED, S.WRAP_UP),
        S.CONNECTING: (S.CONNECTING, S.INTERRUPTED, S.WAITING, S.WRAP_UP),
        S.ACTIVE: (S.ACTIVE, S.WRAP_UP),
        S.INTERRUPTED: (S.INTERRUPTED, S.WAITING, S.WRAP_UP),
        S.WRAP_UP: (S.WRAP_UP,),
        S.CLOSED: (S.CLOSED,),
    },
    e.ConsentRequested: _stays(frozenset({S.ACTIVE})),
    e.ConsentAnswered: _stays_or_ends(frozenset({S.ACTIVE, S.INTERRUPTED})),
    e.ConsentWithdrawn: _stays(frozenset(S) - {S.CREATED}) | _stays_or_ends(TALKING),
    e.RecordingFailed: _stays_or_ends(frozenset({S.ACTIVE, S.INTERRUPTED})),
    e.RecordingPaused: _stays(frozenset({S.ACTIVE, S.INTERRUPTED})),
    e.RecordingResumed: _stays(frozenset({S.ACTIVE, S.INTERRUPTED})),
    e.ResumeSeen: _stays(frozenset({S.ACTIVE, S.INTERRUPTED})),
    e.LegLost: _stays(frozenset({S.ACTIVE, S.INTERRUPTED})),
    e.SummaryApproved: {S.WRAP_UP: (S.CLOSED,)},
}


def render() -> str:
    """The table as Markdown: a row for each event, a column for each state, empty where the pair is refused."""
    head = ["event", *(f"`{state}`" for state in S)]
    rows = [
        [f"`{kind.__name__}`", *(_cell(state, targets.get(state, ())) for state in S)]
        for kind, targets in TRANSITIONS.items()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]) + "\n"


def _cell(state: S, targets: tuple[S, ...]) -> str:
    return ", ".join("stays" if target is state else f"`{target}`" for target in targets)
