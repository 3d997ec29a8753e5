"""Makes a small JPEG of one picture: a program of its own, since a decoder is what hostile pictures are made for.

`python preview_maker.py FORMAT IN OUT`. It has little memory and time, opens nothing else, and may die of what
it reads.
"""

import resource
import sys
from fractions import Fraction
from pathlib import Path

import av

_SIDE = 640
_MEMORY = 2 * 1024**3
"""Of addresses, most of them libraries; 64 million points are some 100 MB."""
_CPU_S = 15
_PIPES = {"jpeg": "jpeg_pipe", "png": "png_pipe", "webp": "webp_pipe"}
_ENCODED = 2 * 1024**2


def _make(kind: str, source: Path, target: Path) -> None:
    with source.open("rb") as opened, av.open(opened, "r", format=_PIPES[kind]) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        frame = next(container.decode(stream))
    scale = min(1.0, _SIDE / max(frame.width, frame.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    small = frame.reformat(width=width, height=height, format="yuvj420p", dst_color_range="JPEG")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base = Fraction(1)
    encoder.options = {"qmin": "3", "qmax": "5", "strict": "unofficial"}
    target.write_bytes(b"".join(bytes(packet) for packet in [*encoder.encode(small), *encoder.encode(None)]))


if __name__ == "__main__":
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_S), (resource.RLIMIT_FSIZE, _ENCODED),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    _make(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
