"""Who takes the disk has nothing: no byte of a voice lies there in the open, from the first one on, nor any key."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from media.growing import GrowingFile, Record
from media.timeline import Arrived
from media.writer import PartFile
from tests.integration.media.stage import Stage, open_stage

_PIECE = 12
"""So many bytes in a row are met by chance once in 10^28 tries."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every packet that is given to the disk, as it came."""
    payloads: list[bytes] = []
    append = GrowingFile.append

    def spy(file: GrowingFile, records: Sequence[Record]) -> None:
        payloads.extend(record.payload for record in records if isinstance(record, Arrived))
        append(file, records)

    monkeypatch.setattr(GrowingFile, "append", spy)
    return payloads


async def test_no_byte_of_a_voice_lies_in_the_open_during_a_recording_or_after_it(
    tmp_path: Path, heard: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: set[bytes] = set()
    make = PartFile.__init__

    def remember(file: PartFile, place: object, key: bytes) -> None:
        keys.add(key)
        make(file, place, key)  # type: ignore[arg-type]

    monkeypatch.setattr(PartFile, "__init__", remember)
    folder = tmp_path / "recordings"
    async with open_stage(folder, Path(f"/tmp/rest-{os.getpid()}.sock")) as stage:  # noqa: S108 (short)
        location = await stage.speak(stage.memory.grant("customer"))
        await stage.memory.until("progress", "part-customer-1")
        for _ in range(20):
            assert _in_the_open(stage, heard, keys) == []
            await asyncio.sleep(0.1)
        await stage.delete(location)
        await stage.memory.until("ended", "part-customer-1")
        assert _in_the_open(stage, heard, keys) == []
        played = await stage.played("customer")
    assert len(heard) > 50
    assert len(keys) == 1
    assert all(payload in played for payload in heard)


async def test_each_recording_has_a_key_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    async with open_stage(folder, Path(f"/tmp/rest-{os.getpid()}.sock")) as stage:  # noqa: S108 (short)
        for who, recording in (("customer", "one"), ("agent", "one"), ("other", "two")):
            await stage.speak(stage.memory.grant(who, recording=recording))
        assert set(stage.memory.keys) == {"one", "two"}
        one, two = [await stage.vault.key_of(recording) for recording in ("one", "two")]
        assert one != two
        assert all(key not in locked.locked for key in (one, two) for locked in stage.memory.keys.values())


def _in_the_open(stage: Stage, payloads: Sequence[bytes], keys: set[bytes]) -> list[str]:
    """Files in which a piece of a packet can be read, or a key, or that say what they are."""
    pieces = {payload[at : at + _PIECE] for payload in payloads for at in range(0, len(payload) - _PIECE, 4 * _PIECE)}
    found = []
    for name in stage.files():
        raw = (stage.folder / name).read_bytes()
        if any(piece in raw for piece in pieces | keys) or b"OpusHead" in raw or b"\x1a\x45\xdf\xa3" in raw:
            found.append(name)
    return found
