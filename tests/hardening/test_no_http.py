"""Bytes that are no HTTP: one problem, one line in the log, and nothing of what they held in either."""

import asyncio
import json

import pytest
from yarl import URL

from tests.hardening.attacks import House

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOST = b"Host: desk.example\r\n"
OPENS = b"hidden-word-0123456789"
NO_HTTP: dict[str, bytes] = {
    "no_method": OPENS + b"\r\n\r\n",
    "no_version": b"POST /whip/" + OPENS + b" x HTTP/1.1\r\n" + HOST + b"\r\n",
    "no_host": b"GET /j/" + OPENS + b" HTTP/1.1\r\n\r\n",
    "endless_path": b"POST /whip/" + OPENS + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "control_in_a_header": b"GET / HTTP/1.1\r\n" + HOST + b"X-Key: " + OPENS + b"\x01\r\n\r\n",
    "endless_header": b"GET / HTTP/1.1\r\n" + HOST + b"X-Key: " + OPENS + b"a" * 9_000 + b"\r\n\r\n",
    "no_length": b"POST /api/join HTTP/1.1\r\n" + HOST + b"Content-Length: " + OPENS + b"\r\n\r\n{}",
    "two_lengths": b"POST /api/join HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    "no_chunk": b"POST /api/join HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + OPENS + b"\r\n",
}


@pytest.mark.parametrize("name", NO_HTTP)
async def test_what_is_no_http_is_malformed(house: House, name: str, caplog: pytest.LogCaptureFixture) -> None:
    heard = len(house.stage.log)
    url = URL(house.stage.base)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        writer.write(NO_HTTP[name])
        async with asyncio.timeout(30):
            answer = await reader.read()
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 400 Bad Request\r\n" in head
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "malformed"
    assert OPENS not in answer
    house.noted("malformed", since=heard)
    assert OPENS.decode() not in repr(house.stage.log)
    assert not caplog.records
