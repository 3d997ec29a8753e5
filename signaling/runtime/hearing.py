"""How far one page has heard its call: in order, nothing twice, and nothing left out without the page being told. Pure.

What is said while the log is read is held. A number that is not the next one has the log read again.
"""

from collections.abc import Callable

from signaling.cluster.call_log import Reading, Said
from signaling.protocol.codec import encode, numbered
from signaling.protocol.outgoing import Session


class Hearing:
    """Belongs to one page in one place. Holds from its beginning until `go_on`."""

    def __init__(self, addresses: frozenset[str], send: Callable[[str], None]) -> None:
        self.session: str | None = None
        self.seq = 0
        self._addresses = addresses
        self._send = send
        self._held: list[Said] | None = []
        self._reading: Reading | None = None
        self._unnumbered: set[str] = set()
        """Marks of what came past Redis, which may yet have taken it."""

    @property
    def holding(self) -> bool:
        """Whether the log is still to be read."""
        return self._held is not None

    def hear(self, said: Said) -> bool:
        """Take what was said just now; False when the log must be read first: it holds from then on."""
        if self._held is None:
            return self._next(said)
        self._held.append(said)
        return True

    def hold(self) -> None:
        """Something may have been missed: what comes from now on waits for `go_on`."""
        if self._held is None:
            self._held = []

    def take(self, reading: Reading | None) -> bool:
        """What the log has after `seq` of `session`, None without one; whether that is all that was missed."""
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
        said_before = (reading.missed or ()) if reading else ()
        for said in (*said_before, *held):
            if reading is None:
                self._say(said, said.text)
            else:
                self.hear(said)
        return whole

    def _begin_count(self, reading: Reading | None, held: list[Said]) -> None:
        """Go on from where the log is; but what is held was said to this page too, if it is the log's."""
        self.session, self.seq = (reading.session, reading.seq) if reading else (None, 0)
        numbers = [said.seq - 1 for said in held if self.session is not None and said.session == self.session]
        self.seq = min(self.seq, *numbers) if numbers else self.seq
        self._unnumbered.clear()
        self._send(encode(Session(session=self.session, seq=self.seq)))

    def _next(self, said: Said) -> bool:
        if said.session is None:
            self._unnumbered.add(said.mark)
            self._say(said, said.text)
            return True
        if said.session != self.session or said.seq > self.seq + 1:
            self._held = [said]
            return False
        if said.seq <= self.seq:
            return True
        self.seq = said.seq
        if said.mark not in self._unnumbered:
            self._say(said, numbered(said.text, said.seq))
        return True

    def _say(self, said: Said, text: str) -> None:
        if said.to in self._addresses:
            self._send(text)
