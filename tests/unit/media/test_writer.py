"""What is written can be played, also after the writer was killed, and by nobody without the key."""

import errno
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import pytest

from media.errors import Damaged
from media.growing import GrowingLog, PauseMark
from media.place import Place
from media.sealed_file import SealedFile
from media.timeline import Arrived
from media.vault import open_part
from media.writer import PartFile, finish, settle
from tests.unit.media.opus import decoded_seconds, opus_packets

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))


def arrived(packets: list[bytes], *, first: int = 0) -> list[Arrived]:
    return [Arrived(first + n, (first + n) * 960, 50.02 + (first + n) * 0.02, p) for n, p in enumerate(packets)]


def part(folder: Path, who: str = "someone") -> PartFile:
    return PartFile(Place(folder, "rec", who, 1), KEY)


def played(place: Place) -> bytes:
    with SealedFile(place.sealed, KEY) as file:
        return file.read(0, file.size)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_finished_part_plays_and_knows_its_length(tmp_path: Path) -> None:
    file = part(tmp_path)
    file.append(arrived(opus_packets(3)), zero_s=49.6)
    file.stop()
    written = file.finish()
    assert written is not None
    assert written.seconds == pytest.approx(3.4, abs=0.02)
    whole = played(file.place)
    assert len(whole) == written.bytes_written
    assert decoded_seconds(whole) == pytest.approx(3.4, abs=0.02)
    settle(file.place)
    assert files(tmp_path) == ["rec/someone-1.part"]
    assert file.place.sealed.stat().st_mode & 0o777 == 0o600
    assert file.place.sealed.parent.stat().st_mode & 0o777 == 0o700


def test_packets_that_came_in_any_order_are_played_in_theirs(tmp_path: Path) -> None:
    packets = arrived(opus_packets(2))
    straight, mixed = part(tmp_path, "straight"), part(tmp_path, "mixed")
    straight.append(packets, zero_s=50.0)
    for some in (packets[20:60], packets[:20], packets[60:], packets[10:30]):
        mixed.append(some, zero_s=50.0)
    assert [file.finish() is not None for file in (straight, mixed)] == [True, True]
    assert played(straight.place) == played(mixed.place)


def test_what_is_missing_is_marked_and_heard_as_silence(tmp_path: Path) -> None:
    packets = arrived(opus_packets(4))
    file = part(tmp_path)
    file.append([*packets[:50], *packets[60:100]], zero_s=50.0)
    file.append([PauseMark(52.0, begins=True)], zero_s=50.0)
    file.append([PauseMark(53.0, begins=False), *packets[150:]], zero_s=50.0)
    written = file.finish()
    assert written is not None
    assert [(gap.kind, round(gap.start_s, 1), round(gap.end_s, 1)) for gap in written.gaps] == [
        ("lost", 1.0, 1.2), ("paused", 2.0, 3.0),
    ]  # fmt: skip
    assert decoded_seconds(played(file.place)) == pytest.approx(4.0, abs=0.03)


def test_nothing_is_written_after_the_end_and_nothing_stays_after_discarding(tmp_path: Path) -> None:
    file = part(tmp_path)
    file.stop()
    file.append(arrived(opus_packets(0.1)), zero_s=0.0)
    assert file.finish() is None
    assert files(tmp_path) == []
    other = part(tmp_path, "other")
    other.append(arrived(opus_packets(0.1)), zero_s=0.0)
    assert other.finish() is not None
    other.discard()
    assert files(tmp_path) == []


def test_a_killed_writer_loses_only_what_it_had_not_written(tmp_path: Path) -> None:
    script = (
        "import sys,time,pathlib\n"
        "from tests.unit.media.test_writer import arrived, part\n"
        "from tests.unit.media.opus import opus_packets\n"
        "p=part(pathlib.Path(sys.argv[1]));packets=arrived(opus_packets(6))\n"
        "for n in range(0,300,12): p.append(packets[n:n+12],zero_s=50.0)\n"
        "print('written',flush=True);time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    place = part(tmp_path).place
    written = finish(place, KEY)
    assert written is not None
    assert written.seconds == pytest.approx(6.0, abs=0.001)
    assert decoded_seconds(played(place)) == pytest.approx(6.0, abs=0.001)


def test_wherever_it_is_cut_off_all_whole_batches_are_kept(tmp_path: Path) -> None:
    file = part(tmp_path)
    packets = arrived(opus_packets(1))
    ends = []
    for n in range(0, 50, 10):
        file.append(packets[n : n + 10], zero_s=50.0)
        ends.append(file.size)
    whole = file.place.growing.read_bytes()
    for cut in range(ends[0] - 5, len(whole), 97):
        file.place.growing.write_bytes(whole[:cut])
        grown = list(GrowingLog(file.place.growing, KEY))
        assert len(grown) == 10 * sum(end <= cut for end in ends)


def test_a_leftover_that_is_none_says_so(tmp_path: Path) -> None:
    place = part(tmp_path).place
    place.growing.parent.mkdir()
    for nothing in (b"", b"nothing of use", b"RSGROWS1" + bytes(100)):
        place.growing.write_bytes(nothing)
        with pytest.raises(Damaged):
            finish(place, KEY)


def test_a_disk_that_refuses_half_a_batch_has_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = part(tmp_path)
    packets = arrived(opus_packets(1))
    file.append(packets[:25], zero_s=50.0)
    write, calls = os.write, 0

    def half(descriptor: int, data: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[: len(data) // 2])

    with monkeypatch.context() as full:
        full.setattr("media.growing.os.write", half)
        with pytest.raises(OSError, match="No space"):
            file.append(packets[25:], zero_s=50.0)
    with pytest.raises(OSError, match="not written whole"):
        file.append(packets[25:], zero_s=50.0)
    assert len(list(GrowingLog(file.place.growing, KEY))) == 25


def test_a_file_that_somebody_takes_away_is_noticed(tmp_path: Path) -> None:
    file = part(tmp_path)
    packets = arrived(opus_packets(1))
    file.append(packets[:25], zero_s=50.0)
    file.place.growing.unlink()
    with pytest.raises(OSError, match="removed or changed"):
        file.append(packets[25:], zero_s=50.0)


def _refusing(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _grown(folder: Path, *, batches: int = 5) -> PartFile:
    """A second of sound in each batch."""
    file = part(folder)
    packets = arrived(opus_packets(batches))
    for first in range(0, len(packets), 50):
        file.append(packets[first : first + 50], zero_s=50.0)
    file.stop()
    return file


def test_a_part_whose_file_the_disk_did_not_take_tells_what_is_played_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _grown(tmp_path)
    with monkeypatch.context() as full:
        full.setattr("media.writer.write_sealed", _refusing)
        written = file.finish()
    assert written is not None
    assert (written.refused, file.refused) == (True, True)
    opened = open_part(file.place, KEY)
    assert opened is not None
    whole = opened.read(0, opened.size)
    assert (len(whole), hashlib.sha256(whole).hexdigest()) == (written.bytes_written, written.sha256)
    assert decoded_seconds(whole) == pytest.approx(written.seconds, abs=0.03)


def test_a_name_that_the_disk_does_not_keep_costs_nothing_of_the_growing_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _grown(tmp_path)
    monkeypatch.setattr("media.writer.flush_folder", _refusing)
    written = file.finish()
    assert written is not None
    assert written.refused
    settle(file.place)
    assert files(tmp_path) == ["rec/someone-1.growing"]


def test_what_a_broken_disk_does_not_give_any_more_is_not_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _grown(tmp_path)
    half = file.size // 2
    open_file = Path.open

    def broken(path: Path, mode: str = "r") -> Any:
        reading = open_file(path, mode)
        return Broken(reading, half) if path == file.place.growing else reading

    monkeypatch.setattr(Path, "open", broken)
    with pytest.raises(OSError, match="Input/output error"):
        file.finish()
    lying = file.measure()
    assert file.refused
    assert 0 < lying.bytes_written <= half < file.size
    assert lying.seconds == pytest.approx(2.0, abs=0.03)
    assert files(tmp_path) == ["rec/someone-1.growing"]


class Broken:
    """A file whose disk gives an error from a byte on."""

    def __init__(self, file: Any, until: int) -> None:
        self._file = file
        self._until = until

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        if self._file.tell() + size > self._until:
            raise OSError(errno.EIO, "Input/output error")
        data: bytes = self._file.read(size)
        return data


@pytest.mark.parametrize("at", [0.5, 0.1])
def test_of_a_part_with_a_wrong_bit_in_it_only_what_comes_before_is_told_and_it_is_said(
    tmp_path: Path, at: float
) -> None:
    file = _grown(tmp_path)
    grown = bytearray(file.place.growing.read_bytes())
    grown[int(len(grown) * at)] ^= 1
    file.place.growing.write_bytes(grown)
    if at < 1 / 5:
        with pytest.raises(Damaged):
            file.finish()
        assert file.measure().seconds == 0.0
        assert files(tmp_path) == ["rec/someone-1.growing"], "nobody throws it away"
    else:
        written = file.finish()
        assert written is not None
        assert written.seconds == pytest.approx(2.0, abs=0.03)
    assert file.refused


def test_a_disk_that_says_at_the_close_that_it_kept_nothing_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = part(tmp_path)
    file.append(arrived(opus_packets(1)), zero_s=50.0)
    close = os.close

    def refusing(descriptor: int) -> None:
        close(descriptor)
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr("media.growing.os.close", refusing)
        file.stop()
    assert file.refused
    assert file.finish() is not None
    assert file.refused
