"""A real coturn on a port of its own, with whatever configuration a test wants to try."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from deploy.coturn import production_lines
from deploy.part import listens
from records.clock import utc_now
from signaling.turn.credential import TurnCredential, turn_credential
from signaling.turn.message import encode

HOST = "127.0.0.1"
SECRET = "the secret of the test"
_PORTS = range(10_000, 30_000)
"""Below those that the kernel gives to whoever asks for any: of these, one that was free is soon another's."""
_numbers = count(os.getpid() * 997)
"""Two that run side by side begin far from each other."""


@dataclass(frozen=True)
class Coturn:
    """A running one. `tls_port` listens only where a certificate was given."""

    port: int
    tls_port: int
    log: Path
    address: str
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def url(self) -> str:
        """The way to it by UDP."""
        return f"turn:{self.address}:{self.port}?transport=udp"

    @property
    def urls(self) -> tuple[str, str]:
        """By UDP and by TCP."""
        return self.url, f"turn:{self.address}:{self.port}?transport=tcp"

    @property
    def tls_url(self) -> str:
        """By TLS."""
        return f"turns:{self.address}:{self.tls_port}?transport=tcp"


@contextmanager
def running_coturn(
    folder: Path,
    lines: str,
    *,
    name: str = "turn",
    tls: bool = False,
    tls_port: int = 0,
    address: str = HOST,
) -> Iterator[Coturn]:
    """With these lines; only the secret, where it listens and where it writes are ours. It relays IPv4 and IPv6."""
    port, tls_port = free_port(), tls_port or free_port()
    here = (
        f"static-auth-secret={SECRET}\nlistening-ip={address}\nrelay-ip={address}\nrelay-ip=::1\nlistening-port={port}\n"
        f"tls-listening-port={tls_port}\npidfile={folder}/{name}.pid\nuserdb={folder}/{name}.db\n"
    )
    (folder / f"{name}.conf").write_text(lines + here + ("" if tls else "no-tls\n"))
    command = ["turnserver", "-c", str(folder / f"{name}.conf"), "--log-file", "stdout", "--simple-log"]
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    try:
        _wait_for(process, lambda: _answers(address, port) and (listens(address, tls_port) or not tls))
        yield Coturn(port, tls_port, log, address, process)
        assert "Bad configuration" not in log.read_text(errors="replace")
    finally:
        process.kill()
        process.wait(10)


def ours() -> str:
    """The configuration that we tell operators to use."""
    return production_lines()


def ours_alone(address: str) -> str:
    """The same where all is on one machine with this address, which is let through: two relays meet there."""
    return f"{ours()}allowed-peer-ip={address}\n"


def as_debian_has_it() -> str:
    """What is set in the package's file, /etc/turnserver.conf, and as little as it takes to have credentials."""
    shipped = Path("/etc/turnserver.conf").read_text(encoding="utf-8").splitlines()
    set_there = [line for line in shipped if line.strip() and not line.startswith("#")]
    return "\n".join([*set_there, "use-auth-secret", "realm=calls.example.org", "no-cli", ""])


def credential(
    owner: str = "participant", *, secret: str = SECRET, age: timedelta = timedelta(0), ttl_s: int = 300
) -> TurnCredential:
    """One that was made some time ago."""
    return turn_credential(secret, owner, now=utc_now() - age, ttl_s=ttl_s)


def free_port() -> int:
    """One that nobody has just now, and that nobody else is given before it is used."""
    for number in _numbers:
        port = _PORTS[number % len(_PORTS)]
        with suppress(OSError):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                with socket.socket(socket.AF_INET, kind) as free:
                    free.bind((HOST, port))
            return port
    raise AssertionError("there is no end of numbers")


def _answers(address: str, port: int) -> bool:
    """Whether it answers a STUN binding request: it listens to TCP a little before it does to UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.5)
        asking.connect((address, port))
        try:
            asking.send(encode(0x0001, bytes(12), ()))
            return bool(asking.recv(2048))
        except OSError:
            return False


def _wait_for(process: "subprocess.Popen[bytes]", ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 40
    while not ready():
        assert process.poll() is None
        assert time.monotonic() < end, "coturn does not listen"
        time.sleep(0.02)
