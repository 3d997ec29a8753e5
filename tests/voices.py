"""Recordings whose parts hold bursts of a tone at known moments, written as the recorder writes them; and where bursts
are in what is played.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import av
import numpy as np

from media.growing import PauseMark, Record
from media.place import Place
from media.timeline import Arrived
from media.writer import PartFile, Written, settle

RATE = 48_000
START = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
BURST_S = 0.1
Sound = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Part:
    """As `media.mixing.plan.PartToMix` wants it, and as it was written."""

    participant_id: str
    number: int
    side: Literal["left", "right"]
    epoch: datetime
    seconds: float
    gaps: tuple[tuple[float, float, str], ...] = field(default=())


def bursts(at: Iterable[float], seconds: float, *, hz: float = 440) -> list[bytes]:
    """Opus packets of 20 ms, quiet but for a tenth of a second at each of these."""
    wave = np.zeros(round(seconds * RATE))
    for start_s in at:
        start, length = round(start_s * RATE), round(BURST_S * RATE)
        wave[start : start + length] = np.sin(2 * np.pi * hz * np.arange(length) / RATE)[: len(wave) - start] * 16_000
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "mono", "s16"
    packets: list[bytes] = []
    for n in range(0, len(wave) - 959, 960):
        frame = av.AudioFrame.from_ndarray(wave[n : n + 960].astype("<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, n
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def write_part(
    folder: Path, key: bytes, packets: Sequence[bytes], *, who: str, side: Literal["left", "right"] = "right",
    recording: str = "rec", number: int = 1, at_s: float = 0.0, drift: float = 0.0,
    pause: tuple[float, float] | None = None,
) -> Part:  # fmt: skip
    """A finished part that began `at_s` after START. `drift`: so much slower than ours its clock goes. In a pause
    nothing is written, as the recorder does it.
    """
    place = Place(folder, recording, who, number)
    file = PartFile(place, key)
    records: list[Record] = []
    for n, packet in enumerate(packets):
        arrival_s = (n + 1) * 0.02 * (1 + drift)
        if pause is not None and pause[0] <= arrival_s < pause[1]:
            continue
        records.append(Arrived(n, n * 960, arrival_s, packet))
    if pause is not None:
        records += [PauseMark(pause[0], begins=True), PauseMark(pause[1], begins=False)]
    for first in range(0, len(records), 500):
        file.append(records[first : first + 500], zero_s=0.0)
    file.stop()
    written = file.finish()
    assert written is not None
    settle(place)
    return part_of(written, who=who, side=side, number=number, at_s=at_s)


def part_of(written: Written, *, who: str, side: Literal["left", "right"], number: int, at_s: float) -> Part:
    """What is reported of it."""
    gaps = tuple((gap.start_s, gap.end_s, gap.kind) for gap in written.gaps)
    return Part(who, number, side, START + timedelta(seconds=at_s), written.seconds, gaps)


def sides(webm: bytes) -> tuple[Sound, Sound]:
    """What is heard on the left and on the right, by a player that only counts samples."""
    with av.open(io.BytesIO(webm), "r") as container:
        resampler = av.AudioResampler("fltp", "stereo", RATE)
        frames = [
            piece.to_ndarray() for frame in container.decode(audio=0) for piece in resampler.resample(frame)
        ]  # fmt: skip
    sound = np.concatenate(frames, axis=1).astype(np.float64)
    return sound[0], sound[1]


def onsets(sound: Sound, *, threshold: float = 0.1) -> list[float]:
    """Where bursts begin, in seconds."""
    loud = np.flatnonzero(np.abs(sound) > threshold)
    if len(loud) == 0:
        return []
    first = np.concatenate([[True], np.diff(loud) > RATE * BURST_S])
    return [float(at) / RATE for at in loud[first]]
