"""Files that mean harm: refused with a code of their own, and nothing of them stays, in memory or on the disk."""

import asyncio
import io
import struct
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.web.stage import AGENT, Answered, Browser, Stage
from tests.pictures import PDF, jpeg, photo, png

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILES = "/api/cases/LP-1/evidence"
MEGABYTE = 1024 * 1024
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
ZIP = b"PK\x03\x04" + bytes(100)


async def _send(stage: Stage, data: object, *, name: str = "photo.jpg", kind: str = "image/jpeg") -> Answered:
    return await _sent_by(await stage.browser(AGENT), data, name=name, kind=kind)


async def _sent_by(who: Browser, data: object, *, name: str = "photo.jpg", kind: str = "image/jpeg") -> Answered:
    return await who.ask("POST", FILES, data=data, params={"name": name}, headers={"Content-Type": kind})


def _lying(folder: Path) -> list[Path]:
    return [file for file in (folder / "evidence").rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SVG, "file_kind_refused"),
        (HTML, "file_kind_refused"),
        (ZIP, "file_kind_refused"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "file_kind_refused"),
        (jpeg()[:-40], "file_broken"),
        (jpeg()[:300] + bytes(3000) + b"\xff\xd9", "file_broken"),
        (png()[:-30], "file_broken"),
        (png(packed=zlib.compress(bytes(30_000_000), 9)), "file_broken"),
        (png(told=(60_000, 60_000)), "too_many_pixels"),
        (b"\xff\xd8\xff\xd9", "file_broken"),
        (PDF[:-8], "file_broken"),
        (b"", "file_broken"),
    ],
)
async def test_what_is_not_what_it_says_is_refused_and_nothing_of_it_stays(
    stage: Stage, tmp_path: Path, data: bytes, code: str
) -> None:
    answer = await _send(stage, data)
    assert answer.code == code, answer.raw
    assert _lying(tmp_path) == []


@pytest.mark.parametrize("hidden", [SVG, HTML, ZIP])
async def test_a_second_file_behind_a_picture_is_not_kept(stage: Stage, hidden: bytes) -> None:
    answer = await _send(stage, photo() + hidden, name="photo.html", kind="text/html")
    assert answer.status == 201
    told = answer.json
    file = await (await stage.browser(AGENT)).ask("GET", f"{FILES}/{told['id']}")
    assert hidden not in file.raw
    assert (told["name"], file.headers["Content-Type"]) == ("photo.html.jpg", "image/jpeg")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]


async def test_a_well_formed_picture_that_no_decoder_can_read_is_refused(stage: Stage, tmp_path: Path) -> None:
    """Its segments are right; its tables are nonsense."""
    whole = jpeg()
    at = whole.index(b"\xff\xc4")
    length = struct.unpack(">H", whole[at + 2 : at + 4])[0]
    answer = await _send(stage, whole[: at + 4] + b"\xff" * (length - 2) + whole[at + 2 + length :])
    assert answer.code == "file_broken"
    assert _lying(tmp_path) == []


async def test_ten_megabytes_are_refused_before_they_are_held(stage: Stage, tmp_path: Path) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield jpeg()
        for _ in range(640):
            yield bytes(64 * 1024)

    tracemalloc.start()
    try:
        for data in (io.BytesIO(bytes(10 * MEGABYTE)), endless()):
            assert (await _send(stage, data)).code == "too_large"
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 16 * MEGABYTE, "ten of them are the sender's own"
    assert _lying(tmp_path) == []


async def test_twenty_at_once_of_one_person_are_not_all_taken_and_the_others_are_not_touched(
    stage: Stage, tmp_path: Path
) -> None:
    agent, program = await stage.browser(AGENT), await stage.program()
    many = [_sent_by(agent, photo(seed=seed)) for seed in range(20)]
    *answers, other = await asyncio.gather(*many, _sent_by(program, photo(seed=99)))
    codes = [answer.code for answer in answers if answer.status != 201]
    assert set(codes) == {"rate_limited"}
    assert 3 <= len(answers) - len(codes) < 20
    assert other.status == 201
    assert len(_lying(tmp_path)) == 2 * (21 - len(codes))


async def test_a_name_is_no_way_into_headers_or_folders(stage: Stage, tmp_path: Path) -> None:
    for number, name in enumerate(
        ("../../etc/passwd", 'x"; filename="evil.exe', "a\r\nSet-Cookie: x=1", "\u202egpj.exe")
    ):
        told = (await _send(stage, photo(seed=number), name=name)).json
        file = await (await stage.browser(AGENT)).ask("GET", f"{FILES}/{told['id']}")
        assert file.headers.getall("Set-Cookie", []) == []  # type: ignore[attr-defined]
        assert file.headers["Content-Disposition"].count('"') == 2
    assert {file.parent for file in _lying(tmp_path)} == {tmp_path / "evidence"}


async def test_a_body_that_is_packed_is_not_unpacked(stage: Stage) -> None:
    agent = await stage.browser(AGENT)
    packed = {"Content-Type": "image/jpeg", "Content-Encoding": "gzip"}
    answer = await agent.ask("POST", FILES, data=zlib.compress(jpeg()), headers=packed)
    assert answer.code == "unsupported_media_type"


@pytest.mark.parametrize("query", ["sha256=x", "sha256=" + "A" * 64, "keep_place=perhaps", "call_id=../x", "more=1"])
async def test_what_is_said_of_a_file_is_checked_before_it_is_read(stage: Stage, query: str) -> None:
    answer = await (await stage.browser(AGENT)).ask("POST", f"{FILES}?{query}", data=jpeg())
    assert answer.code == "invalid_field"


@pytest.mark.parametrize("evidence_id", ["none", "..", "%2e%2e%2fetc", "incoming", "a%00b", "x" * 300])
async def test_an_id_is_no_path(stage: Stage, evidence_id: str) -> None:
    await _send(stage, photo())
    for tail in ("", "/preview"):
        answer = await (await stage.browser(AGENT)).ask("GET", f"{FILES}/{evidence_id}{tail}")
        assert answer.status in (404, 405), answer.raw
