"""Out of `static/`, and out of `/whip/`: by dots, by encodings, by names no file system takes."""

import asyncio

import pytest
from yarl import URL

from tests.hardening.attacks import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

STATIC = (
    "/static/../application.py", "/static/%2e%2e/application.py", "/static/..%2fapplication.py",
    "/static/%2e%2e%2f%2e%2e%2fapp.py", "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/js/../../pages.py",
    "/static/..%5capplication.py", "/static/.", "/static/js", "/static/join.html", "/static/%00", "/static/a%00.js",
    "/static/" + "a" * 300, "/static/" + "a/" * 3000, "/static/%ff%fe", "/static/", "/static/css/%2e%2e/signin.html",
    "/static/js/..%2f..%2f..%2fpyproject.toml",
)  # fmt: skip


@pytest.mark.parametrize("path", STATIC, ids=range(len(STATIC)))
async def test_nothing_but_static_files_is_given_out(house: House, path: str) -> None:
    status, body = await _get(house, path)
    assert status == 404, body[:200]
    assert b'"not_found"' in body
    assert not [word for word in (b"import ", b"root:", b"Traceback", b"<html") if word in body]


async def test_a_static_file_is_given_out(house: House) -> None:
    answer = await house.nobody.ask("GET", "/static/css/base.css")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/css")
    same = await house.nobody.ask("GET", "/static/css/base.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status == 304


WHIP = ("..%2Fhealthz", "%2e%2e%2fhealthz", "..", "a%3Fb", "a%23b", "a%2Fb", "a b", "%00", "ñ", "a" * 300)


@pytest.mark.parametrize("ticket", WHIP, ids=range(len(WHIP)))
@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_ticket_that_is_no_ticket_never_reaches_the_recorder(house: House, method: str, ticket: str) -> None:
    path = f"/whip/{ticket}" if method == "POST" else f"/whip/ticket/{ticket}"
    encoded = path.replace(" ", "%20").replace("ñ", "%C3%B1")
    status, body = await _get(house, encoded, method=method)
    assert (status, b'"not_found"' in body or b'"method_not_allowed"' in body) in ((404, True), (405, True)), body


async def _get(house: House, path: str, *, method: str = "GET") -> tuple[int, bytes]:
    """As it is written: no client puts the path in order first."""
    url = URL(house.stage.base)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    return int(head.split(b" ")[1]), body
