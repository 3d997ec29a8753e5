"""The balancer: `haproxy.cfg` with our addresses in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from deploy.part import Part, listens, program

NAME = "haproxy"
CONFIG = Path(__file__).with_name("haproxy.cfg")
Address = tuple[str, int]


def prepare_haproxy(folder: Path, *, binds: Sequence[Address], servers: Mapping[str, Address], log: Path) -> Part:
    """Not started yet; `folder` is there and gets its configuration."""
    between = "\n    "
    text = Template(CONFIG.read_text(encoding="utf-8")).substitute(
        bind=between.join(f"bind {_shown(address)}" for address in binds),
        servers=between.join(f"server {name} {_shown(address)}" for name, address in servers.items()),
    )
    config = folder / "haproxy.cfg"
    config.write_text(text)
    words = [program("haproxy"), "-db", "-f", str(config)]
    return Part(NAME, words, answers=lambda: listens(*binds[0]), log=log)


def _shown(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
