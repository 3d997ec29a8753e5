"""Small moving portraits for Chromium's fake cameras: somebody who nods, in the y4m format the browser reads."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, FPS = 640, 360, 12
_FRAMES = 18
_SIZE = 0.74
"""Small enough to be whole on a phone held upright, which shows the middle third."""

Plane = NDArray[np.float64]
Colour = tuple[int, int, int]
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """One person's colours, as red, green and blue."""

    wall: Colour
    hair: Colour
    skin: Colour
    clothes: Colour


CUSTOMER = Face(wall=(226, 203, 178), hair=(74, 45, 32), skin=(222, 170, 136), clothes=(168, 74, 72))
AGENT = Face(wall=(176, 199, 205), hair=(34, 32, 36), skin=(236, 196, 160), clothes=(38, 82, 104))


@cache
def film(face: Face, *, every: int = 1) -> Path:
    """A file of 1.5 s whose ends fit together, for a camera that plays it again and again; drawn once.

    With `every` 2, of half the width and height: for tests in which the picture is not the point.
    """
    path = Path(_folder().name) / f"{abs(hash(face))}-{every}.y4m"
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH // every} H{HEIGHT // every} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(_FRAMES):
            file.write(b"FRAME\n" + _yuv(_frame(face, 2 * np.pi * number / _FRAMES)[::every, ::every]))
    return path


@cache
def _folder() -> TemporaryDirectory[str]:
    """Goes with the process."""
    return TemporaryDirectory(prefix="faces")


def _frame(face: Face, turn: float) -> Plane:
    """One picture of HEIGHT x WIDTH x 3; `turn` goes from 0 to 2 pi."""
    row, column = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    x, y = WIDTH / 2 + (column - WIDTH / 2) / _SIZE, HEIGHT + (row - HEIGHT) / _SIZE
    middle, top = WIDTH / 2 + 7 * np.sin(turn), 150 + 5 * np.sin(2 * turn)
    light = (1.06 - 0.22 * column / WIDTH - 0.12 * row / HEIGHT)[..., None]
    picture = np.asarray(face.wall, dtype=np.float64) * light
    shapes: list[tuple[Plane, Colour]] = [
        (_ellipse(x, y, (middle, top + 2), (84, 106)), face.hair),
        (_ellipse(x, y, (WIDTH / 2 + 2 * np.sin(turn), 392), (172, 132)), face.clothes),
        (_ellipse(x, y, (middle - 2 * np.sin(turn), top + 92), (30, 56)), _darker(face.skin, 0.9)),
        (_ellipse(x, y, (middle, top + 18), (66, 84)), face.skin),
        (_ellipse(x, y, (middle, top - 58), (72, 40)), face.hair),
    ]
    blinks = 0.25 if np.cos(turn) > 0.96 else 1.0
    for side in (-1, 1):
        shapes.append((_ellipse(x, y, (middle + 26 * side, top + 8), (6, 7 * blinks)), (46, 36, 34)))
        shapes.append((_ellipse(x, y, (middle + 26 * side, top - 10), (13, 3)), face.hair))
    shapes.append((_ellipse(x, y, (middle, top + 34), (6, 10)), _darker(face.skin, 0.88)))
    shapes.append((_ellipse(x, y, (middle, top + 62), (19, 4 + 3 * (1 + np.sin(3 * turn)))), (150, 70, 68)))
    for mask, colour in shapes:
        picture = picture * (1 - mask[..., None]) + np.asarray(colour, dtype=np.float64) * light * mask[..., None]
    clipped: Plane = np.clip(picture, 0, 255)
    return clipped


def _ellipse(x: Plane, y: Plane, centre: Pair, axes: Pair) -> Plane:
    """1 inside, 0 outside, about two pixels of transition."""
    distance = np.sqrt(((x - centre[0]) / axes[0]) ** 2 + ((y - centre[1]) / axes[1]) ** 2)
    soft: Plane = np.clip((1 - distance) * min(axes) / 2 + 0.5, 0, 1)
    return soft


def _darker(colour: Colour, factor: float) -> Colour:
    red, green, blue = (round(part * factor) for part in colour)
    return red, green, blue


def _yuv(picture: Plane) -> bytes:
    """BT.601, full range, one colour sample for four pixels."""
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    chroma = ((blue - luma) * 0.564 + 128, (red - luma) * 0.713 + 128)
    high, wide = luma.shape
    quarter = [plane.reshape(high // 2, 2, wide // 2, 2).mean(axis=(1, 3)) for plane in chroma]
    return b"".join(np.clip(plane, 0, 255).astype(np.uint8).tobytes() for plane in (luma, *quarter))
