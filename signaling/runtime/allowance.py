"""How much one person may ask of a node: a token bucket for each of them, whichever socket they ask through.

Pure: the time is handed in, in seconds of a monotonic clock. Who asks more is not refused but slowed: their next
message is read later, so that nothing of an honest burst is lost. Only who will not be slowed is shown out.
"""

from collections import OrderedDict

from signaling.protocol import incoming as m

PER_S = 20.0
BURST = 200.0
PATIENCE_S = 10.0
_BYTES_PER_UNIT = 4096
_PEOPLE = 20_000

HELLO_COST = 10.0
_RELAYED = 1.0
_WRITTEN = 5.0
_TOLD_TO_ALL = 10.0
_COSTS: dict[type[m.Incoming], float] = {
    m.SendDescription: _RELAYED, m.SendCandidate: _RELAYED, m.Ping: _RELAYED,
    m.Media: _WRITTEN, m.Ready: _WRITTEN, m.TalkConnected: _WRITTEN, m.SendChat: _WRITTEN, m.LegLost: _WRITTEN,
    m.TellSteps: _WRITTEN, m.TellQuality: _WRITTEN,
    m.HangUp: _WRITTEN, m.AcceptOffer: _WRITTEN, m.DeclineOffer: _WRITTEN,
    m.Enter: _TOLD_TO_ALL, m.Leave: _TOLD_TO_ALL, m.SetLanguage: _TOLD_TO_ALL, m.SetPresence: _TOLD_TO_ALL,
    m.RequestConsent: _TOLD_TO_ALL, m.AnswerConsent: _TOLD_TO_ALL, m.WithdrawConsent: _TOLD_TO_ALL,
    m.WishCallBack: _TOLD_TO_ALL, m.TellConnectionTest: _TOLD_TO_ALL, m.SendTyping: _RELAYED,
    m.RequestEvidence: _TOLD_TO_ALL, m.CancelEvidence: _TOLD_TO_ALL, m.AnswerEvidence: _TOLD_TO_ALL,
    m.PauseRecording: _TOLD_TO_ALL, m.ResumeRecording: _TOLD_TO_ALL, m.ResumeSeen: _WRITTEN,
}  # fmt: skip


class Allowance:
    """One bucket: `burst` units at once, `per_s` in the long run."""

    __slots__ = ("_at", "_burst", "_left", "_per_s", "_short_since")

    def __init__(self, now: float, *, per_s: float = PER_S, burst: float = BURST) -> None:
        self._at = now
        self._left = burst
        self._per_s, self._burst = per_s, burst
        self._short_since: float | None = None

    def take(self, cost: float, now: float) -> float:
        """Take `cost` units, owing them if need be; the seconds until nothing is owed."""
        self._left = min(self._burst, self._left + max(0.0, now - self._at) * self._per_s)
        self._at = max(now, self._at)
        if self._left >= self._burst / 2:
            self._short_since = None
        self._left -= cost
        if self._left >= 0:
            return 0.0
        if self._short_since is None:
            self._short_since = self._at
        return -self._left / self._per_s

    @property
    def abused(self) -> bool:
        """Whether somebody has been slowed for `PATIENCE_S` by now and goes on as before."""
        return self._short_since is not None and self._at - self._short_since > PATIENCE_S


class Allowances:
    """A bucket for each name, kept after the socket is gone: who comes back finds the own bucket as it was left."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, Allowance] = OrderedDict()

    def of(self, name: str, now: float) -> Allowance:
        """The bucket of this person; beyond `_PEOPLE` the one that was not asked for longest is forgotten."""
        found = self._of.setdefault(name, Allowance(now))
        self._of.move_to_end(name)
        while len(self._of) > _PEOPLE:
            self._of.popitem(last=False)
        return found


def cost_of_text(text: str) -> float:
    """What it costs to read a message, before anybody knows what it says."""
    return 1.0 + len(text) // _BYTES_PER_UNIT


def cost_of(message: m.Incoming) -> float:
    """What it costs to do it, beside having read it: relayed, written down, or written down and told to everybody."""
    return _COSTS.get(type(message), _RELAYED) - 1.0
