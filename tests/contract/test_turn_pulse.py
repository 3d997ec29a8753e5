"""A TURN server is felt for without leaving anything on it, and its end is known within seconds."""

import asyncio
import ssl
from pathlib import Path

import pytest

from signaling.turn.pulse import until_silent
from signaling.turn.url import Way, read_turn_url
from tests.contract.coturn import HOST, ours, running_coturn
from tests.running_time import kept_within

NOTICED_S = 6.5
"""A pause, and one answer that does not come on each of two connections."""


@pytest.mark.parametrize("by", ["udp", "tcp"])
async def test_it_beats_while_the_server_lives_and_its_end_is_known_soon(tmp_path: Path, by: str) -> None:
    with running_coturn(tmp_path, ours() + "user-quota=1\ntotal-quota=1\n") as turn:
        way = read_turn_url(turn.urls[("udp", "tcp").index(by)])
        felt = asyncio.ensure_future(until_silent(way, HOST, tls=None))
        await asyncio.sleep(4.5)
        assert not felt.done()
        turn.process.kill()
        async with kept_within(NOTICED_S):
            assert await felt


async def test_who_answers_nothing_is_silent_at_once_and_whoever_hangs_up_is_asked_again() -> None:
    met = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        request = await reader.readexactly(20)
        if met < 3:
            writer.write(b"\x01\x13\x00\x08" + request[4:] + b"\x00\x09\x00\x04\x00\x00\x04\x01")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(hang_up, HOST, 0)
    async with server, asyncio.timeout(40):
        why = await until_silent(Way(HOST, server.sockets[0].getsockname()[1], "tcp"), HOST, tls=None)
    assert (met, why) == (3, "the TURN server hung up")


async def test_a_certificate_that_is_not_believed_is_no_answer(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), HOST, 0)
    async with server, asyncio.timeout(40):
        way = Way("localhost", server.sockets[0].getsockname()[1], "tls")
        assert await until_silent(way, HOST, tls=ssl.create_default_context())
