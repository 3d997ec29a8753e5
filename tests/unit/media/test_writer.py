"""What is written can be read, also after the writer was killed."""

import signal
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from media.writer import PartFile, finish, packet_seconds

SPOKEN = Path(__file__).parents[3]


def opus_packets(seconds: float) -> list[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
    packets: list[bytes] = []
    for n in range(round(seconds * 50)):
        wave = (np.sin(2 * np.pi * 440 * (np.arange(960) + n * 960) / 48_000) * 8_000).astype("<i2")
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, n * 960
        packets += [bytes(p) for p in encoder.encode(frame)]
    return packets


def decoded_seconds(path: Path) -> float:
    with av.open(str(path)) as container:
        return sum(frame.samples for frame in container.decode(audio=0)) / 48_000


def test_a_closed_part_plays_and_knows_its_length(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "rec" / "someone-1.webm")
    packets = opus_packets(3)
    for n, packet in enumerate(packets):
        part.write(0.4 + n * 0.02, packet)
    written = part.close()
    assert written is not None
    assert written.seconds == pytest.approx(0.4 + len(packets) * 0.02, abs=0.001)
    assert decoded_seconds(part.path) == pytest.approx(len(packets) * 0.02, abs=0.02)
    assert part.path.stat().st_mode & 0o777 == 0o600
    assert part.path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in part.path.parent.iterdir()) == ["someone-1.webm"]


def test_nothing_is_written_after_closing_and_nothing_stays_after_discarding(tmp_path: Path) -> None:
    part = PartFile(tmp_path / "rec" / "someone-1.webm")
    assert part.close() is None
    part.write(0, opus_packets(0.1)[0])
    assert not part.path.parent.exists()
    other = PartFile(tmp_path / "rec" / "other-1.webm")
    other.write(0, opus_packets(0.1)[0])
    other.discard()
    assert list((tmp_path / "rec").iterdir()) == []


def test_a_killed_writer_loses_at_most_two_seconds(tmp_path: Path) -> None:
    script = (
        "import sys,time,pathlib\n"
        "from tests.unit.media.test_writer import opus_packets\n"
        "from media.writer import PartFile\n"
        "p=PartFile(pathlib.Path(sys.argv[1]));packets=opus_packets(6)\n"
        "for n,x in enumerate(packets): p.write(n*0.02,x)\n"
        "print('written',flush=True);time.sleep(60)"
    )
    path = tmp_path / "rec" / "someone-1.webm"
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=SPOKEN, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    written = finish(PartFile(path).growing, path)
    assert written.seconds >= 4.0
    assert decoded_seconds(path) >= 3.9


def test_an_unreadable_leftover_says_so(tmp_path: Path) -> None:
    growing = tmp_path / "x.partial.webm"
    growing.write_bytes(b"nothing of use")
    with pytest.raises(av.FFmpegError):
        finish(growing, tmp_path / "x.webm")


@pytest.mark.parametrize(
    ("toc", "seconds"),
    [(b"\x78", 0.02), (b"\x7b\x06", 0.12), (b"\xfc", 0.02), (b"\x18", 0.06), (b"\xe1", 0.005), (b"", 0.0)],
)
def test_the_length_of_a_packet_is_read_from_its_first_bytes(toc: bytes, seconds: float) -> None:
    assert packet_seconds(toc) == pytest.approx(seconds)
