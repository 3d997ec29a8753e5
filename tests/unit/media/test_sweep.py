"""After a discard nothing stays and nothing comes back; and no folder stays only because it once held something."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from media.ports import Standing
from media.sweep import Sweep


class Outside:
    """Knows how recordings stand, and which parts are written."""

    def __init__(self) -> None:
        self.standings: dict[str, Standing] = {}
        self.written: list[Any] = []

    async def standing(self, recording_ids: Collection[str]) -> Mapping[str, Standing]:
        return {one: self.standings[one] for one in recording_ids if one in self.standings}

    async def being_written(self) -> list[Any]:
        return self.written


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def sweep(tmp_path: Path, outside: Any) -> Sweep:
    return Sweep(tmp_path, outside, outside)


def _lying(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"somebody's voice")


def _left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


async def test_what_a_writer_left_of_a_discarded_recording_goes_with_its_folder(
    sweep: Sweep, outside: Outside, tmp_path: Path
) -> None:
    _lying(tmp_path, "gone/cu-1.growing", "gone/cu-1.0a1b2c3d.new", "gone/ag-1.part", "gone/whole-3.spool")
    outside.standings["gone"] = "discarded"
    await sweep.run()
    assert _left(tmp_path) == []


async def test_what_is_not_said_to_be_discarded_is_left_alone(sweep: Sweep, outside: Outside, tmp_path: Path) -> None:
    names = ["open/cu-1.growing", "stopped/cu-1.part", "unknown/cu-1.part"]
    _lying(tmp_path, *names)
    outside.standings |= {"open": "open", "stopped": "stopped"}
    await sweep.run()
    assert [name for name in _left(tmp_path) if "/" in name] == sorted(names)


async def test_what_a_leg_writes_just_now_it_removes_itself(sweep: Sweep, outside: Outside, tmp_path: Path) -> None:
    _lying(tmp_path, "gone/cu-1.growing", "gone/cu-2.growing", "gone/cu-12.growing")
    outside.standings["gone"] = "discarded"
    said = {"recording_id": "gone", "participant_id": "cu", "part_number": 2}
    outside.written = [type("Grant", (), said)()]
    await sweep.run()
    assert _left(tmp_path) == ["gone", "gone/cu-2.growing"]


async def test_an_empty_folder_goes_once_nothing_is_written_into_it_any_more(
    sweep: Sweep, outside: Outside, tmp_path: Path
) -> None:
    for name in ("moved", "open", "paused", "unknown"):
        (tmp_path / name).mkdir()
    outside.standings |= {"moved": "stopped", "open": "open", "paused": "paused"}
    await sweep.run()
    assert _left(tmp_path) == ["open", "paused", "unknown"]


async def test_what_the_disk_does_not_let_go_of_is_said_once_and_tried_again(
    sweep: Sweep, outside: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lying(tmp_path, "gone/ag-1.part", "gone/cu-1.part")
    outside.standings["gone"] = "discarded"
    unlink = Path.unlink

    def refuses(path: Path, **how: bool) -> None:
        if path.name == "ag-1.part":
            raise PermissionError(1, "Operation not permitted")
        unlink(path, **how)

    with capture_logs() as said, monkeypatch.context() as immutable:
        immutable.setattr(Path, "unlink", refuses)
        for _ in range(3):
            await sweep.run()
    assert _left(tmp_path) == ["gone", "gone/ag-1.part"]
    assert [one["file"] for one in said if one["event"] == "recorder.not_removed"] == ["gone/ag-1.part"]
    await sweep.run()
    assert _left(tmp_path) == []
