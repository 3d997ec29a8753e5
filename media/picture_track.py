"""The picture of one leg while it comes: numbers its packets, says which are to be sent again, and when a keyframe is
needed. Pure but for the numbers it is given as time; what is to be sent is returned, not sent.
"""

from collections.abc import Mapping

from media.codecs import DEPACKETISERS
from media.picture import CLOCK_RATE, Codec, PicturePacket
from media.receiver import FAR, Counts, Receiver, Report

_WAIT_S = 1.0
"""A frame is sent again as a keyframe sooner than a sender keeps its packets for longer."""
_ASK_EVERY_S = 1.0
"""A keyframe costs the sender what a second of picture costs: not more often."""
_KEYFRAME_EVERY_S = 20.0
"""Browsers send none by themselves, and nobody could jump into a recording that has one."""


class PictureTrack:
    """`codecs` by their payload types, as the answer has them."""

    def __init__(self, codecs: Mapping[int, Codec]) -> None:
        self._codecs = codecs
        self._receiver = Receiver(clock_rate=CLOCK_RATE, wait_s=_WAIT_S)
        self._newest: int | None = None
        self._needed = True
        self._given_up = 0
        self._asked_s = self._key_s = float("-inf")

    def packet(
        self, ssrc: int, sequence: int, timestamp: int, payload: bytes, *, payload_type: int, ends_frame: bool,
        now_s: float,
    ) -> PicturePacket | None:  # fmt: skip
        """As it is to be written; None for one that is there already, or of no codec that was agreed on."""
        codec = self._codecs.get(payload_type)
        if codec is None:
            return None
        number = self._receiver.number(ssrc, sequence, now_s)
        if number is None:
            return None
        self._receiver.measure(timestamp, now_s)
        if self._newest is None or number > self._newest:
            self._needed |= self._newest is not None and number - self._newest > FAR
            self._newest = number
        if payload and DEPACKETISERS[codec].starts_keyframe(payload):
            self._needed, self._key_s = False, now_s
        return PicturePacket(number, timestamp, now_s, payload, codec, ends_frame)

    def ask(self, now_s: float) -> list[int]:
        """Sequence numbers to ask for again now."""
        return self._receiver.ask(now_s)

    def need_keyframe(self) -> None:
        """What comes next builds on frames that are not written."""
        self._needed = True

    def asks_for_keyframe(self, now_s: float) -> bool:
        """Whether to ask for one now: at the start, after a loss that stayed one, when one is needed, and from time to
        time. It counts as asked for.
        """
        if self._newest is None or now_s - self._asked_s < _ASK_EVERY_S:
            return False
        lost, self._given_up = self._receiver.counts.given_up > self._given_up, self._receiver.counts.given_up
        self._needed |= lost or now_s - self._key_s >= _KEYFRAME_EVERY_S
        if self._needed:
            self._asked_s = now_s
        return self._needed

    @property
    def counts(self) -> Counts:
        """For the log."""
        return self._receiver.counts

    def report(self) -> Report | None:
        """What a receiver report says of it."""
        return self._receiver.report()
