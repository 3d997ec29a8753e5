"""The process that carries: `python -m bench.wire NAME=ADDRESS...`, told by lines of JSON on its standard input.

It says where its ends are, then answers each line with one. A line sets conditions for packets that come from then on,
or says under which address an end is reached from then on; the answer tells what was carried since the one before. When
its standard input ends, it does. It sleeps until a packet comes or is due, and asks the kernel to be woken before
others: else a busy machine's run queue would be in the delay.
"""

import heapq
import json
import os
import select
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bench.figures import percentile
from bench.wire.conditions import Conditions, Lane
from bench.wire.ends import End, held, make_end

_PACKET_BYTES = 65536
_AT_ONCE = 64
_IPV4 = 4


@dataclass(slots=True)
class Carried:
    """Since the last answer. `late` are seconds between when a packet was due and when it was handed over."""

    packets: int = 0
    lost: int = 0
    late: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        """In milliseconds."""
        late = {f"late_{name}_ms": 1000 * percentile(self.late, share) for name, share in (("p50", 0.5), ("p99", 0.99))}
        return {"packets": self.packets, "lost": self.lost} | (late if self.late else {})


class Wire:
    """All packets under way, soonest first."""

    def __init__(self, ends: list[End]) -> None:
        self._by_tun = {end.tun: end for end in ends}
        self._by_address = {socket.inet_aton(end.address): end for end in ends}
        self._lanes = {(one.name, other.name): Lane(Conditions(), "") for one in ends for other in ends}
        self._under_way: list[tuple[float, int, int, bytes]] = []
        self._number = 0
        self.carried = Carried()

    def set(self, one: str, other: str, conditions: Conditions, seed: str) -> None:
        """In both directions; packets that come from now on are treated so."""
        for ends in ((one, other), (other, one)):
            if ends not in self._lanes:
                raise ValueError(f"no such ends: {ends}")
            self._lanes[ends] = Lane(conditions, f"{seed} {ends}")

    def move(self, name: str, address: str) -> None:
        """What is sent to the old address goes nowhere."""
        end = next(end for end in self._by_tun.values() if end.name == name)
        self._by_address = {known: other for known, other in self._by_address.items() if other is not end}
        self._by_address[socket.inet_aton(address)] = end

    def carry(self, control: int) -> None:
        """Until somebody says something on `control`."""
        files = [control, *self._by_tun]
        while True:
            wait = max(0.0, self._under_way[0][0] - time.monotonic()) if self._under_way else None
            readable, _, _ = select.select(files, (), (), wait)
            for file in readable:
                if file != control:
                    self._take(self._by_tun[file])
            self._hand_over()
            if control in readable:
                return

    def _take(self, source: End) -> None:
        for _ in range(_AT_ONCE):
            try:
                packet = os.read(source.tun, _PACKET_BYTES)
            except BlockingIOError:
                return
            target = self._by_address.get(packet[16:20]) if packet[0] >> 4 == _IPV4 else None
            if target is None:  # for the world outside, which is not there
                continue
            due = self._lanes[source.name, target.name].arrival(time.monotonic(), len(packet))
            if due is None:
                self.carried.lost += 1
                continue
            self._number += 1
            heapq.heappush(self._under_way, (due, self._number, target.tun, packet))

    def _hand_over(self) -> None:
        while self._under_way and self._under_way[0][0] <= (now := time.monotonic()):
            due, _, tun, packet = heapq.heappop(self._under_way)
            with suppress(OSError):  # its device is full, or goes down
                os.write(tun, packet)
            self.carried.packets += 1
            self.carried.late.append(now - due)


def main(words: list[str]) -> int:
    """Make the ends, and carry until nobody tells us anything more."""
    ends = [make_end(*word.split("=", 1)) for word in words]
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    wire = Wire(ends)
    _say({end.name: {"address": end.address, "namespace": str(held(end))} for end in ends})
    lines = open(sys.stdin.fileno(), "rb", buffering=0)  # noqa: PTH123, SIM115 (unbuffered: select sees all there is)
    while True:
        wire.carry(sys.stdin.fileno())
        line = lines.readline()
        if not line:
            return 0
        told = json.loads(line)
        for name, address in told["moved"]:
            wire.move(name, address)
        for one, other, conditions, seed in told["lines"]:
            wire.set(one, other, Conditions(**conditions), seed)
        _say(wire.carried.told())
        wire.carried = Carried()


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        sys.exit(f"the wire: {error}")
