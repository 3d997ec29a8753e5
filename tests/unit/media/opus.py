"""A tone as Opus packets, and how long a file sounds."""

import io

import av
import numpy as np


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


def decoded_seconds(webm: bytes) -> float:
    """What a player that only counts samples plays."""
    with av.open(io.BytesIO(webm), "r") as container:
        return sum(int(frame.samples) for frame in container.decode(audio=0)) / 48_000
