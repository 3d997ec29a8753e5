"""How far one page has heard its call: in order, nothing twice, and nothing left out without the page being told. Pure.

What is said while the log is read is held. A number that is not its origin's next one has the log read again.
"""

from collections.abc import Callable

from signaling.cluster.call_log import Reading, Said
from signaling.protocol.codec import encode, numbered
from signaling.protocol.outgoing import Session


class Hearing:
    """Belongs to one page in one place. Holds from its beginning until `go_on`."""

    __slots__ = ("_held", "_people", "_reading", "_send", "begun", "heard", "page", "session", "stale")

    def __init__(self, page: str, people: frozenset[str], send: Callable[[str], None]) -> None:
        """What is said to this `page`, and to these `people`, is sent on."""
        self.session: str | None = None
        self.heard: dict[str, int] = {}
        self.page = page
        self._people = people
        self._send = send
        self.begun = False
        """Whether the page has had its first word; until then nothing is sent to it."""
        self.stale = False
        """Whether what was read before the first word may lack something."""
        self._held: list[Said] | None = []
        self._reading: Reading | None = None

    @property
    def holding(self) -> bool:
        """Whether the log is still to be read."""
        return self._held is not None

    def hear(self, said: Said) -> bool:
        """Take what was said just now; False when the log must be read first: it holds from then on."""
        if self._held is not None:
            self._held.append(said)
            return True
        if self._fits(said):
            self._next(said)
            return True
        self._held = [said]
        return False

    def hold(self) -> None:
        """Something may have been missed: what comes from now on waits for `go_on`."""
        if self._held is None:
            self._held = []

    def take(self, reading: Reading | None) -> bool:
        """What the log has after `heard` of `session`, None without one; whether that is all that was missed."""
        self._reading = reading
        return reading is not None and reading.missed is not None

    def go_on(self) -> bool:
        """Say what was missed, then what was held.

        False when something was missed and nobody can say what. The page is told where the count goes on (without a
        log nothing is counted), and is to be shown everything.
        """
        reading, self._reading = self._reading, None
        held, self._held = self._held or [], None
        whole = reading is not None and reading.missed is not None
        if not whole:
            self._begin_count(reading, held)
        for said in (reading.missed or ()) if reading else ():
            self._next(said)
        for said in held:
            if reading is None:
                self._next(said)
            else:
                self.hear(said)
        return whole

    def _begin_count(self, reading: Reading | None, held: list[Said]) -> None:
        """Go on from where the log is; but what is held was said to this page too, from its first number on."""
        self.session = reading.session if reading else None
        if reading:
            self.heard = dict(reading.heads)
            self.heard |= {s.origin: s.seq - 1 for s in reversed(held) if s.session in (None, self.session)}
        self._send(encode(Session(session=self.session, heard=self.heard if reading else {})))

    def _fits(self, said: Said) -> bool:
        """Whether it can be taken in as it comes. Where nothing is counted, nothing that this node says is missing."""
        if said.session is not None and said.session != self.session:
            return False
        return self.session is None or said.seq <= self.heard.get(said.origin, 0) + 1

    def _next(self, said: Said) -> None:
        if said.seq <= self.heard.get(said.origin, 0):
            return
        self.heard[said.origin] = said.seq
        if said.to == self.page or said.to in self._people:
            self._send(numbered(said.text, said.origin, said.seq))
