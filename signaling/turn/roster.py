"""Which of our TURN servers pages may be told of: those that were found closed, and none that never could be asked.

Between two looks each that has passed is felt for: one that dies is `silent` within seconds, and told last.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import structlog

from lifetime import pause, running, still_wanted
from signaling.turn.credential import TurnCredential
from signaling.turn.inspection import Finding, inspect, together
from signaling.turn.pulse import until_silent
from signaling.turn.url import Way, read_turn_url

_LOOKUP_S = 5.0

log = structlog.get_logger()

Look = Callable[[Way, str], Awaitable[Finding]]
Lookup = Callable[[Way], Awaitable[Sequence[str]]]
Feel = Callable[[Way, str], Awaitable[str]]
"""Comes back once nobody answers there any more, with why."""
Credential = Callable[[], TurnCredential]


class Verdict(StrEnum):
    """`silent` has passed before and cannot be asked now: told to pages, after those that can."""

    PASSED = "passed"
    SILENT = "silent"
    UNKNOWN = "unknown"
    OPEN = "open"


_AGAIN_AFTER_S = {Verdict.PASSED: 600.0, Verdict.OPEN: 60.0, Verdict.SILENT: 2.0, Verdict.UNKNOWN: 2.0}
"""One that was away comes back, perhaps with another configuration."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What we think of one way to a server, and why."""

    verdict: Verdict = Verdict.UNKNOWN
    finding: Finding = field(default_factory=lambda: Finding(unclear="not yet asked"))

    def after(self, finding: Finding) -> "_Looked":
        """What we think of it after this look. An open one that cannot be asked any more stays an open one."""
        if finding.reaches:
            return _Looked(Verdict.OPEN, finding)
        if finding.unclear is None:
            return _Looked(Verdict.PASSED, finding)
        if self.verdict is Verdict.OPEN:
            return self
        known = self.verdict in (Verdict.PASSED, Verdict.SILENT)
        return _Looked(Verdict.SILENT if known else Verdict.UNKNOWN, finding)


class TurnRoster:
    """Looks at each URL again and again, at its own pace: one that is away keeps no other waiting.

    Each is looked at for itself, since behind another port may be another server. But a host that is open by one is
    told by none: most likely it is the same server.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        look: Look,
        lookup: Lookup,
        feel: Feel,
        again_after_s: Mapping[Verdict, float] = _AGAIN_AFTER_S,
    ) -> None:
        self._look = look
        self._lookup = lookup
        self._feel = feel
        self._again_after_s = again_after_s
        self._ways = {url: read_turn_url(url) for url in urls}
        self._looked = {url: _Looked() for url in urls}
        self._addresses: dict[str, Sequence[str]] = dict.fromkeys(urls, ())
        self._known = {url: asyncio.Event() for url in urls}

    def told(self, urls: Sequence[str]) -> tuple[str, ...]:
        """Those of our URLs that a page may be told of: in the given order, but the silent ones last."""
        open_hosts = {self._ways[url].host for url in urls if self._looked[url].verdict is Verdict.OPEN}
        shut = [(self._looked[url].verdict, url) for url in urls if self._ways[url].host not in open_hosts]
        passed = tuple(url for verdict, url in shut if verdict is Verdict.PASSED)
        return passed + tuple(url for verdict, url in shut if verdict is Verdict.SILENT)

    def verdicts(self) -> Mapping[str, str]:
        """URL -> what was found, for operators."""
        return {url: looked.verdict.value for url, looked in self._looked.items()}

    async def known(self, *, within_s: float) -> bool:
        """Wait until one can say of each whether it is open; False when the time was over first."""
        waits = [asyncio.ensure_future(event.wait()) for event in self._known.values()]
        try:
            return not waits or not (await asyncio.wait(waits, timeout=within_s))[1]
        finally:
            for wait in waits:
                wait.cancel()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for url in self._ways:
                tasks.create_task(self._watch(url))

    async def _watch(self, url: str) -> None:
        while still_wanted():
            self._think(url, await self._find(url))
            looked = self._looked[url]
            if looked.verdict in (Verdict.PASSED, Verdict.OPEN):
                self._known[url].set()
            again_after_s = self._again_after_s[looked.verdict]
            if looked.verdict is not Verdict.PASSED:
                await pause(again_after_s)
            elif (why := await self._silent(url, within_s=again_after_s)) is not None:
                self._think(url, Finding(unclear=why))

    def _think(self, url: str, finding: Finding) -> None:
        before = self._looked[url]
        self._looked[url] = after = before.after(finding)
        if after != before:
            _say(url, after)

    async def _find(self, url: str) -> Finding:
        """At every address of its name, since a page may be led to any."""
        way = self._ways[url]
        try:
            async with asyncio.timeout(_LOOKUP_S):
                self._addresses[url] = addresses = await self._lookup(way)
        except (OSError, TimeoutError, ValueError) as error:  # ValueError: what no name of a host can be
            return Finding(unclear=str(error) or "its name takes too long to look up")
        if not addresses:
            return Finding(unclear="its name has no address")
        return together(await asyncio.gather(*(self._look(way, address) for address in addresses)))

    async def _silent(self, url: str, *, within_s: float) -> str | None:
        """Why one of its addresses does not answer any more, as soon as that is so; None when all still do then."""
        silent: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def feel(address: str) -> None:
            why = await self._feel(self._ways[url], address)
            if not silent.done():
                silent.set_result(why)

        async with running(*(feel(address) for address in self._addresses[url])):
            done, _ = await asyncio.wait([silent], timeout=within_s)
        return silent.result() if done else None


def open_roster(urls: Sequence[str], credential: Credential, *, tls: ssl.SSLContext | None) -> TurnRoster:
    """The real one. `credential` makes a new one for each look; `tls` says whom we believe at `turns:` URLs."""

    async def look(way: Way, address: str) -> Finding:
        return await inspect(way, address, credential(), tls=tls)

    async def feel(way: Way, address: str) -> str:
        return await until_silent(way, address, tls=tls)

    return TurnRoster(urls, look=look, lookup=addresses_of, feel=feel)


async def addresses_of(way: Way) -> Sequence[str]:
    """Every address this machine could reach it at. Raises OSError when its name is not known."""
    found = await asyncio.get_running_loop().getaddrinfo(
        way.host, way.port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _say(url: str, looked: _Looked) -> None:
    match looked.verdict:
        case Verdict.PASSED:
            log.info("turn.passed", url=url)
        case Verdict.OPEN:
            log.error("turn.open", url=url, reaches=sorted(looked.finding.reaches), handed_out=False)
        case verdict:
            log.warning("turn.not_known", url=url, why=looked.finding.unclear, handed_out=verdict is Verdict.SILENT)
