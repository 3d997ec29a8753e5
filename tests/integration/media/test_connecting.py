"""A leg over a line that loses packets while it is being set up: nobody waits for OpenSSL's second."""

import os
from pathlib import Path

import pytest
from aioice import Connection
from OpenSSL import SSL

from tests.integration.media.stage import open_stage

_LAST_WORD = bytes.fromhex("16fefd0001")
"""How a record begins in which the handshake goes on encrypted."""


@pytest.fixture
def door() -> Path:
    return Path(f"/tmp/connecting-{os.getpid()}.sock")  # noqa: S108 (a unix socket's path has 108 bytes at most)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_browser_whose_last_word_is_lost_says_it_again_at_once(
    tmp_path: Path, door: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    lost: list[bytes] = []
    send = Connection.send

    async def loses(ice: Connection, data: bytes) -> None:
        if _LAST_WORD in data and len(lost) < times:
            lost.append(data)
        else:
            await send(ice, data)

    monkeypatch.setattr(Connection, "send", loses)
    monkeypatch.setattr(SSL.Connection, "DTLSv1_get_timeout", lambda _: None)  # its second would hide what is tried
    async with open_stage(tmp_path / "recordings", door) as stage:
        await stage.speak(stage.memory.grant("customer"))
        assert await stage.memory.until("progress", "part-customer-1") > 0
    assert len(lost) == times
