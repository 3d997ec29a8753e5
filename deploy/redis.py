"""Redis on a unix socket of ours; it keeps nothing, since nothing in it has to be kept."""

import socket
from pathlib import Path

from deploy.part import Part, program

NAME = "redis"


def prepare_redis(folder: Path, *, log: Path) -> Part:
    """Not started yet; `folder` is there."""
    options = {
        "port": "0", "unixsocket": str(_socket(folder)), "unixsocketperm": "700", "save": "", "appendonly": "no",
        "dir": str(folder),
    }  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = [program("redis-server"), *words]
    return Part(NAME, command, answers=lambda: say_to_redis(folder, "PING") == b"+PONG\r\n", log=log)


def redis_url(folder: Path) -> str:
    """For REASSURE_REDIS_URL."""
    return f"unix://{_socket(folder)}"


def say_to_redis(folder: Path, command: str) -> bytes:
    """One command of one line, and the first line of the answer; nothing when it is away."""
    with socket.socket(socket.AF_UNIX) as attempt:
        attempt.settimeout(2)
        try:
            attempt.connect(str(_socket(folder)))
            attempt.sendall(f"{command}\r\n".encode())
            return attempt.recv(4096)
        except OSError:
            return b""


def _socket(folder: Path) -> Path:
    return folder / "redis.sock"
