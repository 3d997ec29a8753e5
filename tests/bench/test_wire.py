"""Real packets over a real wire. Needs root and namespaces; without them it says so, which is a test of its own."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.wire.conditions import Conditions
from bench.wire.wire import Carried, Wire, WireError, missing, open_wire

_PROGRAM = str(Path(__file__).parent / "pings.py")
_PORT = "7007"
_MOMENTS = 10
"""So often a machine that is busy with other things is asked for one in which it is not."""
needs_a_wire = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@needs_a_wire
async def test_the_round_trip_is_the_delay_asked_for_to_a_millisecond_and_each_pair_has_its_own() -> None:
    async with open_wire("agent", "customer", "server") as wire, _echo(wire, "server"):
        for _ in range(_MOMENTS):
            await wire.set(Conditions(delay_ms=10))
            await wire.set(Conditions(delay_ms=40), between=("customer", "server"))
            near, far = await _pings(wire, "agent", 40), await _pings(wire, "customer", 25)
            carried = await wire.set(Conditions())
            bare = await _pings(wire, "agent", 40)
            if carried.late_p50_ms < 1 and _soonest(bare) < 1:
                break  # the machine had time for them
    assert 0 < _soonest(bare) < 1
    assert 20 <= _soonest(near) < 21
    assert 80 <= _soonest(far) < 81
    assert carried.late_p50_ms < 1


@needs_a_wire
async def test_packets_are_lost_as_asked_and_the_wire_tells_what_it_carried() -> None:
    async with open_wire("one", "other") as wire, _echo(wire, "other"):
        await wire.set(Conditions(loss=0.2), seed="as ever")
        pings = await _pings(wire, "one", 20)
        carried = await wire.carried()
    lost = sum(ping is None for ping in pings)
    assert lost == carried.lost > 0
    assert carried.packets + carried.lost >= 20


@needs_a_wire
async def test_a_wire_at_rest_uses_no_processor() -> None:
    async with open_wire("one", "other") as wire:
        before = _cpu_s(wire)
        await asyncio.sleep(1)
        assert _cpu_s(wire) - before < 0.01


@needs_a_wire
async def test_nothing_is_left_of_a_wire_after_a_failure_and_whoever_runs_at_an_end_is_cut_off() -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_wire("one", "other") as wire:
            process = wire._process.pid
            namespaces = {await _namespace(wire, end) for end in ("one", "other")}
            assert len(namespaces) == 2
            raise ZeroDivisionError
    assert not _alive(process)
    assert not namespaces & _namespaces()


@needs_a_wire
async def test_a_wire_dies_with_whoever_opened_it_even_by_kill_9() -> None:
    code = (
        "import asyncio\nfrom bench.wire.wire import open_wire\n"
        "async def main():\n"
        "    async with open_wire('one', 'other') as wire:\n"
        "        print(wire._process.pid, flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    opener = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    assert opener.stdout
    wire = int(await opener.stdout.readline())
    assert _alive(wire)
    opener.kill()
    await opener.wait()
    async with asyncio.timeout(5):
        while _alive(wire):  # noqa: ASYNC110 (no child of ours: nobody tells us)
            await asyncio.sleep(0.02)


@needs_a_wire
async def test_a_broken_wire_is_told() -> None:
    async with open_wire("one", "other") as wire:
        wire._process.kill()
        await wire._process.wait()
        with pytest.raises(WireError, match="broken"):
            assert isinstance(await wire.carried(), Carried)


async def test_without_root_there_is_a_reason_and_no_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(WireError, match="a wire needs"):
        async with open_wire("one", "other"):
            pass


@asynccontextmanager
async def _echo(wire: Wire, end: str) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *wire.inside(end), sys.executable, _PROGRAM, wire.address(end), _PORT, "echo", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    await process.stdout.readline()
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _pings(wire: Wire, source: str, count: int) -> list[float | None]:
    target = list(wire._ends)[-1]
    process = await asyncio.create_subprocess_exec(
        *wire.inside(source), sys.executable, _PROGRAM, wire.address(target), _PORT, str(count),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    pings: list[float | None] = json.loads(out)
    return pings


def _soonest(pings: list[float | None]) -> float:
    """The one for which the pinging programs, which are like any other, waited least for a busy machine."""
    return min(ping for ping in pings if ping is not None)


async def _namespace(wire: Wire, end: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *wire.inside(end), "readlink", "/proc/self/ns/net", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return out.decode().strip()


def _namespaces() -> set[str]:
    found = set()
    for link in Path("/proc").glob("[0-9]*/ns/net"):
        with contextlib.suppress(OSError):
            found.add(str(link.readlink()))
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _cpu_s(wire: Wire) -> float:
    return int(Path(f"/proc/{wire._process.pid}/schedstat").read_text().split()[0]) / 1e9
