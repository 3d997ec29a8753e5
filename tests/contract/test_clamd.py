"""What we say to clamd and how its answers are read, against a small clamd that speaks as its documentation has it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvloop

from cases.evidence.scanner import Clamd
from signaling.protocol.errors import SignalError

CONTENT = bytes(range(256)) * 1000
Answers = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def clamd(folder: Path, answers: Answers) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Its address, and what it was sent: `zINSTREAM\\0`, chunks of `<length><data>`, a length of 0."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            whole = b""
            while length := int.from_bytes(await reader.readexactly(4), "big"):
                whole += await reader.readexactly(length)
            heard.append(whole)
            await answers(whole, writer)
        finally:
            writer.close()

    server = await asyncio.start_unix_server(serve, folder / "clamd.ctl")
    async with server:
        yield f"unix://{folder}/clamd.ctl", heard


def says(answer: bytes) -> Answers:
    async def answers(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return answers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a file"
    path.write_bytes(CONTENT)
    return path


async def _refusal(folder: Path, file: Path, answers: Answers) -> str:
    async with clamd(folder, answers) as (address, _):
        with pytest.raises(SignalError) as refused:
            await Clamd(address, within_s=20).scan(file)
    return refused.value.code


async def test_the_whole_file_is_sent_and_an_ok_is_an_ok(tmp_path: Path, file: Path) -> None:
    async with clamd(tmp_path, says(b"stream: OK\0")) as (address, heard):
        await Clamd(address, within_s=20).scan(file)
    assert heard == [CONTENT]


async def test_what_is_found_is_refused(tmp_path: Path, file: Path) -> None:
    assert await _refusal(tmp_path, file, says(b"stream: Eicar-Test-Signature FOUND\0")) == "infected"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"OK\0",
        b"stream: OK FOUND OK\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"x" * 9000,
        b"\0",
    ],
)
async def test_anything_else_is_no_ok(tmp_path: Path, file: Path, answer: bytes) -> None:
    assert await _refusal(tmp_path, file, says(answer)) == "scanner_away"


async def test_a_scanner_that_says_nothing_is_not_waited_for(tmp_path: Path, file: Path) -> None:
    over = asyncio.Event()

    async def silent(_: bytes, __: asyncio.StreamWriter) -> None:
        await over.wait()

    async with clamd(tmp_path, silent) as (address, _), asyncio.timeout(20):
        with pytest.raises(SignalError) as refused:
            await Clamd(address, within_s=0.3).scan(file)
        over.set()
    assert refused.value.code == "scanner_away"


async def test_nobody_there_is_no_ok(tmp_path: Path, file: Path) -> None:
    for address in (f"unix://{tmp_path}/nobody.ctl", "tcp://127.0.0.1:1"):
        with pytest.raises(SignalError) as refused:
            await Clamd(address, within_s=10).scan(file)
        assert refused.value.code == "scanner_away"


async def test_an_answer_before_the_end_of_the_file_counts(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(8_000_000))

    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(100)
        writer.write(b"stream: Some-Signature FOUND\0")
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.close()

    server = await asyncio.start_unix_server(early, tmp_path / "clamd.ctl")
    async with server:
        with pytest.raises(SignalError) as refused:
            await Clamd(f"unix://{tmp_path}/clamd.ctl", within_s=20).scan(large)
    assert refused.value.code in ("infected", "scanner_away"), "a connection that is reset may take the answer with it"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK\0"])
@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_scanner_that_does_not_hear_it_to_the_end_says_no_ok(
    tmp_path: Path, file: Path, answer: bytes, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """As clamd does with a file that is larger than its own limit."""

    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(100)
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def scan() -> str:
        server = await asyncio.start_unix_server(early, tmp_path / "clamd.ctl")
        async with server:
            with pytest.raises(SignalError) as refused:
                await Clamd(f"unix://{tmp_path}/clamd.ctl", within_s=20).scan(file)
        return refused.value.code

    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(scan()) == "scanner_away"
