"""Make sure what we need of the system is on this machine: `python3 tools/system_packages.py [PACKAGE...]`.

Without names it is what the tests drive.

As root on Debian it installs what is missing through apt-get; otherwise it says what is missing and the command that
installs it, and ends with exit code 2. Standard library only: it runs before anything is installed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = {
    "chromium": "chromium",
    "curl": "curl",
    "redis-server": "redis-server",
    "coturn": "turnserver",
    "janus": "janus",
    "espeak-ng": "espeak-ng",
    "ffmpeg": "ffmpeg",
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "haproxy": "/usr/sbin/haproxy",
    "faketime": "faketime",
    "iproute2": "ip",
    "nodejs": "node",
    "npm": "npm",
    "fonts-noto-core": "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
    "fonts-wqy-microhei": "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "libpango-1.0-0": "/usr/lib/*/libpango-1.0.so.0",
    "libpangoft2-1.0-0": "/usr/lib/*/libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "/usr/lib/*/libharfbuzz-subset.so.0",
    "python3-venv": "/usr/lib/python3*/ensurepip/__init__.py",
}
"""Debian package -> the program (or font, or library) that shows it is there, by name or by path."""
_NOT_FOR_TESTS = ("python3-venv",)


def main(wanted: list[str]) -> int:
    missing = _missing(wanted)
    if not missing:
        return 0
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing through apt-get:", *missing, flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "--quiet"], check=False, env=quiet)  # noqa: S607 (root's own PATH)
        subprocess.run(install, check=False, env=quiet)  # noqa: S603 (names from the table above)
        missing = _missing(wanted)
    for package in missing:
        print(f"Missing: {PROGRAMS[package]} (Debian package {package})", file=sys.stderr)
    if missing:
        print(f"Install with: sudo {' '.join(install)}", file=sys.stderr)
    return 2 if missing else 0


def _missing(packages: list[str]) -> list[str]:
    return [package for package in packages if not _present(PROGRAMS[package])]


def _present(program: str) -> bool:
    if program.startswith("/"):
        return any(Path("/").glob(program.removeprefix("/")))
    return shutil.which(program) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [name for name in PROGRAMS if name not in _NOT_FOR_TESTS]))
