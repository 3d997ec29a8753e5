"""What axe-core finds on a page: all rules of WCAG 2.2 A and AA, and its best practices."""

from functools import cache
from typing import Any

from playwright.async_api import Page

from tests.install.program import ROOT

_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN = """async ({ tags, off }) => {
  const { scrollX, scrollY } = window;
  scrollTo({ left: 0, top: 0, behavior: 'instant' });
  const staying = [...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).position === 'sticky');
  for (const bar of staying) bar.style.position = 'relative'; // what lies below a bar that stays comes out by scrolling
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const found = await axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    rules: { 'target-size': { enabled: true }, ...Object.fromEntries(off.map((rule) => [rule, { enabled: false }])) },
    resultTypes: ['violations'],
  });
  for (const bar of staying) bar.style.position = '';
  scrollTo({ left: scrollX, top: scrollY, behavior: 'instant' });
  const told = ({ target, failureSummary }) => [target.join(' '), failureSummary];
  return found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(told) }));
}"""


async def violations(page: Page, *, off: tuple[str, ...] = ()) -> list[str]:
    """One line for each element that breaks a rule: the rule, the element, and what axe says of it."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())
    found: list[dict[str, Any]] = await page.evaluate(_RUN, {"tags": _TAGS, "off": off})
    return [f"{rule['id']}: {target}: {' '.join(why.split())}" for rule in found for target, why in rule["nodes"]]


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")
