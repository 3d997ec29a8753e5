"""Which STUN and TURN servers a page is told, with credentials good for minutes, and when it is to connect."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signaling.protocol.outgoing import IceServer


@dataclass(frozen=True, slots=True)
class IceConfig:
    """The settings, handed in."""

    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    turn_ttl_s: int = 300
    transport_policy: Literal["all", "relay"] = "all"
    warm: bool = True
    """Whether two pages of a call connect before anybody has clicked."""

    def servers(self, owner: str, *, now: datetime) -> tuple[IceServer, ...]:
        """Servers for one person. `owner` is the user part of coturn's `timestamp:user`, which its quota counts by.

        The password is base64(HMAC-SHA1(secret, username)): draft-uberti-behave-turn-rest-00, section 2.2.
        """
        servers = [IceServer(urls=self.stun_urls)] if self.stun_urls else []
        if self.turn_urls:
            username = f"{int(now.timestamp()) + self.turn_ttl_s}:{owner}"
            digest = hmac.new(self.turn_secret.encode(), username.encode(), hashlib.sha1).digest()
            password = base64.b64encode(digest).decode()
            servers.append(IceServer(urls=self.turn_urls, username=username, credential=password))
        return tuple(servers)
