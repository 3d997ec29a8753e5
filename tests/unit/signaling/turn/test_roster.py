"""Which TURN servers pages are told of: none before it was found closed, and none that is open."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from structlog.testing import capture_logs

from lifetime import running
from signaling.turn.inspection import Finding
from signaling.turn.roster import TurnRoster, Verdict
from signaling.turn.url import Way

A, A_TCP, B = "turn:a.example?transport=udp", "turn:a.example?transport=tcp", "turns:b.example:443?transport=tcp"
URLS = (A, A_TCP, B)
SHUT, AWAY = Finding(), Finding(unclear="no answer")
OPEN = Finding(reaches=frozenset({"10.0.0.0/8"}), unclear="no answer")


class Story:
    """What each look at a host finds, one after the other; after the last one nothing is found any more."""

    def __init__(self, *, a: Sequence[Finding] = (), a_tcp: Sequence[Finding] = (), b: Sequence[Finding] = ()) -> None:
        self._left = {("a.example", "udp"): list(a), ("a.example", "tcp"): list(a_tcp), ("b.example", "tls"): list(b)}
        self.addresses: dict[str, Sequence[str]] = {}
        self.by_address: dict[str, Finding] = {}
        self.deaths: asyncio.Queue[str] = asyncio.Queue()

    async def look(self, way: Way, address: str) -> Finding:
        if address in self.by_address:
            return self.by_address[address]
        left = self._left[way.host, way.transport]
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    async def lookup(self, way: Way) -> Sequence[str]:
        if way.host in self.addresses:
            return self.addresses[way.host]
        return [way.host]

    async def feel(self, way: Way, address: str) -> str:
        return await self.deaths.get() if way.host == "b.example" else await _for_ever()

    async def to_its_end(self) -> TurnRoster:
        """The roster once all has been found; it is not running any more."""
        roster = TurnRoster(
            URLS, look=self.look, lookup=self.lookup, feel=self.feel, again_after_s=dict.fromkeys(Verdict, 0)
        )
        async with running(roster.run()):
            for _ in range(60):
                await asyncio.sleep(0)
        return roster


async def test_nobody_is_told_of_what_has_not_been_looked_at() -> None:
    roster = await Story(b=[SHUT]).to_its_end()
    assert roster.told(URLS) == (B,)
    assert roster.verdicts() == {A: "unknown", A_TCP: "unknown", B: "passed"}


async def test_what_cannot_be_asked_at_first_is_told_once_it_has_passed() -> None:
    assert (await Story(a=[AWAY]).to_its_end()).told(URLS) == ()
    assert (await Story(a=[AWAY, AWAY, SHUT]).to_its_end()).told(URLS) == (A,)


async def test_what_has_passed_and_is_silent_now_is_told_last() -> None:
    roster = await Story(a=[SHUT, AWAY], a_tcp=[SHUT], b=[SHUT]).to_its_end()
    assert roster.told(URLS) == (A_TCP, B, A)
    assert roster.verdicts()[A] == Verdict.SILENT


async def test_an_open_server_is_told_by_none_of_its_ways() -> None:
    assert (await Story(a=[OPEN], a_tcp=[SHUT], b=[SHUT]).to_its_end()).told(URLS) == (B,)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [((SHUT, OPEN), "open"), ((OPEN, AWAY), "open"), ((OPEN, SHUT), "passed"), ((SHUT, AWAY, OPEN, AWAY), "open")],
)
async def test_the_last_clear_word_counts(found: Sequence[Finding], verdict: str) -> None:
    assert (await Story(a=found).to_its_end()).verdicts()[A] == verdict


async def test_every_address_of_a_name_counts() -> None:
    for other, told in ((SHUT, (B,)), (AWAY, ()), (OPEN, ())):
        story = Story()
        story.addresses["b.example"] = ("192.0.2.1", "192.0.2.2")
        story.by_address = {"192.0.2.1": SHUT, "192.0.2.2": other}
        assert (await story.to_its_end()).told(URLS) == told


async def test_a_name_without_an_address_has_not_passed() -> None:
    story = Story(b=[SHUT])
    story.addresses["b.example"] = ()
    assert (await story.to_its_end()).told(URLS) == ()


async def test_operators_read_what_is_open_and_each_thing_once() -> None:
    with capture_logs() as logs:
        await Story(a=[OPEN, OPEN, OPEN], b=[AWAY, AWAY]).to_its_end()
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("turn.open", "error"),
        ("turn.not_known", "warning"),
    ]
    assert logs[0]["reaches"] == ["10.0.0.0/8"]


async def test_one_that_dies_between_two_looks_is_told_last_before_it_is_looked_at_again() -> None:
    story = Story(a=[SHUT], b=[SHUT])
    again_after_s = {**dict.fromkeys(Verdict, 0.0), Verdict.PASSED: 600.0}
    roster = TurnRoster((B, A), look=story.look, lookup=story.lookup, feel=story.feel, again_after_s=again_after_s)
    async with running(roster.run()):
        assert await roster.known(within_s=1)
        assert roster.told((B, A)) == (B, A)
        story.deaths.put_nowait("it hung up")
        await _until(lambda: roster.told((B, A)) == (A, B))


async def _for_ever() -> str:
    await asyncio.Event().wait()
    return ""


async def _until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(1):
        while not fits():  # noqa: ASYNC110 (no event tells it)
            await asyncio.sleep(0)


async def test_a_start_waits_for_a_clear_word_and_not_for_ever() -> None:
    for b, known in ((AWAY, False), (SHUT, True), (OPEN, True)):
        story = Story(a=[SHUT], a_tcp=[SHUT], b=[b])
        roster = TurnRoster(URLS, look=story.look, lookup=story.lookup, feel=story.feel)
        async with running(roster.run()):
            assert await roster.known(within_s=0.05) is known
    assert await TurnRoster((), look=story.look, lookup=story.lookup, feel=story.feel).known(within_s=0.01) is True
