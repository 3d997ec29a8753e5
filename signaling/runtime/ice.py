"""Which STUN and TURN servers a page is told, with credentials good for minutes, and when it is to connect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from signaling.protocol.outgoing import IceServer
from signaling.turn.credential import turn_credential


@dataclass(frozen=True, slots=True)
class IceConfig:
    """The settings, handed in. `choose` says which of the TURN servers pages may be told of now, the best first."""

    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    turn_ttl_s: int = 300
    transport_policy: Literal["all", "relay"] = "all"
    warm: bool = True
    """Whether two pages of a call connect before anybody has clicked."""
    choose: Callable[[Sequence[str]], tuple[str, ...]] = tuple

    @property
    def chosen(self) -> tuple[str, ...]:
        """The TURN servers that pages are told of now."""
        return self.choose(self.turn_urls)

    def servers(self, person: str, *, now: datetime, call_id: str | None = None) -> tuple[IceServer, ...]:
        """Servers for one person, in a call if there is one. The quota of a TURN server counts by both together."""
        servers = [IceServer(urls=self.stun_urls)] if self.stun_urls else []
        if turn_urls := self.chosen:
            owner = person if call_id is None else f"{call_id}.{person}"
            made = turn_credential(self.turn_secret, owner, now=now, ttl_s=self.turn_ttl_s)
            servers.append(IceServer(urls=turn_urls, username=made.username, credential=made.password))
        return tuple(servers)
