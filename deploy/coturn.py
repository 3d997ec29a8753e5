"""coturn with the lines of `turnserver.conf`, but for what only one machine needs."""

import re
import socket
from pathlib import Path

from deploy.part import Part, listens, program

NAME = "coturn"
CONFIG = Path(__file__).with_name("turnserver.conf")
_YOURS = re.compile(r"^(?:static-auth-secret|external-ip|allowed-peer-ip)=.*\n", re.MULTILINE)


def prepare_coturn(folder: Path, *, address: str, port: int, secret: str, log: Path) -> Part:
    """Not started yet; `folder` is there and gets its configuration.

    Where everything is on one machine, the peers of a relay have that machine's own address, which may lie in a block
    that is refused. So that one address is let through, and no other: the price is that whoever has a credential can
    send datagrams to what listens on this machine, which is why the production file names a machine of its own.
    """
    ours = {
        "static-auth-secret": secret, "listening-ip": address, "relay-ip": address, "allowed-peer-ip": address,
        "listening-port": str(port), "pidfile": f"{folder}/turn.pid", "userdb": f"{folder}/turn.db",
    }  # fmt: skip
    lines = [*(f"{name}={value}\n" for name, value in ours.items()), "no-tls\n", "no-dtls\n"]
    config = folder / "turnserver.conf"
    config.touch(mode=0o600)
    config.write_text(production_lines() + "".join(lines))
    words = [program("turnserver"), "-c", str(config), "--log-file", "stdout", "--simple-log"]
    return Part(NAME, words, answers=lambda: listens(address, port), log=log)  # on TCP as well as on UDP


def production_lines() -> str:
    """The file without the lines that name one machine and one secret."""
    return _YOURS.sub("", CONFIG.read_text(encoding="utf-8"))


def turn_urls(address: str, port: int) -> list[str]:
    """For REASSURE_TURN_URLS."""
    host = f"[{address}]" if ":" in address else address
    return [f"turn:{host}:{port}?transport={way}" for way in ("udp", "tcp")]


def own_address() -> str:
    """The address this machine would have towards others (nothing is sent); its loopback without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.41.0.4", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
