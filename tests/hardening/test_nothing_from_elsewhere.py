"""Every page, for every kind of visitor: nothing is asked of anybody but us, no script or style runs that is not
ours, and camera and microphone are for our pages of a call alone."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Response

from tests.e2e.browsers import DESKTOP, Person, open_browsers
from tests.e2e.house import House, open_house
from tests.e2e.steps import sign_in
from tests.hardening.every_page import WATCH, Watch, addresses

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

VISITORS = ("nobody", "agent", "supervisor")
TALKING = {"/agent", "/agent/cases/{reference}", "/agent/board", "/agent/worklist", "/j", "/j/{call_id}"}
OURS, DATA = {"'self'"}, {"'self'", "data:", "blob:"}


def _rules(origin: str) -> dict[str, set[str]]:
    """All of the policy, written down here once more: what is not named is for nobody."""
    return {
        "default-src": {"'none'"}, "script-src": OURS, "style-src": OURS, "img-src": DATA,
        "media-src": {"'self'", "blob:"}, "connect-src": {"'self'", origin.replace("http", "ws", 1)},
        "font-src": OURS, "manifest-src": OURS, "worker-src": OURS, "form-action": OURS, "base-uri": {"'none'"},
        "frame-ancestors": {"'none'"},
    }  # fmt: skip


def _read(policy: str) -> dict[str, set[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: set(sources) for name, *sources in parts}


def _devices(answer: Response) -> dict[str, str]:
    told = dict(each.strip().split("=", 1) for each in answer.headers["permissions-policy"].split(","))
    return {name: told[name] for name in ("camera", "microphone", "display-capture")}


async def _visitor(person: Person, house: House, who: str) -> BrowserContext:
    context = await person.context(**DESKTOP)
    await context.add_init_script(WATCH)
    if who != "nobody":
        landing = "/agent" if who == "agent" else "/logs"
        page = await sign_in(context, house, house.sign_in(who), to=landing)
        await page.wait_for_load_state("networkidle")
        await page.close()
    return context


@pytest.mark.parametrize("who", VISITORS)
async def test_no_page_asks_anything_of_anybody_but_us(tmp_path: Path, who: str) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (person,):
        context, watch, wrong = await _visitor(person, house, who), Watch(house.origin), []
        watch.on(context)
        for route, address in (await addresses(house)).items():
            page = await context.new_page()
            answer = await page.goto(address, wait_until="networkidle")
            assert answer is not None
            devices = "(self)" if route in TALKING else "()"
            if _read(answer.headers["content-security-policy"]) != _rules(house.origin):
                wrong.append(f"{route}: {answer.headers['content-security-policy']}")
            if set(_devices(answer).values()) != {devices}:
                wrong.append(f"{route}: {_devices(answer)}")
            await watch.look(page)
            await page.close()
        assert (watch.elsewhere, watch.kept_from, wrong) == ([], [], [])
        if who == "agent":  # the pages of supervisors ask, and are refused
            person.faults[:] = [fault for fault in person.faults if "403 (Forbidden)" not in fault]


async def test_the_watch_sees_what_it_is_there_for(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_browsers(None) as (person,):
        context, watch = await _visitor(person, house, "nobody"), Watch(house.origin)
        watch.on(context)
        page = await context.new_page()
        await page.goto(house.origin + "/j")
        await page.evaluate("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/a.png' }))")
        await page.evaluate("document.body.setAttribute('onclick', 'window.ran = true')")
        await page.evaluate("document.body.click()")
        await page.wait_for_function("window.violations.length >= 2")
        await watch.look(page)
        assert {violation.split(":")[0] for violation in watch.kept_from} == {"img-src", "script-src-attr"}
        assert not await page.evaluate("'ran' in window")
        other = await context.new_page()
        await other.goto("data:text/html,<img src='http://127.0.0.1:9/b.png'>")
        assert "http://127.0.0.1:9/b.png" in watch.elsewhere
        person.faults.clear()  # what was refused here is what was wished
