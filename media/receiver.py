"""Numbers the packets of one track, knows which are missing, and asks for them again. Nobody listens live: it has time.

Nothing waits here: what has arrived may be written at once, and is put in order when its part is finished. Pure but for
the numbers it is given as time; what is to be sent is returned, not sent.
"""

from dataclasses import dataclass, field

WAIT_S = 3.0
"""How long a missing packet of sound is asked for before its gap is accepted."""

ASK_AFTER_S = 0.02
ASK_AGAIN_S = 0.15
FAR = 3_000
"""A sequence number this far off (RFC 3550 appendix A.1, MAX_DROPOUT) is another stream, not a loss."""

_LONGEST_NACK = 64
_CYCLE = 1 << 16
_MOST_ENDED = 4
_TAIL = 50
"""So many packets of a stream may still be on their way when the next one has begun: a second of sound. Who sends more
of it has gone back to it.
"""


@dataclass(frozen=True, slots=True)
class Report:
    """One report block about the sender (RFC 3550, section 6.4.1)."""

    fraction_lost: int
    packets_lost: int
    highest_sequence: int
    jitter: int


@dataclass(slots=True)
class Counts:
    """For the log and for receiver reports."""

    received: int = 0
    duplicates: int = 0
    recovered: int = 0
    given_up: int = 0


@dataclass(slots=True)
class _Missing:
    since_s: float
    again_s: float = 0.0


@dataclass(slots=True)
class _Ended:
    """A stream after which another one began. What comes late of it belongs before that one."""

    ssrc: int
    end: int
    """Its highest number when it ended."""
    until_s: float
    highest: int
    missing: dict[int, _Missing]

    def number_of(self, ssrc: int, sequence: int) -> int | None:
        """Of a packet of this stream, None for any other."""
        number = _nearest(self.highest, sequence)
        return number if ssrc == self.ssrc and abs(number - self.highest) <= FAR else None

    def is_tail(self, number: int, now_s: float) -> bool:
        """Whether it was on its way when the next stream began."""
        return now_s < self.until_s and number <= self.end + _TAIL


@dataclass(slots=True)
class Receiver:
    """Feed it what arrives. `number` gives each packet its place, `ask` what to ask for, `report` what to tell."""

    clock_rate: int = 48_000
    wait_s: float = WAIT_S
    counts: Counts = field(default_factory=Counts)
    _ssrc: int | None = None
    _first: int = 0
    _highest: int = 0
    _missing: dict[int, _Missing] = field(default_factory=dict)
    _before: list[_Ended] = field(default_factory=list)
    _is_late: bool = False
    _in_stream: int = 0
    _reported: tuple[int, int] = (0, 0)
    _jitter: float = 0.0
    _transit: float | None = None

    def number(self, ssrc: int, sequence: int, now_s: float) -> int | None:
        """The packet's number: it grows through wrap-around and new streams, and ends in the 16 bits of the sequence.

        None for what was there before, or was given up.
        """
        self.counts.received += 1
        number = _nearest(self._highest, sequence)
        self._is_late = False
        if ssrc != self._ssrc or abs(number - self._highest) > FAR:
            return self._of_another(ssrc, sequence, now_s)
        if number > self._highest:
            self._note_missing(number, now_s)
            self._highest = number
        elif self._missing.pop(number, None) is not None:
            self.counts.recovered += 1
        else:
            self.counts.duplicates += 1
            return None
        self._in_stream += 1
        return number

    def measure(self, timestamp: int, now_s: float) -> None:
        """Interarrival jitter (RFC 3550, appendix A.8), from the RTP timestamp of the packet that was numbered last."""
        if self._is_late:
            return
        transit = now_s * self.clock_rate - timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < 10 * self.clock_rate:  # a wrap-around or a new stream is no jitter
                self._jitter += (difference - self._jitter) / 16
        self._transit = transit

    def ask(self, now_s: float) -> list[int]:
        """Sequence numbers to ask for again now: generic NACK (RFC 4585, section 6.2.1). Old gaps are accepted."""
        wanted: list[int] = []
        for number, missing in tuple(self._missing.items()):
            age = now_s - missing.since_s
            if age >= self.wait_s:
                del self._missing[number]
                self.counts.given_up += 1
            elif age >= ASK_AFTER_S and len(wanted) < _LONGEST_NACK and now_s >= missing.again_s:
                missing.again_s = now_s + ASK_AGAIN_S
                wanted.append(number % _CYCLE)
        self._give_up_ended(now_s)
        return wanted

    def report(self) -> Report | None:
        """What a receiver report says of the time since the last one; None before the first packet."""
        if self._ssrc is None:
            return None
        expected = self._highest - self._first + 1
        before_expected, before_received = self._reported
        self._reported = expected, self._in_stream
        expected_now, received_now = expected - before_expected, self._in_stream - before_received
        lost_now = max(0, expected_now - received_now)
        return Report(
            fraction_lost=min(255, 256 * lost_now // expected_now) if expected_now > 0 else 0,
            packets_lost=max(-(1 << 23), min((1 << 23) - 1, expected - self._in_stream)),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=min(0xFFFFFFFF, int(self._jitter)),
        )

    def _of_another(self, ssrc: int, sequence: int, now_s: float) -> int | None:
        """A packet of a stream that has ended finds its place in that one; with any other a new one begins."""
        for ended in self._before:
            number = ended.number_of(ssrc, sequence)
            if number is None:
                continue
            if number > ended.highest:
                if not ended.is_tail(number, now_s):
                    break
                ended.missing |= {each: _Missing(now_s) for each in range(ended.highest + 1, number)}
                ended.highest = number
            elif ended.missing.pop(number, None) is not None:
                self.counts.recovered += 1
            else:
                self.counts.duplicates += 1
                return None
            self._is_late = True
            return number
        return self._begin(ssrc, sequence, now_s)

    def _begin(self, ssrc: int, sequence: int, now_s: float) -> int:
        """A new stream: its numbers lie far beyond the old ones, so that nobody takes what is between for lost.

        What is missing of the one before is not asked for any more: its sender has let go of it. It may be on its way.
        """
        cycles = 0 if self._ssrc is None else self._highest // _CYCLE + 2
        if self._ssrc is not None:
            self._before.insert(
                0, _Ended(self._ssrc, self._highest, now_s + self.wait_s, self._highest, self._missing)
            )  # fmt: skip
            self.counts.given_up += sum(len(ended.missing) for ended in self._before[_MOST_ENDED:])
            del self._before[_MOST_ENDED:]
        self._missing = {}
        self._ssrc = ssrc
        self._first = self._highest = cycles * _CYCLE + sequence
        self._in_stream, self._reported, self._transit = 1, (0, 0), None
        return self._highest

    def _give_up_ended(self, now_s: float) -> None:
        for ended in self._before:
            for number in [each for each, one in ended.missing.items() if now_s - one.since_s >= self.wait_s]:
                del ended.missing[number]
                self.counts.given_up += 1

    def _note_missing(self, number: int, now_s: float) -> None:
        for each in range(self._highest + 1, number):
            self._missing[each] = _Missing(now_s)
        while len(self._missing) > FAR:
            del self._missing[next(iter(self._missing))]
            self.counts.given_up += 1


def _nearest(near: int, sequence: int) -> int:
    """Extend a 16-bit sequence number to the value nearest to `near`."""
    difference = (sequence - near) % _CYCLE
    return near + difference - (_CYCLE if difference >= _CYCLE // 2 else 0)
