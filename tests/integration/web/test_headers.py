"""What browsers are told with every answer, of every kind."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from records.database import Database
from settings import Settings
from tests.integration.web.stage import AGENT, INTEGRATOR, PASSWORD, SUPERVISOR, Answered, Stage, open_stage
from web.pages import PAGES as PAGE_ROUTES
from web.pages import STATIC

PLACES = (
    "/", "/signin", "/agent", "/agent/cases/LP-1", "/j", "/j/some-call", "/logs", "/logs/some-call",
    "/static/css/base.css", "/static/js/nothing.js", "/api/session", "/api/cases", "/api/cases/LP-404", "/api/nothing",
    "/openapi.json", "/healthz", "/readyz", "/metrics", "/ws", "/whip/ticket", "/nothing",
)  # fmt: skip
PAGES = sorted(STATIC.glob("*.html"))


def _holds(answer: Answered, *, socket: str) -> None:
    told = answer.headers
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["X-Frame-Options"] == "DENY"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = dict(part.strip().partition(" ")[::2] for part in told["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["connect-src"] == f"'self' {socket}"
    assert "unsafe" not in told["Content-Security-Policy"]
    assert "*" not in told["Content-Security-Policy"]


async def test_every_answer_tells_browsers_what_is_allowed(stage: Stage) -> None:
    for who in (await stage.browser(), await stage.browser(AGENT)):
        for path in PLACES:
            answer = await who.ask("GET", path)
            _holds(answer, socket="ws://desk.example")
            assert "Strict-Transport-Security" not in answer.headers
            if path.startswith("/api"):
                assert answer.headers["Cache-Control"] == "no-store", path


async def test_the_way_home_leads_to_the_desk(stage: Stage) -> None:
    answer = await (await stage.browser()).ask("GET", "/")
    assert (answer.status, answer.headers["Location"]) == (303, "/agent")


async def test_who_opens_an_address_with_nothing_at_it_reads_words_and_a_program_a_code(stage: Stage) -> None:
    somebody = await stage.browser()
    for path in ("/nothing", "/j/", "/static/js/nothing.js"):
        page = await somebody.ask("GET", path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (page.status, page.headers["Content-Type"]) == (404, "text/html"), path
        _holds(page, socket="ws://desk.example")
        assert (await somebody.ask("GET", path, headers={"Accept": "*/*"})).code == "not_found"
    assert (await somebody.ask("POST", "/nothing", headers={"Accept": "text/html"})).code == "not_found"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_need_nothing_the_policy_forbids(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", html)


async def test_camera_and_microphone_are_for_the_pages_of_a_call_alone(stage: Stage) -> None:
    somebody = await stage.browser()
    given: set[str] = set()
    for route in PAGE_ROUTES:
        path = route.replace("{reference}", "LP-1").replace("{call_id}", "some-call")
        told = (await somebody.ask("GET", path)).headers["Permissions-Policy"]
        if "camera=(self), microphone=(self), display-capture=(self)" in told:
            given.add(route)
        else:
            assert "camera=(), microphone=(), display-capture=()" in told, route
    assert given == {"/agent", "/agent/cases/{reference}", "/agent/board", "/agent/worklist", "/j", "/j/{call_id}"}


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(stage: Stage) -> None:
    for cookie in await _cookies(stage):
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
        assert not cookie["secure"]
        assert int(cookie["max-age"]) > 0


async def test_under_https_cookies_and_browsers_stay_there(sqlite_db: Database, redis_url: str, tmp_path: Path) -> None:
    origin = "https://desk.example"
    async with open_stage(
        sqlite_db, redis_url, tmp_path, origin=origin, origins=frozenset({origin, "https://old.example"})
    ) as stage:
        assert all(cookie["secure"] for cookie in await _cookies(stage))
        for path in ("/signin", "/api/session", "/nothing"):
            answer = await (await stage.browser()).ask("GET", path)
            _holds(answer, socket="wss://desk.example")
            assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        elsewhere = await stage.browser(SUPERVISOR, origin="https://old.example")
        assert (await elsewhere.ask("DELETE", "/api/session")).status == 204


async def _cookies(stage: Stage) -> list[Any]:
    page = await stage.browser()
    signed_in = await page.ask("POST", "/api/session", {"email": "wei@example.org", "password": PASSWORD})
    call = await stage.opened()
    joined = await page.ask("POST", "/api/join", {"call_id": call["call_id"], "secret": call["secret"]})
    return [signed_in.cookies["reassure_session"], joined.cookies["reassure_browser"]]


async def test_only_the_configured_helpdesks_may_frame_and_only_an_agents_pages(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    helpdesks = ("https://desk.example", "https://other.example:8443")
    async with open_stage(sqlite_db, redis_url, tmp_path, frame_ancestors=helpdesks) as stage:
        somebody = await stage.browser()
        for path in (*PLACES, "/agent/nothing", "/agentx"):
            told = (await somebody.ask("GET", path)).headers
            framed = path in ("/signin", "/agent", "/agent/cases/LP-1")
            allowed = " ".join(helpdesks) if framed else "'none'"
            assert told["Content-Security-Policy"].endswith(f"; frame-ancestors {allowed}"), path
            assert told.get("X-Frame-Options") == (None if framed else "DENY"), path
            assert "frame-src" not in told["Content-Security-Policy"]


@pytest.mark.parametrize(
    "origin",
    [
        "*", "https://*", "https://*.example.org", "https:", "desk.example.org", "https://desk.example.org/",
        "https://desk.example.org/path", "http://desk.example.org", "https://desk.example.org; script-src *",
        "https://a.example https://b.example", "'self'", "https://user@desk.example.org", "https://desk.example.org:0",
        "https://desk.example.org\nX-Evil: 1", "HTTPS://DESK.EXAMPLE.ORG", "",
    ],
)  # fmt: skip
def test_what_is_no_origin_may_not_frame(origin: str) -> None:
    with pytest.raises(ValidationError):
        Settings(frame_ancestors=(origin,))


def test_origins_may_frame() -> None:
    named = ("https://desk.example.org", "https://desk-2.example:8443", "http://localhost:3000", "http://127.0.0.1")
    assert Settings(frame_ancestors=named).frame_ancestors == named


async def test_of_several_helpdesks_each_frames_its_own_side_apps_and_no_other(
    sqlite_db: Database, redis_url: str, tmp_path: Path
) -> None:
    everybody, own = ("https://desk.example",), ("https://a.example",)
    frames = {INTEGRATOR: own, "another": ("https://b.example",)}
    async with open_stage(
        sqlite_db, redis_url, tmp_path, frame_ancestors=everybody, embed_frames=frames
    ) as stage:  # fmt: skip
        given = (await (await stage.program()).ask("POST", "/api/embed", {"case_reference": "LP-1"})).json
        address = given["embed_url"].removeprefix(stage.origin).partition("#")[0]
        somebody = await stage.browser()
        for path, allowed in (
            (address, own), ("/embed/case/LP-1?desk=another", frames["another"]), ("/embed/case/LP-1", everybody),
            ("/embed/case/LP-1?desk=nobody", everybody), (f"/agent?desk={INTEGRATOR}", everybody),
            (f"/logs?desk={INTEGRATOR}", ("'none'",)),
        ):  # fmt: skip
            told = (await somebody.ask("GET", path)).headers["Content-Security-Policy"]
            assert told.endswith(f"; frame-ancestors {' '.join(allowed)}"), path


def test_what_is_no_origin_may_not_frame_a_side_app_either() -> None:
    with pytest.raises(ValidationError):
        Settings(embed_frames={"shop": ("https://*.example.org",)})
