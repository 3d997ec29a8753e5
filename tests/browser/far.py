"""Another network for one browser, behind a cable that can be pulled. Needs root and veth: without them it is None."""

import contextlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NEAR, _FAR, _ELSEWHERE = 1, 2, 3
_TOO_MANY = 250


@dataclass(frozen=True)
class FarNetwork:
    """Its number, of which no two have the same at one time, is in the names of its parts and in its addresses."""

    number: int

    @property
    def namespace(self) -> str:
        """Of the far end."""
        return f"talk{self.number}"

    @property
    def near_end(self) -> str:
        """Of the cable, on our side."""
        return f"tn{self.number}"

    @property
    def far_end(self) -> str:
        """Of the cable, in the namespace."""
        return f"tf{self.number}"

    def address(self, host: int) -> str:
        """In the network of this cable."""
        return f"10.77.{self.number}.{host}"

    @property
    def near(self) -> str:
        """Where our side is reached from over there."""
        return self.address(_NEAR)

    def lay(self) -> None:
        """Give it a cable and addresses. Raises CalledProcessError where there is none to be had."""
        _ip("link", "add", self.near_end, "type", "veth", "peer", "name", self.far_end)
        _ip("link", "set", self.far_end, "netns", self.namespace)
        _ip("addr", "add", f"{self.near}/24", "dev", self.near_end)
        self.mend()
        for command in (
            ("addr", "add", f"{self.address(_FAR)}/24", "dev", self.far_end),
            ("link", "set", self.far_end, "addrgenmode", "none"),  # what comes later is another change of network
            ("link", "set", self.far_end, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", self.namespace, *command)
        self.route()

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
        _ip("-n", self.namespace, "addr", "add", f"{self.address(_ELSEWHERE)}/24", "dev", self.far_end)
        self.route()

    def _qdisc(self, verb: str, *kind: str) -> None:
        for network in ((), ("-n", self.namespace)):
            end = self.far_end if network else self.near_end
            _run("tc", *network, "qdisc", verb, "dev", end, "root", *kind)

    def route(self) -> None:
        """From there every address of this side is reached, not only that of the cable, which goes with it."""
        _ip("-n", self.namespace, "route", "replace", "default", "via", self.near)


@contextlib.contextmanager
def far_network() -> Iterator[FarNetwork | None]:
    far = None
    try:
        far = FarNetwork(_free_number())
        far.lay()
    except (OSError, subprocess.CalledProcessError):
        if far is not None:
            _remove(far)
        yield None
        return
    try:
        yield far
    finally:
        _remove(far)


def _free_number() -> int:
    """Taken by making the namespace: a run beside this one, or one that was killed and left its own, is not met."""
    for number in range(1, _TOO_MANY):
        try:
            _ip("netns", "add", FarNetwork(number).namespace)
        except subprocess.CalledProcessError as error:
            if b"exists" not in error.stderr:
                raise
        else:
            return number
    raise OSError("too many networks were left behind: see `ip netns`")


def _remove(far: FarNetwork) -> None:
    for command in (("link", "del", far.near_end), ("netns", "del", far.namespace)):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            _ip(*command)


def _ip(*words: str) -> None:
    _run("ip", *words)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=10)
