"""coturn with `turnserver.conf`; `turnserver.one-machine.conf` stands in for what is an operator's own to say."""

import re
import socket
from pathlib import Path
from string import Template

from deploy.part import Part, listens, program

NAME = "coturn"
CONFIG = Path(__file__).with_name("turnserver.conf")
ONE_MACHINE = Path(__file__).with_name("turnserver.one-machine.conf")
_YOURS = re.compile(r"^# --- yours -+\n.*?^(?=# --- )", re.MULTILINE | re.DOTALL)
_PORTS = re.compile(r"^(?:tls-)?listening-port=.*\n", re.MULTILINE)


def prepare_coturn(folder: Path, *, address: str, port: int, secret: str, log: Path) -> Part:
    """Not started yet; `folder` is there and gets its configuration."""
    ours = Template(ONE_MACHINE.read_text(encoding="utf-8")).substitute(
        secret=secret, address=address, port=port, folder=folder
    )
    config = folder / "turnserver.conf"
    config.touch(mode=0o600)
    config.write_text(production_lines() + ours, encoding="utf-8")
    words = [program("turnserver"), "-c", str(config), "--log-file", "stdout", "--simple-log"]
    return Part(NAME, words, answers=lambda: listens(address, port), log=log)  # on TCP as well as on UDP


def production_lines() -> str:
    """The file without the lines that name one machine, its secret and its ports."""
    return _PORTS.sub("", _YOURS.sub("", CONFIG.read_text(encoding="utf-8")))


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
