"""A growing part into what is played: packets in order, silence where nothing is, and which seconds those are. Pure.

The same bytes come of the same part each time: what a full disk did not take is made again when it is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from media.growing import Grown
from media.opus import SAMPLES_PER_S, packet_seconds, silence
from media.timeline import Gap, Placed, lay_out
from media.webm import webm


@dataclass(frozen=True, slots=True)
class Assembled:
    """A whole part. `gaps` and `seconds` count from its second 0."""

    packets: tuple[Placed, ...]
    gaps: tuple[Gap, ...]
    seconds: float

    def pieces(self) -> Iterator[bytes]:
        """The WebM file. Silence fills what is missing: a player that only counts samples is not led astray."""
        return webm(_filled(self.packets, self.gaps), seconds=self.seconds)


def assemble(grown: Grown) -> Assembled | None:
    """None when no packet is there."""
    laid = lay_out(grown.packets, grown.pauses, clock_rate=SAMPLES_PER_S, seconds_of=packet_seconds)
    if not laid.packets:
        return None
    zero_s = grown.zero_s
    packets = tuple(replace(packet, start_s=max(0.0, packet.start_s - zero_s)) for packet in laid.packets)
    gaps = tuple(
        Gap(max(0.0, gap.start_s - zero_s), gap.end_s - zero_s, gap.kind) for gap in laid.gaps if gap.end_s > zero_s
    )
    return Assembled(packets, gaps, packets[-1].end_s)


def _filled(packets: Sequence[Placed], gaps: Sequence[Gap]) -> list[Placed]:
    lead = Gap(0.0, packets[0].start_s, "not_sent")
    quiet = [
        Placed(gap.start_s + at_s, 0.0, payload)
        for gap in (lead, *gaps)
        for at_s, payload in silence(gap.end_s - gap.start_s)
    ]
    return sorted([*packets, *quiet], key=lambda packet: packet.start_s)
