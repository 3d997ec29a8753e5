"""Packets of a growing part into the order in which they were sent, with no more of them in memory than a few seconds.

A packet is asked for again for three seconds at most, so whatever is still missing after twice that never came.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TypeVar

from media.receiver import WAIT_S
from media.timeline import Arrived

_HOLD_S = 2 * WAIT_S
A = TypeVar("A", bound=Arrived)


def in_order(arrived: Iterable[A]) -> Iterator[A]:
    """By their numbers, each once. One that came later than anybody waits for it is left out."""
    waiting: list[tuple[int, int, A]] = []
    newest_s, last, came = float("-inf"), -1, count()
    for packet in arrived:
        newest_s = max(newest_s, packet.arrival_s)
        heapq.heappush(waiting, (packet.number, next(came), packet))
        while waiting and newest_s - waiting[0][2].arrival_s > _HOLD_S:
            number, _, first = heapq.heappop(waiting)
            if number > last:
                last = number
                yield first
    while waiting:
        number, _, first = heapq.heappop(waiting)
        if number > last:
            last = number
            yield first
