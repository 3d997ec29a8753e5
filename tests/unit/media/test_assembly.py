"""A growing part with a picture becomes one file on one clock; nothing is decoded, and little is in memory."""

import itertools
import tracemalloc
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from media import assembly
from media.assembly import assemble
from media.growing import GrowingLog, PauseMark, Record
from media.picture import Codec, PicturePacket, Size
from media.place import Place
from media.receiver import Receiver
from media.sealed_file import SealedFile
from media.timeline import Arrived
from media.vault import _grown
from media.writer import PartFile, Written, ending_of
from tests.unit.media.opus import decoded_seconds, opus_packets
from tests.unit.media.pictures import FRAMES_PER_S, encoded, sent, shown

KEY = bytes(range(32))
KINDS = {Codec.VP8: "video/webm", Codec.VP9: "video/webm", Codec.H264: "video/x-matroska"}


def _voice(seconds: float) -> list[Arrived]:
    """From second 50 on; each packet has its end when it is sent, and is 30 ms on its way."""
    return [Arrived(n, n * 960, 50.05 + n * 0.02, packet) for n, packet in enumerate(opus_packets(seconds))]


def _written(folder: Path, *kinds: Sequence[Record], zero_s: float = 50.0) -> tuple[Written, bytes]:
    records = sorted(itertools.chain(*kinds), key=lambda one: one.at_s if isinstance(one, PauseMark) else one.arrival_s)
    file = PartFile(Place(folder, "rec", "someone", 1), KEY)
    for at in range(0, len(records), 40):
        file.append(records[at : at + 40], zero_s=zero_s)
    file.stop()
    written = file.finish()
    assert written is not None
    with SealedFile(file.place.sealed, KEY) as sealed:
        return written, sealed.read(0, sealed.size)


@pytest.mark.parametrize("codec", Codec)
def test_sound_and_picture_lie_on_one_clock_in_one_file(tmp_path: Path, codec: Codec) -> None:
    written, file = _written(tmp_path, _voice(4), sent(codec, encoded(codec, 60)).packets)
    assert (written.media_type, written.bytes_written, written.gaps) == (KINDS[codec], len(file), ())
    assert [one.size for one in written.sizes] == [Size(320, 240)]
    frames = shown(file)
    assert [number for _, number in frames] == list(range(60))
    assert [at_s for at_s, _ in frames] == pytest.approx([0.03 + n / FRAMES_PER_S for n in range(60)], abs=0.003)
    assert decoded_seconds(file) == pytest.approx(4.03, abs=0.03)


def test_what_was_late_at_the_start_is_as_long_as_it_was_spoken(tmp_path: Path) -> None:
    """Half a second waits for the end of a handshake, and comes at once: second 0 was put where that came."""
    late = [replace(packet, arrival_s=max(packet.arrival_s, 50.55)) for packet in _voice(3)]
    written, file = _written(tmp_path, late, zero_s=50.28)
    assert written.earlier_s == pytest.approx(0.25, abs=0.005)
    assert written.seconds == pytest.approx(3.0, abs=0.01)
    assert decoded_seconds(file) == pytest.approx(written.seconds, abs=0.01)
    assert ending_of("complete", "closed", written).earlier_s == written.earlier_s


def _changed(voice: Sequence[Arrived], *, late_s: float) -> list[Arrived]:
    """The sender changes its SSRC in the middle; its packets 90 and 99 before that come late, after others of the new
    one.
    """
    sent = [
        (1 if n < 100 else 2, (n if n < 100 else n + 30_000) & 0xFFFF, one.timestamp + (0 if n < 100 else 1 << 30),
         one.arrival_s + (late_s if n in (90, 99) else 0.0), one.payload)
        for n, one in enumerate(voice)
    ]  # fmt: skip
    receiver, came = Receiver(), []
    for ssrc, sequence, timestamp, arrival_s, payload in sorted(sent, key=lambda one: one[3]):
        number = receiver.number(ssrc, sequence, arrival_s)
        if number is not None:
            came.append(Arrived(number, timestamp, arrival_s, payload))
    return came


def test_what_comes_late_of_an_ssrc_that_was_changed_is_played_where_it_was_spoken(tmp_path: Path) -> None:
    written, in_time = _written(tmp_path / "in-time", _changed(_voice(4), late_s=0.0))
    assert written.gaps == ()
    assert decoded_seconds(in_time) == pytest.approx(4.03, abs=0.03)
    assert _written(tmp_path / "late", _changed(_voice(4), late_s=1.5))[1] == in_time


def test_nobody_has_spoken_minutes_before_they_came(tmp_path: Path) -> None:
    """Two seconds ahead with each packet, which is less than a new start: a stranger's timestamps."""
    voice = _voice(2)
    early = [replace(one, timestamp=one.timestamp + min(n, 60) * 91_000) for n, one in enumerate(voice)]
    written, _ = _written(tmp_path, early)
    assert written.earlier_s <= 3.0
    assert written.seconds < 6.0


def test_what_is_lost_of_the_picture_is_a_gap_of_its_own_and_moves_no_sound(tmp_path: Path) -> None:
    line = sent(Codec.VP8, encoded(Codec.VP8, 60, keys=(0, 40)))
    whole = [packet for packet in line.packets if line.frame_of[packet.number] != 20]
    written, file = _written(tmp_path, _voice(4), whole)
    assert [(gap.kind, round(gap.start_s, 1), round(gap.end_s, 1)) for gap in written.gaps] == [
        ("no_picture", 1.3, 2.7)
    ]
    assert [number for _, number in shown(file)] == [*range(20), *range(40, 60)]
    assert decoded_seconds(file) == pytest.approx(4.03, abs=0.03)


def test_a_pause_is_told_once_and_not_again_for_the_picture(tmp_path: Path) -> None:
    line = sent(Codec.VP8, encoded(Codec.VP8, 60, keys=(0, 45)))
    voice = [packet for packet in _voice(4) if not 51 < packet.arrival_s < 53]
    picture = [packet for packet in line.packets if not 51 < packet.arrival_s < 53]
    marks = [PauseMark(51.0, begins=True), PauseMark(53.0, begins=False)]
    written, _ = _written(tmp_path, voice, picture, marks)
    assert [gap.kind for gap in written.gaps] == ["paused"]


def test_a_pause_in_which_the_part_ends_is_told_where_it_began_and_has_no_end_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "_MOST_TOLD", 1)
    voice = [packet for packet in _voice(3) if not 51 < packet.arrival_s < 51.5]
    written, _ = _written(tmp_path / "open", voice, [PauseMark(54.0, begins=True)])
    assert [(gap.kind, round(gap.start_s, 1), round(gap.end_s, 1)) for gap in written.gaps] == [
        ("lost", 1.0, 1.5), ("paused", 4.0, 4.0),
    ]  # fmt: skip
    marks = [PauseMark(54.0, begins=True), PauseMark(58.0, begins=False)]
    written, _ = _written(tmp_path / "nothing-after-it", voice, marks)
    assert [(gap.kind, gap.start_s, gap.end_s) for gap in written.gaps[1:]] == [("paused", 4.0, 4.0)]


def test_of_more_gaps_than_are_told_the_longest_are_and_a_pause_is_no_packet_that_was_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "_MOST_TOLD", 3)
    voice = [one for one in _voice(8) if one.number % 8 or one.number > 160]  # twenty single packets
    voice = [one for one in voice if not 54 < one.arrival_s < 55.5 and not 56 < one.arrival_s < 57]
    marks = [PauseMark(54.0, begins=True), PauseMark(55.5, begins=False)]
    written, _ = _written(tmp_path, voice, marks)
    assert [gap.kind for gap in written.gaps] == ["lost", "paused", "lost"]
    assert [round(gap.start_s) for gap in written.gaps[1:]] == [4, 6]


def test_a_size_that_changes_is_noted_and_shown(tmp_path: Path) -> None:
    small = sent(Codec.VP8, encoded(Codec.VP8, 30))
    large = sent(
        Codec.VP8, encoded(Codec.VP8, 30, width=640, height=480, first=30), starts=30, number=len(small.packets)
    )  # fmt: skip
    written, file = _written(tmp_path, _voice(4), small.packets, large.packets)
    ending = ending_of("complete", "closed", written)
    assert ending.sizes == ((0.03, 320, 240), (2.03, 640, 480))
    assert [number for _, number in shown(file)] == list(range(60))


def test_a_picture_without_a_single_keyframe_leaves_sound(tmp_path: Path) -> None:
    line = sent(Codec.VP8, encoded(Codec.VP8, 30))
    written, file = _written(tmp_path, _voice(2), [p for p in line.packets if line.frame_of[p.number] > 0])
    assert (written.media_type, [gap.kind for gap in written.gaps]) == ("audio/webm", ["no_picture"])
    assert decoded_seconds(file) == pytest.approx(2.03, abs=0.03)


def test_a_part_that_is_long_is_finished_in_little_memory(tmp_path: Path) -> None:
    """Some 13 MB of picture; all of it in memory would be three times as much."""
    place, payload = Place(tmp_path, "rec", "someone", 1), bytes(1_000)
    file, number = PartFile(place, KEY), 0
    key = bytes([0x90, 0x80, 0x80, 0]) + encoded(Codec.VP8, 1)[0].ljust(1_000, b"\0")
    for second in range(130):
        batch: list[Record] = [Arrived(second, second * 48_000, 51.0 + second, b"\x78" + bytes(200))]
        for n in range(100):
            body = key if n == 0 and second % 20 == 0 else bytes([0x90, 0x80, 0x80, 0, 1]) + payload
            at_s = second + n / 100
            batch.append(PicturePacket(number, round(at_s * 90_000), 50.0 + at_s, body, Codec.VP8, ends_frame=True))
            number += 1
        file.append(batch, zero_s=50.0)
    file.stop()
    tracemalloc.start()
    try:
        written = file.finish()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written is not None
    assert written.bytes_written > 11_000_000
    assert most < 5_000_000


def test_a_part_that_could_not_be_finished_is_read_in_any_range_as_if_it_had_been(tmp_path: Path) -> None:
    written, whole = _written(tmp_path, _voice(4), sent(Codec.VP8, encoded(Codec.VP8, 60)).packets)
    place = Place(tmp_path, "rec", "someone", 1)
    opened = _grown(place.growing, KEY)
    assert opened is not None
    with closing(opened) as part:
        assert part.size == written.bytes_written
        for start, length in (
            (0, 100),
            (5_000, 70_000),
            (50, 20),
            (part.size - 9, 50),
            (part.size, 10),
            (0, part.size),
        ):
            assert part.read(start, length) == whole[start : start + length], (start, length)


def test_nothing_comes_of_nothing(tmp_path: Path) -> None:
    file = PartFile(Place(tmp_path, "rec", "someone", 1), KEY)
    file.append([PauseMark(51.0, begins=True)], zero_s=50.0)
    assert assemble(GrowingLog(file.place.growing, KEY)) is None
