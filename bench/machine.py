"""What the kernel says about processes, and which core they run on. Linux only."""

import os
import platform
import resource
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def cpu_s(pid: int) -> float:
    """Seconds of a core that this process has used, all its threads together, to the nanosecond."""
    used = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        used += int((task / "schedstat").read_text().split()[0])
    return used / 1e9


def resident_kib(pid: int) -> int:
    """Memory that is really there (VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise ProcessLookupError(pid)


def cores() -> tuple[int, int]:
    """One for what is measured, another for what measures; the same one twice where there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def pin(*cores: int) -> None:
    """Run this process, and what it starts from now on, on these cores only."""
    os.sched_setaffinity(0, set(cores))


def unpin() -> None:
    """Run on every core that there is for us, whatever was measured before."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))


def open_files() -> int:
    """Let this process, and what it starts, open as many as it may; how many that is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def described(versions: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """The machine, for whoever reads the numbers later."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "cpu": model[0].partition(":")[2].strip() if model else platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        **dict(versions),
    }
