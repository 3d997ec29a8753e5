"""The reserve of the disk counts for files on cases as it does for recordings."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cases.evidence.filing import Wish
from house import serving
from records.evidence import Arrival
from settings import Settings
from signaling.protocol.errors import SignalError
from signaling.protocol.words import Role

SENDER = Arrival("case", "integrator:desk", Role.INTEGRATOR, "Helpdesk")
MB = 1 << 20


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


@pytest.mark.parametrize(("free_mb", "code"), [(99, "unavailable"), (100, "file_broken")])
async def test_a_file_needs_the_reserve_of_the_disk_it_lies_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, code: str
) -> None:
    folder = tmp_path / "files" / "evidence"

    def statvfs(asked: Path) -> SimpleNamespace:
        assert asked == folder and folder.is_dir()
        return SimpleNamespace(f_bavail=free_mb * MB, f_frsize=1)

    monkeypatch.setattr("media.reserve.os.statvfs", statvfs)
    nobody: Any = None
    cabinet = serving._cabinet(Settings(data_dir=tmp_path, evidence_dir=folder, disk_reserve_mb=100), nobody, nobody)
    with pytest.raises(SignalError) as error:
        await cabinet.file(_nothing(), Wish(SENDER))
    assert error.value.code == code
