"""How much a pack may write and how long it may take, reckoned from the files and the words that go into it. Pure.

A fixed bound would be below what a case may hold, and such a pack could never be made; without any a maker that has
gone wrong would fill the disk.
"""

from collections.abc import Iterable
from typing import Final

from cases.claims.pack.content import FilePart, PackContent

_BESIDE_FILES: Final = 128 * 1024**2
"""For the PDF with its small pictures, and the documents."""
_AROUND_EACH: Final = 2 * 1024
"""A name and its dates, twice, stand around every file of a ZIP."""
_CPU_S: Final = 60
_HASHED_A_SECOND: Final = 40 * 1024**2
"""Slower than any machine of ours by far: read, hashed twice, written."""
_WRITTEN_A_SECOND: Final = 10 * 1024**2
_LAID_OUT_A_SECOND: Final = 5_000
"""Characters of letters and texts; short lines, each a paragraph of its own, are the slowest: some 20,000 here."""


def most_bytes(files: Iterable[FilePart]) -> int:
    """No file that is made is larger: evidence goes in as it is, neither smaller nor larger."""
    return _BESIDE_FILES + sum(each.size + _AROUND_EACH for each in files)


def most_cpu_s(content: PackContent) -> int:
    """So many seconds of a core."""
    return _CPU_S + _size(content) // _HASHED_A_SECOND + _words(content) // _LAID_OUT_A_SECOND


def more_time_s(content: PackContent) -> float:
    """So much longer than a pack without files it may take by the clock, on a slow disk."""
    return _size(content) / _WRITTEN_A_SECOND + _words(content) / _LAID_OUT_A_SECOND


def _size(content: PackContent) -> int:
    return sum(each.size for each in content.files)


def _words(content: PackContent) -> int:
    return sum(len(each.text) for each in content.letters) + sum(len(each.text) for each in content.texts)
