"""How loud each side was, ten times a second: what a page draws of a recording without hearing it. Pure.

The form is audiowaveform's, version 2, of 8 bits
(https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md): tools that draw such files draw ours.
"""

import struct

import numpy as np

from media.opus import SAMPLES_PER_S

POINTS_PER_S = 10
SAMPLES_PER_POINT = SAMPLES_PER_S // POINTS_PER_S
_HEAD = struct.Struct("<iIiiIi")
_VERSION, _EIGHT_BITS = 2, 1

Block = np.ndarray[tuple[int, int], np.dtype[np.int16]]
"""Two channels of as many samples as are one point."""


class Peaks:
    """Grows by a point with each block."""

    def __init__(self) -> None:
        self._points = bytearray()

    def add(self, block: Block) -> None:
        """The lowest and the highest sample of each channel."""
        pairs = np.stack([block.min(axis=1), block.max(axis=1)], axis=1)
        self._points += (pairs >> 8).astype(np.int8).tobytes()

    def file(self) -> bytes:
        """All of it."""
        length = len(self._points) // 4
        return _HEAD.pack(_VERSION, _EIGHT_BITS, SAMPLES_PER_S, SAMPLES_PER_POINT, length, 2) + bytes(self._points)
