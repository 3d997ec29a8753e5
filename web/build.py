"""Which build of the product this is: its version, and a fingerprint of all that a browser is given.

A ledger that says with which words and which button somebody agreed has to say in which pages.
"""

import hashlib
from functools import cache
from pathlib import Path

VERSION = "0.1.0"
_HERE = Path(__file__).parent
_GIVEN = (_HERE / "static", _HERE / "consent")


@cache
def build() -> str:
    """`0.1.0+` and twelve hexadecimal digits. Reads every page once; asked for at start, before anybody waits."""
    digest = hashlib.sha256()
    for folder in _GIVEN:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"{file.relative_to(_HERE)}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return f"{VERSION}+{digest.hexdigest()[:12]}"
