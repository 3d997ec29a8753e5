"""One file of all parts: both voices on one clock, in stereo, played from anywhere; and whatever goes wrong, nothing
half made stays.
"""

import asyncio
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path

import av
import numpy as np
import pytest

from media.bindery import Bindery, Bound
from media.growing import GrowingFile
from media.mixing.plan import plan
from media.place import Place
from media.reading import OpenPart
from media.timeline import Arrived
from media.vault import Vault
from media.writer import finish, settle
from tests.integration.media.stage import Memory, open_vault
from tests.voices import RATE, START, Part, bursts, onsets, part_of, sides, write_part
from tether import tethered

ROOT = Path(__file__).parents[3]
LONG_QUIET = bytes.fromhex("fb06") + 6 * bytes.fromhex("fffe")
"""120 ms of digital silence."""


@pytest.fixture
async def vault(tmp_path: Path) -> Vault:
    return open_vault(tmp_path / "recordings", Memory())


@pytest.fixture
async def key(vault: Vault) -> bytes:
    return await vault.key_for("rec")


async def _bound(vault: Vault, *parts: Part, attempt: int = 1) -> Bound:
    return await Bindery(vault, tethered).bind("rec", parts, attempt=attempt)


async def _heard(opening: OpenPart | None) -> bytes:
    assert opening is not None
    async with aclosing(opening) as file:
        return await file.read(0, file.size)


def _files(vault: Vault) -> list[str]:
    return sorted(path.name for path in (vault.folder / "rec").iterdir())


async def test_both_voices_are_where_they_were_spoken_staff_on_the_left(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1, 3, 9.5], 12), who="ag", side="left")
    customer = write_part(vault.folder, key, bursts([0.5, 4], 7, hz=880), who="cu", at_s=2.25)
    bound = await _bound(vault, agent, customer)
    assert (bound.failed, bound.unreadable, bound.epoch) == (None, 0, agent.epoch)
    webm = await _heard(await vault.open_whole("rec"))
    assert len(webm) == bound.bytes_written
    left, right = sides(webm)
    assert onsets(left) == pytest.approx([1, 3, 9.5], abs=0.02)
    assert onsets(right) == pytest.approx([2.75, 6.25], abs=0.02)
    assert bound.seconds == pytest.approx(12, abs=0.05)
    with av.open(io.BytesIO(webm), "r") as container:
        assert container.duration == pytest.approx(bound.seconds * 1_000_000, abs=1_000)
    assert _files(vault) == ["ag-1.part", "cu-1.part", "whole.peaks", "whole.sound"]


async def test_a_voice_stays_on_its_own_side(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1, 2, 3], 5), who="ag", side="left")
    await _bound(vault, agent, write_part(vault.folder, key, bursts([], 5), who="cu"))
    left, right = sides(await _heard(await vault.open_whole("rec")))
    assert np.abs(right).max() < np.abs(left).max() / 10


async def test_a_clock_that_drifts_is_followed(vault: Vault, key: bytes) -> None:
    """A second in a thousand, twenty times what real clocks do: after a minute the voices would be 60 ms apart."""
    moments = [2.0, 20.0, 40.0, 58.0]
    agent = write_part(vault.folder, key, bursts(moments, 60), who="ag", side="left")
    slow = [moment / 1.001 for moment in moments]
    customer = write_part(vault.folder, key, bursts(slow, 60), who="cu", drift=0.001)
    await _bound(vault, agent, customer)
    left, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(left) == pytest.approx(moments, abs=0.02)
    assert onsets(right) == pytest.approx(onsets(left), abs=0.02)


async def test_a_pause_is_silent_marked_and_moves_nothing(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1, 5, 9], 12), who="ag", side="left", pause=(4.0, 7.0))
    customer = write_part(vault.folder, key, bursts([2, 6, 10], 12), who="cu", pause=(4.0, 7.0))
    bound = await _bound(vault, agent, customer)
    left, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(left) == pytest.approx([1, 9], abs=0.02)
    assert onsets(right) == pytest.approx([2, 10], abs=0.02)
    assert {(gap.side, gap.why) for gap in bound.gaps} == {("left", "paused"), ("right", "paused")}
    assert all((gap.start_s, gap.end_s) == pytest.approx((4, 7), abs=0.05) for gap in bound.gaps)


async def test_the_next_part_of_a_person_goes_on_where_time_does(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1], 10), who="ag", side="left")
    first = write_part(vault.folder, key, bursts([1], 3), who="cu")
    second = write_part(vault.folder, key, bursts([1], 3), who="cu", number=2, at_s=6)
    bound = await _bound(vault, agent, second, first)
    _, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(right) == pytest.approx([1, 7], abs=0.02)
    assert [(gap.side, round(gap.start_s, 1), round(gap.end_s, 1), gap.why) for gap in bound.gaps] == [
        ("right", 3.0, 6.0, "away"), ("right", 9.0, 10.0, "away"),
    ]  # fmt: skip


async def test_of_a_leg_that_goes_on_in_the_next_part_nothing_is_cut_off(vault: Vault, key: bytes) -> None:
    """The next part begins with a quarter of a second of silence, which lies over the last words of this one."""
    first = write_part(vault.folder, key, bursts([1, 2.8], 3), who="cu")
    second = write_part(vault.folder, key, bursts([1], 3), who="cu", number=2, at_s=2.75)
    await _bound(vault, first, second)
    _, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(right) == pytest.approx([1, 2.8, 3.75], abs=0.02)


async def test_two_of_the_staff_are_heard_together(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1], 5), who="ag", side="left")
    supervisor = write_part(vault.folder, key, bursts([1], 3), who="su", side="left", at_s=2)
    await _bound(vault, agent, supervisor, write_part(vault.folder, key, bursts([4], 5), who="cu"))
    left, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(left) == pytest.approx([1, 3], abs=0.02)
    assert onsets(right) == pytest.approx([4], abs=0.02)


async def test_it_is_played_from_anywhere(vault: Vault, key: bytes) -> None:
    moments = [float(second) for second in range(1, 60, 2)]
    await _bound(vault, write_part(vault.folder, key, bursts(moments, 60), who="cu"))
    webm = await _heard(await vault.open_whole("rec"))
    for wanted in (0.0, 17.0, 31.0, 44.0, 58.5):
        with av.open(io.BytesIO(webm), "r") as container:
            container.seek(int(wanted * 1_000_000))
            frame = next(container.decode(audio=0))
            assert frame.time is not None
            assert wanted - 2.1 <= frame.time <= wanted + 0.07
            resampler = av.AudioResampler("fltp", "stereo", RATE)
            pieces, begin = [], frame.time
            for one in (frame, *container.decode(audio=0)):
                pieces += [piece.to_ndarray()[1] for piece in resampler.resample(one)]
                if one.time is not None and one.time > wanted + 4:
                    break
            found = [begin + onset for onset in onsets(np.concatenate(pieces).astype(np.float64))]
            expected = [moment for moment in moments if wanted <= moment <= wanted + 3]
            assert all(any(abs(moment - onset) < 0.02 for onset in found) for moment in expected)


async def test_peaks_show_who_spoke_when(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1], 5), who="ag", side="left")
    await _bound(vault, agent, write_part(vault.folder, key, bursts([3], 5), who="cu"))
    points = np.frombuffer(await _heard(await vault.open_peaks("rec")), dtype=np.int8, offset=24).reshape(-1, 4)
    loud = [np.flatnonzero(points[:, highest] > 30) / 10 for highest in (1, 3)]
    assert [list(side) for side in loud] == [pytest.approx([1.0], abs=0.11), pytest.approx([3.0], abs=0.11)] or all(
        set(side) <= {at, at + 0.1} and len(side) for side, at in zip(loud, (1.0, 3.0), strict=True)
    )
    assert len(points) == 50


async def test_the_same_parts_give_the_same_file(vault: Vault, key: bytes) -> None:
    part = write_part(vault.folder, key, bursts([1], 4), who="cu")
    assert (await _bound(vault, part)).sha256 == (await _bound(vault, part, attempt=2)).sha256


async def test_what_cannot_be_read_is_left_out_and_said(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1], 5), who="ag", side="left")
    customer = write_part(vault.folder, key, bursts([2], 5), who="cu")
    file = vault.folder / "rec" / "cu-1.part"
    sealed = bytearray(file.read_bytes())
    sealed[200] ^= 1
    file.write_bytes(sealed)
    bound = await _bound(vault, agent, customer)
    assert (bound.failed, bound.unreadable) == (None, 1)
    left, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(left) == pytest.approx([1], abs=0.02)
    assert onsets(right) == []
    file.unlink()
    assert (await _bound(vault, agent, customer, attempt=2)).unreadable == 1


async def test_without_a_part_that_can_be_read_there_is_no_file(vault: Vault, key: bytes) -> None:
    part = write_part(vault.folder, key, bursts([1], 3), who="cu")
    (vault.folder / "rec" / "cu-1.part").write_bytes(b"no part of ours")
    assert (await _bound(vault, part)).failed == "nothing_readable"
    assert _files(vault) == ["cu-1.part"]


async def test_a_picture_in_a_part_is_left_alone(vault: Vault, key: bytes) -> None:
    """Parts may hold one some day; the sound is mixed all the same."""
    from media.sealed_file import write_sealed

    folder = vault.folder / "rec"
    folder.mkdir(parents=True)
    target = io.BytesIO()
    with av.open(target, "w", format="matroska") as container:
        video = container.add_stream("libvpx", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = container.add_stream("libopus", rate=RATE, layout="mono")
        for n in range(20):
            picture = av.VideoFrame(64, 48, "yuv420p")
            picture.pts = n
            container.mux(video.encode(picture))
            wave = np.sin(2 * np.pi * 440 * np.arange(4_800) / RATE) * 12_000 * (n == 10)
            sound = av.AudioFrame.from_ndarray(wave.astype("<i2").reshape(1, -1), format="s16", layout="mono")
            sound.sample_rate, sound.pts = RATE, n * 4_800
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    write_sealed(folder / "cu-1.part", key, [target.getvalue()])
    bound = await _bound(vault, Part("cu", 1, "right", START, 2.0))
    assert (bound.failed, bound.unreadable) == (None, 0)
    _, right = sides(await _heard(await vault.open_whole("rec")))
    assert onsets(right) == pytest.approx([1.0], abs=0.03)


_IN_THE_OPEN = re.compile(
    rb"\x1a\x45\xdf\xa3.{0,32}matroska|\x1a\x45\xdf\xa3.{0,32}webm|\x1f\x43\xb6\x75.{1,8}\xe7[\x81-\x88]", re.DOTALL
)
"""The head of a file, or a cluster and its time: long enough that what is sealed does not look like one by chance."""


def _contents(vault: Vault) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (vault.folder / "rec").iterdir()}


def _mixing() -> list[int]:
    """The processes of this one that mix, or make MP3."""
    found = Path("/proc/self/task").glob("*/children")
    children = [int(pid) for path in found for pid in path.read_text().split()]
    return [pid for pid in children if b"media.mixing" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def _in_the_middle(vault: Vault, binding: asyncio.Task[Bound]) -> int:
    """Wait until it has been at it for a while; the process that does it."""
    spool = vault.folder / "rec" / "whole-1.spool"
    async with asyncio.timeout(30):
        while not spool.exists():
            assert not binding.done(), "too quick to be met in the middle"
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.3)
    (child,) = _mixing()
    return child


@pytest.fixture
def long(vault: Vault, key: bytes) -> tuple[Part, Part]:
    """Ten minutes of both, which take some seconds."""
    packets = bursts([1, 2], 30) * 20
    return (
        write_part(vault.folder, key, packets, who="ag", side="left"), write_part(vault.folder, key, packets, who="cu"),
    )  # fmt: skip


async def test_nothing_of_it_lies_in_the_open_while_it_is_made(vault: Vault, key: bytes) -> None:
    loud = bursts([n / 5 for n in range(150)], 30) * 20
    binding = asyncio.ensure_future(_bound(vault, write_part(vault.folder, key, loud, who="cu")))
    async with asyncio.timeout(30):
        while len(_contents(vault).get("whole-1.spool", b"")) < 100_000:
            assert not binding.done(), "too quick to be met in the middle"
            await asyncio.sleep(0.01)
    for name, body in _contents(vault).items():
        assert not _IN_THE_OPEN.search(body), f"a head or cluster in {name}"
    binding.cancel()
    await asyncio.wait([binding])


async def test_a_whole_file_that_lay_in_the_open_would_be_known(vault: Vault, key: bytes) -> None:
    await _bound(vault, write_part(vault.folder, key, bursts([1], 2), who="cu"))
    opened = await vault.open_whole("rec")
    assert len(_IN_THE_OPEN.findall(await _heard(opened))) >= 2, "its head and its clusters"


async def test_kill_9_in_the_middle_leaves_nothing_and_the_next_attempt_is_whole(
    vault: Vault, long: tuple[Part, Part]
) -> None:
    binding = asyncio.ensure_future(_bound(vault, *long))
    os.kill(await _in_the_middle(vault, binding), signal.SIGKILL)
    assert (await binding).failed == "died"
    assert _files(vault) == ["ag-1.part", "cu-1.part"]
    again = await _bound(vault, *long, attempt=2)
    assert again.failed is None
    assert again.seconds == pytest.approx(600, abs=0.1)


async def test_whoever_is_cancelled_in_the_middle_leaves_nothing_and_no_process(
    vault: Vault, long: tuple[Part, Part]
) -> None:
    binding = asyncio.ensure_future(_bound(vault, *long))
    await _in_the_middle(vault, binding)
    binding.cancel()
    await asyncio.wait([binding])
    assert binding.cancelled()
    assert _mixing() == []
    assert _files(vault) == ["ag-1.part", "cu-1.part"]


async def test_what_a_killed_node_has_left_is_cleared_by_the_next_attempt(vault: Vault, key: bytes) -> None:
    part = write_part(vault.folder, key, bursts([1], 3), who="cu")
    for name in ("whole-1.spool", "whole-1.sound", "whole-2.peaks", "whole-9.spool"):
        (vault.folder / "rec" / name).write_bytes(b"half of it")
    assert (await _bound(vault, part, attempt=3)).failed is None
    assert _files(vault) == ["cu-1.part", "whole-9.spool", "whole.peaks", "whole.sound"], (
        "9 is somebody who has the lease"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk here: {mounted.stderr.decode()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


async def test_a_disk_that_fills_keeps_the_parts_and_nothing_half_made(small_disk: Path) -> None:
    vault = open_vault(small_disk / "recordings", Memory())
    part = write_part(vault.folder, await vault.key_for("rec"), bursts([1, 2], 30), who="cu")
    room = os.statvfs(small_disk)
    others = small_disk / "others"
    others.write_bytes(bytes(room.f_bavail * room.f_frsize - (1 << 12)))
    assert (await _bound(vault, part)).failed == "no_room"
    assert _files(vault) == ["cu-1.part"]
    others.unlink()
    assert (await _bound(vault, part, attempt=2)).failed is None


async def test_below_the_reserve_nothing_is_begun(vault: Vault, key: bytes) -> None:
    part = write_part(vault.folder, key, bursts([1], 3), who="cu")
    bound = await Bindery(vault, tethered, has_room=lambda: False).bind("rec", [part], attempt=1)
    assert bound.failed == "no_room"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_half_an_hour_needs_no_more_than_150_megabytes(tmp_path: Path) -> None:
    """Silence as far as the sound goes, but every packet is decoded, mixed and encoded as if it were not. Decoded and
    kept it would be 345 MB.
    """
    key, seconds = bytes(32), 1800
    parts: list[Part] = []
    for who, side in (("ag", "left"), ("cu", "right")):
        place = Place(tmp_path, "rec", who, 1)
        growing = GrowingFile(place.growing, key, zero_s=0.0)
        for first in range(0, seconds, 60):
            numbers = range(first * 1000 // 120, (first + 60) * 1000 // 120)
            growing.append([Arrived(n, n * 5_760 & 0xFFFFFFFF, (n + 1) * 0.12, LONG_QUIET) for n in numbers])
        growing.close()
        written = finish(place, key)
        assert written is not None
        settle(place)
        parts.append(part_of(written, who=who, side=side, number=1, at_s=0))  # type: ignore[arg-type]
    order = {
        "folder": str(tmp_path), "recording_id": "rec", "attempt": 1, "key": b64encode(key).decode(),
        "tracks": [asdict(track) for track in plan(parts).tracks],
    }  # fmt: skip
    command, most_kb = [sys.executable, "-m", "media.mixing", "mix"], 0
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order).encode())
        process.stdin.close()
        while process.poll() is None:
            most_kb = max(most_kb, _most_kb(process.pid))
            time.sleep(0.1)
        mixed = json.loads(process.stdout.read())
    assert (mixed["seconds"], mixed["unreadable"]) == (pytest.approx(seconds, abs=0.2), 0)
    assert 0 < most_kb < 150 * 1024


def _most_kb(pid: int) -> int:
    """What a process needed at most so far. `ru_maxrss` would count what we had when we started it."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


async def _mp3(bindery: Bindery, file: OpenPart) -> AsyncIterator[bytes]:
    async with bindery.mp3(file) as made:
        while piece := await made.read():
            yield piece


async def test_mp3_has_both_sides_and_the_whole_length(vault: Vault, key: bytes) -> None:
    agent = write_part(vault.folder, key, bursts([1], 10), who="ag", side="left")
    await _bound(vault, agent, write_part(vault.folder, key, bursts([7], 10), who="cu"))
    file = await vault.open_whole("rec")
    assert file is not None
    mp3 = b"".join([piece async for piece in _mp3(Bindery(vault, tethered), file)])
    with av.open(io.BytesIO(mp3), "r") as container:
        assert container.format.name == "mp3"
        assert container.duration == pytest.approx(10_000_000, abs=150_000)
    left, right = sides(mp3)
    assert onsets(left) == pytest.approx([1], abs=0.06)
    assert onsets(right) == pytest.approx([7], abs=0.06)


async def test_mp3_that_nobody_takes_any_more_ends_its_process(vault: Vault, long: tuple[Part, Part]) -> None:
    await _bound(vault, *long)
    file = await vault.open_whole("rec")
    assert file is not None
    async with Bindery(vault, tethered).mp3(file) as made:
        assert await made.read()
    assert _mixing() == []


async def test_half_an_mp3_is_not_given_for_a_whole_one(vault: Vault, long: tuple[Part, Part]) -> None:
    from media.errors import Damaged

    await _bound(vault, *long)
    path = vault.folder / "rec" / "whole.sound"
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.write_bytes(sealed)
    file = await vault.open_whole("rec")
    assert file is not None
    with pytest.raises(Damaged):
        async for _ in _mp3(Bindery(vault, tethered), file):
            pass
