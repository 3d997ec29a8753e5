"""A mail server as a setting writes it, and the address of a sender. A leaf: settings read it."""

import re
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

Security = Literal["tls", "starttls", "none"]
_SECURITY: Final[dict[str, tuple[Security, int]]] = {
    "smtps": ("tls", 465), "smtp+starttls": ("starttls", 587), "smtp": ("none", 25),
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in. `security`: TLS from the first byte, after STARTTLS, or none (a server beside us)."""

    host: str
    port: int
    security: Security
    sender: str = ""
    user: str | None = None
    password: str | None = None
    timeout_s: float = 10.0


def read_smtp_url(url: str, *, sender: str = "") -> MailServer:
    """Raises ValueError with what is wrong, and never with the password."""
    try:
        parsed = urlsplit(url)
        port = parsed.port
    except ValueError:
        raise ValueError("is no URL that can be read") from None
    if parsed.scheme not in _SECURITY or not parsed.hostname or parsed.path.strip("/") or parsed.query:
        raise ValueError("is smtps://, smtp+starttls:// or smtp://, host and port, and nothing else")
    security, usual = _SECURITY[parsed.scheme]
    if parsed.username and security == "none":
        raise ValueError("a password needs smtps:// or smtp+starttls://")
    return MailServer(
        host=parsed.hostname, port=port or usual, security=security, sender=sender,
        user=unquote(parsed.username) if parsed.username else None,
        password=unquote(parsed.password) if parsed.password else None,
    )  # fmt: skip


def is_mail_address(text: str) -> bool:
    """Whether it is a plain address of the public kind and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def is_sender(text: str) -> bool:
    """Whether it is one mail address, with or without a name."""
    if _CONTROL.search(text):
        return False
    found = getaddresses([text])
    return len(found) == 1 and is_mail_address(found[0][1])
