"""Puts one track's packets in order and asks again for the missing. It is in no hurry: nobody listens live.

Pure but for the numbers it is given as time; what is to be sent is returned, not sent.
"""

from dataclasses import dataclass, field

WAIT_S = 3.0
"""How long a missing packet is waited for before its gap is accepted."""

ASK_AFTER_S = 0.02
ASK_AGAIN_S = 0.15
_LONGEST_NACK = 64
_RESET_DISTANCE = 3_000
"""A sequence number this far off (RFC 3550 appendix A.1, MAX_DROPOUT) is another stream, not a loss."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What is kept of an RTP packet. `arrival_s` is on the worker's monotonic clock."""

    sequence: int
    timestamp: int
    payload: bytes
    arrival_s: float


@dataclass(slots=True)
class _Missing:
    since_s: float
    asked_s: float | None = None


@dataclass(slots=True)
class Reordering:
    """Counters for the log and for receiver reports."""

    received: int = 0
    duplicates: int = 0
    recovered: int = 0
    given_up: int = 0


@dataclass(slots=True)
class Sequencer:
    """Feed it packets as they arrive; take them out in order."""

    counts: Reordering = field(default_factory=Reordering)
    _next: int | None = None
    _held: dict[int, Packet] = field(default_factory=dict)
    _missing: dict[int, _Missing] = field(default_factory=dict)

    def add(self, packet: Packet) -> list[Packet]:
        """Take a packet; gives those that are now in order, oldest first."""
        self.counts.received += 1
        if self._next is None:
            self._next = packet.sequence
        sequence = _extend(self._next, packet.sequence)
        if abs(sequence - self._next) > _RESET_DISTANCE:
            return [*self.flush(), *self._start_anew(packet)]
        if sequence < self._next or sequence in self._held:
            self.counts.duplicates += 1
            return []
        if self._missing.pop(sequence, None) is not None:
            self.counts.recovered += 1
        self._held[sequence] = packet
        self._note_missing(sequence, packet.arrival_s)
        return self._in_order()

    def due(self, now_s: float) -> list[Packet]:
        """Packets that wait behind a gap nobody will fill any more."""
        out: list[Packet] = []
        while self._missing and self._next is not None:
            first = min(self._missing)
            if now_s - self._missing[first].since_s < WAIT_S:
                break
            del self._missing[first]
            self.counts.given_up += 1
            self._next = min((s for s in (*self._held, *self._missing)), default=first + 1)
            out += self._in_order()
        return out

    def ask(self, now_s: float) -> list[int]:
        """Sequence numbers (16 bit) to ask for again now: RFC 4585 section 6.2.1, generic NACK."""
        wanted = []
        for sequence, missing in self._missing.items():
            age = now_s - missing.since_s
            asked_ago = None if missing.asked_s is None else now_s - missing.asked_s
            if age >= ASK_AFTER_S and (asked_ago is None or asked_ago >= ASK_AGAIN_S):
                missing.asked_s = now_s
                wanted.append(sequence & 0xFFFF)
        return wanted[:_LONGEST_NACK]

    def flush(self) -> list[Packet]:
        """Everything that is held, in order: the leg has ended."""
        out = [self._held[sequence] for sequence in sorted(self._held)]
        self.counts.given_up += len(self._missing)
        self._held.clear()
        self._missing.clear()
        return out

    def _start_anew(self, packet: Packet) -> list[Packet]:
        self._next = packet.sequence + 1
        return [packet]

    def _note_missing(self, newest: int, now_s: float) -> None:
        assert self._next is not None  # noqa: S101 (set by the first packet)
        for sequence in range(self._next, newest):
            if sequence not in self._held and sequence not in self._missing:
                self._missing[sequence] = _Missing(now_s)

    def _in_order(self) -> list[Packet]:
        assert self._next is not None  # noqa: S101 (set by the first packet)
        out = []
        while self._next in self._held:
            out.append(self._held.pop(self._next))
            self._next += 1
        return out


def _extend(near: int, sequence: int) -> int:
    """Extend a 16-bit sequence number to the value nearest to `near`."""
    difference = (sequence - near) & 0xFFFF
    return near + difference - (1 << 16 if difference >= 1 << 15 else 0)
