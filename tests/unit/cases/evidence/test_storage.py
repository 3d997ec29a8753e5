"""What is swept away of a folder, and above all what is not."""

import os
import time
from collections.abc import Collection
from pathlib import Path

from cases.evidence.storage import FolderStorage

HOUR, MONTH = 3600, 30 * 86_400
KNOWN, LOST = "a" * 32, "b" * 32


async def known(ids: Collection[str]) -> Collection[str]:
    return {KNOWN} & set(ids)


def lie(file: Path, *, for_s: float) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"something")
    before = time.time() - for_s
    os.utime(file, (before, before))
    return file


def list_of(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_what_is_not_called_as_our_files_are_is_not_touched(tmp_path: Path) -> None:
    names = ("reassure.db", "master.keys", "notes.pdf", f"{LOST}.part", f"{LOST[1:]}.jpg", f"{LOST.upper()}.jpg", LOST)
    files = [lie(tmp_path / name, for_s=2 * MONTH) for name in names]
    assert await FolderStorage(tmp_path).sweep(known) == 0
    assert all(file.exists() for file in files)


async def test_what_nobody_knows_of_is_put_aside_and_can_be_put_back_for_a_month(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    for suffix in (".jpg", ".preview.jpg", ".png", ".webp", ".pdf"):
        lie(tmp_path / f"{KNOWN}{suffix}", for_s=2 * MONTH)
        lie(tmp_path / f"{LOST}{suffix}", for_s=2 * MONTH)
    assert await storage.sweep(known) == 5
    aside = list_of(tmp_path / "forgotten")
    assert len(aside) == 5
    assert await storage.sweep(known) == 0
    assert list_of(tmp_path / "forgotten") == aside, "their month begins when they are put there"
    lie(aside[0], for_s=MONTH - HOUR)
    lie(aside[1], for_s=MONTH + HOUR)
    await storage.sweep(known)
    assert list_of(tmp_path / "forgotten") == [aside[0], *aside[2:]]
    assert len(list_of(tmp_path)) == 6, "what is known, and the folder of the others"
