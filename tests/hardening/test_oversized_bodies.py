"""Ten megabytes where a kilobyte is meant: refused early, never held, with and without a length that is told."""

import asyncio
import gzip
import io
import re
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from tests.hardening.attacks import House
from tests.integration.web.stage import FEED_KEY
from web.bodies import MAX_BODY_BYTES
from web.operations import OPERATIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEGABYTE = 1024 * 1024
AS_JSON = {"Content-Type": "application/json"}
PLACES = (
    ("POST", "/api/session"), ("POST", "/api/join"), ("POST", "/api/join/preview"), ("POST", "/hooks/17track"),
    ("POST", "/hooks/aftership"), ("POST", "/whip/ticket"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path"), PLACES)
async def test_ten_megabytes_are_refused(house: House, method: str, path: str) -> None:
    raw = io.BytesIO(b"[" + b" " * (10 * MEGABYTE) + b"]")
    await house.refused(house.nobody, method, path, data=raw, headers=AS_JSON, status=413, code="too_large")


@pytest.mark.parametrize(("method", "path"), PLACES)
async def test_ten_megabytes_in_chunks_are_refused(house: House, method: str, path: str) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 64 * 1024

    await house.refused(house.nobody, method, path, data=chunks(), headers=AS_JSON, status=413, code="too_large")


@pytest.mark.parametrize("path", [one.path for one in OPERATIONS if one.body and not one.roles])
async def test_of_a_stranger_nothing_is_parsed_that_takes_long(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """A megabyte of small objects kept the loop of a node for a third of a second, as often as anybody liked."""
    parsed: list[bytes] = []
    monkeypatch.setattr("web.bodies.check_json", parsed.append)
    raw = b"[" + b"{}," * 22_000 + b"{}]"
    await house.refused(house.nobody, "POST", path, data=raw, headers=AS_JSON, status=413, code="too_large")
    assert parsed == []


async def test_a_length_too_great_is_refused_before_a_byte_has_come(house: House) -> None:
    answer = await _raw(house, b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                               b"Content-Length: 10485760\r\n\r\n")  # fmt: skip
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"too_large"' in answer


async def test_what_is_too_much_is_not_kept_in_memory(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        block = b" " * 64 * 1024
        for _ in range(640):
            yield block

    tracemalloc.start()
    try:
        await house.nobody.ask("POST", "/api/session", data=endless(), headers=AS_JSON)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 * MAX_BODY_BYTES


async def test_a_small_body_that_unpacks_to_ten_megabytes_is_not_unpacked(house: House) -> None:
    bomb = gzip.compress(b" " * (10 * MEGABYTE))
    headers = {**AS_JSON, "Content-Encoding": "gzip"}
    await house.refused(
        house.nobody, "POST", "/api/session", data=bomb, headers=headers, status=415, code="unsupported_media_type"
    )
    answer = await house.nobody.ask("POST", "/hooks/17track", data=bomb, headers={**headers, "sign": FEED_KEY})
    assert answer.code == "unsupported_media_type"


@pytest.mark.parametrize("rest", [b"nonsense\r\n\r\n", b"", b"5\r\n"], ids=["no_chunk", "nothing", "half_a_chunk"])
async def test_a_body_that_breaks_off_is_not_waited_for(
    house: House, rest: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.bodies.BODY_TIMEOUT_S", 0.2)
    before = await house.stage.dump()
    kind = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = await _raw(house, b"POST /api/session HTTP/1.1\r\nHost: x\r\n" + kind + b"1\r\n{\r\n", rest)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"malformed"' in answer
    assert await house.stage.dump() == before


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"GET /agent HTTP/9.9\r\n\r\n",
        b"GET /agent HTTP/1.1\r\nHost: x\r\n" + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
    ],
    ids=["no_http", "version", "long_header", "long_path", "two_lengths", "length_twice"],
)
async def test_what_is_hardly_http_is_refused_without_a_trace(house: House, head: bytes) -> None:
    answer = await _raw(house, head)
    assert answer.split(b" ")[1].startswith(b"4")
    assert not [word for word in (b"Traceback", b'File "', b".py") if word in answer]


async def _raw(house: House, *sent: bytes) -> bytes:
    """Bytes in, piece by piece; bytes out."""
    await house.forget_tries()
    host, _, port = house.stage.base.removeprefix("http://").partition(":")
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(host, int(port))
        for piece in sent:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
        answer = await _whole(reader)
        writer.close()
    return answer


async def _whole(reader: asyncio.StreamReader) -> bytes:
    """Head and body, which may come apart."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    assert length is not None, head
    return head + await reader.readexactly(int(length[1]))
