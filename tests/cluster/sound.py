"""What a page's ears and its line to the server went through, told by the page itself, moment by moment."""

import time
from dataclasses import dataclass
from itertools import pairwise

from playwright.async_api import Page

from tests.e2e.browsers import KEEP_CONNECTIONS, until

LISTEN = (
    KEEP_CONNECTIONS
    + """
window.moments = [];
setInterval(async () => {
  for (const [number, connection] of window.connections.entries()) {
    if (connection.connectionState !== 'connected') continue;
    for (const one of (await connection.getStats()).values()) {
      if (one.type !== 'inbound-rtp' || one.kind !== 'audio') continue;
      window.moments.push([Date.now(), number, one.concealedSamples, one.totalSamplesReceived, one.packetsReceived]);
    }
  }
}, 50);
window.lines = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    const line = {};
    window.lines.push(line);
    this.addEventListener('message', ({ data }) => {
      if (!line.welcomed && JSON.parse(data).type === 'welcome') line.welcomed = Date.now();
    });
  }
};
"""
)
"""Before a page's own scripts. All times are those of this machine."""

_A_MS = 48
"""Samples."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How much had been heard by then on this connection; `concealed` is what the browser had to make up."""

    at_ms: float
    connection: int
    concealed: int
    samples: int
    packets: int


def now_ms() -> float:
    """As the pages count."""
    return time.time() * 1000


async def heard(page: Page, begin_ms: float, end_ms: float) -> list[Moment]:
    """The moments of this stretch."""
    told = await page.evaluate(
        "([begin, end]) => window.moments.filter(([at]) => at >= begin && at <= end)", [begin_ms, end_ms]
    )
    return [Moment(*one) for one in told]


def longest_gap_ms(moments: list[Moment]) -> float:
    """The longest sound made up in one go: concealment in one interval after the other counts as one."""
    longest = run = 0.0
    for before, after in pairwise(moments):
        made_up = after.concealed - before.concealed
        run = run + made_up / _A_MS if made_up > 0 else 0.0
        longest = max(longest, run)
    return longest


async def back_on_line(page: Page, after_ms: float) -> float:
    """Wait until the page has been welcomed on a new socket; the seconds that took."""
    welcomed = f"window.lines.map((one) => one.welcomed ?? 0).find((at) => at > {after_ms})"
    await until(page, welcomed)
    return float((await page.evaluate(welcomed) - after_ms) / 1000)
