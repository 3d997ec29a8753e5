"""A TURN server's URL (RFC 7065), read."""

import re
from dataclasses import dataclass
from typing import Literal

_URL = re.compile(
    r"(?P<scheme>turns?):(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?:\?transport=(?P<transport>udp|tcp))?"
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a TURN server. `host` is a name or an address, an IPv6 one without brackets."""

    host: str
    port: int
    transport: Literal["udp", "tcp", "tls"]


def read_turn_url(url: str) -> Way:
    """Raises ValueError for what is none, and for `turns:` over UDP: no browser speaks DTLS to a TURN server."""
    found = _URL.fullmatch(url)
    if found is None:
        raise ValueError("each is turn:HOST:PORT?transport=udp, the same with tcp, or turns:HOST:PORT?transport=tcp")
    secure = found["scheme"] == "turns"
    port = int(found["port"] or (5349 if secure else 3478))
    if not 0 < port < 65_536:
        raise ValueError("a port is 1 to 65535")
    if secure and found["transport"] == "udp":
        raise ValueError("turns: is TLS over TCP, so ?transport=tcp")
    if secure:
        return Way(found["host"].strip("[]"), port, "tls")
    return Way(found["host"].strip("[]"), port, "tcp" if found["transport"] == "tcp" else "udp")
