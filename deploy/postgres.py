"""PostgreSQL on a unix socket, in a new folder that only its owner may enter; gone with the folder."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from deploy.part import ClusterError, Part, as_user

NAME = "postgresql"
ENDS_BY = signal.SIGINT
"""`fast`: sessions are ended. SIGTERM would wait for them."""

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "unix_socket_permissions": "0700",
}
_PORT = 5432


def prepare_postgres(folder: Path, *, log: Path) -> Part:
    """An empty database in `folder`, which is made, and whose parents everybody may pass; not started yet."""
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    data = folder / "data"
    folder.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(folder, user, user)
    programs = _programs()
    command = [f"{programs}/initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"]
    made = subprocess.run(  # noqa: S603 (its own program, found under a fixed path)
        [*as_user(user), "--", *command] if user else command, cwd="/", timeout=60, check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if made.returncode != 0:
        raise ClusterError(f"initdb failed:\n{made.stdout}")
    options = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    words = [f"{programs}/postgres", "-D", str(data), "-k", str(folder), *options]
    return Part(NAME, words, answers=lambda: _answers(folder), log=log, user=user)


def postgres_url(folder: Path) -> str:
    """For REASSURE_DATABASE_URL. No password: who may enter the folder may come in."""
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def _answers(folder: Path) -> bool:
    """Whether it takes connections. Its socket is there before, while it still recovers, so it is asked."""
    with socket.socket(socket.AF_UNIX) as attempt:
        attempt.settimeout(1)
        try:
            attempt.connect(str(folder / f".s.PGSQL.{_PORT}"))
            attempt.sendall(_startup())
            return attempt.recv(1) == b"R"  # AuthenticationOk; E would be an error
        except OSError:
            return False


def _startup() -> bytes:
    """A StartupMessage of protocol 3.0 (PostgreSQL's documentation, Message Formats)."""
    body = (3 << 16).to_bytes(4, "big") + b"user\0postgres\0database\0postgres\0\0"
    return (len(body) + 4).to_bytes(4, "big") + body


def _programs() -> Path:
    """Debian keeps them off PATH, one folder for each version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found:
        raise ClusterError("postgresql is missing.")
    return found[-1]
