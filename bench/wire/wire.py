"""The wire as its users see it: open one, run programs at its ends, and say how it is between them."""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.wire.conditions import Conditions
from bench.wire.ends import DEVICE
from tether import tethered

ROOT = Path(__file__).parents[2]
_NETWORK = "10.77.50."
_FRESH_HOSTS = itertools.cycle(range(100, 250))
_MOVE = f"ip addr flush dev {DEVICE} && ip addr add {{}}/24 dev {DEVICE} && ip route replace default dev {DEVICE}"
_START_TIMEOUT_S = 20.0
_ANSWER_TIMEOUT_S = 5.0


class WireError(Exception):
    """There can be no wire on this machine, or it has broken. The text is for whoever ran us."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one stretch of time has shown: packets carried and lost, and how late the wire itself was, in ms."""

    packets: int
    lost: int
    late_p50_ms: float = float("nan")
    late_p99_ms: float = float("nan")


@dataclass(frozen=True, slots=True)
class Wire:
    """Open until the end of its block."""

    _process: asyncio.subprocess.Process
    _ends: dict[str, dict[str, str]]

    def address(self, end: str) -> str:
        """Under which the others reach it."""
        return self._ends[end]["address"]

    def inside(self, end: str) -> list[str]:
        """What to put before a command that is to run at this end."""
        return [_program("nsenter"), f"--net={self._ends[end]['namespace']}", "--"]

    def script(self, end: str, program: str, folder: Path) -> Path:
        """A program that runs `program` at this end, for those who take no command."""
        script = folder / f"at-{end}"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.inside(end))} {program} "$@"\n')
        script.chmod(0o755)
        return script

    async def set(self, conditions: Conditions, *, seed: str = "", between: Sequence[str] | None = None) -> Carried:
        """From now on it is so between these ends, by default between all; what was carried until now."""
        pairs = itertools.combinations(between or list(self._ends), 2)
        return await self._ask(lines=[[one, other, asdict(conditions), seed] for one, other in pairs])

    async def carried(self) -> Carried:
        """Since this was last asked or anything was set."""
        return await self._ask()

    async def move(self, end: str) -> None:
        """From here on it has another address: the old one is gone, as from Wi-Fi to mobile. Its programs see that."""
        address = f"{_NETWORK}{next(_FRESH_HOSTS)}"
        await self._ask(moved=[[end, address]])
        self._ends[end]["address"] = address
        change = await asyncio.create_subprocess_exec(*self.inside(end), _program("sh"), "-c", _MOVE.format(address))
        if await change.wait() != 0:
            raise WireError(f"{end} got no other address")

    async def _ask(self, *, lines: Sequence[Any] = (), moved: Sequence[Any] = ()) -> Carried:
        process = self._process
        assert process.stdin and process.stdout  # noqa: S101 (pipes, as asked for)
        try:
            process.stdin.write(json.dumps({"lines": lines, "moved": moved}).encode() + b"\n")
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                await process.stdin.drain()
                return Carried(**json.loads(await process.stdout.readline()))
        except (ConnectionError, TimeoutError, ValueError) as error:
            raise WireError("the wire has broken") from error


def missing() -> str | None:
    """Why there can be no wire here; None when there can."""
    if sys.platform != "linux" or not Path("/dev/net/tun").exists():
        return "a wire needs Linux and /dev/net/tun"
    if os.geteuid() != 0:
        return "a wire needs root, for network namespaces"
    lacking = [name for name in ("ip", "nsenter") if shutil.which(name) is None]
    return f"a wire needs {' and '.join(lacking)} (Debian packages iproute2, util-linux)" if lacking else None


@asynccontextmanager
async def open_wire(*ends: str) -> AsyncIterator[Wire]:
    """A wire between these. Whoever still runs at an end when the block is left keeps an end without a wire.

    Raises WireError where there can be none.
    """
    if (reason := missing()) is not None:
        raise WireError(reason)
    words = [f"{end}={_NETWORK}{number}" for number, end in enumerate(ends, start=1)]
    process = await asyncio.create_subprocess_exec(
        *tethered(sys.executable, "-m", "bench.wire", *words), cwd=ROOT, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout and process.stderr  # noqa: S101 (pipes, as asked for)
    try:
        async with asyncio.timeout(_START_TIMEOUT_S):
            line = await process.stdout.readline()
            if not line:
                raise WireError((await process.stderr.read()).decode().strip() or "the wire did not start")
        yield Wire(process, json.loads(line))
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise WireError(f"{name} is missing")
    return found
