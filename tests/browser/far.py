"""Another network for one browser, behind a cable that can be pulled. Needs root and veth: without them it is None."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NEAR, FAR, ELSEWHERE = "10.77.41.1", "10.77.41.2", "10.77.41.3"


@dataclass(frozen=True)
class FarNetwork:
    """The names of its parts."""

    namespace: str
    near_end: str
    far_end: str

    def browser(self, folder: Path, program: str) -> Path:
        """A program that runs `program` over there."""
        script = folder / "far-browser"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.namespace} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def cut(self) -> None:
        """The browser over there sees that its cable is out."""
        _ip("link", "set", self.near_end, "down")

    def swallow(self) -> None:
        """As in a lift: nothing comes through, in either direction, and no sign of it."""
        self._qdisc("add", "blackhole")

    def mend(self) -> None:
        """After either."""
        _ip("link", "set", self.near_end, "up")
        with contextlib.suppress(subprocess.CalledProcessError):
            self._qdisc("del")

    def move(self) -> None:
        """As from Wi-Fi to mobile: another address from now on, and the old one is gone."""
        _ip("-n", self.namespace, "addr", "flush", "dev", self.far_end)
        _ip("-n", self.namespace, "addr", "add", f"{ELSEWHERE}/24", "dev", self.far_end)
        self.route()

    def _qdisc(self, verb: str, *kind: str) -> None:
        for network in ((), ("-n", self.namespace)):
            end = self.far_end if network else self.near_end
            _run("tc", *network, "qdisc", verb, "dev", end, "root", *kind)

    def route(self) -> None:
        """From there every address of this side is reached, not only that of the cable, which goes with it."""
        _ip("-n", self.namespace, "route", "replace", "default", "via", NEAR)


@contextlib.contextmanager
def far_network() -> Iterator[FarNetwork | None]:
    number = os.getpid() % 10_000
    inside = f"tf{number}"
    far = FarNetwork(f"talk{number}", f"tn{number}", inside)
    try:
        _ip("netns", "add", far.namespace)
        _ip("link", "add", far.near_end, "type", "veth", "peer", "name", inside)
        _ip("link", "set", inside, "netns", far.namespace)
        _ip("addr", "add", f"{NEAR}/24", "dev", far.near_end)
        far.mend()
        for command in (
            ("addr", "add", f"{FAR}/24", "dev", inside),
            ("link", "set", inside, "addrgenmode", "none"),  # an address that comes later is another change of network
            ("link", "set", inside, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", far.namespace, *command)
        far.route()
    except (OSError, subprocess.CalledProcessError):
        _remove(far)
        yield None
        return
    try:
        yield far
    finally:
        _remove(far)


def _remove(far: FarNetwork) -> None:
    for command in (("link", "del", far.near_end), ("netns", "del", far.namespace)):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            _ip(*command)


def _ip(*words: str) -> None:
    _run("ip", *words)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=10)
